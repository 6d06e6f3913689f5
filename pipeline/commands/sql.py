"""SQL over the lake: every table by its name, all studies and waves together, and nothing else of the machine.

Arrow reads the tables and hands them to DuckDB, which may itself open no file and no network, and whose settings are locked.
"""

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq

from assets.lake.duck import database
from assets.lake.paths import Lake
from pipeline.terminal.console import result_table
from schemas.refused import Refused
from schemas.tables import TABLES


def ask(query: str, lake: Path) -> bool:
    """Run `query` and print its result. Raises Refused where the lake is empty or the query is none."""
    place = Lake(lake)
    tables = {table.name: files for table in TABLES if (files := place.files(table.name))}
    if not tables:
        raise Refused(f"{lake}: there are no tables here; run gap run first, or say where with --lake.")
    with _confined(tables) as con:
        try:
            answer = con.sql(query)
            rows = answer.fetchall() if answer else []
        except duckdb.OutOfMemoryException:
            raise  # it was understood
        except duckdb.Error as error:
            raise Refused(f"the query was not understood: {str(error).strip()}") from None
        if answer is None:
            raise Refused("the query asks for no rows; ask for some, such as: select * from gap_fact.")
        result_table(answer.columns, rows)
    return True


@contextmanager
def _confined(tables: dict[str, list[Path]]) -> Generator[duckdb.DuckDBPyConnection]:
    """A database that has these tables and no way to anything else."""
    with database() as con:
        for table, files in tables.items():
            con.register(table, _united(files))
        for setting in (
            "python_enable_replacements = false",
            "enable_external_access = false",
            "lock_configuration = true",
        ):
            con.execute(f"set {setting}")
        yield con


def _united(files: list[Path]) -> ds.Dataset:
    """Files of one table as one, with the columns of all; a column that a file does not have is NULL there."""
    schemas = [pq.read_schema(file).remove_metadata() for file in files]
    return ds.dataset(files, schema=pa.unify_schemas(schemas, promote_options="permissive"), format="parquet")
