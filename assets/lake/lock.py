"""Locks: one run at a time works on a partition, and no more runs at once than the memory is for.

A lock is a file that the kernel gives back when its holder ends, however it ends. The holder's name stands in it only while
it is held: who takes a lock and finds a name knows whom somebody has killed.
"""

import fcntl
import os
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from assets.lake.disk import naming
from assets.lake.paths import Lake
from assets.lake.shares import runs

POLL = 0.2
"""Seconds between two looks for a free slot."""

Heard = Callable[[str], None]

_held: set[Path] = set()
"""The locks of this process: a run that was started under a lock does not wait for itself."""


@contextmanager
def partition_lock(
    lake: Lake, key: str, waits: Heard, holder: str = "", killed: Heard | None = None
) -> Generator[None]:
    """Hold the lock of the partition `key`, for the run `holder` if it is for one.

    `waits` hears which run is waited for, if one is; `killed` hears which run was killed while it held the lock.
    """
    path = lake.lock(key).resolve()
    if path in _held:
        yield
        return
    with _opened(path) as file:
        if not _taken(file):
            waits(_name(file))
            fcntl.flock(file, fcntl.LOCK_EX)
        if killed and (found := _name(file)):
            killed(found)
        _held.add(path)
        try:
            if holder:
                _write(file, holder)
            yield
        finally:
            _held.discard(path)
            if holder:
                _write(file, "")


@contextmanager
def slot(lake: Lake, waits: Heard) -> Generator[None]:
    """Hold one of the places for runs at once. `waits` hears that all are taken, if they are."""
    files = [_opened(lake.lock(f".slots/{number}")) for number in range(1, runs() + 1)]
    try:
        if not any(map(_taken, files)):
            waits(f"{len(files)} runs at once")
            while not any(map(_taken, files)):
                time.sleep(POLL)
        yield
    finally:
        for file in files:
            file.close()


def last_holder(lake: Lake, key: str) -> str | None:
    """The run that was killed while it held the lock of a partition; empty if none was; None while somebody holds it."""
    path = lake.lock(key)
    if path.resolve() in _held:
        return None
    with _opened(path) as file:
        return _name(file) if _taken(file) else None


def _opened(path: Path) -> IO[str]:
    path.parent.mkdir(parents=True, exist_ok=True)
    return path.open("a+", encoding="utf-8")


def _taken(file: IO[str]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _name(file: IO[str]) -> str:
    file.seek(0)
    return file.read()


def _write(file: IO[str], name: str) -> None:
    with naming(file.name):
        file.truncate(0)
        os.write(file.fileno(), name.encode())
