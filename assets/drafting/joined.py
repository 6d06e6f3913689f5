"""Columns whose cells hold several answers: what stands between the answers, and which answers there are."""

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

from assets.drafting.asked import Asked, wording
from assets.exports.export import squeezed
from assets.exports.profile import ColumnProfile
from assets.exports.wording import no_answer
from schemas.codebook import option_variable
from schemas.study import ANY_TEXT, Joined, OtherCode

_BETWEEN = ("\n", ";", "|", ", ", ",")
"""What vendors write between two answers, the surest first."""
_OF_NAMES = {"xlsform": " "}
"""What stands between them in a layout whose answers are names without blanks."""
_MOST_ANSWERS = 40
_KNOWN = 0.85
"""So large a share of what stands between the separators comes again in other cells."""
_OFTEN = 0.01
"""What so large a share of the rows has alone is an answer, though it stands beside no other."""
_SEVERAL = 0.05
"""So large a share of the rows has several answers."""


@dataclass(frozen=True)
class Parts:
    """What the cells of a column are made of."""

    by: str
    counts: dict[str, int]
    """How many rows have each answer."""
    others: bool
    """Whether cells hold something else besides, such as what people wrote."""


def parts(column: ColumnProfile, layout: str) -> Parts | None:
    """The answers that are joined in the cells of a column of such a layout; None where each cell is one answer."""
    if not isinstance(column.address, str) or column.span or column.column.labels:
        return None
    cells = {cell: count for cell, count in column.cells.items() if no_answer(cell) is None}
    between = _OF_NAMES.get(layout, _BETWEEN)
    return next((found for by in between if (found := _cut_at(by, cells))), None)


def question(column: ColumnProfile, found: Parts, rows: int, source: str) -> Asked:
    """A column that holds several answers a respondent, of so many `rows`."""
    assert isinstance(column.address, str), "only a column with a name of its own can be cut"
    answers: dict[str, list[str]] = {}
    spelled: dict[str, str] = {}
    for part in sorted(found.counts, key=lambda part: (-found.counts[part], part)):
        answers.setdefault(spelled.setdefault(option_variable("", part), part), []).append(part)
    other: dict[OtherCode, list[str]] = {}
    for cell in dict.fromkeys(map(squeezed, column.cells)):
        if word := no_answer(cell):
            other.setdefault(word, []).append(cell)
    checks = [f"several answers in a cell, {found.by!r} between them"]
    if found.others:
        answers["anything else"] = [ANY_TEXT]
        checks.append("what few people wrote is anything else")
    place = Joined(joined=column.address, by=found.by)
    return Asked(
        source,
        column.column.handle,
        wording(column.column),
        place,
        answers,
        other=other,
        counts=found.counts,
        filled=column.filled / rows,
        checks=checks,
    )


def _cut_at(by: str, cells: dict[str, int]) -> Parts | None:
    cut = {cell: [part for part in map(squeezed, cell.split(by)) if part] for cell in cells}
    cut = _together(cut, by) if "," in by else cut
    ended = bool(by.strip()) and all(cell.rstrip().endswith(by) for cell in cells)
    if not ended and not _holds_several(cut, cells, by):
        return None
    stands = Counter(part for found in cut.values() for part in set(found))
    rows: Counter[str] = Counter()
    for cell, found in cut.items():
        rows.update(dict.fromkeys(found, cells[cell]))
    often = max(2, _OFTEN * sum(cells.values()))
    alone = {found[0] for cell, found in cut.items() if len(found) == 1 and cells[cell] >= often}
    again = {part: rows[part] for part, n in stands.items() if (n > 1 or part in alone) and no_answer(part) is None}
    if not 2 <= len(again) <= _MOST_ANSWERS or sum(again.values()) < _KNOWN * rows.total():
        return None
    return Parts(by, again, len(again) < len(stands))


def _holds_several(cut: dict[str, list[str]], cells: dict[str, int], by: str) -> bool:
    """Whether parts are answers of their own: all stand alone elsewhere, or many cells have several, and not just two."""
    several = {cell: cells[cell] for cell, found in cut.items() if len(found) > 1}
    if sum(several.values()) < 2:
        return False
    whole = {found[0] for found in cut.values() if len(found) == 1}
    within = {part for cell in several for part in cut[cell]}
    if within <= whole:
        return "," not in by or not all(part.isdecimal() for part in within)  # 3,5 may be one number
    lengths = {len(found) for found in cut.values()}
    if len(several) < 2 or len(lengths) < 2 or sum(several.values()) < _SEVERAL * sum(cells.values()):
        return False
    alone = any(part in within for part in whole)
    return max(lengths) > 2 or (alone and not all(part.isdecimal() for part in within))


def _together(cut: dict[str, list[str]], by: str) -> dict[str, list[str]]:
    """The parts, where two that never stand without each other are one answer with a comma in it."""
    stands = Counter(part for found in cut.values() for part in found)
    beside = Counter(pair for found in cut.values() for pair in pairwise(found))
    one = {pair for pair, count in beside.items() if count == stands[pair[0]] == stands[pair[1]] > 1}
    joined: dict[str, list[str]] = {}
    for cell, found in cut.items():
        whole: list[str] = []
        for at, part in enumerate(found):
            if at and (found[at - 1], part) in one:
                whole[-1] += by + part
            else:
                whole.append(part)
        joined[cell] = whole
    return joined
