"""What can go wrong with a column that nobody looks at: one short phrase a trap, for `gap describe`."""

import re

from assets.exports.export import ExportColumn, squeezed
from assets.exports.wording import apart, no_answer
from schemas.refused import listed

_SHOWN = 4
"""So many cells of a trap are named."""


def traps(column: ExportColumn, cells: dict[str, int], rows: int) -> list[str]:
    """The traps of a column with these cells and how many of `rows` have them."""
    if not cells:
        return []
    found = [*_labels(column, cells), *_no_answers(column, cells), *_spellings(cells)]
    if all(re.fullmatch(r"-?\d+\.0+", cell) for cell in cells):
        found.append("whole numbers are stored with decimals")
    if len(cells) == 1 and sum(cells.values()) == rows > 1:
        found.append("all rows hold the same")
    return found


def measured(column: ExportColumn, cells: dict[str, int]) -> bool:
    """Whether the column holds amounts, of which only some special values are labelled."""
    unlabelled = [cell for cell in cells if squeezed(cell) not in column.labels]
    return len(unlabelled) > max(5, len(column.labels))


def declared_missing(cell: str, column: ExportColumn) -> bool:
    """Whether the vendor declares the cell to be missing."""
    for low, high in column.missing:
        try:
            if float(low) <= float(cell) <= float(high):
                return True
        except ValueError:
            if cell == low:
                return True
    return False


def _labels(column: ExportColumn, cells: dict[str, int]) -> list[str]:
    if not column.labels or measured(column, cells):
        return []
    there = {squeezed(cell) for cell in cells}
    bare = [f"{cell} ({cells[cell]:,})" for cell in cells if squeezed(cell) not in column.labels]
    nobody = [f"{code} {label}" for code, label in column.labels.items() if code not in there]
    return [
        *([f"not labelled: {listed(bare, _SHOWN)}"] if bare else []),
        *([f"nobody has {listed(nobody, _SHOWN)}"] if nobody else []),
    ]


def _no_answers(column: ExportColumn, cells: dict[str, int]) -> list[str]:
    if measured(column, cells) and not column.labels and len(cells) > 20:
        return []
    unlabelled = [cell for cell in cells if squeezed(cell) not in column.labels]
    suspects = [cell for cell in apart([*cells]) if cell in unlabelled]
    told = [cell for cell in cells if no_answer(column.labels.get(squeezed(cell), cell))]
    silent = [cell for cell in dict.fromkeys([*told, *suspects]) if not declared_missing(cell, column)]
    shown = [f"{cell} ({cells[cell]:,})" for cell in silent]
    return [f"perhaps no answer: {listed(shown, _SHOWN)}"] if shown else []


def _spellings(cells: dict[str, int]) -> list[str]:
    alike: dict[str, list[str]] = {}
    for cell in cells:
        alike.setdefault(squeezed(cell).casefold(), []).append(cell)
    twice = [" = ".join(map(repr, group)) for group in alike.values() if len(group) > 1]
    return [f"differ only in blanks or capitals: {listed(twice, 2)}"] if twice else []
