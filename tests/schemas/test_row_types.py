"""The rows of the tables as types: current, and true of the rows that a table gives back."""

import subprocess
import sys
from typing import get_args, get_type_hints

import pytest

from conftest import PROJECT
from schemas.tables import GAP_FACT, TABLES, rows
from schemas.tables.sides import side_of
from schemas.tables.table import Table


def test_the_types_of_the_rows_are_current():
    command = [sys.executable, "-m", "schemas.tables", "rows"]
    printed = subprocess.run(command, cwd=PROJECT, capture_output=True, check=True)
    assert (PROJECT / "schemas" / "tables" / "rows.py").read_bytes() == printed.stdout


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_a_row_that_is_read_back_is_what_its_type_says(table: Table):
    hints = get_type_hints(getattr(rows, f"{table.name.title().replace('_', '')}Row"))
    may_be = {name: get_args(hint) or (hint,) for name, hint in hints.items()}
    (row,) = table.build([{name: kinds[0](1) for name, kinds in may_be.items()}]).to_pylist()
    assert {name: type(value) for name, value in row.items()} == {name: kinds[0] for name, kinds in may_be.items()}
    assert {c.name for c in table.columns if c.nullable} == {n for n, kinds in may_be.items() if type(None) in kinds}


def test_a_side_of_a_gap_has_its_own_columns_under_their_plain_names():
    (row,) = GAP_FACT.build(
        [{"gap": "g", "executive_n": 35, "consumer_n": 1200, "executives_report": "own_view"}]
    ).to_pylist()
    assert side_of(row, "executive")["n"] == 35
    assert side_of(row, "consumer")["n"] == 1200
    assert set(side_of(row, "executive")) == set(get_type_hints(rows.GapFactSide))
