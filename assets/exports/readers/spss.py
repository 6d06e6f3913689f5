"""SPSS `.sav` and `.zsav`: codes as cells, with labels, user-missing values, and the case weight that the file declares.

A column's handle is its variable name. A code reads as SPSS shows it (`5`, not `5.0`); system-missing is a blank cell.
"""

import math
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyreadstat

from assets.exports.export import Export, ExportColumn, Reading
from schemas.refused import Refused

LAYOUTS = ["spss"]
MAGIC = (b"$FL2", b"$FL3")
_SEGMENT, _LONGEST_STRING, _LONG_STRING_PIECE = 8, 255, 252


def beside(_path: Path) -> list[Path]:
    """An SPSS file stands alone."""
    return []


def describe(path: Path, head: bytes, _beside: Sequence[Path], _reading: Reading) -> Export | None:
    """The dictionary of an SPSS file."""
    if head[:4] not in MAGIC:
        return None
    _, meta = _read(path, metadataonly=True, user_missing=True)
    columns = [
        ExportColumn(
            name,
            label or "",
            {_code(code): text for code, text in meta.variable_value_labels.get(name, {}).items()},
            [(_code(span["lo"]), _code(span["hi"])) for span in meta.missing_ranges.get(name, [])],
        )
        for name, label in zip(meta.column_names, meta.column_labels, strict=True)
    ]
    rows = _header_number(head, 80)
    return Export(
        path.name,
        "spss",
        "spss",
        meta.file_encoding or "",
        columns,
        first_row=1,
        rows=rows,
        weight=_declared_weight(head, meta),
    )


def cells(path: Path, export: Export, _beside: Sequence[Path], _work: Path) -> Iterator[pa.RecordBatch]:
    """The cases as text; user-missing codes stay what they are. Raises Refused where the file ends early."""
    data, _ = _read(path, user_missing=True, disable_datetime_conversion=True)
    arrays = [pa.array(map(_cell, data[column.handle]), pa.string()) for column in export.columns]
    batch = pa.record_batch(arrays, names=[f"c{at}" for at in range(len(arrays))])
    if export.rows is not None and export.rows >= 0 and batch.num_rows != export.rows:
        raise Refused(
            f"{export.name}: the file announces {export.rows} cases and holds {batch.num_rows}; it was cut, so copy it again."
        )
    yield batch


def _read(path: Path, **options: Any) -> tuple[Any, Any]:
    try:
        return pyreadstat.read_sav(str(path), output_format="dict", **options)
    except (pyreadstat.PyreadstatError, pyreadstat.ReadstatError, ValueError) as error:
        reason = str(error).rstrip(".")
        raise Refused(
            f"{path.name}: the SPSS file cannot be read ({reason}); it was cut or damaged, so copy or export it again."
        ) from None


def _cell(value: str | float | None) -> str | None:
    missing = value is None or value == "" or value != value
    return None if missing else _code(value)


def _code(value: str | float) -> str:
    if isinstance(value, str):
        return value
    number = float(value)
    return str(int(number)) if number.is_integer() else repr(number)


def _header_number(head: bytes, offset: int) -> int:
    order = "little" if int.from_bytes(head[64:68], "little") in (2, 3) else "big"
    return int.from_bytes(head[offset : offset + 4], order, signed=True)


def _declared_weight(head: bytes, meta: Any) -> str | None:
    """The case weight, which the header gives as a position in the dictionary, counted in pieces of eight bytes."""
    position, piece = _header_number(head, 76), 1
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
