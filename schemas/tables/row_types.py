"""The rows of every table as types, for whoever reads one in Python: `rows.py` is what this writes.

A row is as it is published: every column is there, and one that may be NULL may be None. A table that has the same columns
for either side of the gaps has a type for one side, too.
"""

from collections.abc import Iterator

import pyarrow as pa

from schemas.study import SIDES
from schemas.tables.table import Column, Table

HEAD = '''"""The rows of the tables, as types.

Written from the column dictionary: python -m schemas.tables rows > schemas/tables/rows.py
"""

from decimal import Decimal
from typing import TypedDict'''


def module(tables: tuple[Table, ...]) -> str:
    """The text of `rows.py`."""
    return "\n\n\n".join([HEAD, *(one for table in tables for one in _types(table))]) + "\n"


def _types(table: Table) -> Iterator[str]:
    name = "".join(part.capitalize() for part in table.name.split("_"))
    yield _typed(f"{name}Row", f"A row of {table.name}.", table.columns, "")
    first, second = ([c for c in table.columns if c.name.startswith(f"{side}_")] for side in SIDES)
    if first and len(first) == len(second):
        yield _typed(f"{name}Side", f"What a row of {table.name} says of one side.", first, f"{SIDES[0]}_")


def _typed(name: str, about: str, columns: tuple[Column, ...] | list[Column], prefix: str) -> str:
    lines = [f"    {column.name.removeprefix(prefix)}: {_type(column)}" for column in columns]
    return "\n".join([f"class {name}(TypedDict):", f'    """{about}"""', "", *lines])


def _type(column: Column) -> str:
    for is_one, known in (
        (pa.types.is_string, "str"),
        (pa.types.is_boolean, "bool"),
        (pa.types.is_integer, "int"),
        (pa.types.is_floating, "float"),
        (pa.types.is_decimal, "Decimal"),
    ):
        if is_one(column.type):
            return f"{known} | None" if column.nullable else known
    raise TypeError(f"{column.name}: no Python type is known for {column.type}; add it here.")
