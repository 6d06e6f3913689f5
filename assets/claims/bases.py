"""Bases: of how many people the claims may be that were asked of the same."""

from dataclasses import dataclass, replace

import numpy as np

from assets.claims.components import Component, components
from assets.claims.programme import solve
from assets.claims.questions import Base, Question
from assets.claims.reading import Claim
from assets.estimates.span import MOST_ASKED

MOST_NAMED = 20
"""So many bases are named."""


@dataclass(frozen=True)
class Bases:
    """What the claims of one base allow it to be."""

    base: Base
    claims: list[str]
    lowest: int | None
    highest: int | None
    """The fewest and the most that may have been asked, if some did not answer; None where no number fits."""
    fitting: list[int]
    """How many may have been asked, if everybody answered."""
    is_settled: bool
    comes_from: tuple[str, ...] = ()
    """`27: E5`: which of these is the count of another claim."""


def bases(ledger: dict[str, Claim], unanswered: float, at_most: int = MOST_ASKED) -> list[Bases]:
    """The bases of a ledger, up to `at_most` people. What is weighted says nothing of them and is left out."""
    counted = {
        name: replace(claim, row=claim.row | {"weighted": "no"})
        for name, claim in ledger.items()
        if claim.row["weighted"] != "yes"
    }
    found: dict[Base, list[tuple[Component, Question]]] = {}
    for component in components(counted):
        for question in component.questions:
            found.setdefault(question.base, []).append((component, question))
    rows = [_bases(base, asked, unanswered, at_most) for base, asked in found.items()]
    return [replace(row, comes_from=_comes_from(row, counted)) for row in rows]


def _bases(base: Base, asked: list[tuple[Component, Question]], unanswered: float, at_most: int) -> Bases:
    certain = [of for of in asked if of[1].is_counted] or asked
    questions = [question for _, question in certain]
    numbers = np.arange(1, min(base.at_most, at_most) + 1)
    if_all = np.logical_and.reduce([question.allowed(numbers) for question in questions])
    component = certain[0][0]
    if base.asked or component.has_one_base:
        fits = np.logical_and.reduce([question.fits(numbers, unanswered) for question in questions])
        some = numbers[fits]
        lowest, highest = (int(some[at]) if some.size else None for at in (0, -1))
        settled = True
    else:
        answers = [solve(component, unanswered, seek=(base, 1)), solve(component, unanswered, seek=(base, -1))]
        lowest, highest = (answer.value for answer in answers)
        settled = all(answer.feasible is not None for answer in answers)
        if lowest is not None and highest is not None:
            if_all &= (numbers >= lowest) & (numbers <= highest)
    names = [claim.name for question in questions for claim in question.claims]
    return Bases(base, names, lowest, highest, fitting=[int(number) for number in numbers[if_all]], is_settled=settled)


def _comes_from(row: Bases, ledger: dict[str, Claim]) -> tuple[str, ...]:
    """Which counts of other claims of the same people a hidden base may be."""
    if row.base.asked or len(row.fitting) > MOST_NAMED:
        return ()
    about = (row.base.group, row.base.segment, row.base.segment_value)
    others = [claim for claim in ledger.values() if claim.about == about and claim.is_counted and claim.is_share]
    return tuple(
        f"{number}: {claim.name}"
        for number in row.fitting
        for claim in others
        if claim.name not in row.claims and number in claim.counts(claim.bases[0])
    )
