"""Fixtures that every test may use: the command line as a user calls it, and the files that a stranger's clone lacks."""

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import pytest
from hypothesis.internal.conjecture import providers

from browser import CHROMIUM, launched

PROJECT = Path(__file__).resolve().parent.parent
SHARED = PROJECT.parent / "shared"

os.environ.pop("COLUMNS", None)  # which pytest's workers have: output is as wide as where there is no terminal

# Hypothesis also draws constants out of the modules that are loaded. Which these are differs with the tests that ran before, and
# an example that fails is to fail everywhere.
providers._get_local_constants = lambda: providers._local_constants


def lacks(what: str) -> NoReturn:
    """Skip a test for what a stranger's machine need not have; fail it where that is required."""
    reason = f"needs {what}"
    if os.environ.get("GAP_REQUIRE_SHARED") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


@dataclass(frozen=True)
class Ended:
    """A command that ended: its exit code and all that it printed."""

    returncode: int
    output: str


@pytest.fixture(scope="session")
def run_gap() -> Callable[..., Ended]:
    """Run `gap` with these words in a process of its own, as a user would."""

    def run(*words: str, cwd: Path = PROJECT) -> Ended:
        env = {
            name: value
            for name, value in os.environ.items()
            if name not in ("DAGSTER_HOME", "GAP_LAKE", "GAP_STUDIES", "GAP_KEY")
        }
        command = [str(Path(sys.executable).parent / "gap"), *map(str, words)]
        done = subprocess.run(
            command,
            cwd=cwd,
            env=env,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=300,
            check=False,
        )
        return Ended(done.returncode, done.stdout)

    return run


@pytest.fixture(scope="session")
def shared() -> Callable[[str], Path]:
    """A file beside the project that is not part of it; without it the test is skipped, or fails where it is required."""

    def find(path: str) -> Path:
        found = SHARED / path
        if not found.exists():
            lacks(f"../shared/{path}, which a clone by itself does not have")
        return found

    return find


@pytest.fixture(scope="module")
def chromium():
    """A browser; without one the test is skipped, or fails where it is required."""
    if CHROMIUM is None:
        lacks("chromium, which this machine does not have")
    with launched() as browser:
        yield browser
