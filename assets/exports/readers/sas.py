"""SAS `.sas7bdat`, with the catalogue (`.sas7bcat`) that holds its labels, and transport files (`.xpt`).

A column's handle is its variable name. Special missing values are cells such as `.A` and `._`; dates read as `2024-03-05`.
The catalogue is that of the same name, or the only one in the folder.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyreadstat

from assets.exports.export import Export, Reading
from assets.exports.readers.codes import SINCE_1960, Show, code, day, moment, second, span
from assets.exports.readers.readstat import Reader, batches, columns, faults, lettered, missing_found, parts, read
from schemas.refused import Refused

LAYOUTS = ["sas"]
DATA, CATALOGUE = ".sas7bdat", ".sas7bcat"
_KIND = "SAS"
_MAGIC = bytes(12) + bytes.fromhex("c2ea8160b31411cfbd92080009c7318c")
_CATALOGUE_MAGIC = _MAGIC.replace(b"\x60", b"\x63")
_TRANSPORT = b"HEADER RECORD*******LIB"


def beside(path: Path) -> list[Path]:
    """The catalogue of a data file."""
    if path.suffix.lower() != DATA:
        return []
    found = sorted(other for other in path.parent.iterdir() if other.suffix.lower() == CATALOGUE)
    return [other for other in found if other.stem == path.stem] or (found if len(found) == 1 else [])


def describe(path: Path, head: bytes, beside: Sequence[Path], reading: Reading) -> Export | None:
    """The variables of a SAS file, their labels, and which special missing values its cases have."""
    if head.startswith(_CATALOGUE_MAGIC):
        raise Refused(
            f"{path.name}: a SAS catalogue holds labels and no cases; name the {DATA} file that it belongs to."
        )
    if not head.startswith((_MAGIC, _TRANSPORT)):
        return None
    reader, options = _reader(head, reading.encoding)
    _, meta = read(reader, path, _KIND, metadataonly=True, **options)
    shows, notes, labels, missing = _shows(meta), [], {}, {}
    if head.startswith(_MAGIC):
        missing = missing_found(parts(reader, path, _KIND, len(shows), **options))
        labels, notes = _labels(meta, [other for other in beside if other.suffix.lower() == CATALOGUE], reading)
    else:
        notes = ["special missing values (.A to .Z) read as blank cells, because the file is of the transport format"]
    described = columns(meta, shows, labels, missing)
    encoding = reading.encoding or meta.file_encoding or ""
    return Export(path.name, "sas", "sas", encoding, described, first_row=1, rows=meta.number_rows, notes=notes)


def cells(path: Path, export: Export, _beside: Sequence[Path], _work: Path) -> Iterator[pa.RecordBatch]:
    """The observations as text. Raises Refused where the file ends early."""
    with path.open("rb") as file:
        reader, options = _reader(file.read(len(_MAGIC)), export.encoding or None)
    _, meta = read(reader, path, _KIND, metadataonly=True, **options)
    return batches(parts(reader, path, _KIND, len(export.columns), **options), export, _shows(meta))


def _reader(head: bytes, encoding: str | None) -> tuple[Reader, dict[str, Any]]:
    if head.startswith(_MAGIC):
        return pyreadstat.read_sas7bdat, {"user_missing": True, "encoding": encoding}
    return pyreadstat.read_xport, {"encoding": encoding}


def _labels(meta: Any, catalogues: list[Path], reading: Reading) -> tuple[dict[str, dict], list[str]]:
    """The value labels of each variable, and what is to be said where they cannot be had."""
    formats = {name: form for name, form in meta.variable_to_label.items() if form}
    if not catalogues:
        return {}, []
    try:
        with faults(catalogues[0].name, "SAS catalogue"):
            _, catalogue = pyreadstat.read_sas7bcat(str(catalogues[0]), encoding=reading.encoding, output_format="dict")
    except Refused as refused:
        return {}, [f"there are no value labels: {refused}"]
    return {name: catalogue.value_labels.get(form, {}) for name, form in formats.items()}, []


def _shows(meta: Any) -> list[Show]:
    kinds = meta.readstat_variable_types
    return [
        code if kinds[name] == "string" else _show(meta.original_variable_types[name]) for name in meta.column_names
    ]


def _show(form: str | None) -> Show:
    name = re.match(r"([A-Z]+\d*[A-Z]+)[\d.]*$", form or "")
    found = (show for pattern, show in _FORMATS.items() if name and re.fullmatch(pattern, name[1]))
    return lettered(next(found, code))


_SECOND = timedelta(seconds=1)
_FORMATS: dict[str, Show] = {
    r"DATE|(DDMMYY|MMDDYY|YYMMDD)[BCDNPS]?|WEEKDAT[EX]|(E8601|B8601|IS8601)DA": moment(
        SINCE_1960, timedelta(days=1), day
    ),
    r"DTDATE": moment(SINCE_1960, _SECOND, day),
    r"DATETIME|DATEAMPM|MDYAMPM|(E8601|B8601|IS8601)D[TN]": moment(SINCE_1960, _SECOND, second),
    r"TIME|HHMM|TOD|TIMEAMPM|(E8601|B8601|IS8601)TM": span,
}
"""By a format's name, without its width. What shows a part of a date (a month, a year) stays a number."""
