"""What was looked at when nothing of a wave was stale: while all of it is untouched, nothing is stale again.

A note a wave lies in the lake. To believe it takes the state of the study file, the exports, the code and the tables; none of
them is read, nor is Dagster loaded. Without a note, or with one that no longer
holds, `stale.py` looks for itself.
"""

import hashlib
import json
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

from assets import CODE
from assets.lake.key import lake_key
from assets.lake.paths import Lake
from assets.lake.publish import state, write_json
from schemas.refused import Refused

JsonState = list[int]
"""The state of a file as JSON has it; empty where there is no file."""


@dataclass(frozen=True)
class Note:
    """What there was when nothing was stale. Paths are relative: of the study's folder, and of the lake."""

    code: str
    key: str
    waves: list[str]
    """All waves of the study."""
    patterns: dict[str, list[str]]
    """The export files that each pattern named."""
    files: dict[str, tuple[JsonState, str]]
    """State and hash of every file of the study's folder that was heeded."""
    tables: dict[str, JsonState]
    """State of every table, of what says which exports were extracted, and of the tables of earlier waves that are compared."""


def read_note(lake: Lake, folder: Path, wave: str) -> Note | None:
    """The note of a wave, whether or not it still holds."""
    try:
        return Note(**json.loads(lake.freshness_note(folder.name, wave).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def write_note(lake: Lake, folder: Path, wave: str, note: Note) -> None:
    """Keep the note of a wave."""
    write_json(asdict(note), lake.freshness_note(folder.name, wave))


def current_waves(lake: Lake, folder: Path, wave: str | None, given_key: str) -> list[str]:
    """The waves of a study, or the one that is asked for, if the notes say that nothing of them is stale; else none."""
    found = sorted(path.stem for path in lake.freshness_note(folder.name, "*").parent.glob("*.json"))
    known = next((note.waves for each in found if (note := read_note(lake, folder, each))), [])
    waves = [each for each in known if wave in (None, each)]
    return waves if all(_holds(read_note(lake, folder, each), lake, folder, given_key) for each in waves) else []


@cache
def code() -> str:
    """A digest of the files of the code that decides what a table says, as they were when this process first asked.

    A process that stays up, such as one that serves Dagster, works by the code that it has loaded, whatever lies there since.
    """
    root = Path(__file__).resolve().parents[2]
    found = (path for package in CODE for path in (root / package).rglob("*"))
    files = sorted(path for path in found if path.suffix and path.parent.name != "__pycache__")
    return hashlib.sha256(repr([(str(path), state(path)) for path in files]).encode()).hexdigest()


def _holds(note: Note | None, lake: Lake, folder: Path, given_key: str) -> bool:
    try:
        return (
            note is not None
            and note.code == code()
            and lake.catalog().exists()
            and note.key == lake_key(lake.key(), given_key).id
            and all(sorted(path.name for path in folder.glob(p)) == names for p, names in note.patterns.items())
            and all(list(state(folder / name)) == before for name, (before, _) in note.files.items())
            and all(state_of(lake.root / name) == before for name, before in note.tables.items())
        )
    except (OSError, Refused):
        return False


def state_of(table: Path) -> JsonState:
    """The state of a file; none where there is no file."""
    return list(state(table)) if table.exists() else []
