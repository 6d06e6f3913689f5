"""How near all that is published of a question comes to what a few said: the least and the most that it can be.

A respondent is in some groups (a kind) and, in each segment, in one part or none: a place. How parts of two segments go together
is never published, and counts that agree in each segment can always be put together. So published counts are sums over places,
one segment beside the other, and what they leave open is told by exchanging respondents between places or, where no exchange is
seen, by integer programming (HiGHS).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from math import ceil, floor

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from assets.estimates.sample import Sample
from assets.responses.membership import memberships
from schemas.source_wave import SourceWave

WEIGHTS = np.random.default_rng(1).random(10_000)
"""One for each shown set: places whose weights agree are in the same sets."""
ZERO = 1e-6


class Places:
    """Where the respondents of a sample are: kind by kind, in all, and in each part of each segment and in none."""

    def __init__(self, of: SourceWave, sample: Sample):
        known = memberships(of)
        decoded = list(map(known.decode, sample.cells))
        found: dict[tuple[tuple[str, ...], str, str | None], list[int]] = {}
        for cell, (groups, answers) in enumerate(decoded):
            kind = tuple(sorted(groups))
            for segment in ("", *known.segments):
                found.setdefault((kind, segment, answers.get(segment)), []).append(cell)
        self.cells = np.zeros((len(found), len(decoded)), np.float32)
        for place, its in enumerate(found.values()):
            self.cells[place, its] = 1
        self.kind, self.segment = (
            np.unique(each, return_inverse=True)[1]
            for each in zip(*((" ".join(kind), segment) for kind, segment, _ in found), strict=True)
        )
        """0 is the segment of all."""

    @cached_property
    def same(self) -> np.ndarray:
        """The parts of a segment less all of their kind: sums that are zero."""
        rows = []
        for kind in range(self.kind.max() + 1):
            for segment in range(1, self.segment.max() + 1):
                its = self.kind == kind
                rows.append((its & (self.segment == segment)) * 1.0 - (its & (self.segment == 0)))
        return np.array(rows).reshape(-1, len(self.kind))

    def of(self, people: np.ndarray) -> np.ndarray:
        """Which places of one segment make each set of people: sets by places, of sets by cells."""
        share = people @ self.cells.T / self.cells.sum(axis=1)
        found = np.zeros(share.shape, bool)
        for segment in range(self.segment.max(), -1, -1):
            inside = self.segment == segment
            whole = np.isin(share[:, inside], (0, 1)).all(axis=1)
            found[whole] = (share[whole] > 0) & inside
        return found


class Sets:
    """Sets of places whose counts may be shown, by how they lie to one another."""

    def __init__(self, of: SourceWave, sample: Sample, people: np.ndarray, printed: int):
        """`people`: sets by cells. The first `printed` have figures of every answer, all others stand in contrasts."""
        self.at, self.printed = Places(of, sample), printed
        self.rows = self.at.of(people)
        self._ways: dict[tuple[int, bytes], Ways] = {}

    def near(self, few: int) -> np.ndarray:
        """The places of a set's own segment, and all of each kind."""
        return np.isin(self.at.segment, (0, self.at.segment[np.argmax(self.rows[few])]))

    def beside(self, few: int) -> np.ndarray:
        """Which sets are made of these places."""
        return np.all(self.rows <= self.near(few), axis=1)

    @cached_property
    def holds(self) -> np.ndarray:
        """Whether each set has all of each other: sets by sets. All of a kind have each of its places."""
        of_all = self.at.segment == 0
        kinds = (self.at.kind[:, None] == self.at.kind[of_all]) * 1.0
        is_total = ~(self.rows & ~of_all).any(axis=1)
        reached = np.where(is_total[:, None], (self.rows @ kinds > 0) @ kinds.T > 0, self.rows)
        return (~reached * 1.0) @ self.rows.T == 0

    def ways(self, few: int, shown: np.ndarray) -> "Ways":
        """How respondents can be exchanged with those of a set, so that the counts of all `shown` sets stay."""
        asked = few, shown.tobytes()
        if asked not in self._ways:
            self._ways[asked] = self._found(few, shown)
        return self._ways[asked]

    def _found(self, few: int, shown: np.ndarray) -> "Ways":
        inside = np.flatnonzero(self.near(few) & (self.at.segment > 0) | self.rows[few])
        kind, mine = self.at.kind[inside], self.rows[few][inside]
        told = WEIGHTS[: shown.sum()] @ self.rows[shown][:, inside]
        same = kind[:, None] == kind
        one, to = np.nonzero(mine[:, None] & ~mine & same)
        back, its = np.nonzero((mine[:, None] == mine) & same & ~np.eye(len(kind), dtype=bool))
        moves, returns = told[one] - told[to], told[back] - told[its]
        free = np.abs(moves) < ZERO
        both, again = np.nonzero((np.abs(moves[:, None] + returns) < ZERO) & (kind[one][:, None] != kind[back]))
        pairs = np.array([one[both], to[both], back[again], its[again]])
        return Ways(inside[one[free]], inside[to[free]], inside[pairs])


@dataclass(frozen=True)
class Ways:
    """One of a set changes places with another of the kind; or one does, and two of another kind do so in return."""

    one: np.ndarray
    to: np.ndarray
    pairs: np.ndarray
    """One and to, back and to: four by ways."""


@dataclass
class Question:
    """What is published of one variable in sets of places, those that are shown and those that are not."""

    sets: Sets
    counts: np.ndarray
    """Respondents: places by codes, of the codes that are in a base."""
    bases: np.ndarray
    """Which codes each base has. The base of every set is published."""

    def is_told(self, few: int, hits: np.ndarray, shown: np.ndarray) -> bool:
        """Whether what is shown tells together, and nothing alone, how many of the set `few` said one of `hits`."""
        if not self._alone(few, hits, shown) or self.can_exchange(few, hits, shown):
            return False
        near, far = self.sets.near(few), np.ones(len(self.counts), bool)
        return not self._between(few, hits, shown, near, whole=False) or not self._between(
            few, hits, shown, far, whole=True
        )

    def _alone(self, few: int, hits: np.ndarray, shown: np.ndarray) -> int:
        """What its base, and one shown figure alone, leave between: none of 200 are none of the few among them."""
        base = self.counts @ self.bases[np.all(self.bases >= hits, axis=1)].T
        over = self.sets.rows[np.flatnonzero((shown & self.sets.holds[:, few])[: self.sets.printed])]
        n, number, hit = (self.sets.rows[few] @ base).min(), over @ base, over @ (self.counts @ hits)
        least = max([0, *(n - (number.min(axis=1) - hit))])
        return round(min([n, *hit]) - least)

    def can_exchange(self, few: int, hits: np.ndarray, shown: np.ndarray) -> bool:
        """Whether one who said so can change places with one who said something else, each in the base of all."""
        common = self.bases.all(axis=0)
        hit, other = self.counts @ (hits * common) > 0, self.counts @ (~hits * common) > 0
        ways = self.sets.ways(few, shown)
        return any(
            (these[ways.one] & those[ways.to]).any()
            or (these[ways.pairs[0]] & those[ways.pairs[1]] & these[ways.pairs[2]] & those[ways.pairs[3]]).any()
            for these, those in ((hit, other), (other, hit))
        )

    def _between(self, few: int, hits: np.ndarray, shown: np.ndarray, at: np.ndarray, whole: bool) -> int:
        """How many lie between the least and the most by the counts of some places; of `whole` respondents there may be fewer."""
        codes, inside, same = np.eye(len(hits)), np.all(self.sets.rows <= at, axis=1), self.sets.at.same
        by_code = np.vstack([same[~same[:, ~at].any(axis=1)], self.sets.rows[shown & inside]])[:, at]
        rows = np.vstack([np.kron(by_code, codes), np.kron(self.sets.rows[inside][:, at], self.bases)])
        right = rows @ self.counts[at].ravel()
        wanted = np.kron(self.sets.rows[few][at], hits)
        known = LinearConstraint(sparse.csr_array(rows), right, right)
        least, most = (
            sign * milp(sign * wanted, constraints=known, bounds=Bounds(0), integrality=np.full(len(wanted), whole)).fun
            for sign in (1, -1)
        )
        return floor(most + ZERO) - ceil(least - ZERO)


def apart(
    question: Question, few: Iterable[int], said: list[np.ndarray], shown: np.ndarray, order: np.ndarray
) -> np.ndarray:
    """What of `shown` can stay, so that of no set of a `few` is told what it said; the last of `order` go first."""
    before, shown = np.zeros_like(shown), shown.copy()
    while not np.array_equal(before, shown):  # what one figure told alone may be told by others when that one is gone
        before = shown.copy()
        for each, hits in product(few, said):
            while shown[order].any() and question.is_told(each, hits, shown):
                shown[_freeing(question, each, hits, shown, order)] = False
    return shown


def _freeing(question: Question, few: int, hits: np.ndarray, shown: np.ndarray, order: np.ndarray) -> int:
    """The last of `order` without which respondents can be exchanged, or the last that has to do with these."""
    beside = question.sets.beside(few)
    last = [at for at in order[::-1] if shown[at] and beside[at]]
    for at in last:
        without = shown.copy()
        without[at] = False
        if question.can_exchange(few, hits, without):
            return at
    return (last or [at for at in order[::-1] if shown[at]])[0]
