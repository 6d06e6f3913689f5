"""A disk of little room, for as long as a block runs."""

import subprocess
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from conftest import lacks

MB = 1_000_000


@contextmanager
def disk(at: Path, room: int) -> Generator[Path]:
    """A disk of `room` bytes at the folder `at`. Without the right to mount one the test is skipped."""
    at.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={room}", "tmpfs", str(at)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        lacks("the right to mount a disk")
    try:
        yield at
    finally:
        subprocess.run(["umount", "--lazy", str(at)], check=True)


def resize(at: Path, room: int) -> None:
    """Give a disk another size."""
    subprocess.run(["mount", "-o", f"remount,size={room}", str(at)], check=True)
