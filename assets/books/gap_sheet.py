"""The sheets of the gaps: both sides with their bases, how far they are apart, and what may be said of it."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from assets.books.results import Results, Row
from assets.books.sheets import FILL, GREY, LINE, Sheet, lines
from assets.books.table_sheet import NONE, marked
from assets.books.words import COMPARED, legend, points, shown, verdict
from schemas.gap_rows import by_width, is_conditional, units
from schemas.study import SIDES
from schemas.tables.table import MARKS

LOOKS: dict[str, Any] = {"top": 1, "top_color": LINE, "valign": "top"}
FIGURE, BASE, EFFECTIVE, APART, END = 8.0, 8.0, 9.0, 7.0, 6.5
"""Widths in characters."""


class GapSheet(Sheet):
    """A sheet of gaps over all respondents, or of those by segment."""

    def __init__(self, book: Any, name: str, results: Results, gaps: list[Row]):
        self.results, self.gaps = results, gaps
        self.by_segment = any(gap["segment"] != "total" for gap in gaps)
        self.before = {"Gap": 30.0, "Topic": 13.0} | ({"Segment": 12.0, "Part": 18.0} if self.by_segment else {})
        self.after = {"What may be said": 23.0, "Unit": 7.0, "Compared": 14.0}
        self.after |= {} if self.by_segment else {"Why not quite the same": 40.0}
        figures = [FIGURE, BASE, EFFECTIVE, FIGURE, BASE, EFFECTIVE, APART, END, END]
        super().__init__(book, name, [*self.before.values(), *figures, *self.after.values()])
        self.heading(results.title, results.fieldwork, results.warning)

    def write(self) -> None:
        """Write the gaps, and below them what to know of the figures."""
        self._head()
        for before, gap in pairwise([{}, *_ordered(self.gaps)]):
            self._gap(gap, first=before.get("gap") != gap["gap"])
        self.row += 1
        for note in self._notes():
            self.paragraph(note, font_color=GREY)

    def _head(self) -> None:
        labels = [self.gaps[0][f"{side}_label"] for side in SIDES]
        at, style = (
            0,
            {"bold": True, "align": "center", "bg_color": FILL, "top": 2, "top_color": GREY, "text_wrap": True},
        )
        spans = [("", len(self.before)), *((label, 3) for label in labels), ("Apart, with 95% interval", 3)]
        for label, size in [*spans, ("", len(self.after))]:
            self.across(at, at + size - 1, label, **style)
            at += size
        self.high(max(lines(label, APART + 2 * END) for label, _ in spans), spare=2)
        self.row += 1
        figures = [*["Figure", "Base", "Effective base"] * 2, "Apart", "from", "to"]
        for at, name in enumerate([*self.before, *figures, *self.after]):
            align = "right" if len(self.before) <= at < len(self.before) + len(figures) else "left"
            looks = {"valign": "bottom", "text_wrap": True, "bg_color": FILL, "bottom": 1, "bottom_color": GREY}
            self.text(at, name, align=align, **looks, **({"indent": 1} if name in self.after else {}))
        self.high(2)
        self.row += 1
        self.headed(columns=1)

    def _gap(self, gap: Row, first: bool) -> None:
        before = [gap["label"], gap["topic"]]
        if self.by_segment:
            before += [self.results.study.segments[gap["segment"]].label or gap["segment"], gap["segment_value"]]
        after = [verdict(gap), gap["unit"].replace("share", "%"), COMPARED[gap["compare"]], gap["compare_why"]]
        after = after[: len(self.after)]
        widths = [*self.before.values(), *(width - 1 for width in self.after.values())]
        self.high(max(map(lines, [*before, *after], widths)))
        for at, text in enumerate(before):
            self.text(at, text, text_wrap=True, **LOOKS, bold=at == 0 and first)
        at = len(before)
        for side in SIDES:
            self._side(at, gap, side)
            at += 3
        for step, name in enumerate(("gap_estimate", "gap_ci_low", "gap_ci_high")):
            if gap[name] is None:
                self.text(at + step, "", **LOOKS)
            else:
                self.number(at + step, *points(gap[name], gap["unit"]), **LOOKS, bold=step == 0)
        for step, text in enumerate(after, start=3):
            self.text(at + step, text, text_wrap=True, align="left", indent=1, **LOOKS, bold=step == 3)
        self.row += 1

    def _side(self, at: int, gap: Row, side: str) -> None:
        estimate, mark = gap[f"{side}_estimate"], gap[f"{side}_reliability"]
        looks = LOOKS | {"left": 1, "left_color": LINE}
        if estimate is None:
            self.text(at, MARKS["withheld"] if mark == "withheld" else NONE, align="right", **looks)
        else:
            number, form = shown(estimate, units(gap)[side])
            self.number(at, number, marked(form, mark), **looks)
        for step, (base, form) in enumerate((("n", "#,##0"), ("n_effective", "#,##0.0")), start=1):
            if gap[f"{side}_{base}"] is None:
                self.text(at + step, "?" if mark == "base unknown" else NONE, align="right", **LOOKS)
            else:
                self.number(at + step, gap[f"{side}_{base}"], form, font_color=GREY, **LOOKS)

    def _notes(self) -> list[str]:
        sides = f"{self.gaps[0]['executive_label']} minus {self.gaps[0]['consumer_label']}"
        said = [f"Apart: {sides}, with its 95% interval, in percentage points where the figures are percentages."]
        if any(map(is_conditional, self.gaps)):
            said.append("Not random samples: intervals and verdicts hold as if they were.")
        if self.by_segment:
            said.append("A group that does not know the segment stands in it with all its respondents.")
        odd = dict.fromkeys(
            f"{gap['label']}{_part(gap)}: {gap['interval_note']}." for gap in self.gaps if gap["interval_note"]
        )
        return [*legend(self.results.study.reliability), *said, *odd]


def _part(gap: Row) -> str:
    return "" if gap["segment"] == "total" else f" ({gap['segment_value']})"


def _ordered(gaps: list[Row]) -> Iterator[Row]:
    """Segment by segment, the parts of a gap together, the gaps by the widest of them."""
    for segment in dict.fromkeys(gap["segment"] for gap in gaps):
        widest: dict[str, Row] = {}
        rows = [gap for gap in gaps if gap["segment"] == segment]
        for row in sorted(rows, key=by_width):
            widest.setdefault(row["gap"], row)
        yield from sorted(rows, key=lambda row: by_width(widest[row["gap"]]))
