"""What has arrived in the folder of studies: which waves have their exports, whether these are whole, and what is stale of them.

Asked in ticks, which must be short: a tick takes the state of files and hashes none. What must be hashed to tell is hashed
in the background, for a later tick.
"""

import hashlib
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Semaphore, Thread
from time import monotonic, time

from assets.exports.files import ASSET_OF, DONE, digest, files_of, needed
from assets.lake.paths import Lake
from assets.lake.publish import State, state
from assets.making.partition import Partition, partitions_in
from assets.making.recipes import earlier
from pipeline.freshness.notes import code, current_waves
from pipeline.freshness.stale import stale_assets, unread
from pipeline.settings import marked, quiet
from pipeline.studies import study_folders
from schemas import STUDY_FILE
from schemas.refused import Refused

PATIENCE = 2.0
"""Seconds that a tick waits for files that are being hashed, all its waves together."""


@dataclass(frozen=True)
class Arrival:
    """A wave whose exports are there, with the state of every file that it is made of."""

    partition: Partition
    exports: list[Path]
    states: dict[Path, State]

    def why_incomplete(self) -> str:
        """Why the exports may not be whole yet; empty where they lie quiet."""
        now = time()
        past = [(found.modified / 1e9, path) for path, found in self.states.items() if found.modified / 1e9 <= now]
        written, last = max(past, default=(0.0, Path()))
        if now - written < quiet():
            return f"{self._name(last)} was written to less than {quiet()} seconds ago; it is taken once it lies quiet."
        for path in self.exports if marked() else ():
            done = path.with_name(path.name + DONE)
            if not done.exists() or state(done).modified < self.states[path].modified:
                return f"{self._name(path)} waits for a {done.name} that is not older than it."
        return ""

    def is_current(self) -> bool:
        """Whether it is known at a glance that none of its tables is stale."""
        partition = self.partition
        return bool(current_waves(partition.lake, partition.folder, partition.wave, partition.given_key))

    def stale_assets(self, until: float) -> list[str] | None:
        """What is stale; None where files must be read to tell, and are not by the moment `until` of the monotonic clock."""
        for reader in [_reader(path) for path in unread(self.partition)]:
            reader.join(max(0.0, until - monotonic()))
        return None if unread(self.partition) else stale_assets(self.partition)

    def fingerprint(self) -> str:
        """What a run follows from, short: while it is the same, another run does as the last one did."""
        before = [each.published_fingerprint("gap_fact") for each in earlier(self.partition)]
        text = repr((code(), self.files_digest, before))
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    @property
    def files_digest(self) -> str:
        """The states of its files, short."""
        found = sorted((self._name(path), *each) for path, each in self.states.items())
        return hashlib.sha256(repr(found).encode()).hexdigest()[:16]

    def _name(self, path: Path) -> str:
        return f"{self.partition.study.study}/{path.relative_to(self.partition.folder)}"


def patience() -> float:
    """Until when a tick that begins now may wait for files that are being hashed, on the monotonic clock."""
    return monotonic() + PATIENCE


def described(studies: Path, lake: Lake) -> tuple[list[Partition], list[str]]:
    """Every wave that a study declares, and what is wrong with the studies that cannot be read."""
    found: list[Partition] = []
    reasons: list[str] = []
    try:
        folders = study_folders([], studies)
    except Refused as refused:
        return [], refused.stored
    for folder in folders:
        try:
            found += partitions_in(folder, None, lake)
        except Refused as refused:
            reasons += refused.stored
    return found, reasons


def arrivals(studies: Path, lake: Lake) -> tuple[list[Arrival], list[str]]:
    """Every wave whose exports are there, and why the others are left out."""
    partitions, reasons = described(studies, lake)
    found = []
    for partition in partitions:
        try:
            found.append(_arrival(partition))
        except Refused as refused:
            reasons += refused.stored
        except FileNotFoundError as error:
            reasons.append(f"{partition}: there is no {error.filename}; put it there.")
    return found, reasons


def _arrival(partition: Partition) -> Arrival:
    study, folder = partition.study, partition.folder
    exports = [path for source in study.sources for path in files_of(study, partition.wave, folder, source)]
    states = {path: state(path) for path in _heeded(partition)}
    for path in states:
        if not os.access(path, os.R_OK):
            raise Refused(f"{partition}: {path.name} cannot be read (Permission denied); mend its permissions.")
    return Arrival(partition, exports, states)


def _heeded(partition: Partition) -> Iterator[Path]:
    """The files of a study's folder that a wave is made of."""
    study, folder = partition.study, partition.folder
    for kind in ASSET_OF:
        for _, paths in needed(study, partition.wave, folder, kind):
            yield from paths
    yield from (folder / name for name in (STUDY_FILE, study.claims) if name)


_readers: dict[Path, Thread] = {}
_turns = Semaphore(2)


def _reader(path: Path) -> Thread:
    """The thread that hashes a file. It ends with the process, however large the file is."""
    if path not in _readers or not _readers[path].is_alive():
        _readers[path] = Thread(target=_read, args=(path,), daemon=True)
        _readers[path].start()
    return _readers[path]


def _read(path: Path) -> None:
    with _turns, suppress(OSError):  # a file that has gone is looked for again by the next tick
        digest(path)
