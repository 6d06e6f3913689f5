"""DuckDB: one way to open it, and one way to put a study's names and texts into SQL.

In memory, bounded, spilling beside the lake; it installs and loads nothing by itself. Parquet is the truth.
"""

from pathlib import Path

import duckdb

MEMORY = "1GB"


def connect(spill: Path | None = None) -> duckdb.DuckDBPyConnection:
    """A connection of its own, with at most `MEMORY` and, where large data is met, the folder `spill` for the rest."""
    return duckdb.connect(
        config={
            "memory_limit": MEMORY,
            "temp_directory": str(spill or ""),
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


def parquet(*paths: Path, options: str = "") -> str:
    """A FROM clause over Parquet files; the folders that a lake lies in are no columns, whatever their names."""
    files = ", ".join(literal(path) for path in paths)
    return f"read_parquet([{files}], hive_partitioning = false{options and ', ' + options})"
