"""What people open, as assets of a job of its own: it draws, and no other run should wait for that."""

from collections.abc import Callable
from pathlib import Path

import dagster as dg
import pyarrow.parquet as pq

from assets.lake.publish import publishing
from assets.making.materialize import Event, Task, contract_check, materialized, step
from assets.making.partition import Partition
from assets.making.recipes import check_current
from assets.report.evidence import BY_SOURCE, WHOLE, gather
from assets.report.results import Results

READ = ("estimates", "gap_fact", "segment_contrast")


def _publish(partition: Partition) -> list[Event]:
    from assets.report.charts import pictures  # what draws is imported once there is something to draw
    from assets.report.page.page import page

    check_current(partition)
    evidence = gather(partition.study, partition.wave, partition.lake)
    drawn = pictures(evidence)
    place = partition.lake.report(partition.study.study, partition.wave)
    folder = partition.lake.report(partition.study.study, partition.wave, "pictures")
    files: dict[Path, bytes] = {}
    for picture in (picture for section in drawn.values() for picture in section):
        files |= {folder / f"{picture.name}.svg": picture.svg.encode(), folder / f"{picture.name}.png": picture.png}
    for file, content in files.items():
        with publishing(file) as beside:
            beside.write_bytes(content)
    for left in set(folder.glob("*.*g")) - set(files):
        left.unlink()
    with publishing(place) as beside:
        beside.write_text(page(evidence, drawn), encoding="utf-8")
    metadata = {"path": dg.MetadataValue.path(str(place)), "pictures": len(files), "bytes": place.stat().st_size}
    return materialized("report", f"one page and {len(files)} files of pictures", metadata)


report = step(
    "page",
    Task(
        [
            dg.AssetSpec(
                "report",
                description="One page that can be sent: gaps, segments, priorities, claims, and what a reader must be told.",
                deps=[*WHOLE, *BY_SOURCE],
                kinds={"html"},
            )
        ],
        [contract_check("report", "The tables follow from the study file as it is; the page was written whole.")],
        _publish,
    ),
    group="report",
)


def results(partition: Partition) -> Results:
    """The rows of the tables of one wave. Raises Refused where one is not there, or is not of the study file as it is."""
    check_current(partition)
    tables = (pq.read_table(partition.table(table)).to_pylist() for table in READ)
    weights = [partition.table("weighting", source) for source in partition.study.respondents()]
    weighting = [row for path in weights for row in pq.read_table(path).to_pylist()]
    return Results(partition.study, partition.wave, *tables, weighting)


def _workbook(found: Results, path: Path) -> int:
    from assets.report.workbook.workbook import write_workbook  # imported once there is one to write

    return write_workbook(found, path)


def _deck(found: Results, path: Path) -> int:
    from assets.report.deck.deck import write_deck

    return write_deck(found, path)


def _file_task(asset: str, about: str, ending: str, write: Callable[[Results, Path], int], made: str) -> Task:
    def work(partition: Partition) -> list[Event]:
        path = partition.lake.report(partition.study.study, partition.wave, ending)
        found = results(partition)
        with publishing(path) as beside:
            count = write(found, beside)
        metadata = {"dagster/row_count": count, "path": dg.MetadataValue.path(str(path))}
        return materialized(asset, f"{count} {made} of tables that follow from the study file", metadata)

    spec = dg.AssetSpec(asset, description=about, deps=[*READ, "weighting"], kinds={ending})
    return Task(
        [spec],
        [contract_check(asset, "The tables follow from the study file as it is; the file was built whole.")],
        work,
    )


books = step(
    "books",
    _file_task("workbook", "Gaps and banner tables of one wave, for a spreadsheet.", "xlsx", _workbook, "tables"),
    _file_task("deck", "The headline gaps of one wave as slides with charts.", "pptx", _deck, "slides"),
    group="report",
)
