"""Workbooks (`.xlsx`, `.xlsm`, `.xls`, `.ods`): the one sheet with respondents, and the layout that its header has.

Cells are text as the sheet shows them: `007` stays, 5 is `5`, a date is `2024-03-05`, an error stays `#N/A`. Merged cells of
the header are written over every column of their block. Respondents keep the row numbers of the sheet.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import accumulate, islice, pairwise
from math import inf
from pathlib import Path

import pyarrow as pa

from assets.exports.export import Export, Reading, saying, squeezed
from assets.exports.readers import headers
from assets.exports.readers.headers.header import Header
from assets.exports.readers.sheets import Sheet, Workbook, is_workbook
from schemas.refused import Refused, listed, sentence, suggestion

LAYOUTS = [layout.LAYOUT for layout in headers.LAYOUTS]
CHUNK = 10_000
_FAR_MORE = 5
"""A sheet with so many times the rows of every other is the one with respondents."""
_NUMBER = re.compile(r"-?\d+([.,]\d+)?%?")


def beside(_path: Path) -> list[Path]:
    """A workbook stands alone."""
    return []


def describe(path: Path, head: bytes, _beside: Sequence[Path], reading: Reading) -> Export | None:
    """The sheet that the study names, or the only one with a table."""
    if not is_workbook(path, head):
        return None
    book = Workbook(path)
    sheet, notes = _chosen(book, reading)
    header = _header(path.name, sheet, reading)
    own = [*headers.told(sheet.rows(), header.first_row)]
    body = [[at for at, cell in enumerate(row) if squeezed(cell)] for row, _ in own]
    rows, below = _remarks(sheet, header.first_row, body)
    if again := [number for number, (_, mine) in enumerate(own, start=header.first_row) if not mine]:
        below.append(headers.said_again(again))
    if hidden := [at for at, filled in enumerate(body, start=header.first_row) if filled and _is_hidden(sheet, at)]:
        below.append(
            f"rows that the sheet hides, as a filter does, are read like the others: {len(hidden):,}, from row {hidden[0]}"
        )
    if any(last > header.first_row - 2 for _, (last, _) in sheet.seen.merged):
        below.append(f"sheet {sheet.name} has merged cells below the header; only the first of a block holds its text")
    if book.hides_errors:
        below.append("error cells such as #N/A read as blank ones, because the file is of the old .xls format")
    notes = [*notes, *header.notes, *below]
    return Export(
        path.name,
        "workbook",
        header.layout,
        "",
        header.columns,
        header.first_row,
        sheet=sheet.name,
        rows=rows,
        notes=notes,
    )


def cells(path: Path, export: Export, _beside: Sequence[Path], _work: Path) -> Iterator[pa.RecordBatch]:
    """The rows below the header; those below the table are blank."""
    rows = enumerate(headers.told(Workbook(path).sheet(export.sheet).rows(), export.first_row))
    table = ([cell or None for cell in row] if own and at < (export.rows or 0) else [] for at, (row, own) in rows)
    while chunk := list(islice(table, CHUNK)):
        columns = [[row[at] if at < len(row) else None for row in chunk] for at in range(len(export.columns))]
        yield pa.record_batch(
            [pa.array(column, pa.string()) for column in columns], [f"c{at}" for at in range(len(columns))]
        )


def _chosen(book: Workbook, reading: Reading) -> tuple[Sheet, list[str]]:
    """The sheet to read, and what is to be said of the choice."""
    name = book.path.name
    if reading.sheet is not None and reading.sheet not in book.names:
        near = suggestion(reading.sheet, book.names)
        raise Refused(sentence(f"{name}: sheet {reading.sheet!r} is asked for, which is not there; {near}"))
    asked = (
        [reading.sheet] if reading.sheet is not None else [sheet for sheet in book.names if sheet not in book.hidden]
    )
    tables = [sheet for sheet in map(book.sheet, asked) if _has_table(sheet)]
    found = [sheet for sheet in tables if not _counts_answers(sheet)]
    if tables and not found:
        raise Refused(
            f"{name}: sheet {tables[0].name} counts answers and has no respondents; export all individual responses instead."
        )
    if not found:
        raise Refused(f"{name}: no visible sheet has a header and a row below it; name the sheet ({saying('sheet')}).")
    chosen, notes = _likely(name, found)
    if unread := [sheet for sheet in book.hidden if sheet != chosen.name]:
        notes.append(f"hidden sheets were not looked at: {listed(unread)}")
    return chosen, notes


def _likely(name: str, found: list[Sheet]) -> tuple[Sheet, list[str]]:
    """Of several sheets with a table the one that a vendor heads, or that has far more rows; and why. Else Refused."""
    if len(found) == 1:
        return found[0], []
    vendors = [sheet for sheet in found if _has_vendors_header(sheet)]
    first, second, *_ = sorted(found, key=lambda sheet: sheet.height, reverse=True)
    if len(vendors) == 1:
        chosen, why = vendors[0], "which has the header of a vendor"
    elif first.height >= _FAR_MORE * second.height and first.width >= max(sheet.width for sheet in found):
        chosen, why = first, "which has far more rows"
    else:
        sizes = listed(f"{sheet.name} ({sheet.height:,} rows, {sheet.width:,} columns)" for sheet in found)
        raise Refused(f"{name}: the sheets {sizes} each have a table; name the one ({saying('sheet')}).")
    others = listed(
        f"{sheet.name} ({sheet.height:,} rows, {sheet.width:,} columns)" for sheet in found if sheet is not chosen
    )
    return chosen, [f"of several sheets {chosen.name} is read, {why}; not {others}"]


def _has_vendors_header(sheet: Sheet) -> bool:
    try:
        return headers.by_vendor([*islice(sheet.rows(), headers.DEPTH)])
    except ValueError:  # a vendor's, and broken
        return True


def _has_table(sheet: Sheet) -> bool:
    filled = [sum(map(bool, row)) for row in islice(sheet.rows(), headers.DEPTH)]
    header = next((number for number, cells in enumerate(filled) if cells > 1), len(filled))
    return any(filled[header + 1 :])


def _counts_answers(sheet: Sheet) -> bool:
    """Whether a sheet is a vendor's table of counts: it ends in `Answered` and `Skipped`, or says its `Unweighted N`."""
    for above, below in pairwise(sheet.rows()):
        if "Answered" in above and below[above.index("Answered")] == "Skipped" and sum(map(bool, above)) < 4:
            return True
        if re.match(r"(un)?weighted (n|base)\b", below[0], re.IGNORECASE):
            return True
    return False


def _header(name: str, sheet: Sheet, reading: Reading) -> Header:
    rows = list(islice(sheet.rows(), headers.DEPTH))
    above = 0 if reading.header else headers.titles(rows)
    for (row, first), (_, last) in sheet.seen.merged:
        if above <= row < len(rows):
            rows[row][first : last + 1] = [rows[row][first]] * (last + 1 - first)
    where = f"{name}, sheet {sheet.name}"
    header = headers.resolve(rows, reading, where)
    named = sum(bool(column.handle) for column in header.columns)
    if header.layout == "plain" and reading.header is None and named * 2 <= len(header.columns):
        raise Refused(
            f"{where}, row {header.first_row - 1}: the row names {named} of {len(header.columns)} columns, so it may be no "
            f"header; say in which row it is ({saying('header')})."
        )
    return header


def _remarks(sheet: Sheet, first_row: int, body: list[list[int]]) -> tuple[int, list[str]]:
    """How many rows belong to the table, and what is to be said of those below it. `body`: the filled columns of each row."""
    start = _thin_rows(body)
    if start == len(body):
        return start, []
    where = f"sheet {sheet.name}, rows {first_row + start} to {first_row + len(body) - 1}"
    left = min(filled[0] for filled in body[:start] if filled)
    apart = not body[start - 1] or any(filled and filled[0] > left for filled in body[start:])
    texts = [cell for row in islice(sheet.rows(), first_row - 1 + start, None) for cell in row if cell]
    if apart and not any(_NUMBER.fullmatch(squeezed(text)) for text in texts):
        return start, [f"{where}: these stand below the table as notes do and are left out; they count as blank rows"]
    return len(body), [f"{where}: these have fewer cells than any row above; they may be notes, and no respondents"]


def _is_hidden(sheet: Sheet, number: int) -> bool:
    return any(number - 1 in rows for rows in sheet.seen.hidden)


def _thin_rows(body: list[list[int]]) -> int:
    """Where the rows begin that have fewer cells than any row before, the first of them only one; the end if nowhere."""
    filled = list(map(len, body))
    most_below = list(accumulate(reversed(filled), max))[::-1]
    fewest = inf
    for number, (count, most) in enumerate(zip(filled, most_below, strict=True)):
        if count == 1 and most < fewest < inf:
            return number
        fewest = min(fewest, count or inf)
    return len(body)
