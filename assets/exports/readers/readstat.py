"""Files of statistics packages, read by pyreadstat a part at a time, so that memory stays flat however many cases there are."""

import struct
import zlib
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyreadstat

from assets.exports.export import Export, ExportColumn
from assets.exports.readers.codes import Show, cell
from schemas.refused import Refused

CELLS = 2_000_000
"""So many cells are held at once."""
Reader = Callable[..., tuple[Any, Any]]


@contextmanager
def faults(name: str, kind: str) -> Generator[None]:
    """Turn what pyreadstat says of a broken file into one sentence."""
    try:
        yield
    except (
        *(pyreadstat.PyreadstatError, pyreadstat.ReadstatError, ValueError, OverflowError, MemoryError),
        *(struct.error, zlib.error),
    ) as error:
        reason = str(error).rstrip(".") or type(error).__name__
        raise Refused(
            f"{name}: the {kind} file cannot be read ({reason}); it was cut or damaged, so copy or export it again."
        ) from None


def read(reader: Reader, path: Path, kind: str, **options: Any) -> tuple[dict[str, list], Any]:
    """The values of each variable, dates being numbers, and what the file says of them. Raises Refused."""
    with faults(path.name, kind):
        data, meta = reader(str(path), output_format="dict", disable_datetime_conversion=True, **options)
        if len(set(meta.column_names)) < len(meta.column_names):
            raise ValueError("two variables have one name")
    return data, meta


def is_utf8(meta: Any, encoding: str) -> bool:
    """Whether the labels of a file that were read in a one-byte `encoding` are UTF-8: all their letters are, read again."""
    labels = [*meta.column_labels, *(text for each in meta.variable_value_labels.values() for text in each.values())]
    told = [text for text in labels if text and not text.isascii()]
    try:
        return bool(told) and all(not text.encode(encoding).decode("utf-8").isascii() for text in told)
    except (UnicodeError, LookupError):
        return False


def parts(reader: Reader, path: Path, kind: str, width: int, **options: Any) -> Iterator[tuple[dict[str, list], Any]]:
    """The file's cases in parts of `CELLS` cells, with what is said of each part. `width` is the number of variables."""
    step, start = max(1, CELLS // max(1, width)), 0
    while True:
        data, meta = read(reader, path, kind, row_limit=step, row_offset=start, **options)
        count = len(next(iter(data.values()), []))
        if count:
            yield data, meta
        if count < step:
            return
        start += count


def batches(
    found: Iterator[tuple[dict[str, list], Any]], export: Export, shows: Sequence[Show]
) -> Iterator[pa.RecordBatch]:
    """The cases as text. Raises Refused where there are fewer than the file announces, or more."""
    names, rows = [f"c{at}" for at in range(len(shows))], 0
    for data, _ in found:
        columns = [(data[column.handle], show) for column, show in zip(export.columns, shows, strict=True)]
        arrays = [pa.array([cell(value, show) for value in values], pa.string()) for values, show in columns]
        batch = pa.record_batch(arrays, names)
        rows += batch.num_rows
        yield batch
    if export.rows is not None and rows != export.rows:
        raise Refused(
            f"{export.name}: the file announces {export.rows} cases and holds {rows}; it was cut or damaged, so copy it again."
        )


def missing_found(found: Iterator[tuple[dict[str, list], Any]]) -> dict[str, list[str]]:
    """The letters of the missing values that each variable's cases have, which only the cases tell."""
    letters: dict[str, set[str]] = {}
    for _, meta in found:
        for name, values in meta.missing_user_values.items():
            letters.setdefault(name, set()).update(values)
    return {name: sorted(values) for name, values in letters.items()}


def columns(
    meta: Any, shows: Sequence[Show], labels: dict[str, dict], missing: dict[str, list[str]]
) -> list[ExportColumn]:
    """The variables of a file whose missing values are letters, with their labels."""
    return [
        ExportColumn(
            name,
            label or "",
            {show(value): text for value, text in labels.get(name, {}).items()},
            [(show(letter), show(letter)) for letter in missing.get(name, [])],
        )
        for name, label, show in zip(meta.column_names, meta.column_labels, shows, strict=True)
    ]


def lettered(show: Show) -> Show:
    """Numbers as `show` has them, and of what is missing its letter, as the packages write it: `.a`."""
    return lambda value: f".{value}" if isinstance(value, str) else show(value)
