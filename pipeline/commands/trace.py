"""`gap trace`: the way back from one gap to the raw cells, step by step."""

from pathlib import Path

from assets.estimates.sample import TOTAL
from assets.lake.paths import Lake
from assets.trace.trace import Traced, trace
from pipeline.commands.partitions import partitions_of
from pipeline.terminal.console import trace_step


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
