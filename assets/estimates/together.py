"""Samples that go together: two waves of a source, or sources whose sampling units are the same.

Units that are in several samples make their figures move together, so that a change, or a gap of two files, has another error
than that of samples apart. Such samples are one design, in which each unit counts once (Kish 1965, 12.4, linearised).
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import combinations
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq

from assets.estimates.design import Design, pooled
from assets.estimates.sample import Linear, Sample
from assets.lake.duck import connect, name, parquet
from assets.lake.publish import KEY_ID
from assets.responses.decimals import scaled_sql, weight_unit
from assets.tabulation.tabulate import pair_sql
from schemas.measure import Pair
from schemas.refused import Refused
from schemas.study import Study, known_again

Key = tuple[str, str]
"""A wave and a source."""
Figure = tuple[Key, Linear]
"""A figure, and the sample that it is of."""
Term = tuple[float, Figure]
"""A figure and its sign."""
Unit = tuple[str, str]
"""A stratum, and what a sampling unit is called in it."""


@dataclass(frozen=True)
class Part:
    """One source in one wave."""

    sample: Sample
    responses: Path
    pairs: list[Pair]
    """The variables that are counted together."""

    @property
    def clustered(self) -> bool:
        """Whether its respondents come in clusters."""
        return self.sample.design.unit_stratum is not None

    @cached_property
    def units(self) -> list[Unit]:
        """Its clusters, in the order of the sample."""
        design = self.sample.design
        assert design.unit_stratum is not None
        return list(zip([design.strata[at] for at in design.unit_stratum], self.sample.names, strict=True))

    def stratum_in(self, table: str = "") -> str:
        """The SQL of a respondent's stratum, in its responses called `table` with a dot."""
        return "''" if self.sample.design.strata == [""] else f"{table}stratum"


class Together:
    """Samples of one study, of any of its waves and sources, and which of them share sampling units."""

    def __init__(self, study: Study, parts: Mapping[Key, Part]):
        """Raises Refused where those who may be in two of them were numbered with two keys."""
        self.parts = parts
        self._design = cache(self._design_together)
        self._crossed: dict[tuple[Key, str, Key, str], dict[str, np.ndarray]] = {}
        self._design_of = {key: frozenset([key]) for key in parts}
        for a, b in combinations(parts, 2):
            if known_again(study, a, b) and self._share(a, b):
                joined = self._design_of[a] | self._design_of[b]
                self._design_of |= dict.fromkeys(joined, joined)

    def are_joined(self, a: Key, b: Key) -> bool:
        """Whether two samples share sampling units, by others if not by themselves."""
        return b in self._design_of.get(a, ())

    def variance(self, terms: Iterable[Term]) -> float:
        """The variance of a signed sum of figures."""
        designs: dict[frozenset[Key], list[Term]] = {}
        for term in terms:
            designs.setdefault(self._design_of[term[1][0]], []).append(term)
        return sum(self._covariance(mine, mine) for mine in designs.values())

    def covariance(self, a: Figure, b: Figure) -> float:
        """The covariance of two figures."""
        return self._covariance([(1.0, a)], [(1.0, b)]) if self.are_joined(a[0], b[0]) else 0.0

    def df(self, *figures: Figure) -> float:
        """Degrees of freedom of figures of joined samples: sampling units less strata with somebody in the base of any.

        Of samples without clusters, two figures at most.
        """
        if self.parts[figures[0][0]].clustered:
            units = {
                self.parts[key].units[at] for key, linear in figures for at in self.parts[key].sample.units_of(linear)
            }
            return len(units) - len({stratum for stratum, _ in units})
        (key, mine), (other, its) = figures
        if key == other:
            return self.parts[key].sample.df_of([mine, its])
        strata = {
            self.parts[key].sample.design.strata[at]
            for key, linear in figures
            for at in np.flatnonzero(self.parts[key].sample.present(linear))
        }
        either = sum(self.parts[key].sample.size_of(linear) for key, linear in figures)
        return either - self._in_both(*sorted(figures, key=lambda figure: figure[0])) - len(strata)

    def _covariance(self, first: list[Term], second: list[Term]) -> float:
        """The covariance of two signed sums of figures of one design."""
        keys = self._design_of[first[0][1][0]]
        design = self._design(keys)
        totals = [
            np.sum([sign * self._totals(figure, design) for sign, figure in terms], axis=0) for terms in (first, second)
        ]
        present = np.zeros(len(design.strata), bool)
        for _, (key, linear) in [*first, *second]:
            part = self.parts[key].sample
            present |= _placed(part.design.strata, part.present(linear), design.strata) > 0
        sums = (self._products(first, second, design), *totals, present)
        return float(pooled(design, *(column[None, :] for column in sums))[0])

    def _design_together(self, keys: frozenset[Key]) -> Design:
        """The design that samples make together: each unit once, and the least finite population factor of a stratum."""
        parts = [self.parts[key] for key in sorted(keys)]
        if len(parts) == 1:
            return parts[0].sample.design
        designs = [part.sample.design for part in parts]
        strata = sorted({stratum for design in designs for stratum in design.strata})
        known = [dict(zip(design.strata, design.kept, strict=True)) for design in designs]
        kept = np.array([min(each.get(stratum, 1.0) for each in known) for stratum in strata])
        sizes = self._sizes(parts)
        rule = next((design.single_psu for design in designs if design.single_psu), None)
        return Design(strata, np.array([float(sizes[stratum]) for stratum in strata]), kept, None, rule)

    def _sizes(self, parts: list[Part]) -> Mapping[str, int]:
        """How many sampling units all parts have together, by stratum."""
        if parts[0].clustered:
            return Counter(stratum for stratum, _ in {unit for part in parts for unit in part.units})
        every = " union all ".join(
            f"select {part.stratum_in()} as stratum, respondent from {parquet(part.responses)}" for part in parts
        )
        return dict(
            connect().execute(f"select stratum, count(distinct respondent) from ({every}) group by stratum").fetchall()
        )

    def _totals(self, figure: Figure, design: Design) -> np.ndarray:
        key, linear = figure
        sample = self.parts[key].sample
        return _placed(sample.design.strata, sample.totals(linear), design.strata)

    def _products(self, first: list[Term], second: list[Term], design: Design) -> np.ndarray:
        """The sum over sampling units of the product of two sums of figures, by stratum."""
        if self.parts[first[0][1][0]].clustered:
            a, b = self._by_unit(first), self._by_unit(second)
            found = sorted((unit[0], value * b.get(unit, 0.0)) for unit, value in a.items())
            # sorted: in an order that does not depend on how the key calls the units
            return _placed(*zip(*found, strict=True), design.strata)
        every = (
            sign * other * _placed(*self._product(figure, its), design.strata)
            for sign, figure in first
            for other, its in second
        )
        return np.sum(list(every), axis=0)

    def _by_unit(self, terms: list[Term]) -> dict[Unit, float]:
        found: dict[Unit, float] = {}
        for sign, (key, linear) in terms:
            part = self.parts[key]
            for unit, value in zip(part.units, part.sample.by_unit(linear).tolist(), strict=True):
                found[unit] = found.get(unit, 0.0) + sign * value
        return found

    def _product(self, a: Figure, b: Figure) -> tuple[Iterable[str], Iterable[float]]:
        """Strata and, for each, what respondents in two samples (or in one, once each) add to the product of two figures."""
        (key, mine), (other, its) = a, b
        if key == other:
            sample = self.parts[key].sample
            return sample.design.strata, sample.products(mine, its)
        if other < key:
            return self._product(b, a)
        found = self._cross(key, mine.variable, other, its.variable)
        weights = {(True, True): "ww", (True, False): "wn", (False, True): "nw", (False, False): "n"}
        value = found[weights[mine.weighted, its.weighted]].astype(float)
        for figure, side in ((a, "a"), (b, "b")):
            cell, code = self._positions(figure, found, side)
            value = value * figure[1].coefficient[code] * figure[1].cells[cell]
        return found["stratum"], value

    def _in_both(self, a: Figure, b: Figure) -> float:
        """How many respondents are in the bases of two figures, of the earlier sample and of the later one."""
        (key, mine), (other, its) = a, b
        found = self._cross(key, mine.variable, other, its.variable)
        people = found["n"].astype(float)
        for figure, side in ((a, "a"), (b, "b")):
            cell, code = self._positions(figure, found, side)
            people = people * figure[1].cells[cell] * figure[1].base[code]
        return float(people.sum())

    def _positions(self, figure: Figure, crossed: dict[str, np.ndarray], side: str) -> tuple[np.ndarray, np.ndarray]:
        """Where the cells and codes of one side of `_cross` stand in its sample."""
        key, linear = figure
        sample = self.parts[key].sample
        cell = np.searchsorted(sample.cells, crossed[f"cell_{side}"])
        return cell, np.searchsorted(sample.entries[linear.variable].codes, crossed[f"code_{side}"])

    def _cross(self, a: Key, variable: str, b: Key, other: str) -> dict[str, np.ndarray]:
        """What those who are in both samples said in each: exact sums of their weights' products."""
        asked = (a, variable, b, other)
        if asked not in self._crossed:
            con, parts = connect(), [self.parts[key] for key in (a, b)]
            units = [weight_unit(con, part.responses, part.responses.stem) for part in parts]
            w, v = (scaled_sql(f"{side}.weight", unit) for side, unit in zip("ab", units, strict=True))
            codes = [_code(*each) for each in zip(parts, "ab", (variable, other), strict=True)]
            found = con.execute(
                f"select {parts[0].stratum_in('a.')} as stratum, a.cell as cell_a, {codes[0]} as code_a, b.cell as cell_b, "
                f"{codes[1]} as code_b, cast(count(*) as double) as n, cast(sum({w} * {v}) as double) as ww, "
                f"cast(sum({w}) as double) as wn, cast(sum({v}) as double) as nw "
                f"from {_both(*parts)} group by all order by all"
            ).fetchnumpy()
            scale = {"ww": units[0] * units[1], "wn": units[0], "nw": units[1]}
            self._crossed[asked] = found | {sums: found[sums] * by for sums, by in scale.items()}
        return self._crossed[asked]

    def _share(self, a: Key, b: Key) -> bool:
        """Whether two samples whose units are known again in each other share any."""
        one, other = self.parts[a], self.parts[b]
        _refuse_two_keys(a, b, one.responses, other.responses)
        if one.clustered:
            return not set(one.units).isdisjoint(other.units)
        return bool(connect().execute(f"select count(*) from {_both(one, other)}").fetchall()[0][0])


def _both(one: Part, other: Part) -> str:
    """The SQL of those who are in two samples, once each."""
    return f"{parquet(one.responses)} as a join {parquet(other.responses)} as b using (respondent)"


def _code(part: Part, table: str, variable: str) -> str:
    """What the respondents in `table` answered to a variable, or to two that are counted together."""
    together = {pair.name: pair_sql(pair, f"{table}.") for pair in part.pairs}
    return together.get(variable, f"{table}.{name(variable)}")


def _refuse_two_keys(a: Key, b: Key, *responses: Path) -> None:
    """Respondents are known again by their numbers, which one key makes in both samples."""
    if len({pq.read_metadata(path).metadata.get(KEY_ID.encode()) for path in responses}) > 1:
        study = pq.read_metadata(responses[0]).metadata[b"gap.study"].decode()
        raise Refused(
            f"{study}/{b[0]}, source {b[1]}: its respondents were numbered with another key than those of wave {a[0]}, so "
            f"nobody can tell who took part in both; run both waves with one key."
        )


def _placed(strata: Iterable[str], values: Iterable[float], among: list[str]) -> np.ndarray:
    """The sums of values by stratum, in the order of `among`."""
    sums = dict.fromkeys(among, 0.0)
    for stratum, value in zip(strata, values, strict=True):
        sums[str(stratum)] += value
    return np.array(list(sums.values()))
