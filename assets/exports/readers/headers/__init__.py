"""How vendors head a table, whatever file it stands in: one small module a layout.

A module has `LAYOUT`, its name in a study file, and `read(rows)`: from the first rows of a table, as text, the Header, or
None where the layout is another's. It raises ValueError, in words, where the layout is its own and the header is broken.

To add a layout, write the module and name it below, before the layouts that would take its tables for theirs.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice, zip_longest

from assets.exports.damage import damages
from assets.exports.export import Reading, saying, squeezed
from assets.exports.readers.headers import (
    alchemer,
    decipher,
    google_forms,
    limesurvey,
    microsoft_forms,
    plain,
    qualtrics,
    qualtrics_legacy,
    redcap,
    sosci,
    surveymonkey,
    typeform,
    unipark,
    xlsform,
)
from assets.exports.readers.headers.header import Header
from assets.exports.readers.headers.weighed import belongs
from schemas.foreign import quoted, quoting
from schemas.refused import Refused, listed

LAYOUTS = [
    qualtrics,
    qualtrics_legacy,
    surveymonkey,
    typeform,
    alchemer,
    limesurvey,
    google_forms,
    microsoft_forms,
    xlsform,
    redcap,
    sosci,
    decipher,
    unipark,
    plain,
]
DEPTH = 200
"""So many rows of a table are looked at."""


def resolve(rows: list[list[str]], reading: Reading, name: str) -> Header:
    """The header of a table that begins with `rows`, as its vendor writes it. Raises Refused, naming the file `name`."""
    try:
        found = _header(rows, reading)
    except ValueError as error:
        raise Refused(f"{name}: {error}.") from None
    return replace(found, notes=[*found.notes, *_damage(found, rows)])


def _header(rows: list[list[str]], reading: Reading) -> Header:
    if reading.header is not None and reading.layout in (None, plain.LAYOUT):
        return plain.stated(rows, reading.header)
    if reading.header:
        return _below(rows, reading.header[0] - 1)
    by_vendor = _by_vendor(rows)
    if by_vendor is not None:
        return by_vendor
    above = titles(rows)
    return _titled(rows, above, _by_vendor(rows[above:]) or plain.weighed(rows[above:]))


def _by_vendor(rows: list[list[str]]) -> Header | None:
    """The header as a vendor's signature tells it. Raises ValueError where the row below it seems to be of it too."""
    found = next((found for layout in LAYOUTS if layout is not plain and (found := layout.read(rows))), None)
    if found is None:
        return None
    header, below = rows[: found.first_row - 1], rows[found.first_row - 1 :]
    if below and (apart := belongs(header, below[0], below[1:])):
        raise ValueError(
            f"row {found.first_row} seems to belong to the header of {found.layout}, because nothing below is like "
            f"{listed(apart, 3)}; delete that row, or say which rows are the header ({saying('header')})"
        )
    return found


def by_vendor(rows: list[list[str]]) -> bool:
    """Whether a table that begins with `rows` has the header of a vendor. Raises ValueError where that is broken."""
    return bool(_by_vendor(rows) or _by_vendor(rows[titles(rows) :]))


def _below(rows: list[list[str]], above: int) -> Header:
    """The header below so many rows of titles."""
    return _titled(rows, above, next(found for layout in LAYOUTS if (found := layout.read(rows[above:]))))


def _titled(rows: list[list[str]], above: int, found: Header) -> Header:
    said = [quoted(squeezed(" ".join(row))) for row in rows[:above] if any(row)]
    notes = [f"The header is in row {above + 1}, below {listed(said, 3)}."] if said else []
    return replace(found, first_row=found.first_row + above, notes=notes + found.notes)


def titles(rows: list[list[str]]) -> int:
    """How many rows stand above the header: blank ones, and titles, which fill one cell above rows that fill many.

    What stands above a row with numbers is a header, however short.
    """
    filled = [sum(map(bool, map(squeezed, row))) for row in rows]
    first = next((at for at, cells in enumerate(filled) if cells), 0)
    header = next((at for at, cells in enumerate(filled) if cells > 1), first)
    numbers = any(squeezed(cell).replace(".", "", 1).isdigit() for row in rows[header : header + 1] for cell in row)
    return first if numbers else header


def told(rows: Iterator[list[str]], first_row: int) -> Iterator[tuple[list[str], bool]]:
    """The rows from `first_row` on of a table that is read from its top: each, and whether it is none of the header again.

    The first row of a header is it wherever it stands; one below it only where the row before it stands there too, because
    a respondent without an id may have ticked what it names.
    """
    above = [tuple(map(squeezed, row)) for row in islice(rows, first_row - 1)]
    first = next((at for at, row in enumerate(above) if sum(map(bool, row)) > 1), 0)
    before = -1
    for row in rows:
        cells = tuple(map(squeezed, row))
        found = [at for at, known in enumerate(above) if known == cells and (at <= first or before == at - 1)]
        before = found[0] if found and any(cells) else -1
        yield row, before < 0


def said_again(numbers: list[int]) -> str:
    """The note on rows of the header that stand again further down."""
    several = len(numbers) > 1
    return (
        f"Row{'s' if several else ''} {listed(numbers)} {'are' if several else 'is'} the header again, as in files that were "
        f"pasted together, and {'are' if several else 'is'} left out; {'they count' if several else 'it counts'} as blank."
    )


def _damage(header: Header, rows: list[list[str]]) -> list[str]:
    """A line for the names that a spreadsheet changed, and one for each column with such cells among the first; a column of dates
    has no others.
    """
    above, below = rows[: header.first_row - 1], rows[header.first_row - 1 :]
    names = damages(squeezed(part) for row in above for cell in row for part in re.split(r" [|-] ", cell))
    notes = [_changed("the header", names)] if names else []
    for column, cells in zip(header.columns, zip_longest(*below, fillvalue=""), strict=False):
        texts = {squeezed(cell) for cell in cells} - {""}
        changed = damages(texts)
        if changed and len(changed) < len(texts):
            notes.append(_changed(f"the first rows of column {column.handle!r}", changed))
    return notes


def _changed(where: str, found: dict[str, str]) -> str:
    each = quoting(listed(f"{text} of {original}" for text, original in sorted(found.items())))
    return f"A spreadsheet seems to have made dates of ranges in {where}: {each}."
