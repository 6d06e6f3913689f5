"""Delimited text, whatever its header: encoding, delimiter and line ends. What its header rows mean is in `headers/`."""

import csv
import io
import re
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pyarrow as pa

from assets.exports.export import Export, Reading
from assets.exports.readers import headers
from assets.lake.duck import literal
from schemas.refused import Refused

LAYOUTS = [layout.LAYOUT for layout in headers.LAYOUTS]
DELIMITERS = ",;\t|"


def beside(_path: Path) -> list[Path]:
    """Text stands alone."""
    return []


def describe(path: Path, head: bytes, _beside: Sequence[Path], reading: Reading) -> Export | None:
    """Any text."""
    if b"\x00" in head[:4096] and head[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        return None
    rows, delimiter = _first_rows(path, head)
    header = headers.resolve(rows, reading, path.name)
    return Export(
        path.name,
        "text",
        header.layout,
        "utf-8",
        header.columns,
        header.first_row,
        delimiter,
        notes=header.notes,
        straight=True,
    )


def cells(path: Path, export: Export, _beside: Sequence[Path], work: Path) -> Iterator[pa.RecordBatch]:
    """The cells of text that DuckDB does not read straight."""
    raise NotImplementedError


def relation(path: Path, export: Export) -> str:
    """Every record below the header as text, read by DuckDB straight from the file."""
    columns = ", ".join(f"'c{at}': 'VARCHAR'" for at in range(len(export.columns)))
    return (
        f"read_csv({literal(path)}, auto_detect = false, header = false, skip = {export.first_row - 1}, "
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
        if "unicode" in text or "utf-8" in text:
            raise Refused(f"{where}: the text is not UTF-8; save the export as UTF-8 CSV.") from None
        if found:
            raise Refused(
                f"{where}: the row has {found[2]} cells and the header {found[1]}; export it again, or mend that row."
            ) from None
        if "unterminated quote" in text:
            raise Refused(f"{where}: a quoted cell is never closed; export it again, or mend that row.") from None
        if "CSV" in text:
            raise Refused(
                f"{where}: the line ends or quotes are no CSV's; open the export and save it as CSV again."
            ) from None
        raise


def _first_rows(path: Path, head: bytes) -> tuple[list[list[str]], str]:
    """The first records of a text export as they stand, and its delimiter. Raises Refused where it is not UTF-8."""
    text = _decoded(path, head)
    if not text.split("\n", 1)[0].strip():
        raise Refused(f"{path.name}: the first line is blank; delete it, so that the header comes first.")
    first_line = re.sub(r'"[^"]*"', "", text).lstrip().split("\n", 1)[0]
    delimiter = max(DELIMITERS, key=first_line.count)
    rows = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            if row:
                rows.append(row)
            if len(rows) == headers.DEPTH:
                break
    except csv.Error:  # a cell larger than any header's: what was read before it is enough
        if not rows:
            raise Refused(
                f"{path.name}: a quoted cell of the header is never closed; export it again, or mend the header."
            ) from None
    return rows, delimiter


def _decoded(path: Path, head: bytes) -> str:
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise Refused(f"{path.name}: the text is UTF-16; save the export as UTF-8 CSV.")
    try:
        return head.removeprefix(b"\xef\xbb\xbf").decode("utf-8")
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data" and error.start > len(head) - 4:
            return head[: error.start].removeprefix(b"\xef\xbb\xbf").decode("utf-8")
        line = head[: error.start].count(b"\n") + 1
        byte = head[error.start]
        raise Refused(
            f"{path.name}, line {line}: the text is not UTF-8 (byte 0x{byte:02x}); save the export as UTF-8 CSV."
        ) from None
