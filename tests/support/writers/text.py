"""Exports in delimited text."""

import csv
import io
import json
from dataclasses import dataclass

from writers.questionnaire import Cell, Survey


@dataclass(frozen=True)
class Dialect:
    """How a table is written as text."""

    delimiter: str = ","
    line: str = "\n"
    quoted: bool = False
    """Whether every cell is quoted, or only those that need it."""
    mark: bool = False
    """Whether the file begins with a byte order mark."""
    encoding: str = "utf-8"


def written(records: list[list[Cell]], dialect: Dialect) -> bytes:
    """A table as bytes."""
    out = io.StringIO()
    broken = any(
        set(cell or "") & {"\n", "\r"} for record in records for cell in record
    )  # whatever ends the file's lines
    quoting = csv.QUOTE_ALL if dialect.quoted or broken else csv.QUOTE_MINIMAL
    csv.writer(out, delimiter=dialect.delimiter, lineterminator=dialect.line, quoting=quoting).writerows(records)
    return (("\ufeff" if dialect.mark else "") + out.getvalue()).encode(dialect.encoding)


def plain(survey: Survey, dialect: Dialect, header: int = 1, titles: int = 0) -> bytes:
    """A table with so many header rows (question; question and part; both below a block's name), and titles above."""
    names = [column.text for column in survey.columns]
    rows = {0: [], 1: [names], 2: [names, parts(survey)], 3: [["Survey"] * len(names), names, parts(survey)]}[header]
    return written([["Title"] + [""] * (len(names) - 1)] * titles + rows + survey.rows, dialect)


def parts(survey: Survey) -> list[str]:
    """The option or row that each column holds."""
    return [column.part for column in survey.columns]


def qualtrics(survey: Survey, dialect: Dialect, older: bool = False) -> bytes:
    """Three header rows: short ids, texts, ImportIds (older files write them as Python does)."""
    ids = [{"ImportId": f"QID{column.number}"} for column in survey.columns]
    third = [str(found) if older else json.dumps(found, separators=(",", ":")) for found in ids]
    labels = [" - ".join(filter(None, (column.text, column.part))) for column in survey.columns]
    return written([qualtrics_ids(survey), labels, third, *survey.rows], dialect)


def qualtrics_ids(survey: Survey) -> list[str]:
    """`Q1` where a question has one column, else `Q1_1`, `Q1_2`, …"""
    found: list[str] = []
    for at, column in enumerate(survey.columns):
        first = next(place for place, other in enumerate(survey.columns) if other.number == column.number)
        found.append(
            f"Q{column.number}_{at - first + 1}" if column.kind in ("several", "grid") else f"Q{column.number}"
        )
    return found


def surveymonkey(survey: Survey, dialect: Dialect) -> bytes:
    """Three header rows: question id, question, answer; ids and texts over the first column of a block only."""
    ids, texts, last = [""], ["Respondent ID"], 0
    for column in survey.columns:
        begins = column.number != last
        ids.append(f"q{column.number}" if begins else "")
        texts.append(column.text if begins else "")
        last = column.number
    rows = [[str(1000 + at), *row] for at, row in enumerate(survey.rows)]
    return written([ids, texts, ["", *parts(survey)], *rows], dialect)
