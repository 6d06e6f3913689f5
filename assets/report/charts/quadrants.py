"""Importance and performance: what matters to consumers, against how it is done, where a study has both.

Importance is an option's share among consumers' priorities, performance a metric of the same option (or of that label)
whose good direction is higher. A pair of questions without three such options has no picture.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle
from string import ascii_uppercase
from typing import Any

from assets.looks import COLOURS, INK, MUTED, PAPER
from assets.report.charts.canvas import (
    LINE,
    NARROW,
    SIZE,
    SMALL,
    WIDE,
    Drawing,
    Figures,
    Picture,
    Sheet,
    across,
    down,
    finished,
    fixed,
    layered,
    lettering_of,
    marks,
    name_of,
    picture,
    quantity,
    text,
    wrapped,
)  # fmt: skip
from assets.report.charts.dumbbell import scale
from assets.report.evidence import Evidence, is_total
from schemas.study import SHARE
from schemas.tables.rows import EstimatesRow
from schemas.words.numbers import decimals
from schemas.words.studies import Words

LEAST = 3
COLUMNS = ("letter", "option", "importance", "performance", "where")
QUARTERS = {
    (True, False): "mend_first",
    (True, True): "keep_up",
    (False, False): "lower_priority",
    (False, True): "enough",
}
"""By whether importance and performance are above their means."""


@dataclass(frozen=True)
class Option:
    """An option of a question on priorities: how much it matters, how it is done, and the standard error of that."""

    name: str
    importance: float
    performance: float
    se: float | None

    def figures(self, unit: str, words: Words) -> dict[str, str]:
        """Both figures as they are printed; `unit` is that of the performance."""
        return {
            "importance": words.numbers.figure(self.importance, SHARE),
            "performance": words.numbers.figure(self.performance, unit, decimals(unit, self.se)),
        }


def quadrant_pictures(evidence: Evidence) -> list[Picture]:
    """One picture a pair of priorities whose options have a performance."""
    found = []
    for name in dict.fromkeys(row["priorities"] for row in evidence.tables["priority_ranking"]):
        for unit, options in _options(evidence, name).items():
            if len(options) >= LEAST:
                found.append(_picture(evidence, name, unit, options))
    return found


def _options(evidence: Evidence, name: str) -> dict[str, list[Option]]:
    """The options with both figures, by the unit of performance, most important first."""
    asked = evidence.study.priorities[name].consumer
    good = {name for name, metric in evidence.study.metrics.items() if metric.better == "higher"}
    performance: dict[str, EstimatesRow] = {}
    for row in evidence.tables["estimates"]:
        of_consumers = row["kind"] == "metric" and row["group_name"] == "consumer" and is_total(row)
        if of_consumers and row["metric"] in good and row["question"] != asked and row["estimate"] is not None:
            performance.setdefault((row["option"] or row["label"]).casefold(), row)
    found: dict[str, list[Option]] = {}
    for row in evidence.tables["priority_ranking"]:
        option, share = row["consumer_option"] or "", row["consumer_share"]
        done = performance.get(option.casefold())
        if row["priorities"] == name and share is not None and done and done["estimate"] is not None:
            found.setdefault(done["unit"], []).append(Option(option, share, done["estimate"], done["se"]))
    return {unit: sorted(options, key=lambda option: -option.importance) for unit, options in found.items()}


def _picture(evidence: Evidence, name: str, unit: str, options: list[Option]) -> Picture:
    words = evidence.words
    means = _mean([option.importance for option in options]), _mean([option.performance for option in options])
    label = next(row["label"] for row in evidence.tables["priority_ranking"] if row["priorities"] == name)
    title = words.say("chart.importance", label=label)
    notes = [
        words.say("chart.importance_is", group=words.group("consumer")),
        words.say("chart.importance_lines"),
        words.condition,
    ]
    specs = [
        finished(_chart(options, means, unit, sheet, words), sheet, title, notes, words) for sheet in (WIDE, NARROW)
    ]
    rows, spoken = [], []
    for letter, option in _lettered(options):
        figures = option.figures(unit, words)
        where = words.say(f"chart.{QUARTERS[option.importance >= means[0], option.performance >= means[1]]}")
        rows.append([letter, option.name, *figures.values(), where])
        spoken.append(words.say("chart.importance_spoken", option=option.name, where=where, **figures))
    table = Figures([words.say(f"table.{column}") for column in COLUMNS], rows)
    return picture(name_of(f"importance-{name}", unit), title, "; ".join(spoken), specs, table)


def _lettered(options: list[Option]) -> Iterator[tuple[str, Option]]:
    """Each option after the letter that stands for it in the picture."""
    return zip(cycle(ascii_uppercase), options, strict=False)


def _mean(figures: list[float]) -> float:
    return sum(figures) / len(figures)


def _chart(options: list[Option], means: tuple[float, float], unit: str, sheet: Sheet, words: Words) -> Drawing:
    beside = sheet is WIDE
    plot = 380 if beside else 250
    domain, lettering = scale(unit, [option.performance for option in options], words)
    x = across("performance", domain, words.say("table.performance"), **lettering, grid=False)
    _, shares = scale(SHARE, [], words)
    y = quantity("importance", [0, 1], {"title": words.say("table.importance"), **shares, "grid": False})
    rows = [
        {"importance": option.importance, "performance": option.performance, "letter": letter}
        for letter, option in _lettered(options)
    ]
    lines = [{"importance": means[0], "performance": means[1]}]
    corners: list[dict[str, Any]] = [
        {
            "x": 6 if not high else plot - 6,
            "y": 6 if important else plot - 18,
            "text": [words.say(f"chart.{code}")],
            "right": high,
        }
        for (important, high), code in QUARTERS.items()
    ]
    layers = [
        marks("rule", lines, None, y, color=MUTED, strokeDash=[4, 4]),
        marks("rule", lines, x, None, color=MUTED, strokeDash=[4, 4]),
        *(
            text([corner], fixed(corner["x"]), fixed(corner["y"]), color=MUTED, fontSize=SMALL,
                 align="right" if corner["right"] else "left")
            for corner in corners
        ),
        marks("point", rows, x, y, size=420, color=COLOURS["consumer"], shape="circle"),
        marks("text", rows, x, y, encode={"text": lettering_of("letter")}, color=PAPER, fontSize=SMALL, fontWeight="bold"),
    ]  # fmt: skip
    chart = layered(layers, plot, plot)
    key, top = [], 0.0
    for letter, option in _lettered(options):
        said = [f"{letter}  {option.name}", words.say("chart.importance_of", **option.figures(unit, words))]
        said = [line for piece in said for line in wrapped(piece, 250, SIZE)]
        key.append({"y": top, "text": said})
        top += LINE * len(said) + 8
    written = text(key, fixed(0), down("y", top), color=INK) | {"width": 250, "height": round(top)}
    way, spacing = ("hconcat", 24) if beside else ("vconcat", 16)
    return {way: [chart, written], "spacing": spacing}
