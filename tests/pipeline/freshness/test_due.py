"""A run makes what is stale and nothing else, and knows that nothing is stale without loading anything."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import dagster as dg
import pytest
from typer.testing import CliRunner

from assets.exports.files import copied
from assets.lake.paths import Lake
from assets.lake.publish import fingerprint_of
from assets.making.partition import partitions_in
from building import POLL, TWO_SIDES, rows, write_study
from conftest import PROJECT
from pipeline.command_line import app
from pipeline.freshness.stale import stale_assets
from pipeline.history.home import open_home
from schemas.refused import Refused

A = rows("id,wave,role,q", "1,w1,boss,y", "2,w1,staff,n", "3,w1,staff,y", "4,w2,boss,n", "5,w2,staff,n")
B = A.replace("5,w2,staff,n", "5,w2,staff,y")
STUDY = {
    **TWO_SIDES,
    "waves": {"w1": {}, "w2": {}},
    "sources": {"poll": {**POLL, "files": "exports/{wave}/poll.csv", "rows": {"wave": ["w1", "w2"]}}},
}


@pytest.fixture(scope="module")
def once(tmp_path_factory):
    """Where a study of two waves has been run."""
    place = tmp_path_factory.mktemp("due")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DAGSTER_HOME", str(place / "lake" / ".dagster"))
        gap(write_study(place / "studies", {f"exports/{wave}/poll.csv": A for wave in ("w1", "w2")}, **STUDY))
    return place


@pytest.fixture
def place(once, tmp_path, monkeypatch):
    """The folder of a study of two waves that has been run, beside its lake."""
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path / "copy" / "lake" / ".dagster"))
    shutil.copytree(once, tmp_path / "copy")
    return tmp_path / "copy" / "studies" / "small"


def gap(folder: Path, *words: str) -> str:
    """What `gap run` says of the study in `folder`."""
    where = ["--lake", str(_lake(folder).root), "--studies", str(folder.parent)]
    done = CliRunner().invoke(app, ["run", *words, *where])
    assert done.exit_code == 0, done.output
    return done.output


def remade(folder: Path, *words: str) -> set[str]:
    """The tables that a run makes again, with their waves."""
    before = _states(folder)
    gap(folder, *words)
    return {name for name, state in _states(folder).items() if before.get(name) != state}


def runs(folder: Path) -> int:
    """How many runs Dagster's history has."""
    return open_home(_lake(folder)).get_runs_count()


def write(folder: Path, wave: str, text: str) -> None:
    """Put an export in its place."""
    (folder / "exports" / wave / "poll.csv").write_text(text)


def describe(folder: Path, old: str, new: str) -> None:
    """Change a word of the study file."""
    path = folder / "study.yaml"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def _lake(folder: Path) -> Lake:
    return Lake(folder.parent.parent / "lake")


def _states(folder: Path) -> dict[str, int]:
    root = _lake(folder).root
    return {
        str(path.relative_to(root)): path.stat().st_ino
        for path in root.rglob("*.parquet")
        if "exports" not in path.parts
    }


def test_a_second_run_makes_nothing_says_so_and_leaves_no_run_in_the_history(place):
    before = runs(place)
    assert remade(place) == set()
    assert "nothing to do" in gap(place)
    assert runs(place) == before


def test_a_command_says_what_it_ran_and_nothing_after_it(place):
    write(place, "w2", B)
    command = [Path(sys.executable).parent / "gap", "run", place, "--lake", _lake(place).root]
    said = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True).stderr
    ran, note, ids = said.partition("poll: ")  # what it has to say of ids in both waves stands last
    assert ran and all(line.startswith(("✓ small/w", "  warning: ")) for line in ran.splitlines()), said
    assert note and ids.endswith("write panel: true under the source.\n"), said


def test_nothing_is_due_is_known_without_dagster_or_a_study(place):
    gap(place)
    code = (
        "import sys; from pipeline.command_line import app\n"
        f"try: app(['run', '--lake', {str(_lake(place).root)!r}, '--studies', {str(place.parent)!r}])\n"
        "except SystemExit as done: assert not done.code\n"
        "loaded = {'dagster', 'duckdb', 'schemas.study'} & set(sys.modules)\n"
        "assert not loaded, loaded"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "nothing to do" in done.stderr


def test_a_new_label_of_a_gap_makes_the_gaps_again_and_what_follows_from_them(place):
    describe(place, '"compare": "same"', '"compare": "same", "label": "Agreement"')
    assert {name.split("/")[0] for name in remade(place)} == {"gap_fact", "gap_audit", "gap_summary", "gap_trend"}
    assert "nothing to do" in gap(place)


def test_a_new_export_of_one_wave_leaves_the_earlier_waves_alone_and_the_trend_of_later_ones_follows(place):
    write(place, "w2", B)
    assert {Path(name).parts[2].split(".")[0] for name in remade(place)} == {"w2"}
    write(place, "w1", B)
    again = remade(place)
    assert {name for name in again if "w2" in name} == {"gap_trend/small/w2.parquet"}
    assert "gap_fact/small/w1.parquet" in again


def test_one_export_then_another_then_the_first_again_are_three_runs(place):
    first = fingerprint_of(_lake(place).table("gap_fact", "small", "w2"))
    for text in (B, A):
        before = runs(place)
        write(place, "w2", text)
        assert remade(place)
        assert runs(place) == before + 1
    assert fingerprint_of(_lake(place).table("gap_fact", "small", "w2")) == first


def test_the_same_bytes_again_are_nothing_new(place):
    before = runs(place)
    (place / "exports" / "w1" / "poll.csv").unlink()
    write(place, "w1", A)
    describe(place, '"title"', '"title"')
    assert remade(place) == set()
    assert runs(place) == before


def test_what_was_taken_out_of_the_lake_is_made_again(place):
    _lake(place).table("estimates", "small", "w1").unlink()
    assert remade(place) == {"estimates/small/w1.parquet"}
    _lake(place).catalog().unlink()
    gap(place)
    assert _lake(place).catalog().exists()


def test_by_force_all_is_made_again(place):
    before = set(_states(place))
    assert remade(place, "--force") == before


def test_one_wave_runs_alone(place):
    write(place, "w1", B)
    write(place, "w2", B)
    assert {Path(name).parts[2].split(".")[0] for name in remade(place, "--wave", "w2")} == {"w2"}
    assert stale_assets(partitions_in(place, "w1", _lake(place))[0])


def test_a_wave_that_ran_alone_leaves_the_trend_of_later_ones_due(place):
    gap(place)
    write(place, "w1", B)
    gap(place, "--wave", "w1")
    assert remade(place) == {"gap_trend/small/w2.parquet"}


def test_another_key_numbers_the_respondents_again(place, monkeypatch):
    monkeypatch.setenv("GAP_KEY", "ab" * 32)
    assert "responses/small/w1/poll.parquet" in remade(place)


def test_fingerprints_are_the_data_versions_that_dagster_knows(place):
    event = open_home(_lake(place)).get_latest_materialization_event(dg.AssetKey("gap_fact"))
    assert event and event.asset_materialization
    tags = event.asset_materialization.tags or {}
    assert tags["dagster/data_version"] == fingerprint_of(_lake(place).table("gap_fact", "small", "w2"))


def test_hidden_files_and_files_on_their_way_are_no_exports(place):
    describe(place, "poll.csv", "poll*")
    gap(place)
    for name in (".poll.csv", "poll.csv.part", "poll.tmp"):
        (place / "exports" / "w1" / name).write_text(B)
    assert remade(place) == set()


def test_a_file_that_changes_while_it_is_read_is_refused(tmp_path, monkeypatch):
    path = tmp_path / "poll.csv"
    path.write_text(A)
    real = os.stat

    def grown(target, *args, **options):
        found = real(target, *args, **options)
        if str(target) == str(path) and (tmp_path / "copy").exists():
            path.write_text(A + B)
            found = real(target, *args, **options)
        return found

    monkeypatch.setattr(os, "stat", grown)
    with pytest.raises(Refused, match="changed while it was read; wait until it is whole"):
        copied(path, tmp_path / "copy")
