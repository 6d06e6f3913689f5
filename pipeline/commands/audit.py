"""`gap audit`: the published tables as an outsider would attack them, before anybody else has them."""

from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
from rich.markup import escape

from assets.lake.paths import Lake
from assets.making.partition import Partition
from assets.outsider.attack import Left, attack
from pipeline.commands.partitions import partitions_of
from pipeline.terminal.console import out, refuse
from schemas.refused import Refused
from schemas.source_wave import SourceWave

SHOWN = 10
"""So many figures that are out are printed of a wave."""
NEAR = 2
"""A figure is near where so few respondents lie between the least and the most that it can be."""


def audit_studies(names: list[str], wave: str | None, lake: Path, studies: Path) -> bool:
    """Print of every wave what an outsider can tell of the figures that are withheld. Returns whether none can be told."""
    partitions, ok = partitions_of(names, wave, Lake(lake), studies)
    for partition in partitions:
        left = list(_left(partition))
        outs = [each for each in left if each.is_out]
        near = sum(0 < each.most - each.least <= NEAR for each in left)
        said = f"{partition}  {len(left):,} withheld figures of fewer than {partition.study.reliability.withheld} respondents"
        if outs:
            more = [f"and {len(outs) - SHOWN:,} more"] if len(outs) > SHOWN else []
            refuse(
                [
                    f"{said}, {len(outs):,} of which the others give away; raise reliability.withheld, or publish fewer groups "
                    "or segments:",
                    *map(str, outs[:SHOWN]),
                    *more,
                ]
            )
            ok = False
        else:
            within = f"; {near:,} can be told to within {NEAR} respondents" if near else ""
            out.print(f"[green]✓[/green] {escape(said)}: none can be had back{within}", soft_wrap=True)
    return ok


def _left(partition: Partition) -> Iterator[Left]:
    tables = [_rows(partition, table) for table in ("estimates", "segment_contrast")]
    for source in {row["source"]: None for row in tables[0]}:
        if partition.study.sources[source].kind != "reported":
            of = SourceWave(partition.study, partition.wave, source)
            try:
                yield from attack(of, *([row for row in rows if row["source"] == source] for rows in tables))
            except KeyError as name:
                raise Refused(
                    f"{partition}: its tables have {name}, which the study has no longer; gap run {partition.study.study} first."
                ) from None


def _rows(partition: Partition, table: str) -> list[dict]:
    path = partition.table(table)
    if not path.exists():
        raise Refused(
            f"{partition}: it has not been run, so there is nothing to audit; gap run {partition.study.study} first."
        )
    return pq.read_table(path).to_pylist()
