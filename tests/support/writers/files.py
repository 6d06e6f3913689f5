"""Exports in files that are no text: statistics packages' and workbooks."""

import io
from pathlib import Path

import polars as pl
import pyreadstat
import xlsxwriter

from writers.questionnaire import Survey
from writers.text import qualtrics_ids
from writers.vendors import Table


def frame(survey: Survey) -> pl.DataFrame:
    """A column of text for each column of the survey, called `Q1` or `Q1_1`."""
    columns = zip(*survey.rows, strict=True)
    return pl.DataFrame(
        {name: list(cells) for name, cells in zip(qualtrics_ids(survey), columns, strict=True)}, strict=False
    )


def labels(survey: Survey) -> list[str]:
    """What each column asks."""
    return [" - ".join(filter(None, (column.text, column.part))) for column in survey.columns]


def spss(survey: Survey, path: Path) -> bytes:
    """A `.sav` of text variables with labels; `path` is where it may lie."""
    data = frame(survey).cast(pl.String).fill_null("")
    pyreadstat.write_sav(data, str(path), column_labels=labels(survey))
    return path.read_bytes()


def stata(survey: Survey, path: Path) -> bytes:
    """A `.dta` of text variables with labels."""
    data = frame(survey).cast(pl.String).fill_null("")
    pyreadstat.write_dta(data, str(path), column_labels=labels(survey))
    return path.read_bytes()


def parquet(survey: Survey) -> bytes:
    """A Parquet file of text columns."""
    out = io.BytesIO()
    frame(survey).cast(pl.String).write_parquet(out)
    return out.getvalue()


def workbook(table: Table) -> bytes:
    """An `.xlsx` with one sheet, every cell text."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(table):
            for at, cell in enumerate(row):
                if cell:
                    sheet.write_string(number, at, cell)
    return out.getvalue()
