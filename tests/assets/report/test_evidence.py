"""What a report rests on."""

from typing import get_args, get_type_hints

import pytest

from assets.report.evidence import Tables
from schemas.tables import TABLES


@pytest.mark.parametrize("name", get_type_hints(Tables))
def test_a_report_reads_each_table_as_rows_of_that_table(name: str):
    (row,) = get_args(get_type_hints(Tables)[name])
    (columns,) = [[column.name for column in table.columns] for table in TABLES if table.name == name]
    assert list(get_type_hints(row)) == columns
