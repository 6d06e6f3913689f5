"""The sheets of the gaps: both sides with their bases, how far they are apart, and what may be said of it."""

from collections.abc import Iterator
from typing import Any

from assets.report.results import Results
from assets.report.workbook.sheets import FILL, GREY, LINE, Sheet, lines
from assets.report.workbook.table_sheet import marked
from schemas.study import SIDES
from schemas.words.gaps import GapSaid, SideSaid, by_width
from schemas.words.headlines import finding, headline

LOOKS: dict[str, Any] = {"top": 1, "top_color": LINE, "valign": "top"}
FIGURE, BASE, EFFECTIVE, APART, END = 8.0, 8.0, 9.0, 7.0, 6.5
"""Widths in characters."""


class GapSheet(Sheet):
    """A sheet of gaps over all respondents, or of those by segment."""

    def __init__(self, book: Any, name: str, results: Results, gaps: list[GapSaid]):
        self.results, self.words, self.gaps = results, results.words, gaps
        self.by_segment = any(gap.row["segment"] != "total" for gap in gaps)
        self.before = {"gap": 30.0, "topic": 13.0} | ({"segment": 12.0, "part": 18.0} if self.by_segment else {})
        self.after = {"verdict": 25.0, "unit": 9.0, "compared": 14.0}
        self.after |= {} if self.by_segment else {"why": 40.0, "headline": 50.0}
        figures = [FIGURE, BASE, EFFECTIVE, FIGURE, BASE, EFFECTIVE, APART, END, END]
        super().__init__(book, name, [*self.before.values(), *figures, *self.after.values()])
        self.heading(results.title, results.fieldwork, results.warning)
        if not self.by_segment:
            self.text(0, finding(gaps), bold=True)
            self.row += 1

    def write(self) -> None:
        """Write the gaps, and below them what to know of the figures."""
        self._head()
        before = ""
        for gap in _ordered(self.gaps):
            self._gap(gap, first=before != gap.row["gap"])
            before = gap.row["gap"]
        self.row += 1
        for note in self._notes():
            self.paragraph(note, font_color=GREY)

    def _head(self) -> None:
        say, labels = self.words.say, [side.label for side in self.gaps[0].sides.values()]
        at, style = (
            0,
            {"bold": True, "align": "center", "bg_color": FILL, "top": 2, "top_color": GREY, "text_wrap": True},
        )
        spans = [("", len(self.before)), *((label, 3) for label in labels), (say("book.apart_interval"), 3)]
        for label, size in [*spans, ("", len(self.after))]:
            self.across(at, at + size - 1, label, **style)
            at += size
        self.high(max(lines(label, APART + 2 * END) for label, _ in spans), spare=2)
        self.row += 1
        figures = [*["figure", "base", "effective"] * 2, "apart", "from", "to"]
        for at, name in enumerate([*self.before, *figures, *self.after]):
            align = "right" if len(self.before) <= at < len(self.before) + len(figures) else "left"
            looks = {"valign": "bottom", "text_wrap": True, "bg_color": FILL, "bottom": 1, "bottom_color": GREY}
            self.text(at, say(f"book.{name}"), align=align, **looks, **({"indent": 1} if name in self.after else {}))
        self.high(2)
        self.row += 1
        self.headed(columns=1)

    def _gap(self, gap: GapSaid, first: bool) -> None:
        row, words = gap.row, self.words
        before = [gap.label, words.topic(row["topic"])]
        if self.by_segment:
            before += [words.segment(row["segment"]), row["segment_value"]]
        compared = words.say(f"compared.{row['compare']}")
        after = [gap.verdict, words.unit(gap.unit), compared, row["compare_why"], headline(gap)][: len(self.after)]
        widths = [*self.before.values(), *(width - 1 for width in self.after.values())]
        self.high(max(map(lines, [*before, *after], widths)))
        for at, text in enumerate(before):
            self.text(at, text, text_wrap=True, **LOOKS, bold=at == 0 and first)
        at = len(before)
        for side in SIDES:
            self._side(at, gap.sides[side])
            at += 3
        for step, value in enumerate((gap.estimate, gap.low, gap.high)):
            if value is None:
                self.text(at + step, "", **LOOKS)
            else:
                number, form = words.numbers.cell_of_difference(value, gap.unit, gap.digits)
                self.number(at + step, number, form, **LOOKS, bold=step == 0)
        for step, text in enumerate(after, start=3):
            self.text(at + step, text, text_wrap=True, align="left", indent=1, **LOOKS, bold=step == 3)
        self.row += 1

    def _side(self, at: int, side: SideSaid) -> None:
        looks = LOOKS | {"left": 1, "left_color": LINE}
        if side.cell is None:
            self.text(at, side.mark, align="right", **looks)
        else:
            number, form = side.cell
            self.number(at, number, marked(form, side.mark), **looks)
        for step, (base, form) in enumerate(((side.n, "#,##0"), (side.n_effective, "#,##0.0")), start=1):
            if base is None:
                self.text(at + step, self.words.mark_of_base(side.reliability), align="right", **LOOKS)
            else:
                self.number(at + step, base, form, font_color=GREY, **LOOKS)

    def _notes(self) -> list[str]:
        rows = [gap.row for gap in self.gaps]
        told = [self.words.difference_of(rows)]
        if any(gap.is_conditional for gap in self.gaps):
            told.append(self.words.say("study.not_random"))
        if self.by_segment:
            told.append(self.words.say("book.whole_group"))
        odd = dict.fromkeys(
            self.words.say("book.noted", gap=gap.label if _total(gap) else self._part(gap), note=gap.note)
            for gap in self.gaps
            if gap.note
        )
        return [*self.words.marks(), *told, *odd]

    def _part(self, gap: GapSaid) -> str:
        return self.words.say("chart.of_part", label=gap.label, part=gap.row["segment_value"])


def _total(gap: GapSaid) -> bool:
    return gap.row["segment"] == "total"


def _ordered(gaps: list[GapSaid]) -> Iterator[GapSaid]:
    """Segment by segment, the parts of a gap together, the gaps by the widest of them."""
    for segment in dict.fromkeys(gap.row["segment"] for gap in gaps):
        widest: dict[str, GapSaid] = {}
        same = sorted((gap for gap in gaps if gap.row["segment"] == segment), key=lambda gap: by_width(gap.row))
        for gap in same:
            widest.setdefault(gap.row["gap"], gap)
        in_order = [gap for gap in gaps if gap.row["segment"] == segment]
        yield from sorted(in_order, key=lambda gap: by_width(widest[gap.row["gap"]].row))
