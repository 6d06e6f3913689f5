"""The partitions that a command works on: every wave of the named studies, or of all, or one wave of each."""

import os
from pathlib import Path

from assets.lake.key import KEY_VARIABLE
from assets.lake.paths import Lake
from assets.partition import Partition
from pipeline.studies import study_folders
from pipeline.terminal import refuse
from schemas import STUDY_FILE
from schemas.refused import Refused
from schemas.study_file import load_study


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


def partitions_in(folder: Path, wave: str | None, lake: Lake) -> list[Partition]:
    """The waves of the study in `folder`, or one of them. Raises Refused where the study cannot be read, or has no such wave."""
    study = load_study(folder)
    if wave is not None and wave not in study.waves:
        raise Refused(f"{study.study}/{STUDY_FILE}: there is no wave {wave!r}; its waves are {', '.join(study.waves)}.")
    key = os.environ.get(KEY_VARIABLE, "")
    return [Partition(study, name, folder, lake, key) for name in study.waves if wave in (None, name)]
