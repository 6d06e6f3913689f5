"""`gap trace`: every published gap can be followed back to the cells, and where it does not add up this is said."""

import re
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from assets.lake.paths import Lake
from assets.trace.trace import Traced, trace
from conftest import PROJECT
from schemas.refused import Refused
from schemas.study import load_study

STUDY, WAVE = "high-tech-service", "2007"


@pytest.fixture(scope="module")
def lake(run_gap, tmp_path_factory) -> Path:
    place = tmp_path_factory.mktemp("trace") / "lake"
    assert run_gap("run", "--lake", place).returncode == 0
    return place


def steps(lake: Path, gap: str, segment: str = "total", value: str = "all", study: str = STUDY) -> list:
    described = load_study(PROJECT / "studies" / study)
    return list(trace(Traced(described, WAVE, gap, segment, value, Lake(lake))))


def test_every_published_gap_adds_up_to_the_raw_cells(lake):
    gaps = pq.ParquetFile(lake / "gap_fact" / STUDY / f"{WAVE}.parquet").read(
        columns=["gap", "segment", "segment_value"]
    )
    for row in gaps.to_pylist():
        found = steps(lake, row["gap"], row["segment"], row["segment_value"])
        assert [step.verdict for step in found if not step.holds] == []
        assert len(found) == 9, row


def test_what_was_published_elsewhere_ends_at_its_figure(lake):
    found = steps(lake, "G1", study="high-tech-service-published")
    assert [step.rows[0][-1] for step in found[1:]] == ["26 of 35", "42%"]


def test_every_query_can_be_run_again_as_it_is_printed(lake):
    for step in steps(lake, "G2", "region", "Asia"):
        with duckdb.connect() as con:
            assert con.execute(step.sql).fetchall()[: len(step.rows)] == step.rows


def test_a_table_that_was_tampered_with_is_named(lake, run_gap):
    path = lake / "responses" / STUDY / WAVE / "panel.parquet"
    whole = path.read_bytes()
    try:
        pq.write_table(pq.ParquetFile(path).read().slice(1), path)
        ended = run_gap("trace", STUDY, "G1", "--lake", lake)
    finally:
        path.write_bytes(whole)
    assert ended.returncode == 1
    assert re.findall("✗ .*", ended.output)[0] == "✗ 1,199 respondents, 1,200 counted, 1,200 in the estimate"


def test_a_gap_that_is_not_there_is_refused_with_those_that_are(lake):
    with pytest.raises(Refused, match="there is no gap G9 in total all; its gaps are G1, G1b, G2"):
        steps(lake, "G9")
