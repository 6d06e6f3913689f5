"""What can go wrong with a column that nobody looks at: one short phrase a trap, for `gap describe`."""

import re
from unicodedata import normalize

from assets.exports.damage import damages
from assets.exports.export import ExportColumn, squeezed
from assets.exports.lookalikes import alike, skeleton
from assets.exports.wording import THOUSANDS, apart, no_answer
from schemas.refused import listed

_SHOWN = 4
"""So many cells of a trap are named."""


def traps(column: ExportColumn, cells: dict[str, int], rows: int) -> list[str]:
    """The traps of a column with these cells and how many of `rows` have them."""
    if not cells:
        return []
    found = [*_labels(column, cells), *_no_answers(column, cells), *_spellings(cells)]
    if damaged := damages(cells):
        was = [f"{cell} was perhaps {original}" for cell, original in damaged.items()]
        found.append(f"dates in place of ranges: {listed(was, _SHOWN)}")
    dotted = [cell for cell in map(squeezed, cells) if "." in cell and re.fullmatch(r"-?[\d.,]+", cell)]
    if dotted and all(re.fullmatch(rf"{THOUSANDS}(,\d+)?", cell) for cell in dotted):
        found.append(f"dots may part thousands: {listed(dotted, _SHOWN)}")
    elif all(re.fullmatch(r"-?\d+\.0+", cell) for cell in cells):
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
    return _within(cell, column.missing)


def _within(cell: str, spans: list[tuple[str, str]]) -> bool:
    """Whether a cell lies in one of these ranges of numbers, or is the text that stands for one."""
    for low, high in spans:
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
    silent = (cell for cell in cells if squeezed(cell) not in column.labels and not _within(cell, column.spans))
    bare = [f"{cell} ({cells[cell]:,})" for cell in silent]
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
    """Cells that are one answer for whoever reads them: told apart by blanks, capitals, or by letters that look alike."""
    same: dict[str, list[str]] = {}
    like: dict[str, list[str]] = {}
    for cell in cells:
        same.setdefault(squeezed(cell).casefold(), []).append(cell)
        like.setdefault(skeleton(cell), []).append(cell)
    twice = [" = ".join(map(_told, group)) for group in same.values() if len(group) > 1]
    found = [f"differ only in blanks, capitals or how letters are stored: {listed(twice, 2)}"] if twice else []
    odd = [(group[0], how) for group in like.values() for other in group[1:] if (how := alike(other, group[:1]))]
    return found + ([f"look alike: {listed((f'{cell!r}, where once {how}' for cell, how in odd), 2)}"] if odd else [])


def _told(cell: str) -> str:
    """A cell so that what nobody sees is seen."""
    return repr(cell) if cell.isascii() or cell == normalize("NFC", squeezed(cell)) else ascii(cell)
