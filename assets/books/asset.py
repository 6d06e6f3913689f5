"""The workbook and the deck as assets: not of the job that makes the tables, but of the one that makes what people open."""

from collections.abc import Callable
from pathlib import Path

import dagster as dg
import pyarrow.parquet as pq

from assets.books.results import Results
from assets.lake.publish import publishing
from assets.making.materialize import Event, Making, contract_check, materialized, stage
from assets.making.partition import Partition
from assets.making.recipes import check_current

READ = ("estimates", "gap_fact", "segment_contrast")


def results(partition: Partition) -> Results:
    """The rows of the tables of one wave. Raises Refused where one is not there, or is not of the study file as it is."""
    check_current(partition)
    tables = (pq.read_table(partition.table(table)).to_pylist() for table in READ)
    return Results(partition.study, partition.wave, *tables)


def _workbook(found: Results, path: Path) -> int:
    from assets.books.workbook import write_workbook  # imported once there is one to write

    return write_workbook(found, path)


def _deck(found: Results, path: Path) -> int:
    from assets.books.deck import write_deck

    return write_deck(found, path)


def _making(asset: str, about: str, ending: str, write: Callable[[Results, Path], int], made: str) -> Making:
    def work(partition: Partition) -> list[Event]:
        path = partition.lake.report(partition.study.study, partition.wave, ending)
        found = results(partition)
        with publishing(path) as beside:
            count = write(found, beside)
        metadata = {"dagster/row_count": count, "path": dg.MetadataValue.path(str(path))}
        return materialized(asset, f"{count} {made} of tables that follow from the study file", metadata)

    spec = dg.AssetSpec(asset, description=about, deps=list(READ), kinds={ending})
    return Making(
        [spec],
        [contract_check(asset, "The tables follow from the study file as it is; the file was built whole.")],
        work,
    )


books = stage(
    "books",
    _making("workbook", "Gaps and banner tables of one wave, for a spreadsheet.", "xlsx", _workbook, "tables"),
    _making("deck", "The headline gaps of one wave as slides with charts.", "pptx", _deck, "slides"),
    group="report",
)
