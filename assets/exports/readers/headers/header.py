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
