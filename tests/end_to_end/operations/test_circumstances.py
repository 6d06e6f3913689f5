"""A lake that cannot be written to, one with an odd name, and a command in odd surroundings: it works, or says what to do."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from building import with_key
from conftest import PROJECT
from disks import read_only
from lakes import gap, tables, write
from pipeline.command_line import app
from pipeline.runner import Runner

pytestmark = pytest.mark.slow


def run(*words: object, **circumstances: str | None) -> subprocess.CompletedProcess:
    """`gap` in a process of its own; None: without the variable."""
    env = {name: text for name, text in {**os.environ, **circumstances}.items() if text is not None}
    command = [str(word) for word in (Path(sys.executable).parent / "gap", *words)]
    return subprocess.run(command, cwd=PROJECT, env=env, capture_output=True, encoding="utf-8", check=False)


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A study that was run."""
    place = tmp_path_factory.mktemp("place")
    write(place)
    with_key(place)
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("DAGSTER_HOME", raising=False)
        assert gap(place, "run")[0] == 0
        patch.delenv("DAGSTER_HOME", raising=False)
    Runner.of.cache_clear()
    return place


def test_a_lake_that_cannot_be_written_to_is_read_and_no_run_begins(place, tmp_path, monkeypatch):
    monkeypatch.delenv("DAGSTER_HOME", raising=False)
    with read_only(place / "lake"):
        for verb, words in {
            "show": [],
            "trace": ["small", "g"],
            "sql": ["from gap_fact"],
            "export": [tmp_path / "csv"],
        }.items():
            code, said = gap(place, verb, *words)
            assert code == 0, said
        for verb, words in {"run": ["--force"], "report": [], "prune": []}.items():
            code, said = gap(place, verb, *words)
            assert code == 1
            assert "Read-only file system; see whether the disk is there, writable" in said


def test_tables_do_not_depend_on_what_a_lake_is_called(place, tmp_path, monkeypatch):
    odd = tmp_path / ("a%20[1] # ä 'ö' * " + "x" * 200)
    shutil.copytree(place / "studies", odd / "studies")
    with_key(odd)
    monkeypatch.delenv("DAGSTER_HOME", raising=False)
    code, said = gap(odd, "run")
    assert code == 1
    assert "Dagster keeps no history where % or ? is in the path; name another folder by DAGSTER_HOME" in said
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path / "history"))
    assert gap(odd, "run")[0] == 0
    assert tables(odd) == tables(place)
    for words in (["show"], ["trace", "small", "g"], ["sql", "from gap_fact"]):
        assert gap(odd, *words)[0] == 0
    Runner.of.cache_clear()


@pytest.mark.parametrize(("lake", "why"), [("s3://x", "is an address"), ("a?b", "has a ? in it")])
def test_what_can_be_no_lake_is_refused(tmp_path, monkeypatch, lake, why):
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(app, ["run", "--lake", lake], env={"COLUMNS": "500"})
    assert done.exit_code == 2
    assert why in done.output
    assert list(tmp_path.iterdir()) == []


def test_what_is_printed_and_made_does_not_depend_on_the_surroundings(place):
    where = ["--lake", place / "lake", "--studies", place / "studies"]
    before, shown = tables(place), gap(place, "show")[1]
    surroundings = {
        "LC_ALL": "C",
        "PYTHONUTF8": "0",
        "PYTHONCOERCECLOCALE": "0",
        "HOME": None,
        "TZ": "Pacific/Kiritimati",
    }
    done = run("run", "--force", *where, DAGSTER_HOME=None, **surroundings)
    assert done.returncode == 0, done.stderr
    assert shown in done.stdout
    assert "†" in shown
    assert tables(place) == before
