"""Workbook and deck are made from the tables that stand, by a job of their own."""

import os
import shutil
import subprocess

import dagster as dg
import pytest
from test_broken_input import ROWS, STUDY

from assets.partitions import PARTITION_SET
from pipeline.definitions import JOB, REPORT, build_defs

KEY = "poll-of-two/2024"
MADE = {"workbook": "xlsx", "deck": "pptx"}


@pytest.fixture
def run(tmp_path):
    """Run a job over a small study; its assets, or only those that are named."""
    folder = tmp_path / "studies" / "poll-of-two"
    (folder / "exports").mkdir(parents=True)
    (folder / "exports" / "poll.csv").write_text("\n".join(ROWS) + "\n")
    (folder / "study.yaml").write_text(STUDY)
    instance = dg.DagsterInstance.ephemeral()
    instance.add_dynamic_partitions(PARTITION_SET, [KEY])

    def run(job: str, *assets: str) -> dg.ExecuteInProcessResult:
        workplace = {"config": {"studies": str(tmp_path / "studies"), "lake": str(tmp_path / "lake")}}
        return (
            build_defs()
            .resolve_job_def(job)
            .execute_in_process(
                instance=instance,
                partition_key=KEY,
                run_config={"resources": {"workplace": workplace}},
                asset_selection=[dg.AssetKey(asset) for asset in assets] or None,
                raise_on_error=False,
            )
        )

    return run


def failures(result: dg.ExecuteInProcessResult) -> str:
    return "\n".join(event.step_failure_data.user_failure_data.description for event in result.all_events if event.is_step_failure)


def test_the_tables_are_made_without_what_people_open_and_it_from_the_tables(run, tmp_path):
    report = tmp_path / "lake" / "report"
    assert run(JOB).success
    assert not report.exists()
    assert run(REPORT, *MADE).success
    assert {path.name for path in report.rglob("*") if path.is_file()} == {"2024.xlsx", "2024.pptx"}


def test_without_tables_there_is_one_sentence_and_no_file(run, tmp_path):
    failed = run(REPORT, *MADE)
    assert not failed.success
    assert "there is no estimates table; run gap run poll-of-two first." in failures(failed)
    assert not (tmp_path / "lake" / "report").exists()


def test_tables_of_two_runs_make_no_book(run, tmp_path):
    assert run(JOB).success
    assert run(REPORT, *MADE).success
    book = tmp_path / "lake" / "report" / "poll-of-two" / "2024.xlsx"
    before = book.read_bytes()
    export = tmp_path / "studies" / "poll-of-two" / "exports" / "poll.csv"
    export.write_text("\n".join([*ROWS[:-9], *(row.replace(",1,1,1.5", ",2,,1.5") for row in ROWS[-9:])]) + "\n")
    assert run(JOB, "executive_interviews", "consumer_panel", "reported_figures", "responses", "tabulation", "estimates").success
    failed = run(REPORT, "workbook")
    assert "gap service and the estimates are not of one run; run gap run poll-of-two again." in failures(failed)
    assert book.read_bytes() == before


@pytest.mark.slow
def test_an_office_program_opens_both_and_prints_them(run, tmp_path):
    office = shutil.which("soffice")
    if office is None:
        reason = "needs LibreOffice (soffice), which is not installed"
        if os.environ.get("GAP_REQUIRE_SHARED") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    assert run(JOB).success
    assert run(REPORT, *MADE).success
    for ending in MADE.values():
        file = tmp_path / "lake" / "report" / "poll-of-two" / f"2024.{ending}"
        profile = f"-env:UserInstallation=file://{tmp_path}/office"
        words = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path / ending), str(file)]
        done = subprocess.run(words, capture_output=True, text=True, timeout=180, check=False)
        printed = tmp_path / ending / "2024.pdf"
        assert printed.exists(), done.stdout + done.stderr
        assert printed.read_bytes().count(b"/Type/Page") > 1
