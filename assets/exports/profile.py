"""What the cells of one export hold, counted: for the eyes of whoever is about to write a study file.

Nothing here knows a study. Counts are of raw cells; cells of nothing but blanks count as blank.
"""

import re
from collections import Counter
from dataclasses import dataclass, field
from math import isfinite

import duckdb

from assets.exports.export import Export, ExportColumn, letter, squeezed
from assets.exports.traps import traps
from assets.lake.duck import chained, literal
from schemas.study import Column, Place

MOST_CELLS = 1000
"""So many different cells of a column are listed at most, the commonest."""

LONGEST_NAME = 60
"""A longer label is cut where a study file repeats it."""

_BLANK = literal(" \t\r\n\u00a0\u200b\ufeff")
_ID = re.compile(
    r"\b(id|respid|responseid|respondentid|uuid|userid|caseid|recordid|serial|respondent|record|token)\b|^#$"
)

_MOST_WORDS = 4
"""A longer name is a question: have you heard of the serial comma?"""


@dataclass(frozen=True)
class ColumnProfile:
    """One column, as its cells show it."""

    column: ExportColumn
    position: int
    address: Place
    """How a study file names it, so that it stays the same column."""
    filled: int
    different: int
    cells: dict[str, int]
    """Raw cells and how many rows have them, in the order in which they first appear; at most `MOST_CELLS`, the commonest."""
    span: tuple[float, float] | None
    """Smallest and largest number, where every filled cell is one."""
    is_id: bool
    """Whether its name is that of a respondent's identifier."""
    traps: list[str] = field(default_factory=list)

    @property
    def whole(self) -> bool:
        """Whether `cells` has every cell of the column."""
        return len(self.cells) == self.different


@dataclass(frozen=True)
class Profile:
    """An export and its columns, counted."""

    export: Export
    rows: int
    """Rows that are not wholly blank."""
    blank_rows: int
    columns: list[ColumnProfile]


def profile(con: duckdb.DuckDBPyConnection, export: Export, relation: str) -> Profile:
    """Count every column of `export`, whose text cells `relation` has, in one scan."""
    every = ", ".join(f"c{at}" for at in range(len(export.columns)))
    seated = f"select row_number() over () as seat, {every} from {relation}"
    con.execute(
        f"create or replace temp table seen as select cast(place[2:] as integer) as place, cell, count(*) as n, "
        f"min(seat) as first from (unpivot ({seated}) on {every} into name place value cell) "
        f"where trim(cell, {_BLANK}) <> '' group by all"
    ).fetchall()
    number = "try_cast(cell as double)"
    facts = con.execute(
        f"select place, sum(n), count(*), count({number}), min({number}), max({number}) from seen group by place"
    ).fetchall()
    commonest = con.execute(
        f"select place, cell, n from (select *, row_number() over (partition by place order by n desc, first) as rank from seen) "
        f"where rank <= {MOST_CELLS} order by place, first"
    ).fetchall()
    cells: dict[int, dict[str, int]] = {}
    for place, cell, n in commonest:
        cells.setdefault(place, {})[cell] = n
    counted = {place: (int(filled), different, *numbers) for place, filled, different, *numbers in facts}
    blank = f"trim(concat_ws('', {every}), {_BLANK}) = ''"
    total, blank_rows = con.execute(f"select count(*), count(*) filter (where {blank}) from {relation}").fetchall()[0]
    rows = total - blank_rows
    named = Counter(squeezed(column.handle) for column in export.columns)
    columns = [
        _column(export, at, named, rows, counted.get(at, (0, 0, 0, None, None)), cells.get(at, {}))
        for at in range(len(export.columns))
    ]
    return Profile(export, rows, blank_rows, columns)


def most_filled(con: duckdb.DuckDBPyConnection, relation: str, blocks: list[list[int]]) -> list[int]:
    """For each block of columns, how many of them one row fills at most."""
    if not blocks:
        return []
    filled = (
        chained(" + ", [f"cast(trim(coalesce(c{at}, ''), {_BLANK}) <> '' as integer)" for at in block])
        for block in blocks
    )
    return list(con.execute(f"select {', '.join(f'max({sums})' for sums in filled)} from {relation}").fetchall()[0])


def in_turn(con: duckdb.DuckDBPyConnection, relation: str, blocks: list[list[int]]) -> list[bool]:
    """For each block of columns, whether no row fills one after a blank, or two with the same."""
    if not blocks:
        return []
    asked = []
    for block in blocks:
        texts = ", ".join(f"trim(coalesce(c{at}, ''), {_BLANK})" for at in block)
        filled = f"list_filter([{texts}], lambda cell: cell <> '')"
        asked.append(f"bool_and({filled} = [{texts}][:len({filled})] and len(list_distinct({filled})) = len({filled}))")
    return list(con.execute(f"select {', '.join(asked)} from {relation}").fetchall()[0])


def _column(
    export: Export, at: int, named: Counter[str], rows: int, facts: tuple, cells: dict[str, int]
) -> ColumnProfile:
    column = export.columns[at]
    filled, different, numbers, low, high = facts
    is_number = numbers and numbers == different and isfinite(low) and isfinite(high)
    name = re.sub(r"[\W_]+", " ", column.handle).strip().lower() or column.handle
    is_id = bool(_ID.search(name)) and len(name.split()) <= _MOST_WORDS and " | " not in column.handle
    found = traps(column, cells if len(cells) == different else {}, rows)
    if is_id and not column.labels and filled > different > filled / 2:
        found.append(f"looks like the respondent, and {filled - different:,} of {filled:,} are there already")
    return ColumnProfile(
        column,
        at,
        _address(column, at, named),
        filled,
        different,
        cells,
        (low, high) if is_number else None,
        is_id,
        found,
    )


def _address(column: ExportColumn, at: int, named: Counter[str]) -> Place:
    """The handle; where it is blank or another column's too, the letter with what stands there."""
    handle = squeezed(column.handle)
    if handle and named[handle] == 1:
        return handle
    says = squeezed(column.label) or handle
    return Column(column=letter(at), says=says if len(says) <= LONGEST_NAME else f"{says[:LONGEST_NAME].rstrip()}*")
