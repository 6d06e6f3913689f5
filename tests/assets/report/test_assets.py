"""Workbook and deck are made from the tables that stand, by a job of their own."""

import shutil
import subprocess
import sys

import dagster as dg
import pytest

from building import WAVE, rows, write_study
from conftest import PROJECT, lacks
from pipeline.definitions import JOB, REPORT
from running import jobs_of

KEY = f"small/{WAVE}"
ROWS = [f"{at},{at % 2},{'north' if at % 3 else 'south'},1" for at in range(60)]
STUDY = {
    "groups": {
        "executive": {"source": "poll", "where": {"role": ["boss"]}},
        "consumer": {"source": "poll", "where": {"role": ["staff"]}},
    },
    "questions": {
        "role": {"at": "role", "answers": {"boss": 0, "staff": 1}},
        "service": {"at": "service", "answers": {"good": 1, "bad": 2}},
    },
    "metrics": {"good": {"of": "service", "share": "good"}},
    "gaps": {"service": {"metric": "good", "compare": "same"}},
}
HEADER = "id,role,region,service"
UP_TO_ESTIMATES = [
    *("executive_interviews", "consumer_panel", "reported_figures"),
    *("responses", "rejected", "weighting", "quality", "tabulation", "estimates"),
]
MADE = {"workbook": "xlsx", "deck": "pptx"}


@pytest.fixture
def run(tmp_path):
    """Run a job over a small study; its assets, or only those that are named."""
    write_study(tmp_path / "studies", {"poll.csv": rows(HEADER, *ROWS)}, **STUDY)
    return jobs_of(tmp_path, KEY)


def failures(result: dg.ExecuteInProcessResult) -> str:
    return "\n".join(
        event.step_failure_data.user_failure_data.description for event in result.all_events if event.is_step_failure
    )


def test_the_tables_are_made_without_what_people_open_and_it_from_the_tables(run, tmp_path):
    report = tmp_path / "lake" / "report"
    assert run(JOB).success
    assert not report.exists()
    assert run(REPORT, *MADE).success
    assert {path.name for path in report.rglob("*") if path.is_file()} == {f"{WAVE}.xlsx", f"{WAVE}.pptx"}


def test_without_tables_there_is_one_sentence_and_no_file(run, tmp_path):
    failed = run(REPORT, *MADE)
    assert not failed.success
    assert "lake; run gap run small first." in failures(failed)
    assert not (tmp_path / "lake" / "report").exists()


def test_tables_of_two_runs_make_no_book(run, tmp_path):
    assert run(JOB).success
    assert run(REPORT, *MADE).success
    book = tmp_path / "lake" / "report" / "small" / f"{WAVE}.xlsx"
    before = book.read_bytes()
    changed = [*ROWS[:-9], *(f"{row[:-1]}2" for row in ROWS[-9:])]
    (tmp_path / "studies" / "small" / "poll.csv").write_text(rows(HEADER, *changed))
    assert run(JOB, *UP_TO_ESTIMATES).success
    failed = run(REPORT, "workbook")
    assert (
        "the tables do not follow from the study file and the code as they are now; run gap run small first."
        in failures(failed)
    )
    assert book.read_bytes() == before


def test_a_run_of_the_tables_loads_neither_spreadsheets_nor_slides():
    code = "import sys, pipeline.commands.run; assert not {'xlsxwriter', 'pptx'} & set(sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.slow
def test_an_office_program_opens_both_and_prints_them(run, tmp_path):
    office = shutil.which("soffice")
    if office is None:
        lacks("LibreOffice (soffice), which is not installed")
    assert run(JOB).success
    assert run(REPORT, *MADE).success
    for ending in MADE.values():
        file = tmp_path / "lake" / "report" / "small" / f"{WAVE}.{ending}"
        profile = f"-env:UserInstallation=file://{tmp_path}/office"
        words = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path / ending), str(file)]
        done = subprocess.run(words, capture_output=True, text=True, timeout=180, check=False)
        printed = tmp_path / ending / f"{WAVE}.pdf"
        assert printed.exists(), done.stdout + done.stderr
        assert printed.read_bytes().count(b"/Type/Page") > 1
