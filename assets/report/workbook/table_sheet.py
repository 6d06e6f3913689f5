"""The sheet of one topic: the banner on top, below it the table of each question."""

from typing import Any

from assets.report.workbook.banner import Column, Place
from assets.report.workbook.crosstabs import BASES, Block, Crosstab, Line
from assets.report.workbook.sheets import FILL, GREY, LINE, LINK, Sheet, lines
from schemas.words.numbers import decimals, is_signed
from schemas.words.studies import Words

LABEL, PART = 46.0, 11.0
"""Widths of the column of answers and of a column of the banner, in characters."""

Letters = dict[tuple[str, Place], list[str]]


class TableSheet(Sheet):
    """A sheet of banner tables."""

    def __init__(self, book: Any, name: str, widths: list[float], words: Words):
        super().__init__(book, name, widths)
        self.words = words

    def banner(self, columns: list[Column]) -> None:
        """The columns' headings in four rows: group, segment, part, letter."""
        self.columns = columns
        groups = [column.place[:1] for column in columns]
        segments = [column.place[:2] for column in columns]
        head: dict[str, Any] = {"align": "center", "text_wrap": True, "bg_color": FILL}
        top = self.row
        self._spans(groups, [column.group for column in columns], {**head, "bold": True, "top": 2, "top_color": GREY})
        self._spans(segments, [column.segment for column in columns], {**head, "font_color": GREY})
        names = [column.part for column in columns]
        self._spans(list(range(len(columns))), names, {**head, "align": "right", "valign": "bottom"})
        for at, column in enumerate(columns, start=1):
            style = {"font_color": GREY, "align": "right", "bg_color": FILL, "bottom": 1, "bottom_color": GREY}
            self.text(at, column.letter, **style, **self._edge(at - 1))
        for row in range(top, self.row + 1):
            last = {"bottom": 1, "bottom_color": GREY} if row == self.row else {}
            first = {"top": 2, "top_color": GREY} if row == top else {}
            self.page.write_blank(row, 0, None, self.style(bg_color=FILL, **first, **last))
        self.row += 1

    def _spans(self, keys: list, labels: list[str], style: dict) -> None:
        """One row of headings, each over the columns that have its key."""
        starts = [at for at, key in enumerate(keys) if at == 0 or key != keys[at - 1]]
        high = 1
        for start, end in zip(starts, [*starts[1:], len(keys)], strict=True):
            self.across(start + 1, end, labels[start], **style, **self._edge(start))
            high = max(high, lines(labels[start], (end - start) * PART))
        self.high(high, spare=2)
        self.row += 1

    def _edge(self, at: int) -> dict:
        """The line that sets a group, and more lightly a segment, apart from the column before."""
        place, before = self.columns[at].place, self.columns[at - 1].place
        if at == 0 or before[0] != place[0]:
            return {"left": 1, "left_color": GREY}
        return {"left": 1, "left_color": LINE} if before[1] != place[1] else {}

    def table(self, number: int, table: Crosstab, above: Letters) -> None:
        """One table: title and wording, then each block of lines under its bases."""
        for at in range(len(self.widths)):
            self.page.write_blank(self.row, at, None, self.style(top=1, top_color=GREY))
        title = self.words.say("book.table", number=number, title=table.title)
        self.text(0, title, bold=True, font_size=10, top=1, top_color=GREY)
        self.page.set_row(self.row, 16)
        self.row += 1
        for wording in table.wordings:
            self.paragraph(wording, italic=True)
        for block in table.blocks:
            self._block(block, above)
        self.row += 1

    def _block(self, block: Block, above: Letters) -> None:
        for about in block.about:
            self.paragraph(about, font_color=GREY)
        for base in BASES:
            form = "#,##0" if base == "n" else "#,##0.0"
            self.text(0, self.words.say(f"book.{base}"), font_color=GREY, indent=1)
            self._empty()
            for at, row in self._placed(block.base):
                if row[base] is None:
                    self._mark(at, self.words.mark_of_base(row["reliability"]))
                else:
                    self.number(at + 1, row[base], marked(form, ""), font_color=GREY, **self._edge(at))
            self.row += 1
        for line in block.lines:
            self._line(line, above)

    def _line(self, line: Line, above: Letters) -> None:
        looks: dict[str, Any] = {"top": 1, "top_color": LINE}
        looks |= {"bold": True, "bg_color": "#F7F9FB"} if line.metric else {}
        label = self.words.of_unit(line.label, line.unit)
        self.high(lines(label, LABEL))
        self.text(0, label, text_wrap=True, **looks)
        self._empty(**looks)
        for at, row in self._placed(line.rows):
            mark = self.words.mark(row["estimate"], row["reliability"], row["withheld"])
            if row["estimate"] is None:
                self._mark(at, mark, **looks)
            else:
                self.number(at + 1, *self._cell(row, mark), **looks, **self._edge(at))
        self.row += 1
        if line.metric:
            self._letters({place: above[line.metric, place] for place in line.rows if (line.metric, place) in above})

    def _cell(self, row: dict, mark: str) -> tuple[float, str]:
        """The number of an estimate, and its format with the mark."""
        signed = [row[name] for name in ("estimate", "ci_low", "ci_high")] if is_signed(row["unit"]) else []
        digits = decimals(row["unit"], row["se"], signed)
        number, form = self.words.numbers.cell(row["estimate"], row["unit"], digits)
        return number, marked(form, mark)

    def _letters(self, found: dict[Place, list[str]]) -> None:
        """Below a metric, where it is significantly higher: the letters of the columns that it is higher than."""
        if not found:
            return
        self.high(max(lines(" ".join(letters), PART) for letters in found.values()))
        self._empty()
        looks = {"align": "right", "valign": "top", "text_wrap": True, "font_size": 8, "font_color": LINK, "bold": True}
        for at, column in enumerate(self.columns):
            if column.place in found:
                self.text(at + 1, " ".join(found[column.place]), **looks, **self._edge(at))
        self.row += 1

    def _empty(self, **looks: Any) -> None:
        """Draw the current row's cells: whatever is written next takes their place."""
        for at in range(len(self.columns)):
            self.page.write_blank(self.row, at + 1, None, self.style(**looks, **self._edge(at)))

    def _placed(self, rows: dict[Place, dict]) -> list[tuple[int, dict]]:
        return [(at, rows[column.place]) for at, column in enumerate(self.columns) if column.place in rows]

    def _mark(self, at: int, mark: str, **looks: Any) -> None:
        self.text(at + 1, f"{mark} ", align="right", **looks, **self._edge(at))


def marked(form: str, mark: str) -> str:
    """A number format with a mark behind the number, or as much space."""
    behind = f'"{mark}"_ ' if mark else "_†_ "
    return ";".join(part + behind for part in form.split(";"))
