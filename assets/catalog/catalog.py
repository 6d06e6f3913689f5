"""The catalog as one DuckDB file: every mart as a table, with the column dictionary as comments.

A new catalog is a copy of the published one, in which the partitions whose files were replaced since are replaced. It is
built from nothing where that copy would not be sound: the published file is not the very one that was last put there, other
columns are described now, or something was taken out of the lake, which is to be in no byte of the catalog either.

A wave whose tables do not follow from one another, since a run of it is under way, failed or was cut short, keeps the rows
that it had; where the catalog is built from nothing it has none until it is run to the end.
"""

import fcntl
import hashlib
import shutil
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

import duckdb

from assets.catalog.package import data_package, publish_text, views
from assets.catalog.published import FILES, MARTS, MartFile, files_of, published_files, read
from assets.lake.duck import connect, literal, name
from assets.lake.paths import Lake
from assets.lake.publish import FINGERPRINT, State, footer_of, publishing, state, workspace
from assets.making.code import code_of
from assets.making.settled import settled
from schemas.tables.table import NUMBER, TEXT, TRUTH, WHOLE, Table

STORAGE = "v1.2.0"
"""The oldest DuckDB that opens the file."""

SQL_TYPE = {TEXT: "varchar using compression dictionary", WHOLE: "bigint", NUMBER: "double", TRUTH: "boolean"}
"""Trying what else might compress text takes longer than all the rest of writing a small catalog."""

AT_ONCE = 100
"""Files of one table that are in memory together."""


def publish_catalog(lake: Lake) -> dict[str, int]:
    """Put a catalog of all that is published in `lake`, and what describes it, in the place of the old. Returns rows by table.

    Runs that end together take turns, so that the last catalog has the tables of both. Raises Refused where a file lies in
    the place of another partition; the old catalog then stays.
    """
    with turn(lake) as sealed, workspace(lake.root) as work:
        files = published_files(lake)
        built = work / "renewed.duckdb"
        rows = _renewed(lake, files, built) if sealed.read() == _seal(lake) else None
        if rows is None:
            built = work / "whole.duckdb"
            rows = _whole(_of_settled(lake, files), built)
        _publish(lake, built, sealed)
        publish_text(views(files), lake.root / "views.sql")
        publish_text(data_package(files), lake.root / "datapackage.json")
    return rows


def holds(lake: Lake, study: str, wave: str) -> bool:
    """Whether the published catalog has the tables of a wave as they stand, by their fingerprints."""
    files = {each.file: footer_of(each.path).get(FINGERPRINT) for each in files_of(lake, study, wave)}
    con = connect()
    try:
        con.execute(f"attach {literal(lake.catalog())} as catalog (read_only)").fetchall()
        query = "select file, fingerprint from catalog.files where study = ? and wave = ?"
        return dict(con.execute(query, [study, wave]).fetchall()) == files
    except duckdb.Error:
        return False
    finally:
        con.execute("detach database if exists catalog").fetchall()


@contextmanager
def turn(lake: Lake) -> Generator[TextIO]:
    """Wait until nobody else makes or takes away the catalog of `lake`. Yields the file that says which one was last made."""
    lake.root.mkdir(parents=True, exist_ok=True)
    with (lake.root / ".catalog.lock").open("a+", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        lock.seek(0)
        yield lock


def _seal(lake: Lake) -> str:
    """The published catalog, told from any other: by what made it, and by its place and time on the disk."""
    if not lake.catalog().exists():
        return "none"
    made_by = hashlib.sha256(repr((code_digest(), duckdb.__version__, FILES, MARTS)).encode()).hexdigest()
    return " ".join(map(str, (made_by, *state(lake.catalog()))))


def code_digest() -> str:
    """Of the code that makes a catalog."""
    return code_of("assets.catalog.catalog:publish_catalog").digest


def _publish(lake: Lake, built: Path, sealed: TextIO) -> None:
    sealed.truncate(0)
    built.chmod(0o444)
    with publishing(lake.catalog()) as beside:
        built.rename(beside)
    sealed.write(_seal(lake))


def _renewed(lake: Lake, files: list[MartFile], built: Path) -> dict[str, int] | None:
    """Copy the published catalog to `built` and replace what is no longer as it was. None where that would not be sound."""
    shutil.copyfile(lake.catalog(), built)
    try:
        with _opened(built) as con:
            query = "select file, inode, size, modified from catalog.files"
            before = {file: State(*found) for file, *found in con.execute(query).fetchall()}
            if before.keys() - {each.file for each in files}:
                return None
            new = _of_settled(lake, [each for each in files if before.get(each.file) != each.state])
            changed = {each.part for each in new}
            _take_out(con, changed & {each.part for each in files if each.file in before})
            _add(con, [each for each in files if each.part in changed])
            return _rows(con)
    except duckdb.Error:
        return None


def _of_settled(lake: Lake, files: list[MartFile]) -> list[MartFile]:
    """Those of waves whose tables follow from one another."""
    waves = {(each.study, each.wave) for each in files}
    ready = {wave for wave in waves if settled(lake, *wave)}
    return [each for each in files if (each.study, each.wave) in ready]


def _whole(files: list[MartFile], built: Path) -> dict[str, int]:
    """Build the catalog from nothing but the Parquet files."""
    with _opened(built) as con:
        con.execute("".join(map(_empty, (*MARTS, FILES)))).fetchall()
        _add(con, files)
        return _rows(con)


@contextmanager
def _opened(path: Path) -> Generator[duckdb.DuckDBPyConnection]:
    """A connection with the file `path` as `catalog`, written when the block ends without an error."""
    con = connect()
    con.execute(f"attach {literal(path)} as catalog (storage_version {literal(STORAGE)})").fetchall()
    try:
        con.execute("begin").fetchall()
        try:
            yield con
        except BaseException:
            con.execute("rollback").fetchall()
            raise
        con.execute("commit").fetchall()
    finally:
        con.execute("detach catalog").fetchall()


def _empty(table: Table) -> str:
    """SQL that makes a table without rows, explained by comments."""
    place = f"catalog.{name(table.name)}"
    columns = ", ".join(f"{name(column.name)} {SQL_TYPE[column.type]}" for column in table.columns)
    comments = [f"comment on column {place}.{name(each.name)} is {literal(each.about)}; " for each in table.columns]
    return f"create table {place} ({columns}); comment on table {place} is {literal(table.about)}; {''.join(comments)}"


def _take_out(con: duckdb.DuckDBPyConnection, parts: set[tuple[str, str, str]]) -> None:
    for table in {table for table, *_ in parts}:
        waves = ", ".join(f"({literal(study)}, {literal(wave)})" for other, study, wave in parts if other == table)
        con.execute(f"delete from catalog.{name(table)} where (study, wave) in ({waves})").fetchall()
    if parts:
        listed = ", ".join(f"({', '.join(map(literal, part))})" for part in parts)
        con.execute(f"delete from catalog.files where (table_name, study, wave) in ({listed})").fetchall()


def _add(con: duckdb.DuckDBPyConnection, files: list[MartFile]) -> None:
    """Put the rows of `files` into their tables; what an older version of the project did not write is NULL."""
    records: list[dict] = []
    for table in MARTS:
        columns = {column.name for column in table.columns}
        of_table = [each for each in files if each.table == table.name]
        for at in range(0, len(of_table), AT_ONCE):
            con.register("rows", read(of_table[at : at + AT_ONCE], columns, records))
            con.execute(f"insert into catalog.{name(table.name)} by name select * from rows").fetchall()
    con.register("made", FILES.build(records))
    con.execute("insert into catalog.files select * from made").fetchall()


def _rows(con: duckdb.DuckDBPyConnection) -> dict[str, int]:
    counted = dict(con.execute("select table_name, sum(rows)::bigint from catalog.files group by all").fetchall())
    return {table.name: counted.get(table.name, 0) for table in MARTS}
