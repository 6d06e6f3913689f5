"""The cells of an export as text, in SQL: columns c0, c1, …, a blank cell being NULL.

Plain UTF-8 text DuckDB reads by itself; of every other file its reader makes a Parquet copy, once. Which of the two an export
has is known here alone: whoever asks for its cells gets a relation.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from assets.exports.export import Export
from assets.exports.readers import copy_cells
from assets.exports.readers.text import relation
from assets.lake.duck import parquet
from assets.lake.paths import Lake


def cells_of(path: Path, export: Export, beside: Sequence[Path], work: Path) -> str:
    """The cells of the export at `path`, with the files `beside` that belong to it. Where it takes a copy, it is `work`'s."""
    if export.straight:
        return relation(path, export)
    copy_cells(path, export, beside, work, copy := copy_in(work))
    return parquet(copy)


def copy_in(work: Path) -> Path:
    """Where in the folder `work` a copy of cells lies, if one was made."""
    return work / "cells.parquet"


def kept_cells(export: Export, lake: Lake) -> str:
    """The cells of a kept export."""
    return relation(lake.kept(export.sha256), export) if export.straight else parquet(kept_copy(export, lake))


def kept_copy(export: Export, lake: Lake) -> Path:
    """Where the copy of a kept export's cells lies, or is to lie, as its reader reads them today."""
    return lake.cells(export.sha256, export.cells_mark())


def all_kept_cells(export: Export, lake: Lake) -> Iterator[str]:
    """The cells of a kept export in every way that they have ever been read: whoever is in one of them is still there."""
    folder = lake.export(export.sha256)
    if export.straight and (kept := folder / export.name).exists():
        yield relation(kept, export)
    yield from map(parquet, (folder / "cells").glob("*.parquet"))
