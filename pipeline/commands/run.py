"""`gap run`: what is stale of each partition is made, and then printed.

A run makes what is stale and nothing else. Where nothing is, that is said before Dagster or a study is loaded.
"""

import os
import shlex
from itertools import chain
from pathlib import Path

from assets.lake.key import KEY_VARIABLE
from assets.lake.paths import Lake
from pipeline.commands.jobs import load_dagster, nothing_to_do, run_jobs
from pipeline.freshness.notes import current_waves
from pipeline.studies import study_folders
from pipeline.terminal.console import err, out


def run_studies(names: list[str], wave: str | None, lake: Path, studies: Path, force: bool) -> bool:
    """Run what is stale of every wave of the named studies, print progress, then the gaps of what was run.

    A study that is refused does not stop the others. `force`: make all again, stale or not.
    """
    place = Lake(lake)
    folders = study_folders(names, studies)
    current = {} if force else _current(folders, wave, place)
    for folder, waves in current.items():
        for each in waves:
            nothing_to_do(f"{folder.name}/{each}")
    rest = [str(folder) for folder in folders if folder not in current]
    if not rest:
        out.print("Every table follows from its study and exports as they are; gap show prints the gaps.")
        return True

    load_dagster()
    from assets.exports.extract import extracted, notes  # what reads studies and tables: loaded once it may be needed
    from assets.responses.units import seen_again
    from pipeline.commands.partitions import partitions_of
    from pipeline.commands.show import show_gaps
    from pipeline.definitions import JOB
    from pipeline.freshness.stale import stale_assets

    partitions, ok = partitions_of(rest, wave, place, studies)
    ran, good = run_jobs(partitions, JOB, lambda partition: None if force else stale_assets(partition))
    for partition in ran:
        stale_assets(partition)  # what is published now is noted, so that the next look is a short one
        exports = extracted(partition.study.study, partition.wave, place, "interviews", "panel")
        for note in chain(notes(exports), seen_again(partition.study, partition.wave, place)):
            err.print(note, markup=False, style="dim")
    out.print()
    for partition in ran:
        show_gaps(partition)
    if ran:
        out.print(
            f"Next, for page, workbook and deck: {shlex.join(['gap', 'report', *names])}", markup=False, soft_wrap=True
        )
    return ok and good


def _current(folders: list[Path], wave: str | None, lake: Lake) -> dict[Path, list[str]]:
    """The studies of which nothing is stale that is asked for, with their waves."""
    key = os.environ.get(KEY_VARIABLE, "")
    return {folder: waves for folder in folders if (waves := current_waves(lake, folder, wave, key))}
