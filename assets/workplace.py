"""What Dagster knows of partitions: their one definition, and where the lake and the studies of a run are.

The key is `study/wave`, one dynamic definition for every asset, so that a wave's lineage is one column in the UI.
"""

import os
from pathlib import Path

import dagster as dg

from assets.lake.key import KEY_VARIABLE
from assets.lake.paths import Lake
from assets.partition import Partition
from schemas import STUDY_FILE
from schemas.refused import Refused
from schemas.study_file import load_study

PARTITION_SET = "study_wave"
PARTITIONS = dg.DynamicPartitionsDefinition(name=PARTITION_SET)


class Workplace(dg.ConfigurableResource):
    """Where studies are described and tables are kept. Empty: GAP_STUDIES and GAP_LAKE, or the folders of these names here."""

    studies: str = ""
    lake: str = ""

    def partition(self, key: str) -> Partition:
        """The partition named `key`. Raises Refused where the study or the wave is not there."""
        name, _, wave = key.partition("/")
        folder = Path(self.studies or os.environ.get("GAP_STUDIES", "studies")) / name
        study = load_study(folder)
        if wave not in study.waves:
            raise Refused(f"{name}/{STUDY_FILE}: there is no wave {wave!r}; add it under waves or run another.")
        lake = Lake(Path(self.lake or os.environ.get("GAP_LAKE", "lake")))
        return Partition(study, wave, folder, lake, os.environ.get(KEY_VARIABLE, ""))
