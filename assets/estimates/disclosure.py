"""Which figures are withheld so that nobody can tell what a few respondents said, from all that is published of a source.

Whatever is published of a question in a domain (a group, in a part of a segment) is a sum over the people in it: a figure of
one domain can be had back, whatever the figures are, exactly where the domain is a sum and difference of published ones. So
domains are published in the order of need, and one that with those before it would give away what a few said is withheld
(complementary suppression: Hundepool and others 2012, chapter 4). What follows besides because nobody can be fewer than none
is found in `nearness`, from the figures themselves.
"""

from collections import defaultdict
from functools import cached_property, partial

import numpy as np

from assets.estimates.nearness import Question, Sets, apart
from assets.estimates.rests import left_over, with_rests
from assets.estimates.sample import TOTAL, Sample
from schemas.measure import answer_codes, answer_measure, measure, metric_variables
from schemas.source_wave import SourceWave
from schemas.study import SIDES

ZERO = 1e-9
"""The part of a squared length below which what is left of it is rounding."""


class Protection:
    """What is withheld of a source in a wave: one decision for a question, whatever is said of it and wherever."""

    def __init__(self, of: SourceWave, sample: Sample):
        self.sample, self.extended = sample, with_rests(sample)
        """With the domains that contrasts have besides, after those of the estimates."""
        left, nobody = left_over(of, sample)
        names = [*self.extended.domains, *left, *nobody]
        people = [*self.extended.member, *left.values(), *nobody.values()]
        self._rows = np.array(people, np.float32)  # counts of cells are exact in it
        self._nobody = np.arange(len(names)) >= len(names) - len(nobody)
        self._products = self._rows @ self._rows.T
        self._parts = np.unique(
            [f"{group} {segment}{' none' * (part is None)}" for group, segment, part in names], return_inverse=True
        )[1]
        self._rest = np.arange(len(names)) >= len(sample.domains)
        self._part = np.array([tuple(place) != TOTAL for _, *place in names])
        self._side = np.array([group in SIDES for group, *_ in names])
        self._least, self._bases = of.study.reliability.withheld, _bases(of, sample)
        self._decided: dict[tuple[bytes, ...], np.ndarray] = {}
        self._sets = Sets(of, sample, self._rows[: len(self.extended.domains)], len(sample.domains))
        self._of = of

    def withheld(self, variable: str) -> np.ndarray:
        """Whether each domain of `extended` is withheld in all that is said of a variable; decided once for all tables."""
        return self.sample.kept.once(("withheld", id(self._of.study), variable), partial(self._withheld, variable))

    def _withheld(self, variable: str) -> np.ndarray:
        """What one figure of it counts, another counts on another base: they stand or fall together."""
        people = np.array([self.sample.people(name, base) for name, base in self._bases[variable]])
        sizes = self._rows @ people.T
        few = ((sizes > 0) & (sizes < self._least)).any(axis=1)
        small = few & ~self._nobody
        hidden = small[: len(self.extended.domains)].copy()
        if small.any():
            order = self._by_need(small, sizes.max(axis=1))
            present = np.asarray(people.any(axis=0))
            asked = order.tobytes(), few.tobytes(), present.tobytes()
            if asked not in self._decided:
                secret, beside = np.flatnonzero(small), np.flatnonzero(few & self._nobody)
                together = self._together(secret, beside, people)
                self._decided[asked] = published(self._products_of(order, secret, together, present), len(order))
            hidden[order] = ~self._decided[asked]
            for name in dict.fromkeys(name for name, _ in self._bases[variable]):
                hidden = self._apart(name, hidden, small, order)
        return hidden

    def _apart(self, variable: str, hidden: np.ndarray, small: np.ndarray, order: np.ndarray) -> np.ndarray:
        """With more domains withheld, where those that are shown tell together how many of a few said what."""
        said = self._said.get(variable)
        if not said:
            return hidden
        entries, own = self.sample.entries[variable], [base for name, base in self._bases[variable] if name == variable]
        bases = np.array([np.isin(entries.codes, base) for base in own])
        asked = bases.any(axis=0)
        counts = np.zeros((len(self.sample.cells), len(entries.codes)))
        np.add.at(counts, (entries.cell, entries.code), entries.n)
        question = Question(self._sets, self._sets.at.cells @ counts[:, asked], bases[:, asked])
        few = [at for at in np.flatnonzero(small[: len(self.sample.domains)]) if variable != self._own(at)]
        hits = [np.isin(np.array(entries.codes)[asked], codes) for codes in said]
        return ~apart(question, few, hits, ~hidden, order)

    def _own(self, domain: int) -> str | None:
        """The question whose answers make a domain's segment."""
        segment = self._of.study.segments.get(self.sample.domains[domain][1])
        return segment.of if segment else None

    @cached_property
    def _said(self) -> dict[str, list[tuple[int, ...]]]:
        """What is counted of each variable: the codes of each answer, and those of each metric that is a share.

        Nothing of what makes groups: the bases, which are shown, tell how many are in which.
        """
        study, book = self._of.study, self._of.book
        makes_groups = {question for group in self._of.groups for question in study.groups[group].where}
        asked = {name: each for name, each in book.items() if each.question not in makes_groups}
        counted = [answer_measure(variable, code) for variable in asked.values() for code in answer_codes(variable)]
        counted += [found for metric in study.metrics.values() if (found := measure(study, metric, book))]
        said = defaultdict[str, dict[tuple[int, ...], None]](dict)
        for each in counted:
            if each.counts_hits and (each.variable in asked or each.variable not in book):
                said[each.variable][tuple(code for code, score in each.scores.items() if score)] = None
        return {variable: list(hits) for variable, hits in said.items()}

    def _by_need(self, small: np.ndarray, n: np.ndarray) -> np.ndarray:
        """Totals before parts before rests of contrasts; the sides of gaps before other groups, where both can be shown; the
        larger first."""
        has_gap = not (small & self._side & ~self._part).any()
        order = np.lexsort([-n, ~self._side & has_gap, self._part, self._rest])
        return order[(order < len(self.extended.domains)) & ~small[order] & (n[order] > 0)]

    def _products_of(self, order: np.ndarray, few: np.ndarray, together: np.ndarray, present: np.ndarray) -> np.ndarray:
        """The products of all rows that are asked for, over the cells where somebody is."""
        at = np.concatenate([order, few])
        nobody = self._rows[np.ix_(at, ~present)]
        found = self._products[np.ix_(at, at)] - nobody @ nobody.T
        together = together[:, present]
        beside = together @ self._rows[np.ix_(at, present)].T
        return np.block([[found, beside.T], [beside, together @ together.T]]).astype(float)

    def _together(self, few: np.ndarray, beside: np.ndarray, people: np.ndarray) -> np.ndarray:
        """The small parts of a segment together, and all but one of them, where they are still fewer; alone, and with whoever
        stands `beside` them."""
        alone = np.zeros((self._parts.max() + 1, self._rows.shape[1]), np.float32)
        np.maximum.at(alone, self._parts[few], self._rows[few])
        joined = alone.copy()
        np.maximum.at(joined, self._parts[beside], self._rows[beside])
        others = alone[self._parts[few]] - self._rows[few]
        of = others.any(axis=1)
        wider = joined[self._parts[few]] - self._rows[few]
        several = np.vstack([alone, joined[alone.any(axis=1)], others, wider[of]])
        sizes = several @ people.T
        return several[((sizes > 0) & (sizes < self._least)).any(axis=1)]


def published(products: np.ndarray, domains: int) -> np.ndarray:
    """Which of `domains`, taken in their order, can be published together so that none of the few is a sum or difference of them.

    `products`: of the domains and then the few, each with each, as rows of cells. By Gram and Schmidt's elimination: what is left
    of a row beside those published is the part of it that they do not tell.
    """
    length = products.diagonal()
    left, told, known = length.copy(), np.zeros((len(products), domains)), 0
    found = np.ones(domains, bool)
    for at in range(domains):
        if left[at] <= ZERO * length[at]:
            continue  # it says nothing that the others do not
        # einsum: the threads of BLAS cost more than so small a product
        new = (products[:, at] - np.einsum("ij,j", told[:, :known], told[at, :known])) / np.sqrt(left[at])
        after = left - np.square(new)
        if (after[domains:] <= ZERO * length[domains:]).any():
            found[at] = False
        else:
            left, told[:, known], known = after, new, known + 1
    return found


def _bases(of: SourceWave, sample: Sample) -> dict[str, list[tuple[str, list[int]]]]:
    """By variable, all bases of what is said of it and of those that a metric joins with it: each a variable and its codes."""
    said = [(measure(of.study, metric, of.book), metric) for metric in of.study.metrics.values()]
    joined = {name: {name} for name in sample.entries}
    bases: dict[str, dict[tuple[int, ...], None]] = defaultdict(dict)
    for measured, metric in said:
        if measured and measured.variable in joined:
            bases[measured.variable][tuple(measured.scores)] = None
            names = {measured.variable, *metric_variables(of.study, metric, of.book)} & joined.keys()
            together = set().union(*(joined[name] for name in names))
            joined |= dict.fromkeys(together, together)
    for variable in of.book.values():
        for code in answer_codes(variable)[:1]:
            bases[variable.name][tuple(answer_measure(variable, code).scores)] = None
    return {
        name: [(each, list(base)) for each in sorted(together) for base in bases[each]]
        for name, together in joined.items()
    }
