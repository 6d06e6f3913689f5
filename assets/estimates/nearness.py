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
        self._weights = np.random.default_rng(1).integers(2**40, size=len(people)).astype(float)
        """One for each set: places whose sums over the shown sets agree, and sums are exact, are in the same ones."""
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
            inside = np.flatnonzero(self.near(few) & (self.at.segment > 0) | self.rows[few])
            told = self._weights[shown] @ self.rows[shown][:, inside]
            self._ways[asked] = Ways(inside, self.at.kind[inside], self.rows[few][inside], told)
        return self._ways[asked]


@dataclass(frozen=True)
class Ways:
    """How respondents can change places `inside` a segment. `told`: by it, places in the same shown sets are alike."""

    inside: np.ndarray
    kind: np.ndarray
    mine: np.ndarray
    told: np.ndarray

    @cached_property
    def direct(self) -> np.ndarray:
        """One of the set and one of the same kind: two by ways."""
        one, to = self._moves
        return self.inside[np.array([one, to])[:, self.told[one] == self.told[to]]]

    @cached_property
    def in_return(self) -> np.ndarray:
        """These two, and two of another kind who undo what that changes: four by ways."""
        one, to = self._moves
        back, its = np.nonzero(self._same & (self.mine[:, None] == self.mine) & ~np.eye(len(self.mine), dtype=bool))
        order = np.argsort(self.told[its] - self.told[back], kind="stable")
        back, its = back[order], its[order]
        undone, change = self.told[its] - self.told[back], self.told[one] - self.told[to]
        first, last = (np.searchsorted(undone, change, side) for side in ("left", "right"))
        move = np.repeat(np.arange(len(one)), last - first)
        again = np.arange(len(move)) - np.repeat(np.cumsum(last - first) - (last - first), last - first) + first[move]
        found = np.array([one[move], to[move], back[again], its[again]])
        return self.inside[found[:, self.kind[found[0]] != self.kind[found[2]]]]

    @cached_property
    def _same(self) -> np.ndarray:
        return self.kind[:, None] == self.kind

    @cached_property
    def _moves(self) -> tuple[np.ndarray, np.ndarray]:
        one, to = np.nonzero(self._same & self.mine[:, None] & ~self.mine)
        return one, to


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
        ways, sides = self.sets.ways(few, shown), ((hit, other), (other, hit))
        return any((these[ways.direct[0]] & those[ways.direct[1]]).any() for these, those in sides) or any(
            np.all([these[ways.in_return[[0, 2]]], those[ways.in_return[[1, 3]]]], axis=(0, 1)).any()
            for these, those in sides
        )

    def _between(self, few: int, hits: np.ndarray, shown: np.ndarray, at: np.ndarray, whole: bool) -> int:
        """How many lie between the least and the most by the counts of some places; of `whole` respondents there may be fewer."""
        codes, inside, same = np.eye(len(hits)), np.all(self.sets.rows <= at, axis=1), self.sets.at.same
        by_code = np.vstack([same[~same[:, ~at].any(axis=1)], self.sets.rows[shown & inside]])[:, at]
        by_base = self.sets.rows[inside][:, at]
        rows = sparse.vstack([sparse.kron(by_code, codes), sparse.kron(by_base, self.bases)], format="csr")
        right = rows @ self.counts[at].ravel()
        wanted = np.kron(self.sets.rows[few][at], hits)
        known = LinearConstraint(rows, right, right)
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
