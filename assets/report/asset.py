"""The report as an asset of a job of its own: it draws, and no other run should wait for that."""

from pathlib import Path

import dagster as dg

from assets.lake.publish import publishing
from assets.making.materialize import Event, Making, contract_check, materialized, stage
from assets.making.partition import Partition
from assets.making.recipes import check_current
from assets.report.evidence import BY_SOURCE, WHOLE, gather


def _publish(partition: Partition) -> list[Event]:
    from assets.report.charts import pictures  # altair: imported once there is something to draw
    from assets.report.page import page

    check_current(partition)
    evidence = gather(partition.study, partition.wave, partition.lake)
    drawn = pictures(evidence)
    place = partition.lake.report(partition.study.study, partition.wave)
    files: dict[Path, bytes] = {}
    for picture in (picture for section in drawn.values() for picture in section):
        beside_page = place.with_suffix("") / picture.name
        files |= {Path(f"{beside_page}.svg"): picture.svg.encode(), Path(f"{beside_page}.png"): picture.png}
    for file, content in files.items():
        with publishing(file) as beside:
            beside.write_bytes(content)
    for left in set(place.with_suffix("").glob("*.*g")) - set(files):
        left.unlink()
    with publishing(place) as beside:
        beside.write_text(page(evidence, drawn), encoding="utf-8")
    metadata = {"path": dg.MetadataValue.path(str(place)), "pictures": len(files), "bytes": place.stat().st_size}
    return materialized("report", f"one page and {len(files)} files of pictures", metadata)


report = stage(
    "page",
    Making(
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
