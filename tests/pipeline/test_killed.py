"""A run that is killed at any moment leaves whole tables only, and the next run finishes."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from conftest import PROJECT

pytestmark = pytest.mark.slow
MOMENTS = 5
KEYED = {**os.environ, "GAP_KEY": "00" * 32}
"""One key, so that all lakes have the same numbers of the same respondents."""


def start(lake: Path, study: Path | str = "high-tech-service") -> subprocess.Popen:
    command = [Path(sys.executable).parent / "gap", "run", study, "--lake", lake]
    return subprocess.Popen(command, cwd=PROJECT, env=KEYED, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def tables(lake: Path) -> dict[Path, bytes]:
    files = (path.relative_to(lake) for path in lake.rglob("*.parquet"))
    return {path: (lake / path).read_bytes() for path in files if not any(part.startswith(".") for part in path.parts)}


def test_a_killed_run_leaves_whole_tables_and_the_next_one_finishes(tmp_path):
    begun = time.monotonic()
    assert start(tmp_path / "whole").wait() == 0
    seconds = time.monotonic() - begun
    expected = tables(tmp_path / "whole")
    lake = tmp_path / "lake"
    chance = random.Random(20070522)
    for moment in (chance.uniform(0.3, 1) * seconds for _ in range(MOMENTS)):
        run = start(lake)
        time.sleep(moment)
        run.send_signal(signal.SIGKILL)
        run.wait()
        for path, found in tables(lake).items():
            assert pq.read_table(lake / path).num_rows >= 0
            assert found == expected[path]
    assert start(lake).wait() == 0
    assert tables(lake) == expected
    assert [path for path in lake.rglob("*.part")] == []
    assert not any((lake / ".work").iterdir())


def test_a_run_killed_while_it_replaces_tables_leaves_each_as_it_was_or_as_it_will_be(tmp_path):
    lake, study = tmp_path / "lake", tmp_path / "high-tech-service"
    assert start(lake).wait() == 0
    shutil.copytree(PROJECT / "studies" / "high-tech-service", study)
    text = (study / "study.yaml").read_text()
    (study / "study.yaml").write_text(text.replace("Satisfaction is high", "Satisfaction as both see it"))
    assert start(tmp_path / "other", study).wait() == 0
    before, after = tables(lake), tables(tmp_path / "other")
    run = start(lake, study)
    while run.poll() is None and tables(lake) == before:
        time.sleep(0.02)
    run.send_signal(signal.SIGKILL)
    run.wait()
    found = tables(lake)
    assert found != before
    assert [path for path in before if found[path] not in (before[path], after[path])] == []
