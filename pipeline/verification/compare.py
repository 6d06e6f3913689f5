"""Two files of one table, cell by cell: what stands, and what comes out when it is made again.

NULL is like NULL and NaN like NaN; nothing else is like anything but itself. Nothing here knows where the files come from.
"""

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from assets.lake.publish import FINGERPRINT, KEY_ID, LIBRARIES, PARTS, footer_of, known

OF_ALL_ROWS = ("study", "wave", "synthetic", "provenance_id")
"""Columns that tell no row from another."""


def figures(path: Path) -> int:
    """How many numbers a file holds."""
    file = pq.ParquetFile(path)
    numbers = [field.name for field in file.schema_arrow if _is_number(field.type)]
    return sum(file.metadata.num_rows - file.read([name]).column(0).null_count for name in numbers)


def differences(stands: Path, again: Path) -> Iterator[str]:
    """What is not in one file as in the other, in words: columns, rows, else a line for each column."""
    old, new = (pq.ParquetFile(path) for path in (stands, again))
    before, after = (dict(zip(file.schema_arrow.names, file.schema_arrow.types, strict=True)) for file in (old, new))
    for name in before.keys() - after.keys():
        yield f"column {name} stands, and none comes out"
    for name in after.keys() - before.keys():
        yield f"column {name} comes out, and none stands"
    for name in [name for name in before if name in after and before[name] != after[name]]:
        yield f"column {name} stands as {before[name]}, and comes out as {after[name]}"
    if old.metadata.num_rows != new.metadata.num_rows:
        yield f"{old.metadata.num_rows:,} rows stand, and {new.metadata.num_rows:,} come out"
        return
    skipped = {"provenance_id"} if mark(stands) != mark(again) else set()
    for name in [name for name in before if before[name] == after.get(name) and name not in skipped]:
        yield from _cells(name, *(file.read([name]).column(0).combine_chunks() for file in (old, new)), new)


def _cells(name: str, stands: pa.Array, again: pa.Array, file: pq.ParquetFile) -> Iterator[str]:
    """A line for a column with cells that are not alike: the first of them, and how many more there are."""
    unlike = pc.call_function("indices_nonzero", [_unlike(stands, again)])
    if len(unlike):
        at = unlike[0].as_py()
        more = f" (and {len(unlike) - 1:,} more of {name})" if len(unlike) > 1 else ""
        yield f"{_row(file, name, at)}: {name} stands as {_cell(stands[at])}, and {_cell(again[at])} comes out{more}"


def _unlike(stands: pa.Array, again: pa.Array) -> pa.Array:
    """Which cells are not alike."""
    alike = _asked("equal", stands, again)
    for empty in ("is_null", *(["is_nan"] if pa.types.is_floating(stands.type) else [])):
        alike = _asked("or", alike, _asked("and", _asked(empty, stands), _asked(empty, again)))
    return _asked("invert", alike)


def _asked(function: str, *of: pa.Array) -> pa.Array:
    """Truths of Arrow's, false where there is no cell to ask."""
    return pc.call_function("coalesce", [pc.call_function(function, list(of)), pa.scalar(False)])


def _row(file: pq.ParquetFile, beside: str, at: int) -> str:
    """A row by the first few columns that tell it from every other, else by its number."""
    keys: list[str] = []
    told = 0
    for field in file.schema_arrow:
        if field.name not in (*OF_ALL_ROWS, beside) and (
            pa.types.is_string(field.type) or pa.types.is_integer(field.type)
        ):
            distinct = file.read([*keys, field.name]).group_by([*keys, field.name]).aggregate([]).num_rows
            if distinct > told:
                told = distinct
                keys.append(field.name)
        if told == file.metadata.num_rows:
            break
    row = file.read(keys).slice(at, 1).to_pylist()[0] if keys else {}
    return ", ".join(f"{key} {value}" for key, value in row.items() if value is not None) or f"row {at + 1}"


def _cell(cell: pa.Scalar) -> str:
    value = cell.as_py()
    return "NULL" if value is None else repr(value) if isinstance(value, str) else str(value)


def mark(path: Path) -> str | None:
    """The fingerprint of a file, as far as one of today's kind is there."""
    return known(footer_of(path).get(FINGERPRINT))


def causes(stands: Path, again: Path) -> str:
    """What changed since a file was written, as it says itself; where it says that nothing did, its bytes were changed."""
    before, now = (footer_of(path) for path in (stands, again))
    place = ("gap.table", "gap.study", "gap.wave")
    if mark(stands) is None or [before.get(key) for key in place] != [now[key] for key in place]:
        return "no run wrote this file here: it was put in by hand, or by an older version"
    marks = (str(found[FINGERPRINT]).split("-") for found in (before, now))
    changed = [f"the {part}" for part, *digests in zip(PARTS, *marks, strict=True) if len(set(digests)) > 1]
    if before.get(KEY_ID) != now.get(KEY_ID):
        changed.append("the key")
    if not changed and before[LIBRARIES] != now[LIBRARIES]:
        changed.append(f"the libraries (then {before[LIBRARIES]}; now {now[LIBRARIES]})")
    return f"changed since: {' and '.join(changed or ['the stored bytes'])}"


def _is_number(kind: pa.DataType) -> bool:
    return pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind)
