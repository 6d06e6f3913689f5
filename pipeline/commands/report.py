"""`gap report`: page, workbook and deck of the published tables, as far as any is stale.

Where none is, that is said before Dagster or a study is loaded.
"""

import os
from pathlib import Path
from typing import TYPE_CHECKING

from assets.lake.key import KEY_VARIABLE
from assets.lake.paths import Lake
from pipeline.commands.jobs import load_dagster, nothing_to_do, run_jobs
from pipeline.freshness.notes import current_waves
from pipeline.freshness.reports import PARTS, follows, keep_parts, stale_parts
from pipeline.studies import study_folders
from pipeline.terminal.console import out

if TYPE_CHECKING:
    from assets.making.partition import Partition


def report_studies(names: list[str], wave: str | None, lake: Path, studies: Path, only: str | None) -> bool:
    """Make the stale parts of the report of every wave of the named studies, or one part; print where its files are."""
    place, parts = Lake(lake), [only] if only else [*PARTS]
    waves = {
        folder.name: current_waves(place, folder, wave, os.environ.get(KEY_VARIABLE, ""))
        for folder in study_folders(names, studies)
    }
    known = [(study, each) for study, found in waves.items() for each in found]
    if all(waves.values()) and not any(stale_parts(place, *each, parts) for each in known):
        for study, each in known:
            nothing_to_do(f"{study}/{each}")
            _print_files(place, study, each, parts)
        return True

    load_dagster()
    from pipeline.commands.partitions import partitions_of
    from pipeline.definitions import REPORT
    from pipeline.freshness.stale import stale_assets

    partitions, ok = partitions_of(names, wave, place, studies)
    asked: dict[str, tuple[list[str], str]] = {}

    def select(partition: "Partition") -> list[str]:
        stale_tables = stale_assets(partition)
        key = partition.study.study, partition.wave
        stale = (
            parts if stale_tables else stale_parts(place, *key, parts)
        )  # of stale tables the job makes none, and says so
        asked[str(partition)] = stale, follows(place, *key)
        return [PARTS[part][0] for part in stale]

    ran, good = run_jobs(partitions, REPORT, select)
    for partition in partitions:
        stale, followed = asked[str(partition)]
        if partition in ran:
            keep_parts(place, partition.study.study, partition.wave, stale, followed)
        if partition in ran or not stale:
            _print_files(place, partition.study.study, partition.wave, parts)
    return ok and good


def _print_files(lake: Lake, study: str, wave: str, parts: list[str]) -> None:
    for part in parts:
        out.print(lake.report(study, wave, PARTS[part][1][0]), soft_wrap=True)
