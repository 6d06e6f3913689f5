"""`gap export`: every figure of the marts in CSV, and no text that a spreadsheet would run."""

import csv

from assets.lake.paths import Lake
from assets.lake.publish import write_table
from pipeline.commands.export import export_tables
from schemas.tables.summary import GAP_SUMMARY

ROW = {
    "study": "s", "wave": "1", "segment": "total", "segment_value": "all", "unit": "share", "gaps": 1, "significant": 0,
    "mean_gap": -0.1, "mean_absolute_gap": 0.1, "largest_gap": "g", "largest_gap_estimate": -0.1, "synthetic": False,
    "provenance_id": "p",
}  # fmt: skip


def read(path) -> list[dict]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_a_text_that_begins_like_a_formula_is_shown_and_not_run(tmp_path):
    lake = Lake(tmp_path / "lake")
    texts = ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "plain", "1-2"]
    rows = [{**ROW, "topic": text} for text in texts]
    write_table(GAP_SUMMARY.build(rows), lake.table("gap_summary", "s", "1"), {})
    assert export_tables(lake.root, tmp_path / "csv")
    found = read(tmp_path / "csv" / "gap_summary.csv")
    assert [row["topic"] for row in found] == ["'=1+1", "'+1", "'-1", "'@SUM(A1)", "'\tx", "plain", "1-2"]
    assert {row["mean_gap"] for row in found} == {"-0.1"}


def test_a_lake_without_tables_is_refused(run_gap, tmp_path):
    ended = run_gap("export", tmp_path / "csv", "--lake", tmp_path / "none")
    assert ended.returncode == 1
    assert "there are no tables here" in ended.output


def test_the_bundled_figures_are_in_the_files(run_gap, tmp_path):
    lake = tmp_path / "lake"
    assert run_gap("run", "high-tech-service-published", "--lake", lake).returncode == 0
    assert run_gap("export", tmp_path / "csv", "--lake", lake).returncode == 0
    found = read(tmp_path / "csv" / "gap_fact.csv")
    gaps = {row["gap"]: row["gap_estimate"] for row in found if row["segment"] == "total"}
    assert round(float(gaps["G1"]), 3) == 0.323
