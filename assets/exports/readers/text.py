"""Delimited text, whatever its header: encoding, delimiter and line ends. What its header rows mean is in `headers/`.

DuckDB reads UTF-8 with the usual line ends straight from the kept file. Everything else is decoded and parsed here, by
the same rules: a quote opens a cell at its start only, two quotes in it are one, and every row has the header's cells.
"""

import csv
import io
import re
from codecs import BOM_UTF8
from collections import Counter
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import islice
from pathlib import Path

import duckdb
import pyarrow as pa

from assets.exports.export import Export, Reading
from assets.exports.readers import encodings, headers
from assets.exports.readers.scan import scanned
from assets.lake.duck import file, literal
from schemas.refused import Refused

LAYOUTS = [layout.LAYOUT for layout in headers.LAYOUTS]
DELIMITERS = ",;\t|"
LONGEST = 1 << 21
"""No line has more characters, here as in DuckDB: what is longer is a quote that never closes, or no table."""
_AT_ONCE = 1_000_000
"""Cells held in memory at a time, so that wide files take no more of it than long ones."""


def beside(_path: Path) -> list[Path]:
    """Text stands alone."""
    return []


def describe(path: Path, head: bytes, _beside: Sequence[Path], reading: Reading) -> Export | None:
    """Any text."""
    scan = scanned(path)
    encoding = encodings.recognised(path, head, scan, reading.encoding)
    if encoding is None:
        return None
    start = encodings.beginning(head, encoding.name)
    rows, delimiter = _first_rows(start, path.name)
    header = headers.resolve(rows, reading, path.name)
    above = rows[: header.first_row - 1]
    lines = _usual_line_ends(start, above) and not (head.startswith(BOM_UTF8) and _has_line_ends(above))
    pasted = scan.pasted or encoding.name.startswith("utf-16")
    export = Export(
        path.name,
        "text",
        header.layout,
        encoding.name,
        header.columns,
        header.first_row,
        delimiter,
        notes=[*filter(None, [encoding.why]), *header.notes],
        straight=encoding.name == "utf-8" and lines and not scan.blank_line and not pasted,
    )
    return replace(export, notes=[*export.notes, *_headers_again(path, export)]) if pasted else export


def cells(path: Path, export: Export, _beside: Sequence[Path], _work: Path) -> Iterator[pa.RecordBatch]:
    """The cells of text that DuckDB does not read straight; a blank line is a row of blank cells, as in a spreadsheet.

    So is a row of the header that stands again where files were pasted together.
    """
    records = (row if own else [""] * len(row) for row, own in headers.told(_records(path, export), export.first_row))
    names = [f"c{at}" for at in range(len(export.columns))]
    while rows := list(islice(records, max(_AT_ONCE // len(names), 1))):
        columns = (pa.array([cell or None for cell in column], pa.string()) for column in zip(*rows, strict=True))
        yield pa.record_batch(list(columns), names=names)


def _headers_again(path: Path, export: Export) -> list[str]:
    """A note on the rows of the header that stand again further down."""
    told = enumerate(headers.told(_records(path, export), export.first_row), start=export.first_row)
    again = [number for number, (_, own) in told if not own]
    return [headers.said_again(again)] if again else []


def relation(path: Path, export: Export) -> str:
    """Every record below the header as text, read by DuckDB straight from the file."""
    columns = ", ".join(f"'c{at}': 'VARCHAR'" for at in range(len(export.columns)))
    return (
        f"read_csv({file(path)}, auto_detect = false, header = false, skip = {export.first_row - 1}, "
        f"delim = {literal(export.delimiter)}, quote = '\"', escape = '\"', encoding = 'utf-8', columns = {{{columns}}})"
    )


@contextmanager
def plain_faults(export: Export) -> Generator[None]:
    """Turn DuckDB's account of a broken text file into one sentence."""
    try:
        yield
    except duckdb.Error as error:
        text = str(error)
        line = re.search(r"CSV Error on Line: (\d+)", text)
        where = f"{export.name}, line {line[1]}" if line else export.name
        found = re.search(r"Expected Number of Columns: (\d+) Found: (\d+)", text)
        if found:
            raise Refused(_uneven(where, found[2], found[1])) from None
        if "unterminated quote" in text:
            raise Refused(_open_quote(where)) from None
        if "CSV" in text:
            raise Refused(
                f"{where}: the line ends or quotes are no CSV's; open the export and save it as CSV again."
            ) from None
        raise


def _uneven(where: str, found: object, expected: object) -> str:
    return f"{where}: the row has {found} cells and the header {expected}; export it again, or mend that row."


def _open_quote(where: str) -> str:
    return f"{where}: a quoted cell is never closed; export it again, or mend that row."


# ---- the first rows


def _first_rows(start: str, name: str) -> tuple[list[list[str]], str]:
    """The first records of a text as they stand, blank lines too, and the delimiter: what makes most rows equally long."""
    text = re.sub(r"\r+\n|\r", "\n", start)
    read = {delimiter: _parsed(text, delimiter) for delimiter in DELIMITERS}
    delimiter = max(DELIMITERS, key=lambda delimiter: _regular(read[delimiter]))
    if not any(read[delimiter]):
        raise Refused(
            f"{name}: a quoted cell of the header is never closed, or the text is no table; export it again, or mend the "
            f"header."
        )
    return read[delimiter], delimiter


def _parsed(text: str, delimiter: str) -> list[list[str]]:
    rows = []
    try:
        for row in islice(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), headers.DEPTH):
            rows.append(row)
    except csv.Error:  # a cell larger than any header's: what was read before it is enough
        pass
    return rows


def _regular(rows: list[list[str]]) -> tuple[int, int]:
    """How many rows have the most frequent number of cells beyond one, and that number."""
    widths = Counter(len(row) for row in rows if len(row) > 1)
    return max(((count, width) for width, count in widths.items()), default=(0, 0))


def _usual_line_ends(start: str, header: list[list[str]]) -> bool:
    """Whether lines end as DuckDB takes them: all alike, and none within a name where it might be of another kind."""
    if "\r" in start and _has_line_ends(header):
        return False
    unquoted = re.sub(r'"[^"]*"', "", start)
    return set(re.findall(r"\r+\n|\r(?!$)|\n", unquoted)) in ({"\n"}, {"\r\n"}, set())


def _has_line_ends(header: list[list[str]]) -> bool:
    """Whether a name has a line end: behind a byte order mark DuckDB does not see the quote that it stands in."""
    return any("\n" in cell for row in header for cell in row)


# ---- all rows


def _records(path: Path, export: Export) -> Iterator[list[str]]:
    """Every record from the top of the file. Raises Refused at the first that is no row of the table."""
    reader = csv.reader(_lines(path, export), delimiter=export.delimiter, strict=True)
    width, number, line = len(export.columns), 0, 0
    try:
        for row in reader:
            number += 1
            if not row:
                row = [""] * width
            elif len(row) != width and number >= export.first_row:
                raise Refused(_uneven(f"{export.name}, line {line + 1}", len(row), width))
            yield row
            line = reader.line_num
    except csv.Error:
        raise Refused(_open_quote(f"{export.name}, line {line + 1}")) from None


def _lines(path: Path, export: Export) -> Iterator[str]:
    """The lines of a text with their ends: LF, CRLF, CR, or CR CR LF, which some programs make of CRLF."""
    rest, count = "", 0
    for text in encodings.decoded(path, export.encoding):
        text = rest + text
        end = max(text.rfind("\n"), text.rfind("\r", 0, len(text.rstrip("\r")))) + 1
        for line in _split(text[:end]):
            count += 1
            yield line
        rest = text[end:]
        if len(rest) > LONGEST:
            raise Refused(
                f"{export.name}, line {count + 1}: the line is longer than {LONGEST:,} characters; the file is no table, "
                f"or a quoted cell is never closed, so export it again."
            )
    yield from _split(rest)


def _split(text: str) -> Iterator[str]:
    """Lines without the byte order mark that a file pasted below another brings along."""
    lines = io.StringIO(text.replace("\r\r\n", "\r\n"), newline="")
    return (line.removeprefix("\ufeff") for line in lines) if "\ufeff" in text else lines
