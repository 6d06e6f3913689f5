"""A job for each partition that a command names, with progress and refusals."""

import gc
import sys
from collections.abc import Callable
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING
from uuid import uuid4

from assets.lake.lock import partition_lock
from pipeline.terminal.console import add_bar, err, progress_bars, refuse
from pipeline.terminal.stopping import if_stopped

if TYPE_CHECKING:
    from assets.making.partition import Partition

Selection = Callable[["Partition"], list[str] | None]
"""The assets that a partition is to make; None for all of the job's."""


def load_dagster() -> None:
    """Load Dagster, whose objects stay to the end, and spare Python to look through them for garbage: a tenth of a run."""
    import_module("pipeline.history.home")
    if "duckdb" not in sys.modules:  # it complains at the end of objects of its own that were never looked at
        gc.freeze()


def nothing_to_do(key: "str | Partition") -> None:
    """Say that no table of a partition is stale."""
    err.print(f"[green]✓[/green] {key}  nothing to do")


def run_jobs(partitions: list["Partition"], job: str, select: Selection) -> tuple[list["Partition"], bool]:
    """Run a job for each partition that asks for something. Returns those that were run to their end, and whether all were."""
    ran, good = [], True
    with progress_bars() as progress:
        for partition in partitions:
            run_id, killed = str(uuid4()), []
            with (
                if_stopped(partial(_stopped, partition, ran, len(partitions))),
                partition_lock(partition.lake, str(partition), partial(_wait, partition), run_id, killed.append),
            ):
                assets = select(partition)
                if killed or assets != []:
                    from pipeline.runner import Runner  # dagster: loaded once there is something to run or to report

                    runner = Runner.of(partition.lake, job)
                    runner.report(killed)
                if assets == []:
                    nothing_to_do(partition)
                    continue
                outcome = runner.run(partition, assets, run_id, add_bar(progress, str(partition), runner.steps(assets)))
            if outcome.reasons:
                good = False
                ended = "not run to its end; every table that was not replaced stands as before."
                refuse([f"{partition}: {ended}", *outcome.reasons])
            else:
                err.print(f"[green]✓[/green] {partition}  run {run_id[:8]}")
                ran.append(partition)
            for warning in outcome.warnings:
                err.print(f"  warning: {warning}", markup=False, soft_wrap=True)
    return ran, good


def _stopped(partition: "Partition", ran: list["Partition"], asked: int) -> str:
    whole = "each of its tables stands whole, as before or as it will be"
    return (
        f"{partition}: stopped; {whole}. Run to their end are {len(ran)} of {asked}; the same command makes the rest."
    )


def _wait(partition: "Partition", run_id: str) -> None:
    err.print(f"{partition}: waits for run {run_id[:8]}, which works on it", style="dim")
