"""What a layout says of a table's header, and what the layouts share."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from assets.exports.export import ExportColumn, squeezed
from schemas.refused import listed


@dataclass(frozen=True)
class Header:
    """A table's columns, as one vendor heads them."""

    layout: str
    columns: list[ExportColumn]
    first_row: int
    """The number of the first respondent's row, from 1."""
    notes: list[str] = field(default_factory=list)


def even(rows: list[list[str]]) -> None:
    """Raise ValueError where header rows differ in length."""
    if len({len(row) for row in rows}) > 1:
        raise ValueError(f"the header rows have {listed(len(row) for row in rows)} cells; export it again")


def variables(rows: list[list[str]], first: str, marks: set[str]) -> tuple[list[str], list[str], int] | None:
    """The variables of a header that begins with `first`, above numbers, and has the `marks`; their labels; the header's depth.

    A second row that has no number there is of labels. Raises ValueError where it is of another length.
    """
    header = [squeezed(cell) for cell in rows[0]] if rows else []
    if header[:1] != [first] or not set(header) >= marks:
        return None
    depth = 2 if len(rows) > 1 and rows[1] and not squeezed(rows[1][0]).isdecimal() else 1
    if not cells_are(rows[depth:], 0, str.isdecimal):
        return None
    even(rows[:depth])
    return header, [squeezed(cell) for cell in rows[1]] if depth == 2 else [""] * len(header), depth


def filled_right(row: list[str]) -> list[str]:
    """A header row whose text stands only over the first column of a block, written over every column of it."""
    filled, last = [], ""
    for cell in row:
        last = squeezed(cell) or last
        filled.append(last)
    return filled


def cells_are(rows: Iterable[list[str]], at: int, known: Callable[[str], object]) -> bool:
    """Whether the column at position `at` of some rows has a filled cell, and none that is not `known`."""
    cells = [cell for row in rows if at < len(row) and (cell := squeezed(row[at]))]
    return bool(cells) and all(map(known, cells))
