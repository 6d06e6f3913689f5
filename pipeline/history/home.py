"""Dagster's home: one history for the command line and the UI, inside the lake unless DAGSTER_HOME says otherwise."""

import fcntl
import os
import shutil
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path

import dagster as dg

from assets.lake.disk import refusing
from assets.lake.paths import Lake
from assets.lake.publish import publishing
from assets.making.workplace import PARTITION_SET
from pipeline.history.sqlite import SETTING
from schemas.refused import Refused

SETTINGS = files("pipeline") / "dagster.yaml"
"""What Dagster's home begins with."""


def open_home(lake: Lake) -> dg.DagsterInstance:
    """The instance of `lake`, made on first use, with telemetry off."""
    home = Path(os.environ.get("DAGSTER_HOME") or lake.home()).resolve()
    if not {"%", "?"}.isdisjoint(str(home)):
        raise Refused(
            f"{home}: Dagster keeps no history where % or ? is in the path; name another folder by DAGSTER_HOME."
        )
    with refusing(home):
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        with (home / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # two first runs at once would each make Dagster's tables
            seclude(home)
            if not (home / "dagster.yaml").exists():
                with publishing(home / "dagster.yaml") as settings:
                    settings.touch(0o600)
                    settings.write_text(SETTINGS.read_text(encoding="utf-8") + SETTING, encoding="utf-8")
            os.environ["DAGSTER_HOME"] = str(home)
            with _whole(home):
                return dg.DagsterInstance.from_config(str(home))


@contextmanager
def _whole(home: Path) -> Generator[None]:
    """Have Dagster make its databases in the block; it would take half-made ones for whole, so those are made anew."""
    made, unfinished = [home / name for name in ("history", "schedules")], home / ".unfinished"
    if unfinished.exists():
        for folder in made:
            shutil.rmtree(folder, ignore_errors=True)
    elif not any(folder.exists() for folder in made):
        unfinished.touch()
    yield
    unfinished.unlink(missing_ok=True)


def seclude(home: Path) -> None:
    """Have Dagster's home for its owner alone. Raises Refused where others could write there: what its settings name is run."""
    for path in (home, home / "dagster.yaml"):
        if path.exists() and path.stat().st_mode & 0o022:
            raise Refused(
                f"{path}: others than its owner can write here, and what they write is run; look whether anybody has changed "
                f"dagster.yaml, and take that away with chmod -R go= {home}."
            )
    home.chmod(0o700)


def register(instance: dg.DagsterInstance, keys: Iterable[str]) -> None:
    """Make `keys` known as partitions."""
    known = set(instance.get_dynamic_partitions(PARTITION_SET))
    new = [key for key in keys if key not in known]
    if new:
        instance.add_dynamic_partitions(PARTITION_SET, new)
