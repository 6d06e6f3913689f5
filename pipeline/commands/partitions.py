"""The partitions that a command works on: every wave of the named studies, or of all, or one wave of each."""

from pathlib import Path

from assets.lake.paths import Lake
from assets.making.partition import Partition, partitions_in
from pipeline.studies import study_folders
from pipeline.terminal.console import refuse
from schemas.refused import Refused


def partitions_of(names: list[str], wave: str | None, lake: Lake, studies: Path) -> tuple[list[Partition], bool]:
    """The partitions, and whether every named study could be read; the faults of the others are printed."""
    found: list[Partition] = []
    ok = True
    for folder in study_folders(names, studies):
        try:
            found += partitions_in(folder, wave, lake)
        except Refused as refused:
            refuse(refused.reasons)
            ok = False
    return found, ok
