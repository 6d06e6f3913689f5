"""The catalog: every mart of every wave in one file that explains itself, whole at any moment."""

import json
import subprocess
import sys
import threading

import duckdb
import pyarrow.parquet as pq
import pytest

from assets.catalog.catalog import publish_catalog
from assets.catalog.published import FILES, LARGE, MARTS
from assets.lake.paths import Lake
from assets.lake.publish import write_table
from building import POLL, built, table
from conftest import PROJECT
from schemas.tables.estimates import ESTIMATES
from schemas.tables.gap_fact import GAP_AUDIT, GAP_FACT
from schemas.tables.summary import GAP_SUMMARY


def summary(study: str, wave: str, mark: int) -> dict:
    row = {
        "study": study,
        "wave": wave,
        "segment": "total",
        "segment_value": "all",
        "unit": "share",
        "topic": "all topics",
    }
    figures = {"gaps": mark, "significant": 0, "mean_gap": 0.1, "mean_absolute_gap": 0.1, "largest_gap_estimate": 0.1}
    return {**row, **figures, "largest_gap": "g", "synthetic": False, "provenance_id": str(mark)}


@pytest.fixture
def lake(tmp_path):
    found = Lake(tmp_path / "lake")
    fill(found, 1)
    return found


def fill(lake: Lake, mark: int) -> None:
    """Two waves of one mart, of which every row says `mark`."""
    for wave in ("1", "2"):
        write_table(GAP_SUMMARY.build([summary("s", wave, mark)]), lake.table("gap_summary", "s", wave), {})


def ask(lake: Lake, query: str) -> list[tuple]:
    with duckdb.connect(str(lake.catalog()), read_only=True) as con:
        return con.execute(query).fetchall()


def test_every_mart_is_a_table_with_its_description_whether_it_has_rows_or_not(lake):
    rows = publish_catalog(lake)
    assert rows == {table.name: 2 * (table.name == "gap_summary") for table in MARTS}
    assert not set(rows) & set(LARGE)
    about = dict(ask(lake, "select table_name, comment from duckdb_tables()"))
    assert about == {table.name: table.about for table in (*MARTS, FILES)}
    columns = ask(lake, "select column_name, comment from duckdb_columns() where table_name = 'gap_fact'")
    assert columns == [(column.name, column.about) for column in GAP_FACT.columns]


def test_every_cell_is_that_of_the_parquet_files(tmp_path):
    cells = [[at, at % 2, at % 5 + 1, "north" if at % 3 else "south", 1 + at % 4 / 3] for at in range(90)]
    ran = built(
        tmp_path,
        {"poll.csv": table(["id", "who", "q", "region", "w"], cells)},
        sources={"poll": POLL | {"weight": "w"}},
        groups={
            "executive": {"source": "poll", "where": {"who": ["0"]}},
            "consumer": {"source": "poll", "where": {"who": ["1"]}},
        },
        segments={"region": {"of": "region"}},
        questions={
            "who": {"at": "who", "answers": ["0", "1"]},
            "q": {"at": "q", "answers": {name: at for at, name in enumerate("abcde", start=1)}},
            "region": {"at": "region", "answers": ["north", "south"]},
        },
        metrics={"high": {"of": "q", "top": 2}, "both": {"of": "q", "top": 4}},
        gaps={"high": {"metric": "high", "compare": "same"}},
    )
    made = {ESTIMATES: ran.estimated(), GAP_FACT: GAP_FACT.build(ran.gaps()), GAP_AUDIT: GAP_AUDIT.build(ran.audited())}
    for which, rows in made.items():
        write_table(rows, ran.lake.table(which.name, "small", ran.wave), {})
    publish_catalog(ran.lake)
    for which, rows in made.items():
        with duckdb.connect(str(ran.lake.catalog()), read_only=True) as con:
            standing = con.sql(f"from {which.name}").to_arrow_table()
        assert standing.num_rows == rows.num_rows > 0
        assert standing.to_pylist() == rows.to_pylist()
        assert [str(field.type) for field in standing.schema] == [str(field.type) for field in rows.schema]


def test_a_column_that_an_older_version_did_not_write_is_null(lake):
    path = lake.table("gap_summary", "s", "1")
    pq.write_table(pq.read_table(path).drop_columns(["gaps"]), path)
    publish_catalog(lake)
    assert ask(lake, "select wave, gaps from gap_summary order by wave") == [("1", None), ("2", 1)]


def test_a_reader_in_the_middle_of_runs_sees_one_set_of_tables_and_never_a_mixture(lake):
    publish_catalog(lake)
    done, seen = threading.Event(), set()

    def write() -> None:
        for mark in range(2, 12):
            fill(lake, mark)
            publish_catalog(lake)
        done.set()

    writer = threading.Thread(target=write)
    writer.start()
    while not done.is_set():
        marks = {mark for (mark,) in ask(lake, "select gaps from gap_summary")}
        assert len(marks) == 1
        seen |= marks
    writer.join()
    assert len(seen) > 1


def test_nobody_writes_to_it_by_mistake(lake):
    publish_catalog(lake)
    assert lake.catalog().stat().st_mode & 0o222 == 0


def test_the_file_is_written_for_the_oldest_reader_that_is_promised(lake):
    publish_catalog(lake)
    (found,) = ask(lake, "select tags['storage_version'] from duckdb_databases() where path is not null")
    assert found[0].startswith("v1.2")


def test_the_views_read_what_the_catalog_holds(lake, monkeypatch):
    publish_catalog(lake)
    monkeypatch.chdir(lake.root)
    with duckdb.connect() as con:
        con.execute((lake.root / "views.sql").read_text())
        assert con.execute("select * from gap_summary order by wave").fetchall() == ask(
            lake, "select * from gap_summary order by wave"
        )


def test_the_data_package_names_every_file_and_column(lake):
    publish_catalog(lake)
    (resource,) = json.loads((lake.root / "datapackage.json").read_text())["resources"]
    assert resource["path"] == ["gap_summary/s/1.parquet", "gap_summary/s/2.parquet"]
    fields = resource["schema"]["fields"]
    assert [field["name"] for field in fields] == [column.name for column in GAP_SUMMARY.columns]
    assert fields[0] == {
        "name": "study",
        "type": "string",
        "description": "The study's name",
        "constraints": {"required": True},
    }


def test_the_page_of_the_tables_is_current():
    printed = subprocess.run([sys.executable, "-m", "schemas.tables"], cwd=PROJECT, capture_output=True, check=True)
    assert (PROJECT / "docs" / "reference" / "tables.md").read_bytes() == printed.stdout
