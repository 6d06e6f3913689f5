"""A plain table: one header row, or the rows that the study names. A column's handle is its name."""

from itertools import zip_longest

from assets.exports.export import ExportColumn, squeezed
from assets.exports.readers.headers.header import Header, filled_right

LAYOUT = "plain"


def read(rows: list[list[str]]) -> Header:
    """One header row: any table that no other layout claims."""
    return stated(rows, [1])


def stated(rows: list[list[str]], header: list[int]) -> Header:
    """The header in the rows with these numbers. Of several, all but the last fill blocks to the right: `question | answer`."""
    named = [rows[number - 1] for number in header if number <= len(rows)]
    filled = [*map(filled_right, named[:-1]), *([squeezed(cell) for cell in row] for row in named[-1:])]
    width = max(map(len, filled or rows[:1]))
    parts = zip_longest(*filled, fillvalue="") if filled else ((),) * width
    columns = [ExportColumn(" | ".join(filter(None, part))) for part in parts]
    return Header(LAYOUT, columns, max(header, default=0) + 1)
