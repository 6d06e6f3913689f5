"""Columns that hold the first, second and third answer of one question, each respondent's in turn and none of them twice."""

import re
from collections.abc import Callable
from itertools import groupby

from assets.drafting.asked import Asked, wording
from assets.drafting.columns import question
from assets.exports.export import Export, squeezed
from assets.exports.profile import ColumnProfile
from schemas.study import Mentions, OtherCode

InTurn = Callable[[list[list[int]]], list[bool]]
"""For each block of positions, whether its columns are filled in turn and no row has one cell twice."""
_FEWEST = 3
"""So many answers there are to choose from at least."""


def mentioned(
    export: Export, closed: list[ColumnProfile], rows: int, source: str, in_turn: InTurn
) -> list[tuple[list[ColumnProfile], Asked]]:
    """The questions whose answers stand one in a column, each with its columns, which are neighbours and numbered."""
    blocks = [
        columns
        for stem, group in groupby(closed, key=_stem)
        if stem and len(columns := list(group)) > 1 and _is_pattern(export, f"{stem}*", columns)
    ]
    told = in_turn([[column.position for column in block] for block in blocks])
    asked = [
        (block, _question(block, rows, source))
        for block, fits in zip(blocks, told, strict=True)
        if fits and _fewer(block)
    ]
    return [(block, one) for block, one in asked if len(one.answers) >= _FEWEST]


def _stem(column: ColumnProfile) -> str:
    match = re.fullmatch(r"(.*\D)\d{1,2}", squeezed(column.column.handle))
    return match[1] if match else ""


def _is_pattern(export: Export, pattern: str, columns: list[ColumnProfile]) -> bool:
    """Whether a pattern finds these columns and no other."""
    return set(export.find(pattern, "the draft")) == {column.position for column in columns}


def _fewer(columns: list[ColumnProfile]) -> bool:
    """Whether fewer have a second answer than a first, and fewer a third: where all have all of them, it is a ranking."""
    filled = [column.filled for column in columns]
    return filled == sorted(filled, reverse=True) and filled[0] > filled[-1]


def _question(columns: list[ColumnProfile], rows: int, source: str) -> Asked:
    answers: dict[str, list[str]] = {}
    other: dict[OtherCode, list[str]] = {}
    counts: dict[str, int] = {}
    for one in (question(column, rows, source) for column in columns):
        low, high = one.numbers or (0, -1)
        named = one.answers or {str(number): [str(number)] for number in range(low, high + 1)}
        for name, cells in named.items():
            answers[name] = [*dict.fromkeys([*answers.get(name, []), *cells])]
        for word, cells in one.other.items():
            other[word] = [*dict.fromkeys([*other.get(word, []), *cells])]
        counts |= {name: counts.get(name, 0) + one.counts.get(name, 0) for name in named}
    stem, label = _stem(columns[0]), wording(columns[0].column)
    said = stem.rstrip("_ .-") if label == squeezed(columns[0].column.handle) else label
    return Asked(
        source,
        stem.rstrip("_ .-"),
        said,
        Mentions(mentions=f"{stem}*"),
        answers,
        other=other,
        counts=counts,
        filled=columns[0].filled / rows,
        checks=[f"{len(columns)} columns taken for first, second and further mentions"],
    )
