"""A sheet as an agency's: fonts and lines, what stands on top of every sheet, how it is printed.

All text is written as text and all figures as numbers: nothing that a label begins with makes it a formula or a link.
"""

import re
from functools import cache
from math import ceil
from typing import TYPE_CHECKING, Any
from unicodedata import east_asian_width

from assets.looks import wrapped

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

INK, GREY, LINE, FILL, LINK, WARNING = "#1F2933", "#6B7785", "#CBD2D9", "#EEF2F6", "#1A56A6", "#B42318"
FONT, SIZE, ROW = "Arial", 9, 12.75
"""A row is so many points high."""
NARROW = 1.2
"""A column is measured in digits of a larger font: so many of our characters go into one of them."""
WIDEST_PAGE = 24
"""Columns that are still legible when they are printed on one page."""
LONGEST = 32_767
"""Characters that a cell can hold."""
RESERVED = {"history"}


class Sheet:
    """One sheet that is being written, from the top down."""

    def __init__(self, book: "Workbook", name: str, widths: list[float]):
        """`widths`: of the columns, in characters."""
        self.book, self.name, self.widths, self.row = book, name, widths, 0
        self.page: Worksheet = book.add_worksheet(name)
        self.page.hide_gridlines(2)
        self.page.set_default_row(ROW)
        self._format = cache(self._made)
        for at, width in enumerate(widths):
            self.page.set_column(at, at, width, self.style())

    def heading(self, title: str, about: str, warning: str) -> None:
        """What stands on top of every sheet: the study, what the sheet has, and that respondents are made up."""
        self.page.set_row(self.row, 18)
        self.text(0, title, bold=True, font_size=13)
        self.row += 1
        if warning:
            self.text(0, warning, bold=True, font_color=WARNING)
            self.row += 1
        self.text(0, about, font_color=GREY)
        self.row += 1

    def style(self, **properties: Any) -> Any:
        """The format of these properties, made once."""
        return self._format(tuple(sorted(properties.items())))

    def _made(self, properties: tuple) -> Any:
        plain = {"font_name": FONT, "font_size": SIZE, "font_color": INK, "valign": "vcenter"}
        return self.book.add_format(plain | dict(properties))

    def text(self, column: int, text: str, **properties: Any) -> None:
        """Text in the current row; no text is an empty cell."""
        if text:
            self.page.write_string(self.row, column, text[:LONGEST], self.style(**properties))
        else:
            self.page.write_blank(self.row, column, None, self.style(**properties))

    def number(self, column: int, number: float, form: str, **properties: Any) -> None:
        """A number in the current row."""
        self.page.write_number(self.row, column, number, self.style(num_format=form, **{"align": "right"} | properties))

    def link(self, column: int, sheet: str, row: int, text: str) -> None:
        """A link to the row of a sheet of this book."""
        style = self.style(font_color=LINK, underline=1)
        self.page.write_url(self.row, column, f"internal:'{sheet}'!A{row + 1}", style, text[:LONGEST])

    def across(self, first: int, last: int, text: str, **properties: Any) -> None:
        """Text over several columns of the current row."""
        if last > first:
            self.page.merge_range(self.row, first, self.row, last, "", self.style(**properties))
        self.text(first, text, **properties)

    def paragraph(self, text: str, **properties: Any) -> None:
        """Text over the whole width, as many lines as it needs; then the next row."""
        self.high(lines(text, sum(self.widths)))
        self.across(0, len(self.widths) - 1, text, text_wrap=True, **{"valign": "top"} | properties)
        self.row += 1

    def high(self, count: int, spare: float = 0.0) -> None:
        """Make the current row so many lines high."""
        self.page.set_row(self.row, ROW * count + spare)

    def headed(self, columns: int = 0) -> None:
        """Print the sheet: landscape, A4, as wide as a page. What stands above is on every page and does not scroll.

        So do the first `columns` columns.
        """
        self.page.freeze_panes(self.row, columns)
        self.page.repeat_rows(0, self.row - 1)
        if columns:
            self.page.repeat_columns(0, columns - 1)
        self.page.set_landscape()
        self.page.set_paper(9)
        self.page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        self.page.fit_to_pages(ceil(len(self.widths) / WIDEST_PAGE), 0)
        self.page.set_footer(f"&L&8{self.name.replace('&', '&&')}&R&8&P / &N")


def lines(text: str, width: float) -> int:
    """How many lines a text takes in columns of that width, words kept whole; wide letters count as two."""
    return len(wrapped(text, width * NARROW, _characters))


def _characters(text: str) -> float:
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)


def sheet_names(titles: list[str]) -> list[str]:
    """Names that a spreadsheet takes, one a title: 31 characters, some forbidden, no two alike but for capitals."""
    found: list[str] = []
    taken = set(RESERVED)
    for title in titles:
        plain = " ".join(re.sub(r"[\[\]:*?/\\'\x00-\x1f]", " ", title).split()) or "Sheet"
        name, again = plain[:31].strip(), 1
        while name.lower() in taken:
            again += 1
            name = f"{plain[: 30 - len(str(again))].strip()} {again}"
        taken.add(name.lower())
        found.append(name)
    return found
