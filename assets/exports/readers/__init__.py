"""The readers: one small module a vendor layout.

A reader has three things. `LAYOUT` is its name in a study file. `describe(path, head)` looks at the first bytes and
returns an Export (without its hash), or None where the layout is another's; it raises Refused where the layout is its own
and the file is broken. `cells(con, path, export)` returns an SQL relation of text columns c0, c1, …, in the export's order
of rows and columns, a blank cell being NULL.

To add a layout, write the module and name it below, before the layouts that would take its files for theirs.
"""

from pathlib import Path
from types import ModuleType

import duckdb

from assets.exports.export import Export
from assets.exports.readers import csv, qualtrics, spss, surveymonkey
from assets.lake.paths import Lake
from schemas.refused import Refused, listed

READERS: list[ModuleType] = [spss, qualtrics, surveymonkey, csv]
HEAD = 1 << 20


def describe(path: Path, layout: str | None) -> Export:
    """What the export at `path` is. `layout`, where the study names one, must agree with the bytes."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    if not head.strip():
        raise Refused(f"{path.name}: the export is empty; export it again.")
    if layout is not None and layout not in (known := [reader.LAYOUT for reader in READERS]):
        raise Refused(f"{path.name}: the study calls its layout {layout!r}; known layouts are {listed(known)}.")
    for reader in READERS:
        export = reader.describe(path, head)
        if export is not None:
            if layout not in (None, export.layout):
                raise Refused(
                    f"{path.name}: the study says layout {layout}, and the file is {export.layout}; mend the study or the file."
                )
            return export
    raise Refused(f"{path.name}: no reader knows this file; save it as UTF-8 CSV or as SPSS .sav.")


def cells(con: duckdb.DuckDBPyConnection, export: Export, lake: Lake) -> str:
    """The SQL relation of a kept export's cells as text, by the reader that described it."""
    reader = next(reader for reader in READERS if export.layout == reader.LAYOUT)
    return reader.cells(con, lake.kept(export.sha256), export)
