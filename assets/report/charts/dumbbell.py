"""Dumbbells: both sides of each gap on one line, with their intervals, and in words what may be concluded.

A bar joins the two sides where they may be subtracted. A hollow mark is a figure whose base does not carry it.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import altair as alt

from assets.report.charts.canvas import (
    COLOURS,
    FAINT,
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
    Sheet,
    across,
    down,
    finished,
    marks,
    picture,
    text,
)  # fmt: skip
from assets.report.charts.lettering import wrapped
from assets.report.evidence import Evidence, Row
from assets.report.words import (
    CONDITION,
    Sense,
    apart,
    base,
    bases,
    clear_of,
    condition,
    figure,
    interval,
    lowered,
    points,
    sense,
    side_figure,
    side_interval,
    signed,
    verdict,
)  # fmt: skip
from schemas.gap_rows import by_width, is_conditional
from schemas.study import DIFFERENCE, NPS, PERCENT_OF_MAXIMUM, SHARE, SIDES

SHAPE_OF = {Sense.WORSE: "triangle-down", Sense.BETTER: "triangle-up", Sense.APART: "square"}
LOOKS = {"bold": {"fontWeight": "bold"}, "small": {"fontSize": SMALL, "color": MUTED}}
HOLLOW = ("indicative", "base unknown")
GAP, MARK_ROOM = 18, 34
"""Pixels between lines, and those that the marks and their figures take."""
COLUMNS = [
    "gap", "executive side", "its 95% interval", "base", "consumer side", "its 95% interval", "base",
    "difference", "its 95% interval", "verdict",
]  # fmt: skip
MOST_LINES = 40
"""Gaps that one picture shows."""


@dataclass(frozen=True)
class Line:
    """One dumbbell: the row that it shows, its label, what stands small under it, and its words."""

    row: Row
    label: str
    under: list[str]
    bold: str
    words: list[str]
    unit: str


def gap_pictures(evidence: Evidence) -> list[Picture]:
    """One picture a unit: the gaps of everyone, widest first, what stands side by side last."""
    found = []
    units = dict.fromkeys(row["unit"] for row in sorted(evidence.gaps, key=by_width) if " / " not in row["unit"])
    for unit in units:
        rows = sorted((row for row in evidence.gaps if row["unit"] == unit), key=by_width)
        lines = [line(row) for row in rows[:MOST_LINES]]
        who = f"{rows[0]['executive_label']} and {lowered(rows[0]['consumer_label'])}"
        compared = any(sense(row) is not Sense.BESIDE for row in rows)
        title = f"{who}: {clear_of(rows) if compared else Sense.BESIDE.value}" + (f" ({unit})" if unit != SHARE else "")
        notes = [*legend(rows), condition(evidence.study)]
        if len(rows) > MOST_LINES:
            notes.insert(0, f"Drawn: {MOST_LINES} of {len(rows)} gaps, the widest first; the table has all.")
        specs = [
            finished(strip(lines, sheet), sheet, title, notes, evidence.study.synthetic) for sheet in (WIDE, NARROW)
        ]
        described = "; ".join(f"{row['label']}: {spoken(row)}" for row in rows)
        name = "gaps" if unit == SHARE else f"gaps-{'-'.join(unit.lower().split())}"
        found.append(picture(name, title, described, *specs, COLUMNS, [cells(row, row["label"]) for row in rows]))
    return found


def line(row: Row) -> Line:
    """A gap as a dumbbell of a picture of gaps."""
    bases = [base(row, side) for side in SIDES]
    if row["gap_estimate"] is None:
        return Line(row, row["label"], bases, "", [verdict(row)], row["unit"])
    span = interval(row["gap_ci_low"], row["gap_ci_high"], row["unit"], turned=row["gap_estimate"] < 0)
    words = [span + CONDITION * is_conditional(row)] if span else []
    return Line(row, row["label"], bases, points(row["gap_estimate"], row["unit"]), [verdict(row), *words], row["unit"])


def spoken(row: Row) -> str:
    """A gap in words, for those who do not see the picture."""
    return f"{side_figure(row, 'executive')} against {side_figure(row, 'consumer')}, {apart(row)}"


def cells(row: Row, label: str) -> list[str]:
    """A gap as a row of the table under the picture."""
    unit, gap = row["unit"], row["gap_estimate"]
    difference = "" if gap is None else signed(gap, unit)
    span = interval(row["gap_ci_low"], row["gap_ci_high"], unit)
    span += " *" if span and is_conditional(row) else ""
    sides = [text for side in SIDES for text in (side_figure(row, side), side_interval(row, side), bases(row, side))]
    return [label, *sides, difference, span, verdict(row)]


def legend(rows: list[Row]) -> list[str]:
    """What shapes and hollow marks mean, as far as they occur."""
    names = [rows[0][f"{side}_label"] for side in SIDES]
    found = {sense(row) for row in rows}
    notes = [f"Circle: {names[0]}. Diamond: {names[1]}. Pale bars: 95% intervals."]
    if SHAPE_OF.keys() & found:
        kinds = {
            Sense.WORSE: f"triangle down: clearly worse for {names[1].lower()}",
            Sense.BETTER: f"triangle up: clearly better for {names[1].lower()}",
            Sense.APART: "square: clearly apart, and neither way is good",
        }
        notes.append("; ".join(words for kind, words in kinds.items() if kind in found).capitalize() + ".")
    if any(row[f"{side}_reliability"] in HOLLOW for row in rows for side in SIDES):
        notes.append("Hollow: the base is so small that the figure is indicative only, or it is unknown.")
    if Sense.BESIDE in found:
        notes.append("Not joined: two different questions side by side, never subtracted.")
    return notes


def strip(lines: list[Line], sheet: Sheet) -> Drawing:
    """The dumbbells of lines of one unit, below each other."""
    top, boxes = 4.0, []
    for each in lines:
        box = _Box(each, sheet, top)
        boxes.append(box)
        top = box.bottom + GAP
    height = round(top)
    y, unit = down("y", height), lines[0].unit
    domain, axis = scale(unit, [each.row for each in lines])
    axis |= {"grid": sheet.left > 0}  # where labels stand above, lines would run through them
    x = across("x", domain, **axis)
    places = [place for box in boxes for place in box.places(domain)]
    joined = [
        {"x": box.ends[0], "x2": box.ends[1], "y": box.middle}
        for box in boxes
        if box.line.row["gap_estimate"] is not None
    ]
    tracks = [{"x": domain[0], "x2": domain[1], "y": box.middle} for box in boxes]
    layers = [
        marks("rule", tracks, x, y, encode={"x2": "x2:Q"}, strokeWidth=1, color=FAINT),
        marks("rule", [place for place in places if place["low"] is not None], across("low", domain, **axis), y,
              encode={"x2": "high:Q", "color": alt.Color("colour:N", scale=None)}, strokeWidth=9, opacity=0.28),
        marks("rule", joined, x, y, encode={"x2": "x2:Q"}, strokeWidth=2.5, color=MUTED),
        marks("point", places, x, y, size=110, strokeWidth=2, encode={
            "shape": alt.Shape("shape:N", scale=None), "fill": alt.Fill("fill:N", scale=None),
            "stroke": alt.Stroke("colour:N", scale=None)}),
    ]  # fmt: skip
    for align, shift in (("right", -3), ("center", 0), ("left", 3)):
        figures = [place for place in places if place["align"] == align]
        encode = {"color": alt.Color("colour:N", scale=None), "text": "text:N"}
        layers.append(
            marks("text", figures, x, y, encode=encode, align=align, dx=shift, dy=-14, fontSize=SIZE, fontWeight="bold")
        )
    written: dict[tuple[str, float], list[dict]] = {}
    for box in boxes:
        for look, place, lines_ in box.words():
            written.setdefault((look, place), []).append(lines_)
    layers += [text(rows, alt.value(place), y, **LOOKS[look]) for (look, place), rows in written.items()]
    clear = [{"y": box.said_top + 6, "shape": shape} for box in boxes if (shape := SHAPE_OF.get(sense(box.line.row)))]
    shaped = {"shape": alt.Shape("shape:N", scale=None)}
    layers.append(marks("point", clear, alt.value(boxes[0].right + 5), y, encode=shaped, size=70, color=INK))
    return alt.layer(*layers, width=sheet.plot, height=height)


def scale(unit: str, rows: list[Row]) -> tuple[list[float], dict]:
    """The two ends of a unit's axis, and how it is lettered."""
    if unit == SHARE:
        return [0, 1], {"format": "%", "values": [0, 0.25, 0.5, 0.75, 1]}
    if unit in (NPS, PERCENT_OF_MAXIMUM):
        return [-100 if unit == NPS else 0, 100], {"tickCount": 5}
    if unit.endswith(" points") and not unit.startswith("difference"):
        low, high = unit.removesuffix(" points").replace("--", "-−").rsplit("-", 1)
        return [float(low), float(high.replace("−", "-"))], {"tickCount": 5}
    ends = ("estimate", "ci_low", "ci_high")
    known = [abs(row[f"{side}_{end}"] or 0) for row in rows for side in SIDES for end in ends]
    reach = max([*known, 0.01]) * 1.1
    return [-reach, reach], {"format": "+%", "tickCount": 5} if unit == DIFFERENCE else {"tickCount": 5}


class _Box:
    """Where one dumbbell stands."""

    def __init__(self, line: Line, sheet: Sheet, top: float):
        self.line, self.sheet, self.top = line, sheet, top
        beside = sheet.left > 0
        self.label = wrapped(line.label, (sheet.left or sheet.plot) - 16, SIZE)
        self.under = [piece for text in line.under for piece in wrapped(text, (sheet.left or sheet.plot) - 16, SMALL)]
        self.bold = wrapped(line.bold, sheet.right or sheet.plot, SIZE) if line.bold else []
        room = (sheet.right or sheet.plot) - 36
        self.said = [piece for text in line.words for piece in wrapped(text, room, SMALL)]
        head, tail = LINE * len(self.label + self.under), LINE * len(self.bold + self.said)
        if beside:
            self.bottom = top + max(head, tail, MARK_ROOM)
            self.middle = top + max((self.bottom - top) / 2 + 5, 24)
            self.words_top = top + max((self.bottom - top - tail) / 2, 0)
        else:
            self.middle = top + head + MARK_ROOM - 8
            self.words_top = self.middle + 14
            self.bottom = self.words_top + tail
        self.said_top = self.words_top + LINE * len(self.bold)
        self.right = sheet.plot + 20 if sheet.right else 0
        self.label_top = top + (max((self.bottom - top - head) / 2, 0) if beside else 0)
        self.ends = [line.row[f"{side}_estimate"] for side in SIDES]

    def places(self, domain: list[float]) -> list[dict]:
        """The marks of both sides: where, in which colour and shape, with which figure."""
        row, known, found = self.line.row, [end for end in self.ends if end is not None], []
        near = len(known) == 2 and abs(known[0] - known[1]) / (domain[1] - domain[0]) * self.sheet.plot < 44
        for side, at in zip(SIDES, self.ends, strict=True):
            if at is None:
                continue
            colour = COLOURS[side]
            first = at < max(known) or (known[0] == known[-1] and side == "executive")
            found.append({
                "x": at, "low": row[f"{side}_ci_low"], "high": row[f"{side}_ci_high"], "y": self.middle,
                "colour": colour, "fill": "#ffffff" if row[f"{side}_reliability"] in HOLLOW else colour,
                "shape": SHAPES[side], "text": figure(at, self.line.unit),
                "align": ("right" if first else "left") if near else "center",
            })  # fmt: skip
        return found

    def words(self) -> Iterator[tuple[str, float, dict]]:
        """Label and bases, difference and verdict: how each looks, how far right it begins, and its lines."""
        left, right = -self.sheet.left, self.right
        shaped = 16 if sense(self.line.row) in SHAPE_OF else 0
        for look, x, at, lines in (
            ("bold", left, self.label_top, self.label),
            ("small", left, self.label_top + LINE * len(self.label), self.under),
            ("bold", right, self.words_top, self.bold),
            ("small", right + shaped, self.said_top, self.said),
        ):
            if lines:
                yield look, x, {"y": at, "text": lines}
