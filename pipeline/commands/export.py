"""`gap export`: the marts as CSV files for those who have only a spreadsheet."""

import csv
from pathlib import Path

import pyarrow.parquet as pq

from assets.catalog.published import MARTS
from assets.lake.paths import Lake
from assets.lake.publish import publishing
from pipeline.terminal.console import out
from schemas.refused import Refused

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What makes a spreadsheet take a text for a formula, or open the next cell."""


def export_tables(lake: Path, folder: Path) -> bool:
    """Write every mart that stands in `lake` to `folder`, all studies and waves in one file. Raises Refused where none does."""
    place = Lake(lake)
    standing = {table: files for table in MARTS if (files := place.files(table.name))}
    if not standing:
        raise Refused(f"{lake}: there are no tables here; run gap run first, or say where with --lake.")
    for table, files in standing.items():
        names = [column.name for column in table.columns]
        rows = [row for file in files for row in pq.ParquetFile(file).read().to_pylist()]
        with (
            publishing(folder / f"{table.name}.csv") as beside,
            beside.open("w", encoding="utf-8-sig", newline="") as file,
        ):
            writer = csv.writer(file)
            writer.writerow(names)
            writer.writerows([_cell(row.get(column)) for column in names] for row in rows)
        out.print(f"{folder / table.name}.csv  {len(rows):,} rows", markup=False, highlight=False)
    return True


def _cell(value: object) -> object:
    """A text that a spreadsheet would run as a formula begins with an apostrophe, which it does not show."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value
