"""Whether figures contradict each other, by trying every number: what is named as a conflict is proved here first.

It knows nothing of the solver. Questions none of whose figures are held are left out, which proves no less.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import product

import numpy as np

from assets.claims.components import Component
from assets.claims.questions import Base, Free, Question

MOST_TRIED = 200_000
"""How many numbers are tried, at most."""


@dataclass
class _Tried:
    """Numbers that are tried together: those asked of each base lie between two, and counts and bases of claims."""

    asked: dict[Base, tuple[int, int]] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    answered: dict[str, int] = field(default_factory=dict)

    def agree(self, component: Component) -> bool:
        """Whether what is known so far is no contradiction."""
        for base, (low, high) in self.asked.items():
            number = self.counts.get(base.count_of or "")
            if number is not None:
                number = self.answered[base.count_of or ""] - number if base.is_the_rest else number
                if not low <= number <= high:
                    return False
        names = {claim.name for claim in component.claims}
        for claim, signed in component.people:
            known = [(sign, word) for sign, word in signed if word in self.counts or word not in names]
            parts = [self._part(word, claim.name) * sign for sign, word in known]
            if len(parts) == len(signed) and claim.name in self.counts and sum(parts) != self.counts[claim.name]:
                return False
        return True

    def _part(self, word: str, claim: str) -> Fraction:
        if word in self.counts:
            return Fraction(self.counts[word])
        return Fraction(word) * self.answered.get(claim, 0) / 100


def refuted(component: Component, unanswered: float, free: Free = ()) -> bool | None:
    """Whether its figures, but for those that are `free`, cannot all be; None where that takes more than `MOST_TRIED`."""
    held = [question for question in component.questions if any(claim.name not in free for claim in question.claims)]
    left = MOST_TRIED

    def fits(number: int, tried: _Tried) -> bool:
        nonlocal left
        if number == len(held):
            return True
        question = held[number]
        for answered, counts in _ways(question, _named(component, question), free):
            left -= 1
            if left < 0:
                return False
            asked = _asked(question, answered, unanswered, tried.asked.get(question.base, question.base.ends))
            if asked[0] > asked[1]:
                continue
            more = _Tried(
                tried.asked | {question.base: asked},
                tried.counts | counts,
                tried.answered | {claim.name: answered for claim in question.claims},
            )
            if more.agree(component) and fits(number + 1, more):
                return True
        return False

    found = fits(0, _Tried())
    return None if left < 0 else not found


def _asked(question: Question, answered: int, unanswered: float, limits: tuple[int, int]) -> tuple[int, int]:
    """Of how many who were asked so many may have answered."""
    most = answered if question.is_counted else int(answered / (1 - Fraction(str(unanswered))))
    return max(limits[0], answered), min(limits[1], most)


def _named(component: Component, question: Question) -> list[str]:
    """The claims of a question whose counts are spoken of elsewhere."""
    people = {name for claim, signed in component.people for name in (claim.name, *(word for _, word in signed))}
    spoken_of = people | {base.count_of for base in component.bases}
    return [claim.name for claim in question.claims if claim.name in spoken_of]


def _ways(question: Question, named: list[str], free: Free) -> Iterator[tuple[int, dict[str, int]]]:
    """How many may have answered, with the counts of the claims that are `named`, so that the question by itself holds."""
    numbers = np.arange(1, question.base.ends[1] + 1)
    for answered in map(int, numbers[question.allowed(numbers, free)]):
        ends = {
            claim.name: range(answered + 1) if claim.name in free else claim.counts(answered)
            for claim in question.claims
            if claim.is_whole
        }
        for chosen in product(*(ends[name] for name in named)):
            counts = dict(zip(named, chosen, strict=True))
            if _adds_up(question, answered, counts, ends):
                yield answered, counts


def _adds_up(question: Question, answered: int, counts: dict[str, int], ends: dict[str, range]) -> bool:
    added, whole = question.added
    if not added or not all(claim.name in ends for claim in added):
        return True
    least = sum(counts.get(claim.name, ends[claim.name][0]) for claim in added)
    most = sum(counts.get(claim.name, ends[claim.name][-1]) for claim in added)
    return least <= answered and (not whole or most >= answered)
