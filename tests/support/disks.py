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


@contextmanager
def read_only(at: Path) -> Generator[None]:
    """Nothing can be written to the folder `at`, whoever we are. Without the right to mount a disk the test is skipped."""
    if subprocess.run(["mount", "--bind", str(at), str(at)], capture_output=True, check=False).returncode:
        lacks("the right to mount a disk")
    try:
        subprocess.run(["mount", "-o", "remount,ro,bind", str(at)], check=True)
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(at)], check=True)


def resize(at: Path, room: int) -> None:
    """Give a disk another size."""
    subprocess.run(["mount", "-o", f"remount,size={room}", str(at)], check=True)
