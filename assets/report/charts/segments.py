"""Small multiples: for each segment a picture with a panel a gap, its parts below each other."""

from assets.looks import INK
from assets.report.charts.canvas import NARROW, SIZE, WIDE, Drawing, Figures, Picture, Sheet, finished, picture, wrapped
from assets.report.charts.dumbbell import Line, cells, columns, not_joined, spoken, strip
from assets.report.charts.legend import signs, under_legend
from assets.report.evidence import Evidence
from assets.report.tables import marked
from schemas.study import SHARE
from schemas.words.gaps import CLEAR, GapSaid
from schemas.words.headlines import finding
from schemas.words.studies import Words

MOST_PANELS, MOST_PARTS = 6, 12
PANEL = Sheet(150, 95, 130)
"""One of two panels beside each other."""


def segment_pictures(evidence: Evidence) -> list[Picture]:
    """A picture a segment that breaks gaps of shares down: the gaps that have a difference, widest in total first."""
    chosen = [gap.row["gap"] for gap in evidence.said if gap.unit == SHARE and gap.estimate is not None][:MOST_PANELS]
    found = []
    for segment in evidence.segments:
        gaps = [evidence.words.gap(row) for row in evidence.of_segment(segment) if row["gap"] in chosen]
        if gaps:
            found.append(_picture(evidence, segment, chosen, gaps))
    return found


def _picture(evidence: Evidence, segment: str, chosen: list[str], gaps: list[GapSaid]) -> Picture:
    words = evidence.words
    panels = [part for gap in chosen if (part := [each for each in gaps if each.row["gap"] == gap])]
    label = words.segment(segment)
    condition = words.condition
    if words.is_conditional:
        condition = words.say("page.conditional", condition=condition)
    notes = [*not_joined(gaps), *_sides(gaps), *_left_out(evidence, panels), condition]
    title = words.say("chart.by", segment=label, finding=finding(gaps))
    specs = []
    for page, sheet, across in ((WIDE, PANEL, 2), (NARROW, NARROW, 1)):
        chart = under_legend(signs(gaps), _panels(panels, sheet, across, words), sheet.left, page.across)
        specs.append(finished(chart, page, title, notes, words))
    named = {id(gap): words.say("chart.of_part", label=gap.label, part=gap.row["segment_value"]) for gap in gaps}
    described = "; ".join(words.say("chart.spoken", label=named[id(gap)], said=spoken(gap)) for gap in gaps)
    table = Figures(columns(gaps[0]), [cells(gap, named[id(gap)]) for gap in gaps])
    return picture(f"segments-{segment}", title, described, specs, table)


def _panels(panels: list[list[GapSaid]], sheet: Sheet, across: int, words: Words) -> Drawing:
    charts = []
    for gaps in panels:
        title = wrapped(gaps[0].label, sheet.across, SIZE)
        lines = [_line(gap) for gap in gaps[:MOST_PARTS]]
        head = dict(text=title, fontSize=SIZE, color=INK, lineHeight=SIZE + 3, offset=4)
        charts.append(strip(lines, sheet, words) | {"title": head})
    return {"concat": charts, "columns": across, "spacing": 28}


def _line(gap: GapSaid) -> Line:
    """One part, in few words: the legend says what better and worse are meant for."""
    said = gap.words.say(f"short.{gap.sense}") if gap.sense in CLEAR else gap.verdict
    test = gap.words.say("short.by_test") if gap.is_by_test else ""
    interval = marked(gap, gap.adjusted if gap.is_by_test else gap.interval)
    return Line(gap, gap.row["segment_value"], [], gap.width, [each for each in (said, interval, test) if each])


def _sides(gaps: list[GapSaid]) -> list[str]:
    narrowed = {gap.row["segment_sides"] for gap in gaps}
    if narrowed != {"consumer"} and narrowed != {"executive"}:
        return []
    one, other = ("consumer", "executive") if narrowed == {"consumer"} else ("executive", "consumer")
    sides = gaps[0].sides
    return [gaps[0].words.say("chart.parts_of", one=sides[one].label, other=sides[other].label)]


def _left_out(evidence: Evidence, panels: list[list[GapSaid]]) -> list[str]:
    words = evidence.words
    drawn = {gaps[0].row["gap"] for gaps in panels}
    others = sum(gap.row["gap"] not in drawn for gap in evidence.said)
    notes = [words.counted("chart.not_drawn", others)] if others else []
    if any(len(gaps) > MOST_PARTS for gaps in panels):
        notes.append(words.say("chart.drawn_parts", number=words.numbers.number(MOST_PARTS)))
    return notes
