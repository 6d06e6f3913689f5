"""The partition: one wave of one study, the key of every asset, and what stands of it in its lake."""

import hashlib
import json
import os
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from assets.lake.cache import Cache
from assets.lake.key import KEY_VARIABLE, Key, lake_key
from assets.lake.paths import Lake
from assets.lake.publish import KEY_ID, fingerprint_of, footer_of, known
from schemas import STUDY_FILE
from schemas.refused import Refused
from schemas.study import Study, load_study


@dataclass(frozen=True)
class Partition:
    """One wave of one study, ready to work on."""

    study: Study
    wave: str
    folder: Path
    lake: Lake
    given_key: str = field(default="", repr=False)
    """The key of pseudonyms in hex, where it is not the lake's own."""
    cache: Cache = field(default_factory=Cache, repr=False, compare=False)
    """What its run has read. The other waves that a run looks at have the same one."""

    def __str__(self) -> str:
        return f"{self.study.study}/{self.wave}"

    @property
    def title(self) -> str:
        """The study and the wave as people call them."""
        return f"{self.study.title}, {self.study.waves[self.wave].label or self.wave}"

    @cached_property
    def study_hash(self) -> str:
        """The SHA-256 of the study file's bytes."""
        return hashlib.sha256((self.folder / STUDY_FILE).read_bytes()).hexdigest()

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

    def standing(self, name: str, source: str = "") -> str | None:
        """The fingerprint of this partition's file of a table, or of what an extraction found; None where there is none."""
        path = self.table(name, source)
        if path.exists():
            return fingerprint_of(path)
        record = self.lake.sources(name, self.study.study, self.wave)
        return known(json.loads(record.read_text(encoding="utf-8")).get("fingerprint")) if record.exists() else None

    def has_key(self, name: str, source: str) -> bool:
        """Whether the pseudonyms in this partition's file of a table are of the key as it is now."""
        return footer_of(self.table(name, source)).get(KEY_ID) == self.key.id


def partitions_in(folder: Path, wave: str | None, lake: Lake) -> list[Partition]:
    """The waves of the study in `folder`, or one of them. Raises Refused where the study cannot be read, or has no such wave."""
    study = load_study(folder)
    if wave is not None and wave not in study.waves:
        raise Refused(f"{study.study}/{STUDY_FILE}: there is no wave {wave!r}; its waves are {', '.join(study.waves)}.")
    key = os.environ.get(KEY_VARIABLE, "")
    return [Partition(study, name, folder, lake, key) for name in study.waves if wave in (None, name)]
