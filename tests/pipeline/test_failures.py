"""What goes wrong beside the data: two runs at once, a process that is killed, a disk that fails, and who is told of it."""

import errno
import http.server
import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import dagster as dg
import duckdb
import pytest
from test_due import STUDY, A, gap
from typer.testing import CliRunner

from assets.exports import extract
from assets.lake.lock import partition_lock, slot
from assets.lake.paths import Lake
from building import write_study
from conftest import PROJECT
from pipeline.command_line import app
from pipeline.history.home import open_home

KEY = "small/w1"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The folder of a study of one wave that has not been run."""
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path / "lake" / ".dagster"))
    study = {**STUDY, "waves": {"w1": {}}}
    return write_study(tmp_path / "studies", {"exports/w1/poll.csv": A}, **study)


@pytest.fixture
def lake(tmp_path):
    return Lake(tmp_path / "lake")


def words(folder: Path, lake: Lake) -> list[str]:
    return ["run", "--lake", str(lake.root), "--studies", str(folder.parent)]


def start(folder: Path, lake: Lake) -> subprocess.Popen:
    command = [Path(sys.executable).parent / "gap", *words(folder, lake)]
    return subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def failures(lake: Lake) -> list[dict]:
    return [json.loads(line) for line in lake.failures().read_text().splitlines()]


def failing(monkeypatch, *faults: int) -> list[Path]:
    """Let the file system fail, once for each fault, when an export is copied. Returns what was copied, tries included."""
    left, tried, copied = list(faults), [], extract.copied

    def broken(path: Path, copy: Path) -> str:
        tried.append(path)
        if left:
            number = left.pop(0)
            raise OSError(number, os.strerror(number), str(path))
        return copied(path, copy)

    monkeypatch.setattr(extract, "copied", broken)
    monkeypatch.setattr(time, "sleep", lambda _seconds: None)
    return tried


def test_a_run_waits_for_the_one_that_works_on_its_partition_and_then_has_nothing_to_do(folder, lake):
    with partition_lock(lake, KEY, print, "0123456789"):
        waiting = start(folder, lake)
        assert waiting.stdout
        assert "waits for run 01234567" in waiting.stdout.readline()
        gap(folder)
    assert "nothing to do" in waiting.communicate(timeout=60)[0]


def test_no_more_runs_work_at_once_than_the_memory_is_for(lake, monkeypatch):
    monkeypatch.setenv("GAP_RUNS", "2")
    heard: list[str] = []
    with slot(lake, heard.append):
        with slot(lake, heard.append):
            assert heard == []
            third = threading.Thread(target=lambda: slot(lake, heard.append).__enter__(), daemon=True)
            third.start()
            time.sleep(0.5)
            assert heard == ["2 runs at once"]
            assert third.is_alive()
        third.join(timeout=10)
        assert not third.is_alive()


@pytest.mark.slow
def test_a_killed_run_is_found_by_the_next_marked_as_failed_and_told_of(folder, lake):
    run = start(folder, lake)
    while not (held := [path.read_text() for path in lake.root.glob(".locks/small/*.lock")]) or not held[0]:
        time.sleep(0.01)
    while not lake.sources("consumer_panel", "small", "w1").exists():
        time.sleep(0.01)
    run.send_signal(signal.SIGKILL)
    run.wait()
    gap(folder)
    instance = open_home(lake)
    (killed,) = (record.dagster_run for record in instance.get_run_records() if record.dagster_run.run_id == held[0])
    assert killed.status is dg.DagsterRunStatus.FAILURE
    (told,) = failures(lake)
    assert told["run"] == held[0]
    assert told["partition"] == KEY
    assert "was killed" in told["reasons"][0]
    assert {run.status for run in instance.get_runs()} == {dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.SUCCESS}


@pytest.mark.parametrize(("variable", "text"), [("GAP_RUNS", "two"), ("GAP_RUNS", "0"), ("GAP_MEMORY", "2GB")])
def test_a_setting_that_says_nothing_is_refused_before_anything_runs(folder, lake, monkeypatch, variable, text):
    monkeypatch.setenv(variable, text)
    done = CliRunner().invoke(app, words(folder, lake))
    assert done.exit_code == 1
    assert f"{variable}: it says {text!r}; write a" in done.output
    assert not lake.table("gap_fact", "small", "w1").exists()


def test_an_export_that_cannot_be_read_for_a_moment_is_read_again(folder, monkeypatch):
    tried = failing(monkeypatch, errno.EIO, errno.ESTALE)
    gap(folder)
    assert len(tried) == 3


def test_a_full_disk_is_said_in_a_sentence_and_not_tried_again(folder, lake, monkeypatch):
    tried = failing(monkeypatch, errno.ENOSPC)
    done = CliRunner().invoke(app, words(folder, lake))
    assert done.exit_code == 1
    assert (
        "No space left on device; see whether the disk is there, writable and not full, and run again." in done.output
    )
    assert len(tried) == 1


def test_a_disk_that_duckdb_finds_full_is_said_in_a_sentence(folder, lake, monkeypatch):
    def full(_path: Path, _copy: Path) -> str:
        raise duckdb.IOException('IO Error: Could not write file "x": No space left on device')

    monkeypatch.setattr(extract, "copied", full)
    done = CliRunner().invoke(app, words(folder, lake))
    assert done.exit_code == 1
    assert (
        "a file cannot be written; see whether the disk is there, writable and not full, and run again." in done.output
    )
    assert "fault of the pipeline" not in done.output


def test_what_is_refused_is_not_tried_again_and_told_in_one_line(folder, lake, monkeypatch):
    heard = folder.parent / "heard"
    monkeypatch.setenv("GAP_ON_FAILURE", f"cat >> {heard}")
    (folder / "exports" / "w1" / "poll.csv").write_text(A.replace("3,w1,staff,y", "3,w1,staff,perhaps"))
    tried = failing(monkeypatch)
    assert CliRunner().invoke(app, words(folder, lake)).exit_code == 1
    assert len(tried) == 1
    (told,) = failures(lake)
    assert (told["job"], told["partition"], told["step"]) == ("gap", KEY, "responses")
    assert "poll.csv, row 4, column q: the cell (see gap check) is none" in told["reasons"][0]
    assert json.loads(heard.read_text()) == told


def test_a_failure_is_posted_to_an_address(folder, lake, monkeypatch):
    heard = []

    class Listener(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            heard.append(json.loads(self.rfile.read(int(self.headers["content-length"]))))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_args):
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Listener) as server:
        threading.Thread(target=server.handle_request, daemon=True).start()
        monkeypatch.setenv("GAP_ON_FAILURE", f"http://127.0.0.1:{server.server_port}/")
        (folder / "exports" / "w1" / "poll.csv").unlink()
        assert CliRunner().invoke(app, words(folder, lake)).exit_code == 1
    assert heard == failures(lake)
    assert "no file matches" in heard[0]["reasons"][0]
