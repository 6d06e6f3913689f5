"""A disk that is full: a sentence, the tables that stood stand byte for byte, and the next run with room finishes."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assets.lake.paths import Lake
from disks import MB, disk, resize
from lakes import gap, tables, write
from pipeline.command_line import app
from pipeline.history.home import open_home
from pipeline.runner import Runner
from schemas.refused import Refused

FULL = "; see whether the disk is there, writable and not full"
ENOUGH = 60 * MB
pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def _each_run_opens_its_history():
    yield
    Runner.of.cache_clear()


def run(place, *words):
    """As a process of its own: what this one has of the history is not used again."""
    Runner.of.cache_clear()
    return gap(place, "run", *words)


def assert_refused(said):
    assert FULL in said
    assert not any(word in said for word in ("Traceback", "fault of the pipeline", "Exception while"))


@pytest.mark.parametrize(("on_it", "room"), [("lake", 0.2), ("history", 0.2), ("both", 4)])
def test_a_first_run_that_finds_no_room_says_so_and_the_next_with_room_finishes(tmp_path, monkeypatch, on_it, room):
    write(tmp_path)
    with disk(tmp_path / "small", int(room * MB)) as small:
        where = {name: small if on_it in (name, "both") else tmp_path for name in ("lake", "history")}
        monkeypatch.setenv("DAGSTER_HOME", str(where["history"] / "history"))
        (tmp_path / "lake").symlink_to(where["lake"] / "kept")
        code, said = run(tmp_path)
        assert code == 1
        assert_refused(said)
        resize(small, ENOUGH)
        code, said = run(tmp_path)
        assert code == 0, said


def test_every_command_answers_on_a_full_disk_and_every_table_stands_as_before_or_as_it_will_be(tmp_path, monkeypatch):
    with disk(tmp_path / "small", ENOUGH) as small:
        monkeypatch.setenv("DAGSTER_HOME", str(small / "history"))
        monkeypatch.setattr("tempfile.tempdir", str(small))
        export = write(small) / "exports" / "w2" / "poll.csv"
        assert run(small)[0] == 0
        before = tables(small)
        export.write_text(export.read_text().replace("boss,f1,y", "boss,f1,n"))
        ballast = small / "ballast"
        ballast.write_bytes(bytes(shutil.disk_usage(small).free))
        for verb, words in {"run": [], "report": [], "verify": [], "prune": [], "export": [small / "out"]}.items():
            code, said = gap(small, verb, *words)
            assert code == 1
            assert_refused(said)
        assert_refused(CliRunner().invoke(app, ["demo", "--studies", str(small / "demo")]).output)
        for verb, words in {"show": [], "trace": ["small", "g"], "sql": ["from gap_fact"]}.items():
            assert gap(small, verb, *words)[0] == 0
        assert gap(small, "export", tmp_path / "out")[0] == 0
        assert tables(small) == before
        ballast.unlink()
        ballast.write_bytes(bytes(shutil.disk_usage(small).free - MB))
        code, said = run(small)
        assert code == 1
        assert_refused(said)
        between = tables(small)
        ballast.unlink()
        code, said = run(small)
        assert code == 0, said
        after = tables(small)
        assert after != before
        assert [at for at, held in between.items() if held not in (before[at], after[at])] == []
        monkeypatch.setenv("DAGSTER_HOME", str(small / "another"))
        ballast.write_bytes(bytes(shutil.disk_usage(small).free))
        with pytest.raises(Refused, match="not full"):
            open_home(Lake(small / "lake"))


def test_what_cannot_be_printed_is_said():
    command = [Path(sys.executable).parent / "gap", "plan", "--consumers", "100", "--share", "50"]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 1
    assert_refused(done.stderr)
