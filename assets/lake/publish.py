"""Publishing: a reader sees the old file or the new one, whole, at any moment, whatever is killed.

A file is written beside its place under a hidden name, flushed to disk, and renamed. What a killed run left behind is
cleared by the next one that publishes the same file.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from assets.lake.disk import naming

FINGERPRINT, KEY_ID, LIBRARIES = "gap.fingerprint", "gap.key_id", "gap.libraries"
"""Where a footer says what its table follows from, which key made the pseudonyms in it, and which libraries made it."""
PARTS = ("code", "study file", "exports")
"""What a fingerprint has a digest of, in its order."""
UNMADE = "--"
"""The fingerprint of what was never made."""


@contextmanager
def publishing(path: Path, secluded: Path | None = None) -> Generator[Path]:
    """Yield a path for a file or a folder. It takes the place of `path` when the block ends without an error.

    `secluded`: a folder around it that nobody but its owner may enter, nor read anything in it.
    """
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    with naming(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        if secluded:
            for folder in path.parents:
                if folder.is_relative_to(secluded):
                    folder.chmod(0o700)
        _clear_leftovers(path)
        try:
            yield beside
            for made in (beside, *beside.rglob("*")) if secluded else ():
                made.chmod(0o700 if made.is_dir() else 0o600)
            for file in beside.iterdir() if beside.is_dir() else ():
                _flush(file)
            _flush(beside)
            beside.replace(path)
            _flush(path.parent)
        finally:
            _remove(beside)


@contextmanager
def workspace(root: Path) -> Generator[Path]:
    """Yield an empty folder under `root` for what is not yet proved; it is gone afterwards, also after a killed run.

    Nobody but its owner may enter it.
    """
    folder = root / ".work"
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    for left in _unproved(root, of_the_living=False):
        shutil.rmtree(left, ignore_errors=True)
    with naming(folder), TemporaryDirectory(prefix=f"{os.getpid()}-", dir=folder) as path:
        yield Path(path)


def working(root: Path) -> list[int]:
    """The processes of this machine that keep something in the lake at `root` that is not yet proved."""
    return sorted({_owner(path) for path in _unproved(root, of_the_living=True)})


def left_behind(root: Path) -> list[Path]:
    """What killed runs left in the lake at `root`: what was not yet proved, and what did not come to be renamed."""
    beside = (path for path in sorted(root.rglob(".*.part")) if path.suffixes[-2][1:].isdigit())
    return [*_unproved(root, of_the_living=False), *(path for path in beside if not _alive(int(path.suffixes[-2][1:])))]


def _unproved(root: Path, of_the_living: bool) -> list[Path]:
    """The folders under `.work` of processes that live, or of those that do not."""
    found = [path for path in sorted((root / ".work").glob("*-*")) if path.name.split("-")[0].isdigit()]
    return [path for path in found if _alive(_owner(path)) is of_the_living]


def _owner(unproved: Path) -> int:
    return int(unproved.name.split("-")[0])


def write_table(table: pa.Table, path: Path, footer: dict[str, str]) -> None:
    """Publish `table` as Parquet, its fields' descriptions and `footer` inside."""
    with publishing(path) as beside:
        write_parquet(table, beside, footer)


def write_parquet(table: pa.Table, path: Path, footer: dict[str, str]) -> None:
    """Write `table` to a path that is being published."""
    metadata = {**(table.schema.metadata or {}), **footer}
    pq.write_table(table.replace_schema_metadata(metadata), path, store_decimal_as_integer=True)


def keep_only(folder: Path, names: Iterable[str]) -> None:
    """Take back the tables in `folder` of sources that the study no longer has."""
    kept = set(names)
    for path in folder.glob("*.parquet"):
        if path.stem not in kept:
            path.unlink()


def write_json(data: object, path: Path) -> None:
    """Publish `data` as readable JSON."""
    with publishing(path) as beside:
        beside.write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def make_fingerprint(code: str, part: object, inputs: list[str], exports: Iterable[str] = ()) -> str:
    """What a table follows from: three digests, of code, study file and exports, each with those of its inputs' fingerprints.

    `code` is the digest of the code that makes it, `part` its part of the study file, in which the order counts: answers,
    groups and segments mean something by it. `exports` are the hashes of files that it reads itself.
    """
    own = ([code], [json.dumps(part, default=str)], list(exports))
    of_inputs = [fingerprint.split("-") for fingerprint in inputs]
    return "-".join(_hash(*mine, *(parts[at] for parts in of_inputs)) for at, mine in enumerate(own))


def valid_fingerprint(fingerprint: str | None) -> str | None:
    """A fingerprint as today's are; None for what an older version or somebody else wrote in its place."""
    return fingerprint if fingerprint and len(fingerprint.split("-")) == len(PARTS) else None


def provenance_id(fingerprint: str) -> str:
    """What stands of a fingerprint in every row: the first eight digits each of code, study file and exports."""
    return "-".join(part[:8] for part in fingerprint.split("-"))


def _hash(*lines: str) -> str:
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:32]


def footer_of(path: Path) -> dict[str, str]:
    """The key-value metadata of a published file; without those of ours where it was not written by a run."""
    return _footer(path, *state(path))[0]


def fingerprint_of(path: Path) -> str | None:
    """The fingerprint in a published file's footer; None where no run of today's kind wrote it."""
    return valid_fingerprint(footer_of(path).get(FINGERPRINT))


def rows_of(path: Path) -> int:
    """How many rows a published file has."""
    return _footer(path, *state(path))[1]


@lru_cache(maxsize=1024)
def _footer(path: Path, *_state: int) -> tuple[dict[str, str], int]:
    found = pq.read_metadata(path)
    texts = {key: value for key, value in (found.metadata or {}).items() if key.startswith(b"gap.")}
    return {key.decode(): value.decode() for key, value in texts.items()}, found.num_rows


class State(NamedTuple):
    """What changes when a file is replaced or written to: what was read of it before holds as long as this does."""

    inode: int
    size: int
    modified: int
    """In nanoseconds since 1970."""


def state(path: Path) -> State:
    """The state of a file as it is now."""
    found = path.stat()
    return State(found.st_ino, found.st_size, found.st_mtime_ns)


def _clear_leftovers(path: Path) -> None:
    for left in path.parent.glob(f".{path.name}.*.part"):
        owner = int(left.name.split(".")[-2])
        if owner != os.getpid() and not _alive(owner):
            _remove(left)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
