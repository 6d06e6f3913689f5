"""Trends: both sides of a gap over the waves that its trend is told against, and whether the gap has become wider."""

from itertools import pairwise

from assets.looks import COLOURS, INK, MUTED
from assets.report.charts.canvas import (
    LINE,
    NARROW,
    SHAPES,
    SIZE,
    SMALL,
    WIDE,
    Drawing,
    Figures,
    Picture,
    across,
    as_is,
    finished,
    layered,
    lettered,
    lettering_of,
    marks,
    name_of,
    picture,
    quantity,
    wrapped,
)  # fmt: skip
from assets.report.charts.dumbbell import scale
from assets.report.charts.legend import sides, under_legend
from assets.report.evidence import Evidence, is_total
from schemas.study import SIDES
from schemas.tables.rows import GapTrendRow
from schemas.tables.sides import side_of
from schemas.words.changes import ChangeSaid, moved
from schemas.words.studies import Words

MOST_PANELS = 12


def trend_pictures(evidence: Evidence) -> list[Picture]:
    """One picture a unit: a panel a gap, a line a side."""
    changes = [row for row in evidence.tables["gap_trend"] if is_total(row) and " / " not in row["unit"]]
    found = []
    for unit in dict.fromkeys(row["unit"] for row in changes):
        rows = [row for row in changes if row["unit"] == unit]
        found.append(_picture(evidence, unit, rows))
    return found


def _picture(evidence: Evidence, unit: str, rows: list[GapTrendRow]) -> Picture:
    words = evidence.words
    gaps = list(dict.fromkeys(row["gap"] for row in rows))
    changes = [words.change(row) for row in rows]
    title = words.of_unit(moved(changes), unit)
    notes = [words.say("chart.waves_shown")]
    if any(row["broken"] for row in rows):
        notes.append(words.say("chart.waves_broken"))
    if len(gaps) > MOST_PANELS:
        notes.append(words.say("chart.drawn_trends", number=words.numbers.number(MOST_PANELS)))
    notes.append(words.condition)
    specs = []
    for sheet, columns, plot in ((WIDE, 2, 330), (NARROW, 1, 260)):
        panels = [_panel(evidence, [row for row in rows if row["gap"] == gap], plot) for gap in gaps[:MOST_PANELS]]
        chart = {"concat": panels, "columns": columns, "spacing": 34}
        specs.append(finished(under_legend(sides(words), chart, 0, sheet.across), sheet, title, notes, words))
    described = "; ".join(
        words.say("chart.spoken_since", label=each.label, wave=words.wave(each.row["against_wave"]), said=each.said)
        for each in changes
    )
    table = Figures(_columns(words), [_cells(each) for each in changes])
    return picture(name_of("trend", unit), title, described, specs, table)


def _columns(words: Words) -> list[str]:
    sides = [words.say(f"table.{when}", group=words.group(side)) for side in SIDES for when in ("then", "now")]
    return [
        words.say("table.gap"),
        words.say("table.since"),
        *sides,
        words.say("table.change"),
        words.say("table.verdict"),
    ]


def _panel(evidence: Evidence, rows: list[GapTrendRow], plot: int) -> Drawing:
    """One gap over its waves; `rows` are its changes against each earlier wave."""
    words, unit, order = evidence.words, rows[0]["unit"], list(evidence.study.waves)
    changes = {row["against_wave"]: words.change(row) for row in rows}
    waves = sorted({row["against_wave"] for row in rows} | {evidence.wave}, key=order.index)
    places = {wave: float(at) for at, wave in enumerate(waves)}
    broken = {row["against_wave"] for row in rows if row["broken"]}
    points_, lines = [], []
    for side in SIDES:
        at = {row["against_wave"]: side_of(row, side)["before"] for row in rows}
        at[evidence.wave] = side_of(rows[0], side)["estimate"]
        said = {wave: change.figure(side, "before") for wave, change in changes.items()}
        said[evidence.wave] = words.change(rows[0]).figure(side, "estimate")
        known = [(places[wave], figure, wave) for wave in waves if (figure := at[wave]) is not None]
        shared = {"colour": COLOURS[side], "shape": SHAPES[side]}
        points_ += [{"x": x, "y": y, "text": said[wave], **shared} for x, y, wave in known]
        chain = [(x, y) for x, y, wave in known if wave not in broken]
        lines += [{"x": x, "y": y, "x2": x2, "y2": y2, **shared} for (x, y), (x2, y2) in pairwise(chain)]
    _spread(points_)
    named = lettered({float(at): words.wave(wave) for at, wave in enumerate(waves)})
    x = across("x", [-0.25, len(waves) - 0.75], values=list(range(len(waves))), labelExpr=named, grid=False)
    domain, axis = scale(unit, [point["y"] for point in points_], words)
    y = quantity("y", domain, {"title": None, **axis}, zero=False)
    colour = as_is("colour")
    layers = [
        marks("rule", lines, x, y, encode={"x2": {"field": "x2"}, "y2": {"field": "y2"}, "color": colour}, strokeWidth=2),
        marks("point", points_, x, y, size=90,
              encode={"shape": as_is("shape"), "color": colour}),
    ]  # fmt: skip
    for above, dy in ((True, -13), (False, 14)):
        figures = [point for point in points_ if point["above"] == above]
        encode = {"color": colour, "text": lettering_of("text")}
        layers.append(marks("text", figures, x, y, encode=encode, dy=dy, fontSize=SMALL, fontWeight="bold"))
    latest = max(rows, key=lambda row: order.index(row["against_wave"]))
    wave = latest["against_wave"]
    since = words.say("chart.since", wave=words.wave(wave), said=changes[wave].said)
    head = dict(
        text=wrapped(rows[0]["label"], plot, SIZE), subtitle=wrapped(since, plot, SMALL), fontSize=SIZE,
        color=INK, subtitleColor=MUTED,
        subtitleFontSize=SMALL, subtitleLineHeight=LINE, lineHeight=LINE, offset=14,
    )  # fmt: skip
    return layered(layers, plot, 150, head)


def _spread(points_: list[dict]) -> None:
    """Put the figure of the higher side above its mark, and that of the lower below."""
    for point in points_:
        others = [other["y"] for other in points_ if other["x"] == point["x"] and other is not point]
        first = point["shape"] == SHAPES["executive"]
        point["above"] = not others or point["y"] > others[0] or (point["y"] == others[0] and first)


def _cells(change: ChangeSaid) -> list[str]:
    sides = [change.figure(side, when) for side in SIDES for when in ("before", "estimate")]
    return [change.label, change.since, *sides, change.moved, change.verdict]
