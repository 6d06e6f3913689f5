"""What `gap show` and `gap trace` print: gaps that stand in the lake, and the way back from one of them to the raw cells."""

from pathlib import Path

import pyarrow.parquet as pq

from assets.estimates.sample import TOTAL
from assets.lake.paths import Lake
from assets.making.partition import Partition
from assets.trace.trace import Traced, trace
from pipeline.commands.partitions import partitions_of
from pipeline.terminal.console import trace_step
from pipeline.terminal.gap_table import Form, gap_table, plain_rows
from schemas.refused import Refused, listed


def show_studies(names: list[str], wave: str | None, segment: str, lake: Path, studies: Path, form: Form) -> bool:
    """Print the gaps that stand in the lake for the named studies, or for all: in total, or by the parts of a segment."""
    partitions, ok = partitions_of(names, wave, Lake(lake), studies)
    gaps = [(partition, _gaps(partition, segment)) for partition in partitions]
    if form is Form.TABLE:
        for partition, rows in gaps:
            gap_table(partition.title, rows)
    else:
        plain_rows([row for _, rows in gaps for row in rows], form)
    return ok


def show_gaps(partition: Partition) -> None:
    """Print the gaps of one partition in total."""
    gap_table(partition.title, _gaps(partition, TOTAL[0]))


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


def trace_gap(folder: str, gap: str, segment: str | None, wave: str | None, lake: Path, studies: Path) -> bool:
    """Print the way back from one gap to the raw cells. Returns whether every step gives the figure of the one before."""
    partitions, _ = partitions_of([folder], wave, Lake(lake), studies)
    if not partitions:
        return False
    last = partitions[-1]
    where = tuple((segment or "=".join(TOTAL)).partition("=")[::2])
    held = True
    for step in trace(Traced(last.study, last.wave, gap, *where, last.lake)):
        trace_step(step)
        held = held and step.holds
    return held
