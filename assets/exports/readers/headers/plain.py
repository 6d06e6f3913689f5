"""A plain table: one header row, as many as the rows below them tell, or those that the study names.

A column's handle is its name. Of two or three rows found, the first has the names where each column has one of its own, and
those below it are labels; else the first rows stand over blocks, and a column of a block is `question | answer`.
"""

from collections.abc import Iterable
from dataclasses import replace
from itertools import zip_longest

from assets.exports.export import ExportColumn, saying, squeezed
from assets.exports.readers.headers import weighed as weighing
from assets.exports.readers.headers.counts import counts_answers
from assets.exports.readers.headers.header import Header, filled_right
from assets.exports.readers.headers.qualtrics import IMPORT_ID
from assets.exports.readers.headers.surveymonkey import WHOLE

LAYOUT = "plain"


def read(rows: list[list[str]]) -> Header:
    """One header row: any table that no other layout claims."""
    return stated(rows, [1])


def weighed(rows: list[list[str]]) -> Header:
    """The header that the rows below it tell. Raises ValueError where they leave it open."""
    if counts_answers(rows):
        raise ValueError("this is a table of counts, not one row a respondent; export all individual responses")
    try:
        depth, why = weighing.weighed(rows)
    except ValueError as error:
        raise ValueError(f"{error}; say which rows are the header ({saying('header')})") from None
    if depth < 2:
        return replace(stated(rows, [*range(1, depth + 1)]), notes=[why] if why else [])
    return Header(LAYOUT, _found(rows[:depth]), depth + 1, [why])


def _found(header: list[list[str]]) -> list[ExportColumn]:
    """The columns below two or three rows."""
    width = max(map(len, header))
    names, *below = [[*map(squeezed, row), *[""] * (width - len(row))] for row in header]
    if all(names) and len(set(names)) == width:
        return [ExportColumn(name, _label(parts)) for name, *parts in zip(names, *below, strict=True)]
    questions, found = filled_right(names), []
    for at, (question, answer) in enumerate(zip(questions, below[-1], strict=True)):
        alone = questions.count(question) == 1 or answer in WHOLE
        handle = question if alone else " | ".join(filter(None, (question, answer)))
        found.append(ExportColumn(handle, _label([row[at] for row in below]) if alone else names[at]))
    return found


def _label(parts: Iterable[str]) -> str:
    return " ".join(part for part in parts if part and part not in WHOLE and not IMPORT_ID.match(part))


def stated(rows: list[list[str]], header: list[int]) -> Header:
    """The header in the rows with these numbers. Of several, all but the last fill blocks to the right: `question | answer`."""
    named = [rows[number - 1] for number in header if number <= len(rows)]
    filled = [*map(filled_right, named[:-1]), *([squeezed(cell) for cell in row] for row in named[-1:])]
    width = max(map(len, filled or rows[:1]))
    parts = zip_longest(*filled, fillvalue="") if filled else ((),) * width
    columns = [ExportColumn(" | ".join(filter(None, part))) for part in parts]
    return Header(LAYOUT, columns, max(header, default=0) + 1)
