"""Small multiples: for each segment a picture with a panel a gap, its parts below each other."""

import altair as alt

from assets.report.charts.canvas import INK, NARROW, SIZE, WIDE, Drawing, Picture, Sheet, finished, picture
from assets.report.charts.dumbbell import COLUMNS, Line, cells, legend, spoken, strip
from assets.report.charts.lettering import wrapped
from assets.report.evidence import Evidence, Row, is_total
from assets.report.words import Sense, condition, interval, is_loose, lowered, points, sense
from schemas.gap_rows import by_width, is_conditional
from schemas.study import SHARE

MOST_PANELS, MOST_PARTS = 6, 12
PANEL = Sheet(150, 95, 120)
"""One of two panels beside each other."""


def segment_pictures(evidence: Evidence) -> list[Picture]:
    """A picture a segment that breaks gaps of shares down: the gaps that may be subtracted, widest in total first."""
    chosen = [
        row["gap"]
        for row in sorted(evidence.gaps, key=by_width)
        if row["unit"] == SHARE and sense(row) not in (Sense.BESIDE, Sense.WITHHELD)
    ][:MOST_PANELS]
    found = []
    for segment in evidence.segments:
        rows = [row for row in evidence.of_segment(segment) if row["gap"] in chosen]
        if rows:
            found.append(_picture(evidence, segment, chosen, rows))
    return found


def _picture(evidence: Evidence, segment: str, chosen: list[str], rows: list[Row]) -> Picture:
    panels = [part for gap in chosen if (part := [row for row in rows if row["gap"] == gap])]
    label = evidence.segment_label(segment)
    notes = [
        *legend(rows),
        *_sides(rows),
        *_left_out(evidence, panels),
        ("* " if is_loose(evidence.study) else "") + condition(evidence.study),
    ]
    specs = [
        finished(_panels(panels, sheet, columns), page, f"By {lowered(label)}", notes, evidence.study.synthetic)
        for page, sheet, columns in ((WIDE, PANEL, 2), (NARROW, NARROW, 1))
    ]
    described = "; ".join(f"{row['label']}, {row['segment_value']}: {spoken(row)}" for row in rows)
    table = [cells(row, f"{row['label']}, {row['segment_value']}") for row in rows]
    return picture(f"segments-{segment}", f"Gaps by {lowered(label)}", described, *specs, COLUMNS, table)


def _panels(panels: list[list[Row]], sheet: Sheet, columns: int) -> Drawing:
    charts = []
    for rows in panels:
        title = wrapped(rows[0]["label"], sheet.across, SIZE)
        lines = [_line(row, sheet) for row in rows[:MOST_PARTS]]
        head = alt.TitleParams(text=title, fontSize=SIZE, color=INK, lineHeight=SIZE + 3, offset=4)
        charts.append(strip(lines, sheet).properties(title=head))
    return alt.concat(*charts, columns=columns, spacing=28)


def _line(row: Row, sheet: Sheet) -> Line:
    if row["gap_estimate"] is None:
        return Line(row, row["segment_value"], [], "", [sense(row).value], row["unit"])
    span = interval(row["gap_ci_low"], row["gap_ci_high"], row["unit"], turned=row["gap_estimate"] < 0)
    found = sense(row)
    words = [found.value, *([span + " *" * is_conditional(row)] if span else [])]
    return Line(row, row["segment_value"], [], points(row["gap_estimate"], row["unit"]), words, row["unit"])


def _sides(rows: list[Row]) -> list[str]:
    narrowed = {row["segment_sides"] for row in rows}
    if narrowed != {"consumer"} and narrowed != {"executive"}:
        return []
    one, other = ("consumer", "executive") if narrowed == {"consumer"} else ("executive", "consumer")
    return [f"Parts of {lowered(rows[0][f'{one}_label'])}, each against all {lowered(rows[0][f'{other}_label'])}."]


def _left_out(evidence: Evidence, panels: list[list[Row]]) -> list[str]:
    drawn = {rows[0]["gap"] for rows in panels}
    others = [row for row in evidence.gaps if row["gap"] not in drawn and is_total(row)]
    notes = [f"Not drawn: {len(others)} more of the gaps, which are in the table of all figures."] if others else []
    if any(len(rows) > MOST_PARTS for rows in panels):
        notes.append(f"Drawn: the first {MOST_PARTS} parts; the table has all.")
    return notes
