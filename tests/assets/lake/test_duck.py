"""DuckDB is opened in one way: what is too large for its memory goes to a disk, where nobody else can read it."""

from pathlib import Path

import pytest

from assets.lake import duck

LARGE = "create or replace temp table large as select range, random() as r from range(3_000_000)"


@pytest.mark.parametrize("work", [True, False])
def test_what_is_too_large_for_the_memory_is_worked_on_all_the_same(tmp_path, monkeypatch, work):
    monkeypatch.setenv("GAP_MEMORY", "0.06")
    con = duck.database(str(tmp_path / "spill") if work else "")
    (setting,) = con.execute("select value from duckdb_settings() where name = 'memory_limit'").fetchall()
    assert setting == ("28.6 MiB",)  # half of 0.06 GB: there may be two runs
    con.execute(LARGE)
    assert con.execute("select count(r) from large").fetchall() == [(3_000_000,)]
    con.close()


def test_nobody_else_can_read_what_goes_to_the_disk():
    (folder,) = (
        duck.connect().execute("select value from duckdb_settings() where name = 'temp_directory'").fetchall()[0]
    )
    assert Path(folder).stat().st_mode & 0o077 == 0
