"""Parquet and Arrow (Feather) tables, whose columns have names and types: each value becomes the text that it stands for.

A column's handle is its name. Whole numbers read without `.0`, booleans as `true` and `false`, dates as `2024-03-05` with
the time where there is one, categories by their values. NULL and NaN are blank cells.
"""

from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.ipc as ipc
import pyarrow.parquet as pq
import pyarrow.types as types

from assets.exports.export import Export, ExportColumn, Reading
from assets.exports.readers.codes import cell, code, second, single
from schemas.refused import Refused, listed

LAYOUTS = ["parquet", "arrow"]
ROWS = 20_000
"""So many rows are held at once."""
_PARQUET, _FILE, _STREAM = b"PAR1", b"ARROW1\x00\x00", b"\xff\xff\xff\xff"


def beside(_path: Path) -> list[Path]:
    """A table stands alone."""
    return []


def describe(path: Path, head: bytes, _beside: Sequence[Path], _reading: Reading) -> Export | None:
    """The columns of a table. Raises Refused where one has values that are no answers."""
    if not head.startswith((_PARQUET, _FILE, _STREAM)):
        return None
    with _faults(path.name):
        if head.startswith(_PARQUET):
            file = pq.ParquetFile(path)
            layout, schema, rows = "parquet", file.schema_arrow, file.metadata.num_rows
        else:
            layout, schema, rows = "arrow", _arrow(path).schema, None
    if unfit := [field.name for field in schema if not _is_plain(field.type)]:
        one = "column" if len(unfit) == 1 else "columns"
        raise Refused(
            f"{path.name}, {one} {listed(unfit)}: the values are lists, structures or bytes, and no answers; leave them out, or "
            f"give each part a column."
        )
    return Export(path.name, "arrow", layout, "utf-8", [ExportColumn(name) for name in schema.names], 1, rows=rows)


def cells(path: Path, export: Export, _beside: Sequence[Path], _work: Path) -> Iterator[pa.RecordBatch]:
    """The rows as text, a part of a row group at a time."""
    names = [f"c{at}" for at in range(len(export.columns))]
    with _faults(path.name):
        for batch in _batches(path, export.layout):
            yield pa.record_batch([_text(column) for column in batch.columns], names)


def _batches(path: Path, layout: str) -> Iterator[pa.RecordBatch]:
    if layout == "parquet":
        yield from pq.ParquetFile(path).iter_batches(ROWS)
        return
    table = _arrow(path)
    batches = (
        table
        if isinstance(table, ipc.RecordBatchStreamReader)
        else map(table.get_batch, range(table.num_record_batches))
    )
    for batch in batches:
        batch.validate(full=True)  # Arrow trusts what a file says of its own lengths
        for start in range(0, batch.num_rows, ROWS):
            yield batch.slice(start, ROWS)


def _arrow(path: Path) -> ipc.RecordBatchFileReader | ipc.RecordBatchStreamReader:
    source = pa.memory_map(str(path))
    is_file = source.read(len(_FILE)) == _FILE
    source.seek(0)
    return ipc.open_file(source) if is_file else ipc.open_stream(source)


def _is_plain(kind: pa.DataType) -> bool:
    if types.is_dictionary(kind):
        return _is_plain(kind.value_type)
    tests = (types.is_boolean, types.is_integer, types.is_floating, types.is_decimal, types.is_null, types.is_date)
    texts = (types.is_string, types.is_large_string, types.is_string_view, types.is_timestamp, types.is_time)
    return any(test(kind) for test in (*tests, *texts))


def _text(column: pa.Array) -> pa.Array:
    if types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    kind = column.type
    if types.is_timestamp(kind):
        return _shown(column.cast(pa.timestamp("us", kind.tz), safe=False), second)
    if types.is_time(kind):
        return _shown(column.cast(pa.time64("us"), safe=False), str)
    if types.is_floating(kind):
        return _shown(column, code if types.is_float64(kind) else single)
    text = column.cast(pa.string())
    blank = pc.call_function("equal", [text, pa.scalar("")])
    return pc.call_function("if_else", [blank, pa.scalar(None, pa.string()), text])


def _shown(column: pa.Array, show: Callable[[Any], str]) -> pa.Array:
    return pa.array([cell(value, show) for value in column.to_pylist()], pa.string())


@contextmanager
def _faults(name: str) -> Generator[None]:
    """Turn what pyarrow says of a broken table into one sentence."""
    try:
        yield
    except (pa.ArrowException, OSError) as error:
        reason = str(error).splitlines()[0].rstrip(".")
        raise Refused(
            f"{name}: the table cannot be read ({reason}); it was cut or damaged, so copy or export it again."
        ) from None
