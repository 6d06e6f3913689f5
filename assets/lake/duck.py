"""DuckDB: one way to open it, and one way to put a study's names and texts into SQL.

In memory, bounded, spilling beside the lake; it installs and loads nothing by itself. Parquet is the truth.
"""

from pathlib import Path

import duckdb

MEMORY = "1GB"


def connect(spill: Path) -> duckdb.DuckDBPyConnection:
    """A connection of its own, with at most `MEMORY` and the folder `spill` for what does not fit."""
    return duckdb.connect(
        config={
            "memory_limit": MEMORY,
            "temp_directory": str(spill),
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
        }
    )


def name(text: object) -> str:
    """`text` as an SQL identifier."""
    return '"' + str(text).replace('"', '""') + '"'


def literal(text: object) -> str:
    """`text` as an SQL string."""
    return "'" + str(text).replace("'", "''") + "'"


def parquet(*paths: Path) -> str:
    """A FROM clause over Parquet files; `file_row_number` is there to ask for."""
    return f"read_parquet([{', '.join(literal(path) for path in paths)}], file_row_number = true)"
