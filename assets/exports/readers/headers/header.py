"""What a layout says of a table's header, and what the layouts share."""

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


def titles(rows: list[list[str]]) -> int:
    """How many rows stand above the header: one cell at most, no further right than the first row of several cells begins."""
    begins = [[at for at, cell in enumerate(row) if squeezed(cell)] for row in rows]
    several = next((number for number, filled in enumerate(begins) if len(filled) > 1), 0)
    return several if all(filled[0] <= begins[several][0] for filled in begins[:several] if filled) else 0
