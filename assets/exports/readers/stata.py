"""Stata `.dta`: codes as cells, with value labels and extended missing values (`.a` to `.z`), which are cells of that text.

A column's handle is its variable name. A date reads as `2024-03-05`, a quarter as `2024q1`, both as Stata counts them; the
missing value `.` is a blank cell.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyreadstat

from assets.exports.export import Export, Reading
from assets.exports.readers.codes import SINCE_1960, Show, Value, code, day, moment, second, single, span
from assets.exports.readers.readstat import batches, columns, is_utf8, lettered, missing_found, parts, read

LAYOUTS = ["stata"]
_KIND = "Stata"
_UNICODE = 118
"""The release since which text is UTF-8."""
_OLD = re.compile(rb"[\x69-\x73][\x01\x02]\x01\x00", re.DOTALL)
"""Releases 105 to 115: the release, the byte order, and two bytes that never change."""


def beside(_path: Path) -> list[Path]:
    """A Stata file stands alone."""
    return []


def describe(path: Path, head: bytes, _beside: Sequence[Path], reading: Reading) -> Export | None:
    """The variables of a Stata file, and which extended missing values its cases have."""
    if not head.startswith(b"<stata_dta>") and not _OLD.match(head):
        return None
    options = {"user_missing": True, "encoding": reading.encoding}
    _, meta = read(pyreadstat.read_dta, path, _KIND, metadataonly=True, **options)
    utf8 = not reading.encoding and is_utf8(meta, "cp1252")
    if utf8:
        options["encoding"] = "UTF-8"
        _, meta = read(pyreadstat.read_dta, path, _KIND, metadataonly=True, **options)
    shows = _shows(meta)
    missing = missing_found(parts(pyreadstat.read_dta, path, _KIND, len(shows), **options))
    described = columns(meta, shows, meta.variable_value_labels, missing)
    release = re.match(rb"<stata_dta><header><release>(\d+)", head)
    encoding = reading.encoding or ("UTF-8" if utf8 or (release and int(release[1]) >= _UNICODE) else "")
    notes = [] if encoding else ["the text is read as windows-1252, a guess, because the file does not say"]
    return Export(path.name, "stata", "stata", encoding, described, first_row=1, rows=meta.number_rows, notes=notes)


def cells(path: Path, export: Export, _beside: Sequence[Path], _work: Path) -> Iterator[pa.RecordBatch]:
    """The observations as text. Raises Refused where the file ends early."""
    options = {"user_missing": True, "encoding": export.encoding or None}
    _, meta = read(pyreadstat.read_dta, path, _KIND, metadataonly=True, **options)
    return batches(parts(pyreadstat.read_dta, path, _KIND, len(export.columns), **options), export, _shows(meta))


def _shows(meta: Any) -> list[Show]:
    return [_show(meta.readstat_variable_types[name], meta.original_variable_types[name]) for name in meta.column_names]


def _show(kind: str, form: str) -> Show:
    if kind == "string":
        return code
    for start, show in _FORMATS.items():
        if form.startswith(start):
            return lettered(show)
    return lettered(single if kind == "float" else code)


def _counted(name: str, in_a_year: int) -> Show:
    """Halves, quarters, months or weeks since 1960: `2024q1`."""

    def shown(value: Value) -> str:
        if not float(value).is_integer():
            return code(value)
        year, rest = divmod(int(value), in_a_year)
        return f"{year + 1960}{name}{rest + 1}"

    return shown


_DAY, _CLOCK = timedelta(days=1), timedelta(milliseconds=1)
_FORMATS: dict[str, Show] = {
    "%tcHH": lambda value: span(float(value) / 1000),
    "%tc": moment(SINCE_1960, _CLOCK, second),
    "%td": moment(SINCE_1960, _DAY, day),
    "%d": moment(SINCE_1960, _DAY, day),
    "%tw": _counted("w", 52),
    "%tm": _counted("m", 12),
    "%tq": _counted("q", 4),
    "%th": _counted("h", 2),
}
"""By how a format begins. `%tC` counts leap seconds and stays a number."""
