"""Two waves of one source: apart, or one design where respondents or clusters took part in both.

Those who took part in both waves make their figures go together, so that a change has less error than two samples apart.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq

from assets.estimates.sample import Linear, Sample, scatter
from assets.lake.duck import connect, name, parquet
from assets.lake.publish import KEY_ID
from assets.tabulation.tabulate import pair_sql, scaled_sql, weight_unit
from schemas.measure import Pair
from schemas.refused import Refused

BEFORE, NOW = 0, 1

Term = tuple[int, float, Linear]
"""Which wave, the sign, and a figure of that wave."""


@dataclass
class Waves:
    """The samples of two waves of one source, and how many sampling units took part in both, by stratum."""

    samples: tuple[Sample, Sample]
    responses: tuple[Path, Path]
    pairs: tuple[list[Pair], list[Pair]] = ([], [])
    """The variables that each wave counts together."""
    shared: dict[str, int] = field(init=False)
    _crossed: dict[tuple[str, str], dict[str, np.ndarray]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._refuse_two_keys()
        designs = [sample.design for sample in self.samples]
        if designs[NOW].unit_stratum is not None:
            units = [set(self._units(wave)) for wave in (BEFORE, NOW)]
            self.shared = dict(Counter(stratum for stratum, _ in units[BEFORE] & units[NOW]))
        else:
            self.shared = dict(self._respondents())

    def variance(self, terms: Iterable[Term]) -> float:
        """The variance of a signed sum of figures (Kish 1965, 12.4, by linearisation over both waves as one design)."""
        terms = list(terms)
        return sum(
            sign * other * self.covariance((wave, linear), (its_wave, its_linear))
            for wave, sign, linear in terms
            for its_wave, other, its_linear in terms
        )

    def covariance(self, a: tuple[int, Linear], b: tuple[int, Linear]) -> float:
        """The covariance of two figures of these waves."""
        if not self.shared:
            return self.samples[a[0]].covariance(a[1], b[1]) if a[0] == b[0] else 0.0
        designs = [sample.design for sample in self.samples]
        strata = sorted({*designs[BEFORE].strata, *designs[NOW].strata})
        both = np.array([self.shared.get(stratum, 0) for stratum in strata])
        before, now = (_placed(zip(design.strata, design.units, strict=True), strata) for design in designs)
        size = before + now - both
        kept = np.array([min(dict(zip(d.strata, d.kept, strict=True)).get(s, 1.0) for d in designs) for s in strata])
        products = self._products(a, b, strata)
        first, second = (self._totals(*figure, strata) for figure in (a, b))
        return float(np.where(size > 1, kept * scatter(products, first, second, size), 0).sum())

    def _products(self, a: tuple[int, Linear], b: tuple[int, Linear], strata: list[str]) -> np.ndarray:
        """The sum over sampling units of the product of two figures' parts, by stratum."""
        if self.samples[NOW].design.unit_stratum is not None:
            parts = [
                dict(zip(self._units(wave), self.samples[wave].by_unit(linear).tolist(), strict=True))
                for wave, linear in (a, b)
            ]
            found = ((unit[0], value * parts[1].get(unit, 0.0)) for unit, value in parts[0].items())
            return _placed(sorted(found), strata)  # in an order that does not depend on how the key calls the units
        if a[0] == b[0]:
            sample = self.samples[a[0]]
            return _placed(zip(sample.design.strata, sample.products(a[1], b[1]), strict=True), strata)
        before, now = (a[1], b[1]) if a[0] == BEFORE else (b[1], a[1])
        found = self._cross(before.variable, now.variable)
        weights = {(True, True): "ww", (True, False): "wn", (False, True): "nw", (False, False): "n"}
        value = found[weights[before.weighted, now.weighted]].astype(float)
        for linear, wave, suffix in ((before, BEFORE, "before"), (now, NOW, "now")):
            sample = self.samples[wave]
            cell = np.searchsorted(sample.cells, found[f"cell_{suffix}"])
            codes = sample.entries[linear.variable].codes
            code = np.searchsorted(codes, found[f"code_{suffix}"])
            value = value * linear.coefficient[code] * linear.cells[cell]
        return _placed(zip(found["stratum"], value, strict=True), strata)

    def _totals(self, wave: int, linear: Linear, strata: list[str]) -> np.ndarray:
        sample = self.samples[wave]
        return _placed(zip(sample.design.strata, sample.totals(linear), strict=True), strata)

    def _refuse_two_keys(self) -> None:
        """Respondents are known again by their numbers, which one key makes in both waves."""
        before, now = (pq.read_metadata(path).metadata for path in self.responses)
        if before.get(KEY_ID.encode()) != now.get(KEY_ID.encode()):
            study, earlier, wave = (
                found.decode() for found in (now[b"gap.study"], before[b"gap.wave"], now[b"gap.wave"])
            )
            raise Refused(
                f"{study}/{wave}, source {self.responses[NOW].stem}: its respondents were numbered with another key than those "
                f"of wave {earlier}, so nobody can tell who took part in both; run both waves with one key."
            )

    def _units(self, wave: int) -> list[tuple[str, str]]:
        sample = self.samples[wave]
        assert sample.design.unit_stratum is not None
        names = [sample.design.strata[at] for at in sample.design.unit_stratum]
        return list(zip(names, sample.names, strict=True))

    def _respondents(self) -> list[tuple[str, int]]:
        """How many respondents took part in both waves, by stratum."""
        return (
            connect()
            .execute(f"select {self._stratum()}, count(*) from {self._both()} group by 1 order by 1")
            .fetchall()
        )

    def _cross(self, before: str, now: str) -> dict[str, np.ndarray]:
        """What those who took part in both waves said in each: exact sums of their weights' products."""
        if (before, now) not in self._crossed:
            con = connect()
            units = [weight_unit(con, path, path.stem) for path in self.responses]
            w, v = (scaled_sql(f"{wave}.weight", unit) for wave, unit in zip("ab", units, strict=True))
            found = con.execute(
                f"select {self._stratum()} as stratum, a.cell as cell_before, {self._code(BEFORE, 'a', before)} as code_before, "
                f"b.cell as cell_now, {self._code(NOW, 'b', now)} as code_now, cast(count(*) as double) as n, "
                f"cast(sum({w} * {v}) as double) as ww, cast(sum({w}) as double) as wn, cast(sum({v}) as double) as nw "
                f"from {self._both()} group by all order by all"
            ).fetchnumpy()
            scale = {"ww": units[BEFORE] * units[NOW], "wn": units[BEFORE], "nw": units[NOW]}
            self._crossed[before, now] = found | {sums: found[sums] * by for sums, by in scale.items()}
        return self._crossed[before, now]

    def _code(self, wave: int, table: str, variable: str) -> str:
        """What the respondents in `table` answered to a variable, or to two that are counted together."""
        together = {pair.name: pair_sql(pair, f"{table}.") for pair in self.pairs[wave]}
        return together.get(variable, f"{table}.{name(variable)}")

    def _both(self) -> str:
        first, second = (parquet(path) for path in self.responses)
        return f"{first} as a join {second} as b using (respondent)"

    def _stratum(self) -> str:
        return "a.stratum" if self.samples[NOW].design.strata != [""] else "''"


def _placed(found: Iterable[tuple[str, float]], strata: list[str]) -> np.ndarray:
    sums = dict.fromkeys(strata, 0.0)
    for stratum, value in found:
        sums[str(stratum)] += value
    return np.array(list(sums.values()))
