"""The legend of a picture, at its top: each sign beside its words, as far as the picture has it."""

from dataclasses import dataclass

from assets.looks import COLOURS, INK, MUTED, PAPER, ems
from assets.report.charts.canvas import (
    LINE,
    SHAPES,
    SMALL,
    Drawing,
    as_is,
    down,
    layered,
    marks,
    quantity,
    text,
    wrapped,
)
from schemas.study import SIDES
from schemas.words.gaps import GapSaid
from schemas.words.studies import Words

SHAPE_OF = {"worse": "triangle-down", "better": "triangle-up", "apart": "square"}
"""By the sense of a clear gap."""
SIGN, APART = 16, 18
"""Pixels that a sign takes before its words, and those between two."""


@dataclass(frozen=True)
class Sign:
    """A sign of a picture, and what it means."""

    means: str
    colour: str
    shape: str = ""
    """Of a point; without one, the sign is the pale bar of an interval."""
    fill: str = ""
    """Of a point that is not filled with its colour."""


def sides(words: Words) -> list[Sign]:
    """The marks of both sides."""
    return [Sign(words.group(side), COLOURS[side], SHAPES[side]) for side in SIDES]


def signs(gaps: list[GapSaid]) -> list[Sign]:
    """The signs of dumbbells."""
    words, labels = gaps[0].words, {side: said.label for side, said in gaps[0].sides.items()}
    found = [*sides(words), Sign(words.say("table.interval"), MUTED)]
    senses = {gap.sense for gap in gaps}
    found += [
        Sign(words.say(f"chart.{sense}", **labels), INK, shape) for sense, shape in SHAPE_OF.items() if sense in senses
    ]
    if any(side.is_hollow for gap in gaps for side in gap.sides.values()):
        found.append(Sign(words.say("chart.hollow"), INK, "circle", PAPER))
    return found


def under_legend(shown: list[Sign], chart: Drawing, labels: int, across: int) -> Drawing:
    """The chart below its legend, which begins where the labels do, so far left of the plot, and is so wide."""
    left, top, rows, lettered = 0.0, 2.0, [], []
    for sign in shown:
        lines = wrapped(sign.means, across - SIGN, SMALL)
        width = SIGN + max(map(ems, lines)) * SMALL
        if left and left + width > across:
            left, top = 0.0, top + LINE
        at = left - labels
        rows.append({
            "x": at, "x2": at + 10, "middle": at + 5, "y": top + 6, "colour": sign.colour, "shape": sign.shape,
            "fill": sign.fill or sign.colour,
        })  # fmt: skip
        lettered.append({"x": at + SIGN, "y": top, "text": lines})
        top += LINE * (len(lines) - 1)
        left += width + APART
    height = round(top + LINE)
    y, colour = down("y", height), as_is("colour")
    x, middle = (quantity(name, [0, across - labels], None, zero=False) for name in ("x", "middle"))
    layers = [
        marks("rule", [row for row in rows if not row["shape"]], x, y, encode={"x2": {"field": "x2"}, "color": colour},
              strokeWidth=9, opacity=0.28),
        marks("point", [row for row in rows if row["shape"]], middle, y, size=70, strokeWidth=2, encode={
            "shape": as_is("shape"), "fill": as_is("fill"),
            "stroke": as_is("colour")}),
        text(lettered, x, y, fontSize=SMALL, color=MUTED),
    ]  # fmt: skip
    return {"vconcat": [layered(layers, across - labels, height), chart], "spacing": 6}
