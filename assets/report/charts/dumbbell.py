"""Dumbbells: both sides of each gap on one line, with their intervals, and in words what may be concluded.

A bar joins the two sides where they may be subtracted. A hollow mark is a figure whose base does not carry it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil, floor, log10

from assets.looks import COLOURS, FAINT, INK, MUTED, PAPER
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
    Sheet,
    across,
    as_is,
    axis,
    down,
    finished,
    fixed,
    layered,
    lettering_of,
    marks,
    name_of,
    picture,
    text,
    wrapped,
)  # fmt: skip
from assets.report.charts.legend import SHAPE_OF, signs, under_legend
from assets.report.evidence import Evidence
from assets.report.tables import marked
from schemas.study import DIFFERENCE, NPS, PERCENT_OF_MAXIMUM, SHARE, SIDES
from schemas.words.gaps import GapSaid
from schemas.words.headlines import finding
from schemas.words.studies import SCALE, Words

LOOKS = {"bold": {"fontWeight": "bold"}, "small": {"fontSize": SMALL, "color": MUTED}}
GAP, MARK_ROOM = 18, 34
"""Pixels between lines, and those that the marks and their figures take."""
MOST_LINES = 40
"""Gaps that one picture shows."""


@dataclass(frozen=True)
class Line:
    """One dumbbell: the gap that it shows, its label, what stands small under it, and its words."""

    gap: GapSaid
    label: str
    under: list[str]
    bold: str
    words: list[str]


def gap_pictures(evidence: Evidence) -> list[Picture]:
    """One picture a unit: the gaps of everyone, widest first, what stands side by side last."""
    words, found = evidence.words, []
    for unit in dict.fromkeys(gap.unit for gap in evidence.said if " / " not in gap.unit):
        gaps = [gap for gap in evidence.said if gap.unit == unit]
        lines = [line(gap) for gap in gaps[:MOST_LINES]]
        title = finding(gaps) if any(gap.is_clear for gap in gaps) else words.of_unit(finding(gaps), unit)
        notes = [*not_joined(gaps), words.condition]
        if len(gaps) > MOST_LINES:
            counts = {"drawn": words.numbers.number(MOST_LINES), "all": words.numbers.number(len(gaps))}
            notes.insert(0, words.say("chart.drawn_gaps", **counts))
        specs = [
            finished(
                under_legend(signs(gaps), strip(lines, sheet, words), sheet.left, sheet.across),
                sheet,
                title,
                notes,
                words,
            )
            for sheet in (WIDE, NARROW)
        ]
        described = "; ".join(words.say("chart.spoken", label=gap.label, said=spoken(gap)) for gap in gaps)
        table = Figures(columns(gaps[0]), [cells(gap, gap.label) for gap in gaps])
        found.append(picture(name_of("gaps", unit), title, described, specs, table))
    return found


def line(gap: GapSaid) -> Line:
    """A gap as a dumbbell of a picture of gaps."""
    bases = [gap.words.say("page.base_of", group=side.label, base=side.respondents) for side in gap.sides.values()]
    return Line(gap, gap.label, bases, gap.width, [said for said in (gap.verdict, gap.span, gap.note) if said])


def spoken(gap: GapSaid) -> str:
    """A gap in words, for those who do not see the picture."""
    figures = {side: said.figure for side, said in gap.sides.items()}
    return gap.words.say("chart.against", **figures, apart=gap.apart)


def columns(gap: GapSaid) -> list[str]:
    """The headings of the table under a picture."""
    say = gap.words.say
    its, base = say("table.its_interval"), say("table.base")
    sides = [heading for side in gap.sides.values() for heading in (side.label, its, base)]
    return [say("table.gap"), *sides, say("table.difference"), its, say("table.verdict")]


def cells(gap: GapSaid, label: str) -> list[str]:
    """A gap as a row of that table."""
    sides = [text for side in gap.sides.values() for text in (side.figure, side.interval, side.base)]
    return [label, *sides, gap.difference, marked(gap, gap.interval), gap.verdict]


def not_joined(gaps: list[GapSaid]) -> list[str]:
    """Why no bar joins two sides, where that occurs."""
    return [] if all(gap.is_compared for gap in gaps) else [gaps[0].words.say("chart.not_joined")]


def strip(lines: list[Line], sheet: Sheet, words: Words) -> Drawing:
    """The dumbbells of lines of one unit, below each other."""
    top, boxes = 4.0, []
    for each in lines:
        box = _Box(each, sheet, top)
        boxes.append(box)
        top = box.bottom + GAP
    height = round(top)
    y = down("y", height)
    sides = [side for each in lines for side in each.gap.sides.values()]
    figures = [figure or 0.0 for side in sides for figure in (side.estimate, side.low, side.high)]
    domain, lettering = scale(lines[0].gap.unit, figures, words)
    lettering |= {"grid": sheet.left > 0}  # where labels stand above, lines would run through them
    x = across("x", domain, **lettering)
    places = [place for box in boxes for place in box.places(domain)]
    joined = [
        {"x": box.ends[0], "x2": box.ends[1], "y": box.middle} for box in boxes if box.line.gap.estimate is not None
    ]
    tracks = [{"x": domain[0], "x2": domain[1], "y": box.middle} for box in boxes]
    layers = [
        marks("rule", tracks, x, y, encode={"x2": {"field": "x2"}}, strokeWidth=1, color=FAINT),
        marks("rule", [place for place in places if place["low"] is not None], across("low", domain, **lettering), y,
              encode={"x2": {"field": "high"}, "color": as_is("colour")}, strokeWidth=9, opacity=0.28),
        marks("rule", joined, x, y, encode={"x2": {"field": "x2"}}, strokeWidth=2.5, color=MUTED),
        marks("point", places, x, y, size=110, strokeWidth=2, encode={
            "shape": as_is("shape"), "fill": as_is("fill"),
            "stroke": as_is("colour")}),
    ]  # fmt: skip
    for align, shift in (("right", -3), ("center", 0), ("left", 3)):
        beside = [place for place in places if place["align"] == align]
        encode = {"color": as_is("colour"), "text": lettering_of("text")}
        layers.append(
            marks("text", beside, x, y, encode=encode, align=align, dx=shift, dy=-14, fontSize=SIZE, fontWeight="bold")
        )
    written: dict[tuple[str, float], list[dict]] = {}
    for box in boxes:
        for look, place, lines_ in box.words():
            written.setdefault((look, place), []).append(lines_)
    layers += [text(rows, fixed(place), y, **LOOKS[look]) for (look, place), rows in written.items()]
    clear = [{"y": box.said_top + 6, "shape": shape} for box in boxes if (shape := SHAPE_OF.get(box.line.gap.sense))]
    shaped = {"shape": as_is("shape")}
    layers.append(marks("point", clear, fixed(boxes[0].right + 5), y, encode=shaped, size=70, color=INK))
    return layered(layers, sheet.plot, height)


def scale(unit: str, figures: list[float], words: Words) -> tuple[list[float], dict]:
    """The two ends of a unit's axis, which has room for these figures, and how it is lettered."""
    if unit == SHARE:
        return [0, 1], axis(unit, [0, 0.25, 0.5, 0.75, 1], words)
    if unit in (NPS, PERCENT_OF_MAXIMUM):
        ends = [-100.0 if unit == NPS else 0.0, 100.0]
    elif known := SCALE.fullmatch(unit):
        ends = [float(known[1]), float(known[2])]
    else:
        reach = max([0.01, *map(abs, figures)]) * 1.1
        ends = [-reach, reach]
    return ends, axis(unit, _ticks(*ends, at_least=0.01 if unit == DIFFERENCE else 0.0), words)


def _ticks(low: float, high: float, at_least: float = 0.0) -> list[float]:
    """About five round figures from `low` to `high`, no closer than `at_least`."""
    rough = (high - low) / 5
    step = next(
        base * 10.0**power
        for power in range(floor(log10(rough)), 9)
        for base in (1, 2, 5)
        if base * 10.0**power >= max(rough * 0.7, at_least)
    )
    return [round(at * step, 9) for at in range(ceil(low / step - 1e-9), floor(high / step + 1e-9) + 1)]


class _Box:
    """Where one dumbbell stands."""

    def __init__(self, line: Line, sheet: Sheet, top: float):
        self.line, self.sheet, self.top = line, sheet, top
        beside = sheet.left > 0
        self.label = wrapped(line.label, (sheet.left or sheet.plot) - 16, SIZE)
        self.under = [piece for text in line.under for piece in wrapped(text, (sheet.left or sheet.plot) - 6, SMALL)]
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
        self.ends = [line.gap.sides[side].estimate for side in SIDES]

    def places(self, domain: list[float]) -> list[dict]:
        """The marks of both sides: where, in which colour and shape, with which figure."""
        known, found = [end for end in self.ends if end is not None], []
        near = len(known) == 2 and abs(known[0] - known[1]) / (domain[1] - domain[0]) * self.sheet.plot < 44
        for side, at in zip(SIDES, self.ends, strict=True):
            if at is None:
                continue
            colour, said = COLOURS[side], self.line.gap.sides[side]
            first = at < max(known) or (known[0] == known[-1] and side == "executive")
            found.append({
                "x": at, "low": said.low, "high": said.high, "y": self.middle,
                "colour": colour, "fill": PAPER if said.is_hollow else colour,
                "shape": SHAPES[side], "text": said.figure,
                "align": ("right" if first else "left") if near else "center",
            })  # fmt: skip
        return found

    def words(self) -> Iterator[tuple[str, float, dict]]:
        """Label and bases, difference and verdict: how each looks, how far right it begins, and its lines."""
        left, right = -self.sheet.left, self.right
        shaped = 16 if self.line.gap.sense in SHAPE_OF else 0
        for look, x, at, lines in (
            ("bold", left, self.label_top, self.label),
            ("small", left, self.label_top + LINE * len(self.label), self.under),
            ("bold", right, self.words_top, self.bold),
            ("small", right + shaped, self.said_top, self.said),
        ):
            if lines:
                yield look, x, {"y": at, "text": lines}
