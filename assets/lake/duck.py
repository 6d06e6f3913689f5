"""DuckDB: one way to open it, and one way to put a study's names and texts into SQL.

In memory, bounded, spilling to a disk; it installs and loads nothing by itself. Parquet is the truth.
"""

import atexit
import os
from collections.abc import Sequence
from functools import cache, partial
from glob import escape
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp

import duckdb
import numpy as np

from assets.lake.shares import memory


def connect(work: Path | None = None) -> duckdb.DuckDBPyConnection:
    """A connection with temporary views and tables of its own; it spills beside the folder `work`, or as `database` does.

    Opening a database takes longer than most of our queries, so a process opens one for each lake that it works on.
    """
    return _database(str(work.parent / f"{os.getpid()}-spill") if work else "").cursor()


def database(spill: str = "") -> duckdb.DuckDBPyConnection:
    """A database of its own. What is too large for its memory spills, unless a folder is given, into one that ends with us."""
    return duckdb.connect(
        config={
            "memory_limit": memory(),
            "temp_directory": spill or mkdtemp(dir=_scratch().name),
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
        }
    )


_database = cache(database)
_scratch = cache(partial(TemporaryDirectory, prefix="gap-spill-"))
atexit.register(_database.cache_clear)  # DuckDB complains of connections that outlive the interpreter


def repeated(con: duckdb.DuckDBPyConnection, query: str) -> tuple[int, int]:
    """How many numbers the one column of `query` has, none of them NULL, and how many are there more than once.

    Sorted by numpy, in half the time of a grouping.
    """
    (values,) = con.execute(query).fetchnumpy().values()
    values.sort()
    as_before = np.concatenate([[False], values[1:] == values[:-1], [False]])
    return len(values), int((as_before[:-1] | as_before[1:])[: len(values)].sum())


def chained(operator: str, terms: Sequence[str]) -> str:
    """`terms` with an operator between them, in brackets by the hundred: DuckDB nests such a chain, and no deeper than 1,000."""
    links = [operator.join(terms[at : at + 100]) for at in range(0, len(terms), 100)]
    return operator.join(f"({link})" for link in links) if len(links) > 1 else "".join(links)


def name(text: object) -> str:
    """`text` as an SQL identifier."""
    return '"' + str(text).replace('"', '""') + '"'


def literal(text: object) -> str:
    """`text` as an SQL string."""
    return "'" + str(text).replace("'", "''") + "'"


def file(path: object) -> str:
    """The one file of that name as an SQL string, for functions that would take *, ? and [ in it for a pattern."""
    return literal(escape(str(path)))


def parquet(*paths: Path, options: str = "") -> str:
    """A FROM clause over Parquet files; the folders that a lake lies in are no columns, whatever their names."""
    files = ", ".join(map(file, paths))
    return f"read_parquet([{files}], hive_partitioning = false{options and ', ' + options})"
