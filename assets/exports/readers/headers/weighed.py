"""How many rows of a table are its header, none to three: weighed by what stands below each of them.

Belongs here: what a row shows by itself beside the rows below it, whatever the vendor. What a vendor's signature tells is
in the vendor's module; it is doubted here too, by `belongs`.

A cell speaks against a header where it is an answer further down, or of the kind (a number, a date, an id) that its whole
column is. It speaks for one where the column is of such a kind and the cell is not, or where the column has few answers and
the cell is none of them. Below a header one such cell is never enough, nor is one word in several columns: a respondent may
write `None` where all others write a number.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from assets.exports.export import letter, squeezed
from assets.exports.readers.headers.qualtrics import IMPORT_ID
from assets.exports.readers.headers.surveymonkey import WHOLE
from assets.exports.wording import no_answer
from schemas.foreign import quoted
from schemas.refused import listed

MOST = 3
"""No header is known that has more rows."""
_FEW = 3
"""Fewer filled cells tell nothing of a column's kind."""
_ALIKE = 0.9
"""The share of a column's cells that are of one kind where the column is."""
_SURE = 2
"""What speaks for one side counts so many times what speaks for the other, where nobody needs to be asked."""
_AGAINST_A_VENDOR = 3
"""What speaks for one row more than a vendor's signature has counts at least so much: three columns."""
_DOUBT = 3
"""What speaks for a row of the header counts so many times what speaks against it, where somebody needs to be asked."""
_NUMBER = re.compile(r"[-+]?\d+([.,]\d+)*%?")


@dataclass
class Weight:
    """What the cells of one row say: columns by letter, each with the cell."""

    header: int = 0
    answers: int = 0
    known: list[str] = field(default_factory=list)
    """Cells that are answers further down."""
    apart: list[str] = field(default_factory=list)
    """Cells that are unlike all that stands below them."""

    @property
    def is_header(self) -> bool:
        """Whether a row below a header is a part of it."""
        return not self.answers and self.header > 1

    @property
    def is_doubtful(self) -> bool:
        """Whether it may be that, though some of its cells are answers."""
        return bool(self.answers) and self.header >= _DOUBT * self.answers


@dataclass(frozen=True)
class Column:
    """What the cells below a row show of one column."""

    kind: str
    """What nearly all of them are: `number`, or how a date or an id is written; empty for words."""
    counts: Counter[str]

    @property
    def closed(self) -> bool:
        """Whether it has a few answers, each given by several."""
        return len(self.counts) >= 2 and 2 * len(self.counts) <= self.counts.total()


def weighed(rows: list[list[str]]) -> tuple[int, str]:
    """How many of the first rows are the header, and why, where that is not one plain row.

    Raises ValueError where the rows can be read in two ways.
    """
    rows = _once([[*map(squeezed, row)] for row in rows])
    second = _weigh(rows[1], rows[2:], rows[:1]) if len(rows) > _FEW else Weight()
    for depth in range(min(MOST, len(rows) - _FEW + 1), 1, -1) if second.header > second.answers else ():
        found = [_weigh(rows[at], rows[depth:], rows[:at]) for at in range(1, depth)]
        if all(weight.is_header for weight in found) and not _is_data(rows[0], rows[depth:]):
            numbers = f"1 and {depth}" if depth == 2 else f"1 to {depth}"
            return (
                depth,
                f"Rows {numbers} are the header: nothing below is like {listed(found[-1].apart, 3)} in row {depth}.",
            )
    if second.is_doubtful:
        raise ValueError(
            f"row 2 may belong to the header, because nothing below is like {listed(second.apart, 3)}, or be a respondent, "
            f"because {listed(second.known, 3)} comes again"
        )
    first = _weigh(rows[0], rows[1:])
    if first.answers > 1 and first.answers >= _SURE * first.header:
        return 0, f"There is no header: row 1 is a respondent, because {listed(first.known, 3)} come again below it."
    if first.answers and first.answers >= first.header:
        raise ValueError(
            f"row 1 may be the header or a respondent, because {listed(first.known, 3)} comes again below it"
        )
    return 1, ""


def belongs(header: list[list[str]], row: list[str], below: list[list[str]]) -> list[str]:
    """The cells of `row` that say that it is of the header above it; none where it is a respondent."""
    found = _weigh([*map(squeezed, row)], [[*map(squeezed, cells)] for cells in below], header)
    return found.apart if found.is_header and found.header >= _AGAINST_A_VENDOR else []


def _once(rows: list[list[str]]) -> list[list[str]]:
    """The rows without those that repeat the first one, and what follows it, where files were pasted together."""
    found, again = rows[:1], 0
    for row in rows[1:]:
        again = 1 if row == rows[0] else again + 1 if 0 < again < MOST and row == rows[again] else 0
        if not again:
            found.append(row)
    return found


def _is_data(row: list[str], below: list[list[str]]) -> bool:
    weight = _weigh(row, below)
    return weight.answers > weight.header


def _weigh(row: list[str], below: list[list[str]], above: Sequence[list[str]] = ()) -> Weight:
    """What a row says beside those `below` it; `above`: the header, if it would be a further row of one. Cells are squeezed."""
    found, names, ticked = Weight(), [], set[str]()
    counting, distinct = _numbers(row)
    for at, cell in enumerate(row):
        column = _column(cells[at] for cells in below if at < len(cells))
        unnamed = bool(above) and not any(squeezed(cells[at]) for cells in above if at < len(cells))
        if unnamed and column.counts:
            names.append(cell)
            ticked |= {cell} & {*column.counts} if len(column.counts) == 1 else set()
        if not cell or no_answer(cell):
            continue
        said = f"{quoted(cell[:40])} ({letter(at)})"
        is_number = bool(_NUMBER.fullmatch(cell))
        if is_number and counting:
            continue
        if cell in column.counts and len(column.counts) > 1:
            found.answers += 1
            found.known.append(said)
        elif column.kind and column.kind == _kind(cell):
            if not (is_number and distinct):
                found.answers += 1
                found.known.append(said)
        elif (above and (cell in WHOLE or IMPORT_ID.match(cell))) or (
            column.kind and not (above and row.count(cell) > 1)
        ):
            found.header += 1 if above else 2
            found.apart.append(said)
        elif column.closed and cell not in column.counts:
            found.header += not above  # a rare answer of the first respondent looks so too
            found.apart += [] if above else [said]
    several = ticked or len(names) > 1  # one word where nothing stands above it may be anybody's
    apart = len(set(names)) == len(names) or len(ticked) > 1  # "Other" ends many a list of options
    if several and all(names) and apart and not any(map(_NUMBER.fullmatch, names)):
        found.header += len(names)  # what the header leaves without a name has one here
        found.apart += [] if found.apart else [quoted(name[:40]) for name in names]
    return found


def _numbers(row: list[str]) -> tuple[bool, bool]:
    """Whether the numbers of a row count on by one, as names of questions do, and whether they all differ."""
    numbers = [cell for cell in row if _NUMBER.fullmatch(cell)]
    whole = [int(cell) for cell in numbers if re.fullmatch(r"\d{1,6}", cell)]
    counting = len(whole) > 1 and whole == [*range(whole[0], whole[0] + len(whole))]
    return counting, len(numbers) > 2 and len(set(numbers)) == len(numbers)


def _column(cells: Iterator[str]) -> Column:
    counts = Counter(filter(None, cells))
    kinds: Counter[str] = Counter()
    for cell, count in counts.items():
        kinds[_kind(cell)] += count
    total = counts.total()
    kind, most = max(kinds.items(), key=lambda found: found[1], default=("", 0))
    return Column(kind if total >= _FEW and most >= _ALIKE * total else "", counts)


def _kind(cell: str) -> str:
    """`number`, or how a cell with digits is written (`9/9/9 9:9 a`, `p9`); empty for words."""
    if _NUMBER.fullmatch(cell):
        return "number"
    if not re.search(r"\d", cell):
        return ""
    written = re.sub(r"\d+", "9", cell)
    return re.sub(r"[^\W\d_]+", "a", written) if written[0] == "9" else written
