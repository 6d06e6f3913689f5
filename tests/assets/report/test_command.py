"""`gap report` as a user calls it, and what a run is spared."""

import subprocess
import sys

import pytest

from building import POLL, rows, write_study
from conftest import PROJECT
from pipeline.definitions import JOB, REPORT, build_defs


def test_a_run_neither_draws_nor_loads_what_draws():
    defs = build_defs()
    of = {name: set(defs.resolve_job_def(name).asset_layer.selected_asset_keys) for name in (JOB, REPORT)}
    assert {key.path[0] for key in of[REPORT]} == {"report", "workbook", "deck"}
    assert not of[JOB] & of[REPORT]
    code = "import sys, pipeline.commands.run; sys.exit(bool({'altair', 'vl_convert', 'xlsxwriter', 'pptx'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], cwd=PROJECT, check=False).returncode == 0


@pytest.mark.slow
@pytest.mark.parametrize(
    "changed",
    [{"title": "Another title"}, {"gaps": {"service": {"metric": "good", "compare": "same", "label": "Another label"}}},
     {"sources": {"poll": POLL | {"sampling": "opt_in"}}}, {"waves": {"w1": {"fieldwork": "2026-03"}}}],
)  # fmt: skip
def test_a_study_file_that_was_changed_and_not_run_is_refused_in_one_sentence(run_gap, tmp_path, changed):
    described = {
        "groups": {side: {"source": "poll", "where": {"role": [side]}} for side in ("executive", "consumer")},
        "questions": {
            "role": {"at": "role", "answers": ["executive", "consumer"]},
            "q": {"at": "q", "answers": [1, 2]},
        },
        "metrics": {"good": {"of": "q", "share": "1"}},
        "gaps": {"service": {"metric": "good", "compare": "same"}},
    }
    export = rows("id,role,q", *(f"{at},{('executive', 'consumer')[at % 2]},{1 + at % 3 % 2}" for at in range(60)))
    folder, lake = write_study(tmp_path, {"poll.csv": export}, **described), tmp_path / "lake"
    assert run_gap("run", folder, "--lake", lake).returncode == 0
    write_study(tmp_path, **described | changed)
    ended = run_gap("report", folder, "--lake", lake)
    assert ended.returncode == 1 and "Traceback" not in ended.output
    refused = "the tables do not follow from the study file and the code as they are now; run gap run small first."
    assert " ".join(ended.output.split()).count(refused) == 1
    assert not list(lake.glob("report/small/*"))


def test_a_study_that_was_not_run_is_refused_in_a_sentence(run_gap, tmp_path):
    ended = run_gap("report", "high-tech-service-published", "--lake", tmp_path / "lake")
    assert ended.returncode == 1
    assert "run gap run high-tech-service-published first." in " ".join(ended.output.split())
    assert "Traceback" not in ended.output
