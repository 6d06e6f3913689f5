"""Asset checks as people meet them: on the command line, in Dagster's history, and in the job that asks what the day decides."""

import shutil
from pathlib import Path

import dagster as dg
import pytest
from typer.testing import CliRunner

from assets.lake.paths import Lake
from assets.making.partition import partitions_in
from assets.making.workplace import PARTITION_SET
from building import POLL, TWO_SIDES, rows, write_study
from pipeline.command_line import app
from pipeline.definitions import CHECKS, build_defs
from pipeline.freshness.stale import stale_assets
from pipeline.history.home import open_home

LEDGER = (
    "claim,documents,group,metric,statement,low,high,base,base_is,weighted,same_question_as,derived_from,also_printed\n"
    "C1,report,consumer,yes,Most say yes,75,75,,unknown,no,,,\n"
)
STUDY = {
    **TWO_SIDES,
    "waves": {"w1": {"fieldwork": "2025-03"}, "w2": {"fieldwork": "2026-03"}},
    "sources": {"poll": {**POLL, "files": "{wave}.csv"}},
    "claims": "claims.csv",
    "expect": "yearly",
}
SMALL = "base_sizes: 1 of 2 figures have too small a base for a verdict: yes of executive (20, indicative)."


def export(yes: int) -> str:
    """20 bosses and 200 staff, of whom so many say yes."""
    bosses = [f"{at},boss,y" for at in range(20)]
    return rows("id,role,q", *bosses, *(f"{100 + at},staff,{'y' if at < yes else 'n'}" for at in range(200)))


@pytest.fixture(scope="module")
def once(tmp_path_factory):
    """Where a study of two waves has been run, and what the run said."""
    place = tmp_path_factory.mktemp("checks")
    files = {"w1.csv": export(150), "w2.csv": export(150), "claims.csv": LEDGER}
    folder = write_study(place / "studies", files, **STUDY)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DAGSTER_HOME", str(_lake(folder).home()))
        return place, gap("run", folder)


@pytest.fixture
def folder(once, tmp_path, monkeypatch):
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path / "copy" / "lake" / ".dagster"))
    shutil.copytree(once[0], tmp_path / "copy")
    return tmp_path / "copy" / "studies" / "small"


def gap(word: str, folder: Path, exits: int = 0) -> str:
    """What `gap run` or `gap check` says of a study, on one line."""
    where = ["--lake", str(_lake(folder).root)] if word == "run" else []
    done = CliRunner().invoke(app, [word, "--studies", str(folder.parent), *where])
    assert done.exit_code == exits, done.output
    return " ".join(done.output.split())


def describe(folder: Path, old: str, new: str) -> None:
    path = folder / "study.yaml"
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))


def checked(folder: Path, name: str) -> dg.AssetCheckEvaluation:
    """The last answer of a check in Dagster's history."""
    instance = open_home(_lake(folder))
    for run in instance.get_runs():
        for entry in instance.all_logs(run.run_id, of_type=dg.DagsterEventType.ASSET_CHECK_EVALUATION):
            data = entry.get_dagster_event().event_specific_data
            assert isinstance(data, dg.AssetCheckEvaluation)
            if data.check_name == name:
                return data
    raise AssertionError(f"{name} was never asked")


def _lake(folder: Path) -> Lake:
    return Lake(folder.parent.parent / "lake")


def test_a_run_says_which_checks_failed_and_succeeds(once):
    _, said = once
    assert said.count(f"warning: {SMALL}") == 2
    assert "wave_on_wave" not in said and "on_time" not in said


def test_the_history_says_what_failed_how_often_and_what_to_do(folder):
    check = checked(folder, "base_sizes")
    assert (check.asset_key.path, check.partition, check.passed) == (["estimates"], "small/w2", False)
    assert check.severity == dg.AssetCheckSeverity.WARN and not check.blocking
    found = {name: value.value for name, value in check.metadata.items()}
    assert f"base_sizes: {found['found']}" == SMALL and found["failed"] == 1
    assert "| executive | yes | 20 | 20 | indicative | g |" in str(found["first_rows"])
    assert "Ask more people" in str(found["what_to_do"])


def test_checks_change_no_figure_so_nothing_is_made_again_for_another_bound(folder):
    describe(folder, '"expect"', '"checks": {"base_sizes": "off", "wave_on_wave": {"points": 1}}, "expect"')
    assert [stale_assets(partition) for partition in partitions_in(folder, None, _lake(folder))] == [[], []]


def test_an_error_refuses_the_run_and_leaves_the_tables_as_they_were(folder):
    describe(folder, '"expect"', '"checks": {"base_sizes": "error"}, "expect"')
    before = {path: path.stat().st_ino for path in _lake(folder).root.rglob("w2.parquet")}
    (folder / "w2.csv").write_text(export(140))
    said = gap("run", folder, exits=1)
    assert said.count(SMALL) == 1 and f"✗ {SMALL} Ask more people" in said
    after = {path: path.stat().st_ino for path in _lake(folder).root.rglob("w2.parquet")}
    assert {path.parts[-3] for path in before if before[path] != after[path]} <= {"responses", "tabulation"}
    assert checked(folder, "base_sizes").severity == dg.AssetCheckSeverity.ERROR


def test_a_wave_that_moved_and_a_claim_that_is_reproduced_no_longer_are_told(folder):
    (folder / "w2.csv").write_text(export(100))
    said = gap("run", folder)
    assert "warning: wave_on_wave: Since w1: yes of consumer moved by -25.0 points." in said
    assert "warning: reproduced_claims: Reproduced before this run and no longer: C1 (differs by 25.0 points)." in said


def test_gap_check_says_what_fails_before_anything_is_run(folder):
    describe(folder, '"sampling": "probability"', '"sampling": "probability", "bad_rows": 0.1')
    describe(folder, '"fieldwork": "2026-03"', '"fieldwork": "2020-03"')
    (folder / "w2.csv").write_text(export(150).replace("100,staff,y", "100,staff,x"))
    said = gap("check", folder)
    assert "warning: rejected_rows: Set aside: undeclared cell 'x' in w2.csv, column q (1 row)." in said
    assert "warning: on_time: The fieldwork of w2 ended on 2020-03-31, and a yearly wave after w2 was expected" in said


def lateness(folder: Path, wave: str, today: str) -> dg.ExecuteInProcessResult:
    """What the job of checks says of a wave on a day."""
    instance = dg.DagsterInstance.ephemeral()
    instance.add_dynamic_partitions(PARTITION_SET, [f"small/{wave}"])
    workplace = {"config": {"studies": str(folder.parent), "lake": str(_lake(folder).root)}}
    config = {"resources": {"workplace": workplace}, "ops": {"on_time": {"config": {"today": today}}}}
    job = build_defs().resolve_job_def(CHECKS)
    return job.execute_in_process(
        instance=instance, partition_key=f"small/{wave}", run_config=config, raise_on_error=False
    )


@pytest.mark.parametrize(
    ("wave", "today", "passed"),
    [("w1", "2099-01-01", True), *(("w2", f"2027-{day}", day < "05") for day in ("04-30", "05-01"))],
)
def test_lateness_is_told_by_the_day_without_making_a_table(folder, wave, today, passed):
    result = lateness(folder, wave, today)
    (check,) = result.get_asset_check_evaluations()
    assert result.success and (check.partition, check.passed) == (f"small/{wave}", passed)
    assert not result.get_asset_materialization_events()


def test_lateness_that_is_an_error_fails_its_run_and_is_told_like_any_failure(folder):
    describe(folder, '"expect"', '"checks": {"on_time": "error"}, "expect"')
    assert lateness(folder, "w2", "2027-04-30").success
    assert not lateness(folder, "w2", "2027-05-01").success
    (line,) = _lake(folder).failures().read_text().splitlines()
    assert "on_time: The fieldwork of w2 ended on 2026-03-31, and a yearly wave after w2 was expected by" in line
