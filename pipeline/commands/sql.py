"""SQL over the lake: every table by its name, all studies and waves together, and nothing else of the machine.

Arrow reads the tables and hands them to DuckDB, which may itself open no file and no network, and whose settings are locked.
"""

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq

from assets.lake.paths import Lake
from assets.lake.shares import memory
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
        except duckdb.Error as error:
            raise Refused(f"the query was not understood: {str(error).strip()}") from None
        if answer is None:
            raise Refused("the query asks for no rows; ask for some, such as: select * from gap_fact.")
        result_table(answer.columns, rows)
    return True


@contextmanager
def _confined(tables: dict[str, list[Path]]) -> Generator[duckdb.DuckDBPyConnection]:
    """A database that has these tables; what is too large for its memory spills into a folder that is thrown away."""
    with TemporaryDirectory(prefix="gap-sql-") as spill:
        config: dict[str, str | bool | int | float | list[str]] = {
            "memory_limit": memory(),
            "temp_directory": spill,
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "python_enable_replacements": "false",
        }
        with duckdb.connect(config=config) as con:
            for table, files in tables.items():
                con.register(table, _united(files))
            con.execute("set enable_external_access = false")
            con.execute("set lock_configuration = true")
            yield con


def _united(files: list[Path]) -> ds.Dataset:
    """Files of one table as one, with the columns of all; a column that a file does not have is NULL there."""
    schemas = [pq.read_schema(file).remove_metadata() for file in files]
    return ds.dataset(files, schema=pa.unify_schemas(schemas, promote_options="permissive"), format="parquet")
