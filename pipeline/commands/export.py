"""`gap export`: the marts as CSV files for those who have only a spreadsheet."""

import csv
from pathlib import Path

import pyarrow.parquet as pq

from assets.catalog.published import MARTS
from assets.lake.paths import Lake
from assets.lake.publish import publishing
from pipeline.terminal.console import out
from schemas.foreign import in_spreadsheet
from schemas.refused import Refused


def export_tables(lake: Path, folder: Path) -> bool:
    """Write every published mart of `lake` to `folder`, all studies and waves in one file. Raises Refused where none is."""
    place = Lake(lake)
    published = {table: files for table in MARTS if (files := place.files(table.name))}
    if not published:
        raise Refused(f"{lake}: there are no tables here; run gap run first, or say where with --lake.")
    for table, files in published.items():
        names = [column.name for column in table.columns]
        rows = [row for file in files for row in pq.ParquetFile(file).read().to_pylist()]
        with (
            publishing(folder / f"{table.name}.csv") as beside,
            beside.open("w", encoding="utf-8-sig", newline="") as file,
        ):
            writer = csv.writer(file)
            writer.writerow(names)
            writer.writerows([in_spreadsheet(row.get(column)) for column in names] for row in rows)
        out.print(f"{folder / table.name}.csv  {len(rows):,} rows", markup=False, highlight=False)
    return True
