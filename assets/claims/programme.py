"""A component as a programme of whole numbers, and what HiGHS, the solver that scipy has, finds of it.

Unknown are the count of each claim, how many answered each question, and how many were asked. A printed percent bounds
a count by multiples of those who answered; sums, bases that are counts and parts that did not answer are linear, too.
A solver that runs out of time proves nothing, and an answer is checked in whole numbers before it counts.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

import numpy as np

from assets.claims.components import Component
from assets.claims.questions import Base, Free, Question
from assets.claims.reading import Claim

SECONDS = 5.0
"""How long one programme may take."""
Row = tuple[dict[Any, int], int, int | None]
"""Multiples of unknowns, and the least and the largest that their sum may be."""


@dataclass(frozen=True)
class Answer:
    """Whether there is a solution, None where that is not settled; and the value of what was sought."""

    feasible: bool | None
    value: int | None = None


def solve(
    component: Component, unanswered: float, free: Free = (), seek: tuple[Base, Literal[1, -1]] | None = None,
    seconds: float = SECONDS,
) -> Answer:  # fmt: skip
    """Whether all figures but those that are `free` can be at once; `seek`: the fewest (1) or most (-1) of a base."""
    from scipy.optimize import Bounds, LinearConstraint, milp  # loaded where bases depend on each other only

    rows = [*_rows(component, unanswered, free)]
    limits, real = _unknowns(component)
    at = {name: number for number, name in enumerate(limits)}
    matrix = np.zeros((len(rows), len(at)))
    for number, (multiples, _, _) in enumerate(rows):
        for name, multiple in multiples.items():
            matrix[number, at[name]] += multiple
    goal = np.zeros(len(at))
    if seek:
        goal[at[seek[0]]] = seek[1]
    least, most = np.array([*limits.values()], dtype=float).T
    found = milp(
        goal,
        integrality=np.array([name not in real for name in at], dtype=int),
        bounds=Bounds(least, most),
        constraints=LinearConstraint(matrix, [row[1] for row in rows], [np.inf if row[2] is None else row[2] for row in rows]),
        options={"time_limit": seconds, "mip_rel_gap": 0.0},
    )  # fmt: skip
    if found.status == 2:
        return Answer(False)
    if found.status != 0:
        return Answer(None)
    values = {name: value if name in real else round(value) for name, value in zip(at, found.x, strict=True)}
    if not all(_holds(row, values, real) for row in rows):
        return Answer(None)
    return Answer(True, int(values[seek[0]]) if seek else None)


def _unknowns(component: Component) -> tuple[dict[Any, tuple[int, int]], set[str]]:
    """The unknowns with their limits, and those that need not be whole: sums of weights."""
    limits: dict[Any, tuple[int, int]] = {base: base.ends for base in component.bases}
    for question in component.questions:
        most = question.base.ends[1]
        limits |= {question: (1, most)} | {claim.name: (0, most) for claim in question.claims}
    return limits, {claim.name for claim in component.claims if not claim.is_whole}


def _rows(component: Component, unanswered: float, free: Free) -> Iterator[Row]:
    kept = 1 - Fraction(str(unanswered))
    for question in component.questions:
        base = question.base
        yield {base: 1, question: -1}, 0, 0 if question.is_counted else None
        yield {question: kept.denominator, base: -kept.numerator}, 0, None
        for claim in question.claims:
            yield {question: 1, claim.name: -1}, 0, None
            if claim.name not in free:
                yield from _printed(claim, question)
        added, whole = question.added
        if added:
            yield {question: 1} | {claim.name: -1 for claim in added}, 0, 0 if whole else None
        if base.count_of:
            rest = {base: 1, base.count_of: 1, component.of(base.count_of): -1}
            yield rest if base.is_the_rest else {base: 1, base.count_of: -1}, 0, 0
    for claim, signed in component.people:
        sums: dict[Any, int] = {claim.name: 1}
        for sign, word in signed:
            if any(word == other.name for other in component.claims):
                sums[word] = sums.get(word, 0) - sign
        share = sum((sign * Fraction(word) for sign, word in signed if word not in sums), start=Fraction(0)) / 100
        yield (
            {name: share.denominator * multiple for name, multiple in sums.items()}
            | {component.of(claim.name): -share.numerator},
            0,
            0,
        )


def _printed(claim: Claim, question: Question) -> Iterator[Row]:
    """What the printed figure allows its count; an end that is not in it is one away where counts are whole."""
    span = claim.span
    for sign, end, inside in ((1, span.low, span.low_in), (-1, span.high, span.high_in)):
        if end is not None:
            multiples = {claim.name: sign * 100 * end.denominator, question: -sign * end.numerator}
            yield multiples, int(claim.is_whole and not inside), None


def _holds(row: Row, values: dict[Any, float], real: set[str]) -> bool:
    multiples, least, most = row
    near = 1e-4 * max(map(abs, multiples.values())) if not real.isdisjoint(multiples) else 0
    total = sum(multiple * values[name] for name, multiple in multiples.items())
    return total >= least - near and (most is None or total <= most + near)
