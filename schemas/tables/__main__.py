"""The column dictionary for people, `docs/reference/tables.md`; with the word `rows` for Python, `schemas/tables/rows.py`."""

import sys
from collections.abc import Iterator

from schemas.tables import TABLES
from schemas.tables.row_types import module
from schemas.tables.table import Column


def page() -> Iterator[str]:
    """The lines of the page."""
    yield "# The tables\n"
    yield "Written from the column dictionary in `schemas/tables/`; the same words stand in the Parquet files and in the catalog."
    yield "Proportions are fractions from 0 to 1. An estimate that is NULL was withheld, or there is none."
    yield "[The lake in SQL](../sql.md) has ways to open them and queries to begin with."
    yield "`provenance_id` has three parts, of eight digits each: of the digests of the code that makes the table, of its part of"
    yield "the study file, and of the exports. Where one of them differs between two rows, that has changed. The whole digests"
    yield "are the file's [fingerprint](../operations.md#what-a-table-follows-from).\n"
    yield "| Table | What it holds |\n|---|---|"
    yield from (f"| [{table.name}](#{table.name}) | {table.about} |" for table in TABLES)
    for table in TABLES:
        yield f"\n## {table.name}\n\n{table.about}\n"
        if table.name == "responses":
            yield "Besides, one column for each question of the study, or for each option where several answers are allowed.\n"
        yield "| Column | Type | What it holds |\n|---|---|---|"
        yield from (f"| `{column.name}` | {_type(column)} | {_about(column)} |" for column in table.columns)


def _type(column: Column) -> str:
    return f"{column.type}{', may be NULL' if column.nullable else ''}"


def _about(column: Column) -> str:
    told = column.among is None or all(value in column.about for value in column.among)
    among = "" if told else f": {', '.join(f'`{value}`' for value in column.among or ())}"
    return f"{column.about}{among}".replace("|", "\\|")


if __name__ == "__main__":
    print(module(TABLES), end="") if sys.argv[1:] == ["rows"] else print("\n".join(page()))
