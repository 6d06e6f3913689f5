"""SPSS `.sav` and `.zsav`: codes as cells, with labels, user-missing values, sets, and the case weight that the file declares.

A column's handle is its variable name. A code reads as SPSS shows it (`5`, not `5.0`), a date as `2024-03-05`, a quarter as
`1 Q 2024`; system-missing is a blank cell.
"""

import math
import re
import struct
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyreadstat

from assets.exports.export import Export, ExportColumn, Reading, ResponseSet, saying
from assets.exports.readers.codes import Show, code, day, moment, second, span
from assets.exports.readers.readstat import batches, faults, is_utf8, parts, read
from assets.exports.readers.sav_dictionary import check_cases, check_dictionary, header_number
from schemas.refused import Refused

LAYOUTS = ["spss"]
MAGIC = (b"$FL2", b"$FL3")
PORTABLE = b"ASCII SPSS PORT FILE"
CUT = 60
"""Where old writers cut a value label, in bytes."""
_SEGMENT, _LONGEST_STRING, _LONG_STRING_PIECE = 8, 255, 252
_CASES = 80
"""Where the header announces the number of cases."""
_KIND = "SPSS"
_ORIGIN = datetime(1582, 10, 14)
_SECOND = timedelta(seconds=1)


def beside(_path: Path) -> list[Path]:
    """An SPSS file stands alone."""
    return []


def describe(path: Path, head: bytes, _beside: Sequence[Path], reading: Reading) -> Export | None:
    """The dictionary of an SPSS file."""
    if PORTABLE in head[:500]:
        raise Refused(
            f"{path.name}: a portable SPSS file does not tell which values are missing, nor its weight; save it as .sav."
        )
    if head[:4] not in MAGIC:
        return None
    with faults(path.name, _KIND):
        check_dictionary(path)
    meta, why = _dictionary(path, reading)
    columns = [_column(meta, name, label) for name, label in zip(meta.column_names, meta.column_labels, strict=True)]
    rows = header_number(head, _CASES)
    return Export(
        path.name,
        "spss",
        "spss",
        meta.file_encoding or "",
        columns,
        first_row=1,
        rows=rows if rows >= 0 else None,
        weight=_declared_weight(head, meta),
        sets=_sets(meta),
        notes=_notes(meta, head, why),
    )


def cells(path: Path, export: Export, _beside: Sequence[Path], work: Path) -> Iterator[pa.RecordBatch]:
    """The cases as text; user-missing codes stay what they are. Raises Refused where there are fewer or more than announced."""
    options = {"user_missing": True, "encoding": export.encoding or None}
    if export.rows is not None:
        with faults(export.name, _KIND):
            check_cases(path, export.rows, work)
    _, meta = read(pyreadstat.read_sav, path, _KIND, metadataonly=True, **options)
    shows = [_show(meta.original_variable_types[column.handle]) for column in export.columns]
    return batches(parts(pyreadstat.read_sav, path, _KIND, len(shows), **options), export, shows)


def _dictionary(path: Path, reading: Reading) -> tuple[Any, str]:
    """What the file says of its variables, and where that is another encoding than it says, why."""
    options = {"metadataonly": True, "user_missing": True}
    try:
        _, meta = read(pyreadstat.read_sav, path, _KIND, encoding=reading.encoding, **options)
        if reading.encoding:
            return meta, "because that was asked for"
        if not is_utf8(meta, meta.file_encoding or "cp1252"):
            return meta, ""
        said = meta.file_encoding or "nothing"
        _, meta = read(pyreadstat.read_sav, path, _KIND, encoding="UTF-8", **options)
        return meta, f"because all its letters are, though the file says {said}"
    except Refused as refused:
        reason = str(refused)
        if "unsupported character set" in reason and reading.encoding:
            raise Refused(
                f"{path.name}: encoding {reading.encoding} is asked for, which is none that is known; mend it."
            ) from None
        if "requested encoding" in reason:
            raise Refused(
                f"{path.name}: its text is not in the encoding that the file declares; say the right one ({saying('encoding')})."
            ) from None
        raise


def _column(meta: Any, name: str, label: str | None) -> ExportColumn:
    show = _show(meta.original_variable_types[name])
    labels = {show(value): text for value, text in meta.variable_value_labels.get(name, {}).items()}
    missing = [(show(span["lo"]), show(span["hi"])) for span in meta.missing_ranges.get(name, [])]
    return ExportColumn(name, label or "", labels, missing)


def _sets(meta: Any) -> list[ResponseSet]:
    """The multiple-response sets; a counted value is that of a dichotomy."""
    found = []
    for name, described in meta.mr_sets.items():
        counted = described["counted_value"] if described["is_dichotomy"] else None
        columns = [column for column in described["variable_list"] if column in meta.column_names]
        found.append(ResponseSet(name, described["label"] or "", columns, "" if counted is None else code(counted)))
    return found


def _notes(meta: Any, head: bytes, why: str) -> list[str]:
    notes, encoding = [], meta.file_encoding or "an unknown encoding"
    if why:
        notes.append(f"the text is read as {encoding}, {why}")
    elif not any(struct.pack(f"{order}3i", 7, 20, 1) in head for order in "<>"):
        notes.append(
            f"the text is read as {encoding}, a guess, because the file does not say; say it ({saying('encoding')})"
        )
    elif encoding.upper().replace("-", "") != "UTF8":
        notes.append(f"the text is read as {encoding}, because the file says so")
    texts = [text for labels in meta.variable_value_labels.values() for text in labels.values()]
    if cut := sum(len(text.encode(meta.file_encoding or "utf-8", "replace")) == CUT for text in texts):
        notes.append(
            f"value labels were cut at {CUT} characters by what wrote the file: {cut} of {len(texts)} are that long"
        )
    return notes


def _show(form: str | None) -> Show:
    """How SPSS shows values of a format, dates being as ISO has them."""
    name = re.match("[A-Z]*", form or "")
    return _FORMATS.get(name[0] if name else "", code)


def _quarter(when: datetime) -> str:
    return f"{(when.month + 2) // 3} Q {when.year}"


def _month(when: datetime) -> str:
    return f"{_MONTHS[when.month - 1]} {when.year}"


def _week(when: datetime) -> str:
    return f"{(when.timetuple().tm_yday + 6) // 7} WK {when.year}"


_MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]
_CALENDAR: dict[Callable[[datetime], str], list[str]] = {
    day: ["DATE", "ADATE", "EDATE", "JDATE", "SDATE"],
    second: ["DATETIME", "YMDHMS"],
    _quarter: ["QYR"],
    _month: ["MOYR"],
    _week: ["WKYR"],
}
_FORMATS: dict[str, Show] = {
    **{name: moment(_ORIGIN, _SECOND, show) for show, names in _CALENDAR.items() for name in names},
    **dict.fromkeys(["TIME", "DTIME", "MTIME"], span),
}


def _declared_weight(head: bytes, meta: Any) -> str | None:
    """The case weight, which the header gives as a position in the dictionary, counted in pieces of eight bytes."""
    position, piece = header_number(head, 76), 1
    if position <= 0:
        return None
    for name in meta.column_names:
        if piece == position:
            return name
        piece += _segments(meta.variable_storage_width[name], meta.readstat_variable_types[name] == "string")
    return None


def _segments(width: int, is_string: bool) -> int:
    if not is_string:
        return 1
    if width <= _LONGEST_STRING:
        return math.ceil(width / _SEGMENT)
    pieces, rest = divmod(width, _LONG_STRING_PIECE)
    return pieces * math.ceil(_LONGEST_STRING / _SEGMENT) + math.ceil(rest / _SEGMENT)
