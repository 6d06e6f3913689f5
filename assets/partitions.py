"""The partition: a study and one of its waves, the key of every asset, and where its lake and study folder are.

The key is `study/wave`, one dynamic definition for every asset, so that a wave's lineage is one column in the UI.
"""

import os
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import dagster as dg

from assets.lake.key import KEY_VARIABLE, Key, lake_key
from assets.lake.paths import Lake
from assets.lake.publish import fingerprint_of
from schemas.refused import Refused
from schemas.study import Study
from schemas.study_file import STUDY_FILE, load_study

PARTITION_SET = "study_wave"
PARTITIONS = dg.DynamicPartitionsDefinition(name=PARTITION_SET)


@dataclass(frozen=True)
class Partition:
    """One wave of one study, ready to work on."""

    study: Study
    wave: str
    folder: Path
    lake: Lake
    given_key: str = field(default="", repr=False)
    """The key of pseudonyms in hex, where it is not the lake's own."""

    @cached_property
    def key(self) -> Key:
        """The key that pseudonyms are made with. Raises Refused where it is none, or where others can read it."""
        return lake_key(self.lake.key(), self.given_key)

    def described(self, *parts: str) -> dict:
        """The parts of the study file that this wave follows from; what is said of other waves only is left out."""
        found = self.study.model_dump(mode="json", include={"study", *parts})
        for described in (found, *found.get("questions", {}).values()):
            if "waves" in described:
                described["waves"] = described["waves"].get(self.wave)
        for source in found.get("sources", {}).values():
            if source["wave"]:
                source["wave"]["cells"] = source["wave"]["cells"].get(self.wave)
        return found

    def table(self, name: str, source: str = "") -> Path:
        """Where this partition's file of a table lies."""
        return self.lake.table(name, self.study.study, self.wave, source)

    def current(self, name: str, mark: str, source: str) -> Path:
        """A published file, if it follows from today's study file and exports. Raises Refused where it does not."""
        path = self.table(name, source)
        if not path.exists() or fingerprint_of(path) != mark:
            raise Refused(
                f"{self.study.study}/{self.wave}: the {name} of source {source} do not follow from the study file and "
                f"exports as they are now; run {name} again, or the whole job."
            )
        return path

    def fingerprints(self, name: str, *sources: str) -> list[str]:
        """The fingerprints of this partition's file of a table, or of its files for `sources`."""
        return [fingerprint_of(self.table(name, source)) for source in sources or ("",)]


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
