"""Whatever is killed at any moment leaves whole tables only, and what is started next finishes."""

import random
import shutil
import signal
import subprocess
import sys
import time

import pytest

from conftest import PROJECT
from kills.lakes import half_written, left, start, tables

pytestmark = pytest.mark.slow
MOMENTS = 5


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
        assert half_written(lake, [expected]) == []
    assert start(lake).wait() == 0
    assert tables(lake) == expected
    assert left(lake) == []


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
    assert tables(lake) != before
    assert half_written(lake, [before, after]) == []


def test_whatever_of_a_served_study_is_killed_no_table_is_half_written_and_what_was_due_is_made():
    command = [sys.executable, "-m", "tests.tools.kills", "--moments", str(MOMENTS)]
    done = subprocess.run(command, cwd=PROJECT, text=True, capture_output=True, timeout=900, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.endswith("0 half-written\n")
