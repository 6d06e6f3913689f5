"""Trends: both sides of a gap over the waves that its trend is told against, and whether the gap has become wider."""

from itertools import pairwise

import altair as alt

from assets.report.charts.canvas import (
    COLOURS,
    INK,
    LINE,
    MUTED,
    NARROW,
    SHAPES,
    SIZE,
    SMALL,
    WIDE,
    Drawing,
    Picture,
    across,
    finished,
    marks,
    picture,
)  # fmt: skip
from assets.report.charts.dumbbell import scale
from assets.report.charts.lettering import wrapped
from assets.report.evidence import Evidence, Row, is_total
from assets.report.words import CONDITION, condition, figure, interval, is_loose, signed
from schemas.study import SHARE, SIDES

COLUMNS = ["gap", "since", "executive side, then", "now", "consumer side, then", "now", "change of the gap", "verdict"]
MOST_PANELS = 12


def trend_pictures(evidence: Evidence) -> list[Picture]:
    """One picture a unit: a panel a gap, a line a side."""
    changes = [row for row in evidence.tables["gap_trend"] if is_total(row) and " / " not in row["unit"]]
    found = []
    for unit in dict.fromkeys(row["unit"] for row in changes):
        rows = [row for row in changes if row["unit"] == unit]
        found.append(_picture(evidence, unit, rows))
    return found


def moved(row: Row, conditional: bool) -> str:
    """How far the gap has moved; `conditional`: the interval holds as if samples were random. Empty where nobody can say."""
    if row["broken"] or row["gap_change"] is None:
        return ""
    span = interval(row["gap_change_low"], row["gap_change_high"], row["unit"])
    return signed(row["gap_change"], row["unit"]) + (f" ({span}{CONDITION * conditional})" if span else "")


def verdict(row: Row) -> str:
    """What may be concluded of it."""
    if row["broken"]:
        return f"not to be compared: {row['broken']}"
    return "no change can be given" if row["gap_change"] is None else row["direction"] or ""


def change(row: Row, conditional: bool) -> str:
    """How the gap has moved, in words."""
    return ", ".join(words for words in (moved(row, conditional), verdict(row)) if words)


def _picture(evidence: Evidence, unit: str, rows: list[Row]) -> Picture:
    loose = is_loose(evidence.study)
    gaps = list(dict.fromkeys(row["gap"] for row in rows))
    title = "Over the waves" + ("" if unit == SHARE else f" ({unit})")
    names = [evidence.study.groups[side].label or side.capitalize() for side in SIDES]
    notes = [f"Circle: {names[0]}. Diamond: {names[1]}. Waves shown: the first, a year ago, the one before, this one."]
    if any(row["broken"] for row in rows):
        notes.append("Not joined: the question or who was asked changed in between.")
    if len(gaps) > MOST_PANELS:
        notes.append(f"Drawn: the first {MOST_PANELS} gaps; the table has all.")
    notes.append(condition(evidence.study))
    specs = []
    for sheet, columns, plot in ((WIDE, 2, 330), (NARROW, 1, 260)):
        panels = [_panel(evidence, [row for row in rows if row["gap"] == gap], plot) for gap in gaps[:MOST_PANELS]]
        chart = alt.concat(*panels, columns=columns, spacing=34)
        specs.append(finished(chart, sheet, title, notes, evidence.study.synthetic))
    described = "; ".join(f"{row['label']} since {row['against_wave']}: {change(row, loose)}" for row in rows)
    name = "trend" if unit == SHARE else f"trend-{'-'.join(unit.lower().split())}"
    return picture(name, title, described, *specs, COLUMNS, [_cells(row, loose) for row in rows])


def _panel(evidence: Evidence, rows: list[Row], plot: int) -> Drawing:
    """One gap over its waves; `rows` are its changes against each earlier wave."""
    unit, order = rows[0]["unit"], list(evidence.study.waves)
    waves = sorted({row["against_wave"] for row in rows} | {evidence.wave}, key=order.index)
    places = {wave: float(at) for at, wave in enumerate(waves)}
    broken = {row["against_wave"] for row in rows if row["broken"]}
    points_, lines = [], []
    for side in SIDES:
        at = {row["against_wave"]: row[f"{side}_before"] for row in rows} | {evidence.wave: rows[0][f"{side}_estimate"]}
        known = [(places[wave], at[wave], wave) for wave in waves if at[wave] is not None]
        shared = {"colour": COLOURS[side], "shape": SHAPES[side]}
        points_ += [{"x": x, "y": y, "text": figure(y, unit), **shared} for x, y, _ in known]
        chain = [(x, y) for x, y, wave in known if wave not in broken]
        lines += [{"x": x, "y": y, "x2": x2, "y2": y2, **shared} for (x, y), (x2, y2) in pairwise(chain)]
    _spread(points_)
    named = " : ".join(f"datum.value == {at:g} ? {wave!r}" for at, wave in enumerate(waves)) + " : ''"
    x = across("x", [-0.25, len(waves) - 0.75], values=list(range(len(waves))), labelExpr=named, grid=False)
    domain, axis = scale(unit, [])
    y = alt.Y("y:Q", scale=alt.Scale(domain=domain, nice=False, zero=False), axis=alt.Axis(title=None, **axis))
    colour = alt.Color("colour:N", scale=None)
    layers = [
        marks("rule", lines, x, y, encode={"x2": "x2:Q", "y2": "y2:Q", "color": colour}, strokeWidth=2),
        marks("point", points_, x, y, size=90,
              encode={"shape": alt.Shape("shape:N", scale=None), "color": colour}),
    ]  # fmt: skip
    for above, dy in ((True, -13), (False, 14)):
        figures = [point for point in points_ if point["above"] == above]
        encode = {"color": colour, "text": "text:N"}
        layers.append(marks("text", figures, x, y, encode=encode, dy=dy, fontSize=SMALL, fontWeight="bold"))
    latest = max(rows, key=lambda row: order.index(row["against_wave"]))
    words = wrapped(f"Since {latest['against_wave']}: {change(latest, is_loose(evidence.study))}", plot, SMALL)
    head = alt.TitleParams(
        text=wrapped(rows[0]["label"], plot, SIZE), subtitle=words, fontSize=SIZE, color=INK, subtitleColor=MUTED,
        subtitleFontSize=SMALL, subtitleLineHeight=LINE, lineHeight=LINE, offset=14,
    )  # fmt: skip
    return alt.layer(*layers).properties(width=plot, height=150, title=head)


def _spread(points_: list[dict]) -> None:
    """Put the figure of the higher side above its mark, and that of the lower below."""
    for point in points_:
        others = [other["y"] for other in points_ if other["x"] == point["x"] and other is not point]
        first = point["shape"] == SHAPES["executive"]
        point["above"] = not others or point["y"] > others[0] or (point["y"] == others[0] and first)


def _cells(row: Row, conditional: bool) -> list[str]:
    sides = [figure(row[f"{side}_{when}"], row["unit"]) for side in SIDES for when in ("before", "estimate")]
    return [
        row["label"],
        f"{row['against_wave']} ({row['against'].replace('_', ' ')})",
        *sides,
        moved(row, conditional),
        verdict(row),
    ]
