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


@dataclass
class Question:
    """What is published of one variable: for `sets` of places (sets by places), those that are shown and those that are not."""

    at: Places
    sets: np.ndarray
    counts: np.ndarray
    """Respondents: places by codes, of the codes that are in a base."""
    bases: np.ndarray
    """Which codes each base has. The base of every set is published."""
    printed: int
    """So many of the sets, the first, have figures of every answer; the others stand in contrasts of metrics."""

    def is_told(self, few: int, hits: np.ndarray, shown: np.ndarray) -> bool:
        """Whether what is shown tells together, and nothing alone, how many of the set `few` said one of `hits`."""
        if not self._alone(few, hits, shown) or self.exchanged(few, hits, shown):
            return False
        near, far = self._near(few), np.ones(len(self.counts), bool)
        return not self._between(few, hits, shown, near, whole=False) or not self._between(
            few, hits, shown, far, whole=True
        )

    def _near(self, few: int) -> np.ndarray:
        """The places of a set's own segment, and all of each kind."""
        return np.isin(self.at.segment, (0, self.at.segment[np.argmax(self.sets[few])]))

    def beside(self, few: int) -> np.ndarray:
        """Which sets are made of these places."""
        return np.all(self.sets <= self._near(few), axis=1)

    def _alone(self, few: int, hits: np.ndarray, shown: np.ndarray) -> int:
        """What its base, and one shown figure alone, leave between: none of 200 are none of the few among them."""
        base = self.counts @ self.bases[(self.bases >= hits).all(axis=1)].T
        n = (self.sets[few] @ base).min()
        number, hit = self.sets @ base, self.sets @ (self.counts @ hits)
        over = np.flatnonzero((shown & self._holds[:, few])[: self.printed])
        least = max([0, *(n - (number[over].min(axis=1) - hit[over]))])
        return round(min([n, *hit[over]]) - least)

    @cached_property
    def _holds(self) -> np.ndarray:
        """Whether each set has all of each other: sets by sets. All of a kind have each of its places."""
        of_all = self.at.segment == 0
        kinds = (self.at.kind[:, None] == self.at.kind[of_all]) * 1.0
        is_total = ~(self.sets & ~of_all).any(axis=1)
        reached = np.where(is_total[:, None], (self.sets @ kinds > 0) @ kinds.T > 0, self.sets)
        return (~reached * 1.0) @ self.sets.T == 0

    def exchanged(self, few: int, hits: np.ndarray, shown: np.ndarray) -> int:
        """How far it moves where respondents of one kind change places, or two of two kinds, and all that is shown stays."""
        common = self.bases.all(axis=0)
        hit, other = self.counts @ (hits * common), self.counts @ ((1 - hits) * common)
        inside = np.flatnonzero(self.at.segment == self.at.segment[np.argmax(self.sets[few])])
        kind, mine, hit, other = self.at.kind[inside], self.sets[few][inside], hit[inside], other[inside]
        told = WEIGHTS[: shown.sum()] @ self.sets[shown][:, inside]
        one, to = np.nonzero(mine[:, None] & ~mine & (kind[:, None] == kind))
        back, its = np.nonzero((mine[:, None] == mine) & (kind[:, None] == kind) & ~np.eye(len(kind), dtype=bool))
        moves, returns = told[one] - told[to], told[back] - told[its]
        free = np.abs(moves) < ZERO
        moved = sum(
            min(from_[place], into[to[free & (one == place)]].sum())
            for place in np.flatnonzero(mine)
            for from_, into in ((hit, other), (other, hit))
        )
        fits = (np.abs(moves[:, None] + returns) < ZERO) & (kind[one][:, None] != kind[back])
        pairs = [
            np.minimum(np.minimum(from_[one], into[to])[:, None], np.minimum(from_[back], into[its]))
            for from_, into in ((hit, other), (other, hit))
        ]
        return round(max(moved, (sum(pairs) * fits).max(initial=0)))

    def _between(self, few: int, hits: np.ndarray, shown: np.ndarray, at: np.ndarray, whole: bool) -> int:
        """How many lie between the least and the most by the counts of some places; of `whole` respondents there may be fewer."""
        codes, inside = np.eye(len(hits)), (self.sets <= at).all(axis=1)
        same = self.at.same[~self.at.same[:, ~at].any(axis=1)]
        by_code = np.vstack([same, self.sets[shown & inside]])[:, at]
        rows = np.vstack([np.kron(by_code, codes), np.kron(self.sets[inside][:, at], self.bases)])
        right = rows @ self.counts[at].ravel()
        wanted = np.kron(self.sets[few][at], hits)
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
    beside = question.beside(few)
    last = [at for at in order[::-1] if shown[at] and beside[at]]
    for at in last:
        without = shown.copy()
        without[at] = False
        if question.exchanged(few, hits, without):
            return at
    return (last or [at for at in order[::-1] if shown[at]])[0]
