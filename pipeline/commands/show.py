"""`gap show`: the gaps that stand in the lake."""

from pathlib import Path

import pyarrow.parquet as pq

from assets.estimates.sample import TOTAL
from assets.lake.paths import Lake
from assets.making.partition import Partition
from pipeline.commands.partitions import partitions_of
from pipeline.terminal.gap_table import Form, gap_table, plain_rows
from schemas.refused import Refused, listed
from schemas.words.studies import Words


def show_studies(names: list[str], wave: str | None, segment: str, lake: Path, studies: Path, form: Form) -> bool:
    """Print the gaps that stand in the lake for the named studies, or for all: in total, or by the parts of a segment."""
    partitions, ok = partitions_of(names, wave, Lake(lake), studies)
    gaps = [(partition, _gaps(partition, segment)) for partition in partitions]
    if form is Form.TABLE:
        for partition, rows in gaps:
            gap_table(partition.title, rows, Words(partition.study))
    else:
        plain_rows([row for _, rows in gaps for row in rows], form)
    return ok


def show_gaps(partition: Partition) -> None:
    """Print the gaps of one partition in total."""
    gap_table(partition.title, _gaps(partition, TOTAL[0]), Words(partition.study))


def _gaps(partition: Partition, segment: str) -> list[dict]:
    """The rows of the fact table for one segment. Raises Refused where there is no table or no such segment."""
    path = partition.table("gap_fact")
    if not path.exists():
        raise Refused(
            f"{partition}: there is no gap table in {partition.lake.root}; run gap run {partition.study.study} first."
        )
    known = [TOTAL[0], *partition.study.segments]
    if segment not in known:
        raise Refused(f"{partition.study.study}: there is no segment {segment!r}; its segments are {listed(known)}.")
    return [row for row in pq.read_table(path).to_pylist() if row["segment"] == segment]
