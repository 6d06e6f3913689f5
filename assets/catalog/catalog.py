"""The catalog as one DuckDB file: every mart as a table, with the column dictionary as comments."""

import fcntl
from collections.abc import Generator
from contextlib import contextmanager

import duckdb

from assets.lake.duck import connect, literal, name, parquet
from assets.lake.paths import Lake
from assets.lake.publish import publishing, workspace
from schemas.tables import TABLES
from schemas.tables.table import Table

LARGE = ("responses", "rejected", "tabulation")
"""Tables that grow with the respondents: not here."""

MARTS = tuple(table for table in TABLES if table.name not in LARGE)

STORAGE = "v1.2.0"
"""The oldest DuckDB that opens the file."""


def publish_catalog(lake: Lake) -> dict[str, int]:
    """Build the catalog of all that stands in `lake` beside the old one and put it in its place. Returns rows by table.

    Runs that end together take turns, so that the last catalog has the tables of both.
    """
    with _turn(lake), workspace(lake.root) as work:
        built = work / "catalog.duckdb"
        con = connect()
        con.execute(f"attach {literal(built)} as catalog (storage_version {literal(STORAGE)})").fetchall()
        try:
            con.execute("begin").fetchall()
            rows = {table.name: _add(con, table, lake) for table in MARTS}
            con.execute("commit").fetchall()
        finally:
            con.execute("detach catalog").fetchall()
        built.chmod(0o444)
        with publishing(lake.catalog()) as beside:
            built.rename(beside)
    return rows


def _add(con: duckdb.DuckDBPyConnection, table: Table, lake: Lake) -> int:
    """Copy one mart, every wave of it; what an older version of the project did not write is NULL."""
    empty = table.schema().empty_table()  # noqa: F841 - read by the query
    place = f"catalog.{name(table.name)}"
    con.execute(f"create table {place} as select * from empty").fetchall()
    if files := lake.files(table.name):
        standing = parquet(*files, options="union_by_name = true")
        written = {column for column, *_ in con.execute(f"describe select * from {standing}").fetchall()}
        columns = ", ".join(name(column.name) for column in table.columns if column.name in written)
        con.execute(f"insert into {place} by name select {columns} from {standing}").fetchall()
    comments = [f"comment on table {place} is {literal(table.about)}"]
    comments += [
        f"comment on column {place}.{name(column.name)} is {literal(column.about)}" for column in table.columns
    ]
    con.execute("; ".join(comments)).fetchall()
    return con.execute(f"select count(*) from {place}").fetchall()[0][0]


@contextmanager
def _turn(lake: Lake) -> Generator[None]:
    lake.root.mkdir(parents=True, exist_ok=True)
    with (lake.root / ".catalog.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
