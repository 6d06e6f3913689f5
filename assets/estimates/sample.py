"""The tabulation as a sample: its strata and sampling units, and the variance of whatever is linear in its weights.

Respondents are in cells (a combination of groups and segment answers); a domain is a set of cells. Weighted counts by cell,
code, stratum and primary sampling unit (PSU) carry all that a variance needs. A respondent without a cluster is a PSU.
"""

import json
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from assets.estimates.design import Design, pooled
from assets.lake.cache import Cache
from assets.lake.duck import connect, literal, parquet
from assets.tabulation.tabulate import EVERYONE
from schemas.refused import Refused
from schemas.study import Study

TOTAL = ("total", "all")
Domain = tuple[str, str, str]
"""Group, segment, segment value."""


@dataclass(frozen=True)
class Counts:
    """Weighted counts of one variable: arrays of domains by codes."""

    codes: list[int]
    n: np.ndarray
    w: np.ndarray
    w2: np.ndarray
    w4: np.ndarray


@dataclass(frozen=True)
class Entries:
    """Weighted counts of one variable, in order of stratum and PSU: arrays of one element an entry.

    `cell`, `code`, `stratum` and `unit` are positions in the sample's lists; `w2` sums the squared weights, `w4` their squares.
    """

    codes: list[int]
    cell: np.ndarray
    code: np.ndarray
    stratum: np.ndarray
    unit: np.ndarray
    n: np.ndarray
    w: np.ndarray
    w2: np.ndarray
    w4: np.ndarray

    def weights(self, weighted: bool) -> np.ndarray:
        """The sum of weights of each entry, or its respondents."""
        return self.w if weighted else self.n


@dataclass(frozen=True)
class Linear:
    """A figure as a sum over respondents: weight times `coefficient` of the code, for those in `cells`."""

    variable: str
    coefficient: np.ndarray
    base: np.ndarray
    """Whether a code is in the base."""
    cells: np.ndarray
    weighted: bool


@dataclass(frozen=True)
class Sample:
    """One source of respondents in one wave."""

    design: Design
    domains: list[Domain]
    member: np.ndarray
    """Whether a cell is in a domain: domains by cells."""
    entries: dict[str, Entries]
    cells: list[int]
    """The number of each cell, as responses and tabulation have it, ascending."""
    size: int
    """Respondents of the source, whatever they answered."""
    names: list[str] = field(default_factory=list)
    """What each PSU is called in every wave, where respondents come in clusters."""
    kept: Cache = field(default_factory=Cache, repr=False, compare=False)
    """What was decided of it."""

    def counts(self, variable: str) -> Counts:
        """The weighted counts of a variable in every domain."""
        found = self.entries[variable]
        inside = self.member[:, found.cell]
        sums = [_sums(inside * value, found.code, len(found.codes)) for value in (found.n, found.w, found.w2, found.w4)]
        return Counts(found.codes, *sums)

    def people(self, variable: str, base: list[int]) -> np.ndarray:
        """Respondents with a code of `base`, by cell."""
        found = self.entries[variable]
        inside = np.isin(np.array(found.codes)[found.code], base)
        return np.bincount(found.cell, found.n * inside, len(self.cells))

    def variance(self, variable: str, coefficients: np.ndarray, weighted: bool) -> np.ndarray:
        """The variance of a linear figure in every domain, `coefficients` being domains by codes."""
        found = self.entries[variable]
        inside = self.member[:, found.cell]
        value = coefficients[:, found.code] * inside
        strata, of = len(self.design.strata), self.design.unit_stratum
        totals = _sums(value * found.weights(weighted), found.stratum, strata)
        if of is None:
            products = _sums(np.square(value) * (found.w2 if weighted else found.n), found.stratum, strata)
        else:
            products = _sums(np.square(_sums(value * found.weights(weighted), found.unit, len(of))), of, strata)
        return pooled(self.design, products, totals, totals, _sums(inside * found.n, found.stratum, strata) > 0)

    def df(self, variable: str, base: list[int]) -> np.ndarray:
        """Degrees of freedom in every domain: PSUs less strata that have somebody in the base (codes by position)."""
        found = self.entries[variable]
        inside = self.member[:, found.cell] & np.isin(found.code, base)
        strata = (_sums(inside * found.n, found.stratum, len(self.design.strata)) > 0).sum(axis=1)
        if self.design.unit_stratum is None:
            units = (inside * found.n).sum(axis=1)
        else:
            units = (_sums(inside * found.n, found.unit, len(self.design.unit_stratum)) > 0).sum(axis=1)
        return np.maximum(units - strata, 0).astype(float)

    def df_of(self, linears: list[Linear]) -> float:
        """Degrees of freedom of several figures together: PSUs less strata that have somebody in the base of any."""
        units: set[int] = set()
        strata: set[int] = set()
        respondents = 0.0
        for at, linear in enumerate(linears):
            found = self.entries[linear.variable]
            before = np.logical_or.reduce([other.cells for other in linears[:at]] or [np.zeros_like(linear.cells)])
            inside = linear.cells[found.cell] & linear.base[found.code]
            units |= set(found.unit[inside].tolist())
            strata |= set(found.stratum[inside].tolist())
            respondents += found.n[inside & ~before[found.cell]].sum()
        return (respondents if self.design.unit_stratum is None else len(units)) - len(strata)

    def units_of(self, linear: Linear) -> list[int]:
        """The PSUs with somebody in the base of a figure, by position, where respondents come in clusters."""
        found = self.entries[linear.variable]
        return np.unique(found.unit[linear.cells[found.cell] & linear.base[found.code]]).tolist()

    def size_of(self, linear: Linear) -> float:
        """How many respondents are in the base of a figure."""
        found = self.entries[linear.variable]
        return float(found.n[linear.cells[found.cell] & linear.base[found.code]].sum())

    def totals(self, linear: Linear) -> np.ndarray:
        """The sum of a figure's parts, by stratum."""
        found, value = self._parts(linear)
        return _sums(value[None, :], found.stratum, len(self.design.strata))[0]

    def by_unit(self, linear: Linear) -> np.ndarray:
        """The sum of a figure's parts, by PSU, where respondents come in clusters."""
        assert self.design.unit_stratum is not None
        found, value = self._parts(linear)
        return _sums(value[None, :], found.unit, len(self.design.unit_stratum))[0]

    def products(self, a: Linear, b: Linear) -> np.ndarray:
        """The sum over PSUs of the product of two figures' parts, by stratum.

        Raises Refused where one respondent answers to both by different questions and no clusters join them: how the two
        go together is then not in the counts.
        """
        strata = len(self.design.strata)
        if self.design.unit_stratum is not None:
            return _sums((self.by_unit(a) * self.by_unit(b))[None, :], self.design.unit_stratum, strata)[0]
        if a.variable != b.variable:
            if (a.cells & b.cells).any():
                raise Refused(
                    "the two sides share respondents and answer different questions; compare one question there."
                )
            return np.zeros(strata)
        found = self.entries[a.variable]
        squares = found.w2 if a.weighted and b.weighted else found.w if a.weighted or b.weighted else found.n
        value = a.coefficient[found.code] * a.cells[found.cell] * b.coefficient[found.code] * b.cells[found.cell]
        return _sums((squares * value)[None, :], found.stratum, strata)[0]

    def covariance(self, a: Linear, b: Linear) -> float:
        """The covariance of two figures of this sample. Refused as `products` are."""
        sums = (self.products(a, b), self.totals(a), self.totals(b), self.present(a) | self.present(b))
        return float(pooled(self.design, *(column[None, :] for column in sums))[0])

    def present(self, linear: Linear) -> np.ndarray:
        """Whether a stratum has anybody whom a figure is of."""
        found = self.entries[linear.variable]
        inside = linear.cells[found.cell] * found.n
        return _sums(inside[None, :], found.stratum, len(self.design.strata))[0] > 0

    def _parts(self, linear: Linear) -> tuple[Entries, np.ndarray]:
        found = self.entries[linear.variable]
        return found, linear.coefficient[found.code] * linear.cells[found.cell] * found.weights(linear.weighted)


def read_sample(study: Study, source: str, path: Path) -> Sample:
    """The sample of `source` from its tabulation: each group as a whole, and in each answer of each segment."""
    con = connect()
    con.execute(
        "create temp view counted as select * replace (coalesce(stratum, '') as stratum, coalesce(cluster, 0) as cluster) "
        f"from {parquet(path)}"
    ).fetchall()
    found = con.execute("select distinct cell, groups, segments from counted order by cell").fetchall()
    cells = [(groups.split(), json.loads(segments)) for _, groups, segments in found]
    domains: dict[Domain, list[bool]] = {}
    for group in (name for name, described in study.groups.items() if described.source == source):
        domains[group, *TOTAL] = [group in groups for groups, _ in cells]
        for segment in study.segments:
            for answer in dict.fromkeys(answers[segment] for _, answers in cells if segment in answers):
                inside = [group in groups and answers.get(segment) == answer for groups, answers in cells]
                domains[group, segment, answer] = inside
    described = study.sources[source]
    con.execute(_units_sql(described.cluster is not None)).fetchall()
    units = con.execute(
        "select stratum, cluster, cast(sum(n) as bigint) from units join counted using (stratum, cluster) "
        f"where variable = {literal(EVERYONE)} group by stratum, cluster, unit order by unit"
    ).fetchall()
    strata = list(dict.fromkeys(stratum for stratum, _, _ in units))
    at = {stratum: position for position, stratum in enumerate(strata)}
    of = np.array([at[stratum] for stratum, _, _ in units])
    size = np.array([count for _, _, count in units])
    sampled = np.bincount(of, None if described.cluster else size, len(strata)).astype(float)
    population = described.population if isinstance(described.population, dict) else {"": described.population}
    kept = [1 - sampled[at[stratum]] / known if (known := population.get(stratum)) else 1.0 for stratum in strata]
    design = Design(strata, sampled, np.array(kept), of if described.cluster else None, described.single_psu)
    rows = con.execute(
        """
        select variable, code, dense_rank() over (order by cell) - 1 as cell,
            dense_rank() over (order by stratum) - 1 as stratum, unit, cast(n as double) as n,
            cast(sum_w as double) * weight_unit as w, cast(sum_w2 as double) * weight_unit ** 2 as w2,
            cast(sum_w4 as double) * weight_unit ** 4 as w4
        from counted join units using (stratum, cluster) order by variable, unit, cell, code
        """
    ).fetchnumpy()
    names, first = np.unique(np.asarray(rows["variable"], dtype=str), return_index=True)
    entries = {}
    for name, start, end in zip(names, first, [*first[1:], len(rows["variable"])], strict=True):
        part = {column: np.asarray(values[start:end]) for column, values in rows.items() if column != "variable"}
        codes, code = np.unique(part["code"], return_inverse=True)
        sums = (part[column] for column in ("cell", "stratum", "unit", "n", "w", "w2", "w4"))
        cell, *others = sums
        entries[str(name)] = Entries(codes.tolist(), cell, code, *others)
    clusters = [str(cluster) for _, cluster, _ in units] if described.cluster else []
    member = np.array(list(domains.values()))
    return Sample(design, list(domains), member, entries, [cell for cell, _, _ in found], int(size.sum()), clusters)


def _units_sql(clustered: bool) -> str:
    """SQL that numbers the PSUs: strata by their names, clusters by what is counted in them.

    Their own names depend on the lake's key, and the order in which figures are added up is not to depend on it. PSUs in
    which the same is counted may change places.
    """
    content = "bit_xor(md5_number(concat_ws(' ', variable, code, cell, n, sum_w, sum_w2)))" if clustered else "0"
    return (
        "create or replace temp table units as "
        "select stratum, cluster, row_number() over (order by stratum, content, cluster) - 1 as unit from ("
        f"select stratum, cluster, {content} as content from counted group by stratum, cluster)"
    )


def _sums(values: np.ndarray, index: np.ndarray, size: int) -> np.ndarray:
    """Sums of the columns of `values` (rows by entries) that have the same `index`: rows by `size`."""
    if size == 1:
        return values.sum(axis=1, keepdims=True)
    order = np.argsort(index, kind="stable")
    starts = np.flatnonzero(np.diff(index[order], prepend=-1))
    found = np.zeros((len(values), size))
    if len(order):
        found[:, index[order][starts]] = np.add.reduceat(values[:, order], starts, axis=1)
    return found
