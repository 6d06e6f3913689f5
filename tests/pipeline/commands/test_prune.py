"""`gap prune`: what nobody needs any more goes when it is told to, and whatever is in doubt stays."""

import os
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import dagster as dg
import duckdb
import pytest
from dagster._core.storage.runs.schema import RunsTable

from assets.lake.paths import Lake
from assets.making.workplace import PARTITION_SET
from building import POLL, rows, write_study
from pipeline.command_line import app
from pipeline.history.home import open_home

pytestmark = pytest.mark.slow
GONE_PROCESS = 4_194_305
"""One above the highest number that Linux gives a process."""
PARTS = {
    "sources": {"poll": {**POLL, "files": "poll-{wave}.csv"}},
    "groups": {side: {"source": "poll"} for side in ("executive", "consumer")},
    "questions": {"q": {"at": "q", "answers": {"a": 1, "b": 2}}},
    "metrics": {"m": {"of": "q", "share": "a"}},
    "gaps": {"g": {"metric": "m", "compare": "same"}},
}


def poll(of: int) -> str:
    return rows("id,q", *(f"{of + at},{at % 2 + 1}" for at in range(20)))


def describe(studies: Path, study: str, **waves: int) -> None:
    """A study with these waves, and the numbers that their respondents begin at."""
    files = {f"poll-{wave}.csv": poll(of) for wave, of in waves.items()}
    write_study(studies, files, study=study, waves={wave: {} for wave in waves}, **PARTS)


@pytest.fixture(scope="module")
def ran(tmp_path_factory, run_gap):
    """A study of two waves in a lake, one that reads the export of the second, and an export that was replaced since."""
    place = tmp_path_factory.mktemp("prune")
    describe(place / "studies", "small", w1=1000, w2=2000)
    describe(place / "studies", "other", w1=2000)
    where = ("--lake", place / "lake", "--studies", place / "studies")
    assert run_gap("run", *where).returncode == 0
    (place / "studies" / "small" / "poll-w1.csv").write_text(poll(5000))
    assert run_gap("run", "small", "--wave", "w1", "--force", *where).returncode == 0
    return place


@pytest.fixture
def place(ran, tmp_path, monkeypatch):
    monkeypatch.delenv("DAGSTER_HOME", raising=False)
    shutil.copytree(ran, tmp_path, dirs_exist_ok=True)
    return tmp_path


@pytest.fixture
def prune(place, capsys):
    """What `gap prune` with these words says; it must be able to."""

    def run(*words: object, studies: str = "studies") -> str:
        command = ["prune", *words, "--lake", place / "lake", "--studies", place / studies]
        assert app(map(str, command), standalone_mode=False) == 0
        return capsys.readouterr().out

    return run


@pytest.fixture
def refused(place, capsys):
    """What `gap prune` with these words is refused with; everything must be there as it was."""

    def run(*words: str, studies: str = "studies") -> str:
        before = files(place / "lake")
        command = ["prune", "--yes", *words, "--lake", place / "lake", "--studies", place / studies]
        assert app(map(str, command), standalone_mode=False) == 1
        assert files(place / "lake") == before
        return capsys.readouterr().err

    return run


def files(lake: Path) -> set[str]:
    """The files of a lake, Dagster's own aside."""
    found = (path.relative_to(lake) for path in lake.rglob("*") if path.is_file())
    return {str(path) for path in found if path.parts[0] != ".dagster"}


def exports(place: Path) -> set[str]:
    return {path.name for path in (place / "lake" / "exports").iterdir()}


def test_an_export_that_no_wave_reads_any_more_goes_when_it_is_told_to_and_not_before(place, prune):
    before = files(place / "lake")
    (path,) = [line for line in prune().splitlines() if line.startswith("can go:")]
    assert "poll-w1.csv, which no wave reads any more" in path
    assert files(place / "lake") == before
    assert "removed" in prune("--yes")
    assert len(before - files(place / "lake")) == 2 and len(exports(place)) == 2
    assert prune("--yes") == "nothing can go\n"


def test_of_a_wave_that_is_described_no_more_nothing_stays_but_an_export_that_another_study_reads(place, prune):
    (place / "lake" / "report" / "small").mkdir(parents=True)
    (place / "lake" / "report" / "small" / "w2.html").write_text("a page")
    describe(place / "studies", "small", w1=5000)
    prune("--yes")
    assert [name for name in files(place / "lake") if "w2" in name] == []
    assert len(exports(place)) == 2
    with duckdb.connect(str(place / "lake" / "catalog.duckdb"), read_only=True) as con:
        assert con.sql("select distinct study, wave from gap_fact order by all").fetchall() == [
            ("other", "w1"),
            ("small", "w1"),
        ]
    assert "w2" not in (place / "lake" / "datapackage.json").read_text()
    assert open_home(Lake(place / "lake")).get_dynamic_partitions(PARTITION_SET) == ["other/w1", "small/w1"]


def test_a_study_whose_folder_is_gone_stays_until_it_is_named(place, prune):
    shutil.rmtree(place / "studies" / "other")
    told = prune("--yes")
    assert "is no study under" in told and "if it is gone for good: gap prune other" in told
    assert (place / "lake" / "gap_fact" / "other" / "w1.parquet").exists()
    prune("other", "--yes")
    assert list((place / "lake").glob("*/other")) == []


def test_a_folder_of_other_studies_costs_no_table(place, prune):
    describe(place / "elsewhere", "third", w1=1)
    assert "is no study under" in prune("--yes", studies="elsewhere")
    assert len(list((place / "lake" / "gap_fact").glob("*/*.parquet"))) == 3


def test_where_anything_is_in_doubt_nothing_goes(place, refused):
    assert "there is no study here" in refused(studies="studis")
    assert "remove it first" in refused("other")
    assert "the lake holds nothing of such a study" in refused("never")
    (place / "studies" / "other" / "study.yaml").write_text("study: other\nwaves: {")
    assert "as long as that is so, nothing is pruned; mend it first." in refused()
    assert "as long as that is so" in refused("small")


def test_while_a_run_is_at_work_nothing_goes(place, refused):
    (place / "lake" / ".work" / f"{os.getpid()}-at-work").mkdir()
    assert f"process {os.getpid()} works in this lake" in refused()


def test_an_export_stays_while_tables_may_still_be_of_it(place, prune):
    (place / "studies" / "small" / "poll-w1.csv").write_text(rows("id,q", "1,7"))
    extraction = place / "lake" / "consumer_panel" / "small" / "w1.json"
    extraction.touch()  # as a run leaves it whose responses were refused
    told = prune("--yes")
    assert "small/w1: its tables are due, so no export can go yet; gap run small first" in told
    assert len(exports(place)) == 3


def test_what_a_killed_run_left_goes(place, prune):
    left = [
        place / "lake" / ".work" / f"{GONE_PROCESS}-abc" / "cells.parquet",
        place / "lake" / "gap_fact" / "small" / f".w1.parquet.{GONE_PROCESS}.part",
        place / "lake" / "exports" / f".abc.{GONE_PROCESS}.part" / "poll.csv",
    ]
    for path in left:
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(bytes(2000))
    assert prune().count("left by a killed run  2.0 KB") == 3
    prune("--yes")
    assert [path for path in left if path.exists()] == []


def test_old_runs_go_from_the_history_but_not_those_that_made_the_tables_that_stand(place, prune):
    instance = open_home(Lake(place / "lake"))
    home = Path(instance.root_directory)
    long_ago = datetime.now(UTC).replace(tzinfo=None) - timedelta(days=100)
    with instance.run_storage.connect() as con:
        con.execute(RunsTable.update().values(create_timestamp=long_ago))
    made = {run.run_id: run.tags["dagster/partition"] for run in instance.get_runs()}
    first, last = [run for run in reversed(instance.get_runs()) if made[run.run_id] == "small/w1"]
    assert "old runs" not in prune("--history-days", 101)
    assert "can go: 1 old runs in Dagster's history" in prune("--history-days", 99)
    assert len(instance.get_runs()) == 4
    prune("--history-days", 99, "--yes")
    assert {run.run_id for run in instance.get_runs()} == set(made) - {first.run_id}
    assert [path for path in home.rglob("*") if first.run_id in str(path)] == []
    assert [path for path in home.rglob("*") if last.run_id in str(path)] != []
    table = dg.AssetKey("gap_fact")
    assert len(instance.get_materialized_partitions(table)) == 3
