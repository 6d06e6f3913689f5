"""Questions and bases: which claims answer one question, of whom it was asked, and which bases allow its figures.

All of it is exact arithmetic of whole numbers, for every base up to `MOST_ASKED` at once.
"""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from assets.claims.reading import ASKED_OF, Claim, terms
from assets.estimates.span import MOST_ASKED, least_answering

EVERYBODY = "all"
Sum = tuple[Claim, list[tuple[int, str]]]
"""A claim, and the sum of claims and numbers that states the same people."""
Free = Collection[str]
"""Claims whose figures are left out of account: their counts may be any."""


@dataclass(frozen=True)
class Base:
    """Those of whom questions were asked."""

    group: str
    segment: str
    segment_value: str
    name: str
    """`all`, the name that the ledger gives them, or the question that alone is known of them."""
    asked: int | None
    """How many they are, as far as the ledger knows."""
    at_most: int
    count_of: str | None = None
    """The claim whose count they are, if that is a count of people; or of whose base they are the rest."""
    is_the_rest: bool = False

    @property
    def ends(self) -> tuple[int, int]:
        """The fewest and the most that they may be."""
        return (self.asked, self.asked) if self.asked else (1, self.at_most)

    @property
    def numbers(self) -> np.ndarray:
        """All that they may be."""
        low, high = self.ends
        return np.arange(low, high + 1)


@dataclass(frozen=True, eq=False)
class Question:
    """Claims that answer one question, and who was asked it."""

    claims: tuple[Claim, ...]
    base: Base

    @property
    def is_counted(self) -> bool:
        """Whether the base is printed with a figure, so that it is that of everybody who answered."""
        return any(claim.is_counted for claim in self.claims)

    @cached_property
    def added(self) -> tuple[list[Claim], bool]:
        """The claims whose counts are added, and whether they are the whole base."""
        found = [claim for claim in self.claims if claim.row["adds_to"]]
        return found, any(claim.row["adds_to"] == "base" for claim in found)

    def least(self, asked: Any, unanswered: float) -> Any:
        """How many of those `asked`, a number or an array, answered at least."""
        return asked if self.is_counted else least_answering(asked, unanswered)

    def allowed(self, answered: np.ndarray, free: Free = (), sums: bool = True) -> np.ndarray:
        """Of how many who may have `answered` its figures can all be, counts adding up as the ledger says they do."""
        fits = np.ones(answered.shape, dtype=bool)
        ends = {}
        for claim in self.claims:
            first, last = (0 * answered, answered) if claim.name in free else claim.span.ends(answered)
            if claim.is_whole or claim.name in free:
                fits &= first <= last
            ends[claim.name] = (first, last) if claim.is_whole else _of_weights(claim, answered, free)
        added, whole = self.added
        if added and sums:
            least, most = (sum(ends[claim.name][end] for claim in added) for end in (0, 1))
            fits &= least <= answered
            if whole:
                fits &= most >= answered
        return fits

    def fits(self, asked: np.ndarray, unanswered: float, free: Free = (), sums: bool = True) -> np.ndarray:
        """The same by how many were `asked`, of whom the share `unanswered` may not have answered."""
        so_far = np.concatenate([[0], np.cumsum(self.allowed(np.arange(1, int(asked.max()) + 1), free, sums))])
        return so_far[asked] > so_far[self.least(asked, unanswered) - 1]


def _of_weights(claim: Claim, answered: np.ndarray, free: Free) -> tuple[np.ndarray, np.ndarray]:
    """The least and the largest sum of weights that a weighted figure may be, taken a little too wide."""
    low = 0 if claim.name in free or claim.span.low is None else float(claim.span.low) / 100
    high = 1 if claim.name in free or claim.span.high is None else float(claim.span.high) / 100
    return answered * max(low, 0) - 1e-6, answered * min(high, 1) + 1e-6


def questions(ledger: dict[str, Claim]) -> list[Question]:
    """The questions of a ledger. Means and scores have no counts and are left out."""
    shares = [claim for claim in ledger.values() if claim.is_share]
    groups: dict[tuple, list[Claim]] = {}
    for claim in shares:
        groups.setdefault(claim.question, []).append(claim)
    return [Question(tuple(claims), _base(claims, shares)) for claims in groups.values()]


def _base(claims: list[Claim], shares: list[Claim]) -> Base:
    """Of whom a question was asked. Of a part of the people only a number that is printed with a figure is known."""
    asked_of = claims[0].row["asked_of"]
    known = [claim.bases[0] for claim in claims if claim.is_counted]
    known += [claim.bases[0] for claim in claims if claim.bases and not asked_of]
    everybody = [
        other.bases[0]
        for other in shares
        if other.about == claims[0].about and other.bases and not other.row["asked_of"]
    ]
    those = ASKED_OF.fullmatch(asked_of)
    whose = those["claim"] if those else None
    return Base(
        *claims[0].about,
        name=asked_of or (EVERYBODY if known else claims[0].row["question"] or claims[0].name),
        asked=known[0] if known else None,
        at_most=max(everybody) if asked_of and everybody else MOST_ASKED,
        count_of=whose if any(other.name == whose and other.is_whole for other in shares) else None,
        is_the_rest=bool(those and those["others"]),
    )


def same_people(ledger: dict[str, Claim]) -> list[Sum]:
    """Sums of people who were counted: claims of the same quantity that were asked of other people."""
    found = []
    for claim in ledger.values():
        signed = terms(claim.row["same_question_as"])
        members = [claim, *(ledger[word] for _, word in signed if word in ledger)]
        if all(member.is_whole for member in members) and not asked_alike(claim, signed, ledger):
            found.append((claim, signed))
    return found


def asked_alike(claim: Claim, signed: list[tuple[int, str]], ledger: dict[str, Claim]) -> bool:
    """Whether a claim and those of its sum were asked of the same people, so that shares add."""
    return all(ledger[word].row["asked_of"] == claim.row["asked_of"] for _, word in signed if word in ledger)
