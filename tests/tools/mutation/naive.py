"""A damaged export, read without the pipeline: Python's csv module, and what a sound export of that layout must be.

It is told the encoding, the delimiter and the layout, and is as strict as can be: what is not a sound export raises Unsound.
"""

import csv
import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from unicodedata import normalize

import openpyxl

BLANK = re.compile("[\\s\u00a0]+")
UNSEEN = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))


class Unsound(Exception):
    """The bytes are no sound export of the layout that they had."""


@dataclass(frozen=True)
class Table:
    """The columns' handles, and the respondents' cells."""

    handles: list[str]
    rows: list[list[str]]


def squeezed(cell: str) -> str:
    """`cell` with runs of blanks as one space, none at its ends, nothing unseen, and composed letters."""
    return BLANK.sub(" ", normalize("NFC", cell).translate(UNSEEN)).strip()


def read_text(content: bytes, layout: str, encoding: str = "utf-8", delimiter: str = ",") -> Table:
    """The table in a delimited text."""
    try:
        text = content.decode(encoding).removeprefix("\ufeff")
    except UnicodeError:
        raise Unsound("not of its encoding") from None
    if "\0" in text:
        raise Unsound("a NUL")
    try:
        records = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise Unsound(str(error)) from None
    return headed([record or [""] * len(records[0]) for record in records], layout)


def headed(records: list[list[str]], layout: str) -> Table:
    """The table in records of which the first are its header."""
    if len({len(record) for record in records}) != 1:
        raise Unsound("rows of several lengths")
    depth, handles = HEADERS[layout]
    if len(records) < depth:
        raise Unsound("no header")
    return Table(handles(records[:depth]), records[depth:])


def _plain(header: list[list[str]]) -> list[str]:
    return [squeezed(name) for name in header[0]]


def _qualtrics(header: list[list[str]]) -> list[str]:
    if not all("ImportId" in cell for cell in header[2] if cell):
        raise Unsound("the third row has no ids")
    return _plain(header)


def _surveymonkey(header: list[list[str]]) -> list[str]:
    if header[0][0] or header[2][0] or not header[1][0].startswith("Respondent"):
        raise Unsound("the header's first column is another")
    questions, asked = [], ""
    for cell in header[0]:
        asked = squeezed(cell) or asked
        questions.append(asked)
    named = zip(questions, header[1], header[2], strict=True)
    return [f"{question} | {squeezed(answer)}" if question else squeezed(text) for question, text, answer in named]


def _legacy(header: list[list[str]]) -> list[str]:
    if (header[0][0], header[1][0]) != ("V1", "ResponseID"):
        raise Unsound("the header's first column is another")
    return _plain(header)


def _condensed(header: list[list[str]]) -> list[str]:
    if header[1][0] or not header[0][0].startswith("Respondent"):
        raise Unsound("the header's first column is another")
    handles, asked = [], ""
    for question, part in zip(*header, strict=True):
        asked = squeezed(question) or asked
        handles.append(asked if part == "Response" or not part else f"{asked} | {squeezed(part)}")
    return handles


def read_workbook(content: bytes, sheet: str, first: int, last: int) -> Table:
    """The table between two rows of a sheet, of which the first is its header; the rows below it are notes, and no rows."""
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
        rows = list(book[sheet].iter_rows(min_row=first, values_only=True))
        formulas = openpyxl.load_workbook(io.BytesIO(content))[sheet].iter_rows(min_row=first, values_only=True)
    except Exception as error:  # whatever openpyxl makes of a broken file
        raise Unsound(f"no workbook: {error}") from None
    if any(str(formula).startswith("=") and cell is None for one, two in zip(formulas, rows, strict=True)
           for formula, cell in zip(one, two, strict=True)):  # fmt: skip
        raise Unsound("a formula without its value")
    table = [
        ["" if cell is None or number > last else _shown(cell) for cell in row]
        for number, row in enumerate(rows, first)
    ]
    return headed(table, "plain")


def _shown(cell: object) -> str:
    return str(cell).upper() if isinstance(cell, bool) else str(cell)


HEADERS: dict[str, tuple[int, Callable[[list[list[str]]], list[str]]]] = {
    "plain": (1, _plain),
    "qualtrics": (3, _qualtrics),
    "qualtrics-legacy": (2, _legacy),
    "surveymonkey": (3, _surveymonkey),
    "surveymonkey, condensed": (2, _condensed),
}
"""Of each layout: how many rows its header has, and the handles in it."""
