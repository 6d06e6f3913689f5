"""Whoever opens the lake with an engine of their own gets the same rows, whichever it is."""

import os
import shutil
from functools import cache

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from assets.catalog.catalog import STORAGE, publish_catalog
from assets.lake.paths import Lake
from conftest import lacks
from engines.page import ENGINES, REFERENCE, Engine, ask, blocks, questions, told

pytestmark = pytest.mark.slow

NEWER_COLUMNS = {"gap_fact": "significant", "estimates": "n", "claims": "why", "segment_contrast": "p_adjusted"}
"""A column of each table that the page asks for, as if older versions of the project had not had it."""


@pytest.fixture(scope="module")
def bundled(tmp_path_factory, run_gap):
    """The lake of the bundled studies, as `make run` makes it."""
    lake = tmp_path_factory.mktemp("bundled") / "lake"
    ended = run_gap("run", "--lake", lake)
    assert ended.returncode == 0, ended.output
    return lake


@pytest.fixture(scope="module")
def grown(bundled, tmp_path_factory):
    """That lake with a wave before, written when each table had a column less."""
    lake = Lake(tmp_path_factory.mktemp("grown") / "lake")
    for table, newer in NEWER_COLUMNS.items():
        shutil.copytree(bundled / table, lake.root / table)
        for path in lake.files(table):
            before = pq.ParquetFile(path).read()
            wave = before.schema.get_field_index("wave")
            before = before.set_column(wave, "wave", pa.array(["1999"] * len(before), pa.string()))
            pq.write_table(before.drop_columns([newer]), path.with_name("1999.parquet"))
    publish_catalog(lake)
    return lake.root


@pytest.fixture(scope="module")
def answered(tmp_path_factory):
    """What an engine answers over a lake, asked once."""

    @cache
    def answer(engine, lake):
        return ask(engine, lake, tmp_path_factory.mktemp("rows"))

    return answer


@pytest.fixture(params=ENGINES, ids=str)
def engine(request) -> Engine:
    """Each engine; without its environment, or the Java it needs, the test is skipped, or fails where it is required."""
    found: Engine = request.param
    lacking = "" if found.python.exists() else "the engines' environments: make engines"
    if found.package == "pyspark" and not (os.environ.get("JAVA_HOME") or shutil.which("java")):
        lacking = "Java, which this machine does not have"
    if lacking:
        lacks(lacking)
    return found


def test_every_engine_gives_the_same_rows_to_the_bit(engine, bundled, answered):
    found, expected = answered(engine, bundled), answered(REFERENCE, bundled)
    assert dict(zip(questions(), found.rows, strict=True)) == dict(zip(questions(), expected.rows, strict=True))


def test_a_column_that_older_files_lack_is_null_there_in_every_engine(engine, grown, answered):
    found, expected = answered(engine, grown), answered(REFERENCE, grown)
    assert dict(zip(questions(), found.rows, strict=True)) == dict(zip(questions(), expected.rows, strict=True))


def test_the_page_says_what_came_out(engine, bundled, answered):
    found, page = answered(engine, bundled), told()
    assert page["Question"] == tuple(questions())
    assert page["Rows"] == tuple(str(len(rows)) for rows in found.rows)
    assert page.get(found.heading) == ("yes",) * 10, "python -m tests.tools.engines writes the page's results anew"


@pytest.mark.parametrize(
    "engine", [found for found in ENGINES if found.environment == "oldest"], indirect=True, ids=str
)
def test_the_oldest_duckdb_is_the_one_that_the_catalog_promises(engine, bundled, answered):
    assert answered(engine, bundled).heading == f"{engine.block} ({STORAGE.removeprefix('v')})"


def test_no_question_is_answered_by_nothing_and_every_engine_is_asked(bundled, answered):
    assert all(answered(REFERENCE, bundled).rows)
    assert {engine.block for engine in ENGINES} == set(blocks())
