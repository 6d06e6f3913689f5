"""The key that pseudonyms are made with: given from outside, or a file of the lake that its owner alone can read.

The key itself stands in no table, log or description. What stands there is its id, so that one can tell whether two tables
were made with one key.
"""

import os
import secrets
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from schemas.refused import Refused

SIZE = 32
"""Bytes of a key."""

KEY_VARIABLE = "GAP_KEY"
"""Where a key is given from outside: the name of an environment variable that holds it in hex."""


@dataclass(frozen=True)
class Key:
    """A secret of 32 bytes; printing it shows nothing."""

    secret: bytes = field(repr=False)

    @property
    def id(self) -> str:
        """What may be known of the key: 16 hex digits of its hash."""
        return sha256(self.secret).hexdigest()[:16]


def new_key() -> Key:
    """A key that nobody knows."""
    return Key(secrets.token_bytes(SIZE))


def lake_key(path: Path, given: str = "") -> Key:
    """The key `given` in hex, else the one in the file `path`, which is made on first use.

    Raises Refused where either is no key, or where others can read the file.
    """
    if given:
        return Key(_secret(given, KEY_VARIABLE, "write 64 hex digits, or unset it"))
    if not path.exists():
        _make(path)
    if mode := path.stat().st_mode & 0o077:
        raise Refused(
            f"{path}: others than its owner can use the key (mode {mode:03o} too much); take that away with chmod 600, and if "
            f"somebody may have read it, delete it and run every study again."
        )
    return Key(_secret(path.read_text(encoding="ascii", errors="replace"), str(path), "put the right file back"))


def _secret(text: str, where: str, remedy: str) -> bytes:
    try:
        secret = bytes.fromhex(text)
    except ValueError:
        secret = b""
    if len(secret) != SIZE:
        raise Refused(f"{where}: it holds no key of {SIZE} bytes in hex; {remedy}.")
    return secret


def _make(path: Path) -> None:
    """Whole or not at all, and only once: of two that make it at once, one is first and both read that one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(new_key().secret.hex() + "\n")
            file.flush()
            os.fsync(file.fileno())
        os.link(beside, path)
    except FileExistsError:
        pass
    finally:
        beside.unlink()
