"""SQL over the lake: every table by its name, all studies and waves together."""

from pathlib import Path

import duckdb

from assets.lake.duck import connect, name, parquet
from assets.lake.paths import Lake
from assets.lake.publish import workspace
from pipeline.terminal.console import result_table
from schemas.refused import Refused
from schemas.tables import TABLES

BY_NAME = "union_by_name = true"


def ask(query: str, lake: Path) -> bool:
    """Run `query` and print its result. Raises Refused where the lake is empty or the query is none."""
    place = Lake(lake)
    tables = {table.name: files for table in TABLES if (files := place.files(table.name))}
    if not tables:
        raise Refused(f"{lake}: there are no tables here; run gap run first, or say where with --lake.")
    with workspace(place.root) as work:
        con = connect(work)
        try:
            for table, files in tables.items():
                con.execute(
                    f"create temp view {name(table)} as select * from {parquet(*files, options=BY_NAME)}"
                ).fetchall()
            answer = con.sql(query)
            rows = answer.fetchall() if answer else []
        except duckdb.Error as error:
            raise Refused(f"the query was not understood: {str(error).strip()}") from None
    if answer is None:
        raise Refused("the query asks for no rows; ask for some, such as: select * from gap_fact.")
    result_table(answer.columns, rows)
    return True
