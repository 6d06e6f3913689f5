"""Lakes made by the command line, and what another lake may hold at any moment: each file as in the one or the other."""

import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import duckdb

from assets.catalog.published import MARTS
from conftest import PROJECT

KEYED = {**os.environ, "GAP_KEY": "00" * 32}
"""One key, so that all lakes have the same numbers of the same respondents."""


def start(lake: Path, study: Path | str = "high-tech-service") -> subprocess.Popen:
    """`gap run` in a process of its own."""
    command = [Path(sys.executable).parent / "gap", "run", study, "--lake", lake]
    return subprocess.Popen(command, cwd=PROJECT, env=KEYED, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def tables(lake: Path) -> dict[Path, bytes]:
    """The bytes of every Parquet file that a reader finds."""
    files = (path.relative_to(lake) for path in lake.rglob("*.parquet"))
    return {path: (lake / path).read_bytes() for path in files if not any(part.startswith(".") for part in path.parts)}


def half_written(lake: Path, whole: Iterable[dict[Path, bytes]]) -> list[Path]:
    """The files that are byte for byte in none of the lakes whose tables are `whole`."""
    return [path for path, found in tables(lake).items() if found not in [each.get(path) for each in whole]]


def catalogued(lake: Path) -> dict[str, list]:
    """The rows of each table of the catalog, as a reader opens it; none where it does not stand yet."""
    path = lake / "catalog.duckdb"
    if not path.exists():
        return {}
    with duckdb.connect(path, read_only=True) as con:
        return {table.name: con.sql(f'from "{table.name}" order by all').fetchall() for table in MARTS}


def left(lake: Path) -> list[Path]:
    """What lies in the lake that no reader looks for: files beside their place, folders of what was not proved."""
    return [*lake.rglob("*.part"), *(lake / ".work").glob("*")]
