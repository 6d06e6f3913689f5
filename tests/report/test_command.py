"""`gap report` as a user calls it, and what a run is spared."""

import subprocess
import sys

from conftest import PROJECT
from pipeline.definitions import JOB, REPORT, build_defs


def test_a_run_neither_draws_nor_loads_what_draws():
    defs = build_defs()
    of = {name: set(defs.resolve_job_def(name).asset_layer.selected_asset_keys) for name in (JOB, REPORT)}
    assert {key.path[0] for key in of[REPORT]} == {"report", "workbook", "deck"}
    assert not of[JOB] & of[REPORT]
    code = "import sys, pipeline.running; sys.exit(bool({'altair', 'vl_convert', 'xlsxwriter', 'pptx'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], cwd=PROJECT, check=False).returncode == 0


def test_a_study_that_was_not_run_is_refused_in_a_sentence(run_gap, tmp_path):
    ended = run_gap("report", "high-tech-service-published", "--lake", tmp_path / "lake")
    assert ended.returncode == 1
    assert "run gap run high-tech-service-published first." in " ".join(ended.output.split())
    assert "Traceback" not in ended.output
