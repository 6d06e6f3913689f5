"""SQL over the lake: every table by its name, all studies and waves together."""

from pathlib import Path

import duckdb

from assets.lake.duck import connect, literal, name
from assets.lake.paths import Lake
from pipeline.terminal import result_table
from schemas.refused import Refused
from schemas.tables import TABLES


def ask(query: str, lake: Path) -> bool:
    """Run `query` and print its result. Raises Refused where the lake is empty or the query is none."""
    con = over(Lake(lake))
    try:
        answer = con.sql(query)
        rows = answer.fetchall() if answer else []
    except duckdb.Error as error:
        raise Refused(f"the query was not understood: {str(error).strip()}") from None
    if answer is None:
        raise Refused("the query asks for no rows; ask for some, such as: select * from gap_fact.")
    result_table(answer.columns, rows)
    return True


def over(lake: Lake) -> duckdb.DuckDBPyConnection:
    """A connection with a view for each table that the lake has. Raises Refused where it has none."""
    con = connect(lake.root / ".work" / "sql")
    found = 0
    for table in TABLES:
        files = lake.files(table.name)
        if files:
            listed = ", ".join(literal(path) for path in files)
            con.execute(
                f"create view {name(table.name)} as select * from read_parquet([{listed}], union_by_name = true)"
            ).fetchall()
            found += 1
    if not found:
        raise Refused(f"{lake.root}: there are no tables here; run gap run first, or say where with --lake.")
    return con
