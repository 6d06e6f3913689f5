"""One signal stops a command: it ends within seconds, says what stands, and the next one finishes."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import dagster as dg
import pytest

from assets.lake.lock import partition_lock
from assets.lake.paths import Lake
from assets.making.workplace import cut_short
from building import TWO_SIDES, rows, write_study
from conftest import PROJECT
from pipeline.history.home import open_home, register

A = rows("id,role,q", "1,boss,y", "2,staff,n", "3,staff,y")
WAVES = ["w1", "w2", "w3"]
STUDY = {
    **TWO_SIDES,
    "waves": {wave: {} for wave in WAVES},
    "sources": {
        "poll": {"kind": "panel", "files": "{wave}/poll.csv", "respondent": "id", "sampling": "probability"},
    },
}
QUIETLY = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True, "start_new_session": True}
SOON = 10
"""Seconds that are given to a machine at work on other things; the promise is five."""


def heeding() -> None:
    """As somebody at a terminal starts a program: whoever runs these tests may have told us to ignore signals."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)


def deaf() -> None:
    """As a program in the background of another one may be started."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)


def start(*words: object, told: Callable[[], None] = heeding) -> subprocess.Popen:
    """`gap`, started by whoever is `told` what of signals."""
    command = [Path(sys.executable).parent / "gap", *words]
    return subprocess.Popen([str(word) for word in command], cwd=PROJECT, preexec_fn=told, **QUIETLY)


def stopped(process: subprocess.Popen, number: signal.Signals) -> str:
    """What a process says that is sent one signal."""
    process.send_signal(number)
    try:
        return process.communicate(timeout=SOON)[0]
    finally:
        process.kill()


def job(lake: Lake, place: Path) -> subprocess.Popen:
    """A run of the first wave, as Dagster starts it."""
    register(open_home(lake), ["small/w1"])
    tags = json.dumps({"dagster/partition": "small/w1"})
    words = ["job", "execute", "-m", "pipeline.definitions", "-j", "gap", "--tags", tags]
    env = {**os.environ, "GAP_LAKE": str(lake.root), "GAP_STUDIES": str(place / "studies")}
    command = [Path(sys.executable).parent / "dagster", *words]
    return subprocess.Popen(command, cwd=PROJECT, env=env, preexec_fn=heeding, **QUIETLY)


@pytest.mark.slow
def test_a_run_of_a_service_that_is_told_to_end_is_canceled_and_no_failure(lake, tmp_path):
    process = job(lake, tmp_path)
    wait_for(lake.sources("consumer_panel", "small", "w1"))
    stopped(process, signal.SIGTERM)
    (run,) = open_home(lake).get_runs()
    assert run.status is dg.DagsterRunStatus.CANCELED
    assert cut_short(run)
    assert not lake.failures().exists()


def wait_for(path: Path) -> None:
    while not (path.exists() and path.stat().st_size):
        time.sleep(0.01)


@pytest.fixture
def lake(tmp_path, monkeypatch):
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path / "lake" / ".dagster"))
    write_study(tmp_path / "studies", {f"{wave}/poll.csv": A for wave in WAVES}, **STUDY)
    return Lake(tmp_path / "lake")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_run_that_is_told_to_end_begins_no_other_wave_and_is_canceled_in_the_history(lake, tmp_path, number):
    words = ["run", "--lake", lake.root, "--studies", tmp_path / "studies"]
    process = start(*words)
    wait_for(lake.sources("consumer_panel", "small", "w2"))
    said = stopped(process, number)
    assert process.returncode == 128 + number
    assert "small/w2: stopped; each of its tables stands whole" in said
    assert "Run to their end are 1 of 3" in said
    assert "fault" not in said
    assert not lake.failures().exists()
    assert not list(lake.root.glob(".work/*"))
    statuses = [run.status for run in open_home(lake).get_runs()]
    assert statuses == [dg.DagsterRunStatus.CANCELED, dg.DagsterRunStatus.SUCCESS]
    finished = start(*words)
    assert "small/w3" in finished.communicate(timeout=120)[0]
    assert finished.returncode == 0


def test_a_run_that_waits_for_another_is_told_to_end_too(lake, tmp_path):
    with partition_lock(lake, "small/w1", print, "0123456789"):
        process = start("run", "--lake", lake.root, "--studies", tmp_path / "studies")
        assert process.stdout
        assert "waits for run" in process.stdout.readline()
        assert "small/w1: stopped" in stopped(process, signal.SIGINT)
    assert process.returncode == 130


def test_a_run_in_the_background_ends_and_leaves_no_process_behind(lake, tmp_path):
    process = start("run", "--wave", "w1", "--lake", lake.root, "--studies", tmp_path / "studies", told=deaf)
    assert "small/w1" in process.communicate(timeout=120)[0]  # whoever holds the other end of the pipe has ended, too
    assert process.returncode == 0


def test_a_look_at_a_file_that_is_told_to_end_leaves_nothing_behind(tmp_path, monkeypatch):
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setenv("TMPDIR", str(scratch))
    study = write_study(tmp_path / "studies", {"w1/poll.csv": rows("id,role,q", *["1,boss,y"] * 3_000_000)}, **STUDY)
    process = start("check", study)
    while not list(scratch.iterdir()):
        time.sleep(0.01)
    assert "gap: stopped before its end" in stopped(process, signal.SIGTERM)
    assert process.returncode == 143
    assert list(scratch.iterdir()) == []


@pytest.mark.slow
def test_a_run_of_a_service_that_waits_for_another_ends_too(lake, tmp_path):
    with partition_lock(lake, "small/w1", print, "0123456789"):
        process = job(lake, tmp_path)
        instance = open_home(lake)
        while not instance.get_runs(dg.RunsFilter(statuses=[dg.DagsterRunStatus.STARTED])):
            time.sleep(0.1)
        time.sleep(1)
        stopped(process, signal.SIGTERM)
    (run,) = open_home(lake).get_runs()
    assert run.status is dg.DagsterRunStatus.CANCELED
