"""What `gap run` and `gap report` do: a job for each partition, with progress, refusals, and then what was made.

A run makes what is due and nothing else. Where nothing is, that is said before Dagster or a study is loaded.
"""

import gc
import os
import sys
from collections.abc import Callable
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from assets.lake.key import KEY_VARIABLE
from assets.lake.lock import partition_lock
from assets.lake.paths import Lake
from pipeline.freshness.notes import current_waves
from pipeline.studies import study_folders
from pipeline.terminal.console import err, out, refuse, steps_bar, told

if TYPE_CHECKING:
    from assets.making.partition import Partition

Asked = Callable[["Partition"], list[str] | None]
"""The assets that a partition is to make; None for all of the job's."""


def run_studies(names: list[str], wave: str | None, lake: Path, studies: Path, force: bool) -> bool:
    """Run what is due of every wave of the named studies, print progress, then the gaps of what was run.

    A study that is refused does not stop the others. `force`: make all again, due or not.
    """
    place = Lake(lake)
    folders = study_folders(names, studies)
    standing = {} if force else _standing(folders, wave, place)
    for folder, waves in standing.items():
        for each in waves:
            _nothing_to_do(f"{folder.name}/{each}")
    rest = [str(folder) for folder in folders if folder not in standing]
    if not rest:
        out.print("Every table follows from its study and exports as they are; gap show prints the gaps.")
        return True

    _load_dagster()
    from assets.exports.extract import extracted, notes  # what reads studies and tables: loaded once it may be needed
    from pipeline.commands.partitions import partitions_of
    from pipeline.commands.show import show_gaps
    from pipeline.definitions import JOB
    from pipeline.freshness.stale import due

    partitions, ok = partitions_of(rest, wave, place, studies)
    ran, good = _jobs(partitions, JOB, lambda partition: None if force else due(partition))
    for partition in ran:
        due(partition)  # what stands now is noted, so that the next look is a short one
        for note in notes(extracted(partition.study.study, partition.wave, place, "interviews", "panel")):
            err.print(note, markup=False, style="dim")
    out.print()
    for partition in ran:
        show_gaps(partition)
    return ok and good


def report_studies(names: list[str], wave: str | None, lake: Path, studies: Path) -> bool:
    """Make page, workbook and deck of every wave of the named studies from the tables that stand; print where they are."""
    _load_dagster()
    from pipeline.commands.partitions import partitions_of
    from pipeline.definitions import REPORT

    partitions, ok = partitions_of(names, wave, Lake(lake), studies)
    ran, good = _jobs(partitions, REPORT, lambda _partition: None)
    for partition in ran:
        for ending in ("html", "xlsx", "pptx"):
            out.print(partition.lake.report(partition.study.study, partition.wave, ending), soft_wrap=True)
    return ok and good


def _load_dagster() -> None:
    """Load Dagster, whose objects stay to the end, and spare Python to look through them for garbage: a tenth of a run."""
    import_module("pipeline.history.home")
    if "duckdb" not in sys.modules:  # it complains at the end of objects of its own that were never looked at
        gc.freeze()


def _standing(folders: list[Path], wave: str | None, lake: Lake) -> dict[Path, list[str]]:
    """The studies of which nothing is due that is asked for, with their waves."""
    key = os.environ.get(KEY_VARIABLE, "")
    return {folder: waves for folder in folders if (waves := current_waves(lake, folder, wave, key))}


def _nothing_to_do(key: "str | Partition") -> None:
    err.print(f"[green]✓[/green] {key}  nothing to do")


def _jobs(partitions: list["Partition"], job: str, asked: Asked) -> tuple[list["Partition"], bool]:
    """Run a job for each partition that asks for something. Returns those that were run to their end, and whether all were."""
    ran, good = [], True
    with steps_bar() as progress:
        for partition in partitions:
            run_id, killed = str(uuid4()), []
            with partition_lock(partition.lake, str(partition), partial(_wait, partition), run_id, killed.append):
                assets = asked(partition)
                if killed or assets != []:
                    from pipeline.runner import Runner  # dagster: loaded once there is something to run or to report

                    runner = Runner.of(partition.lake, job)
                    runner.report(killed)
                if assets == []:
                    _nothing_to_do(partition)
                    continue
                outcome = runner.run(partition, assets, run_id, told(progress, str(partition), runner.steps(assets)))
            if outcome.reasons:
                good = False
                stands = "not run to its end; every table that was not replaced stands as before."
                refuse([f"{partition}: {stands}", *outcome.reasons])
            else:
                err.print(f"[green]✓[/green] {partition}  run {run_id[:8]}")
                ran.append(partition)
            for warning in outcome.warnings:
                err.print(f"  warning: {warning}", markup=False, soft_wrap=True)
    return ran, good


def _wait(partition: "Partition", run_id: str) -> None:
    err.print(f"{partition}: waits for run {run_id[:8]}, which works on it", style="dim")
