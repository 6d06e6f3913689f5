"""`gap trace`: from one number of the fact table back to estimates, weighted counts, responses and raw cells.

Each step is a query that anyone can run again, what it found, and whether it gives the figure of the step before. A step is
made by one function and knows nothing of the others; how it is printed is `terminal.py`'s business.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from math import isclose

import duckdb

from assets.estimates.sample import TOTAL
from assets.exports.cells import kept_cells
from assets.exports.export import Export
from assets.exports.extract import extracted
from assets.lake.duck import connect, literal, name, parquet
from assets.lake.paths import Lake
from assets.responses.coding import raw_sql
from assets.responses.membership import memberships
from assets.tabulation.tabulate import pair_sql
from schemas.codebook import Variable
from schemas.measure import Measure, measure, metric_pair, metric_variables
from schemas.refused import Refused, listed
from schemas.source_wave import SourceWave
from schemas.study import SIDES, Study
from schemas.tables.gap_fact import NO_VERDICT

CLOSE = 1e-9
"""Sums of floating-point weights may differ by this part of them; counts may not differ at all."""

MOST = 12
"""So many raw cells are listed, the commonest first."""


@dataclass(frozen=True)
class Step:
    """One step back: what is looked at, the query, what it found, and what that says of the step before."""

    title: str
    sql: str
    columns: list[str]
    rows: list[tuple]
    verdict: str
    holds: bool = True
    counted: int = 0
    """Respondents that the step found, where it counts them."""

    @property
    def first(self) -> dict:
        """Its first row."""
        return dict(zip(self.columns, self.rows[0], strict=True))


@dataclass(frozen=True)
class Traced:
    """One row of the fact table, and where it is looked for."""

    study: Study
    wave: str
    gap: str
    segment: str
    value: str
    lake: Lake
    con: duckdb.DuckDBPyConnection = field(default_factory=connect)

    def file(self, table: str, source: str = "") -> str:
        """A table of this wave as a FROM clause. Raises Refused where it does not stand."""
        path = self.lake.table(table, self.study.study, self.wave, source)
        if not path.exists():
            raise Refused(f"{path}: the table is not there; run gap run {self.study.study} first.")
        return parquet(path)

    def rows(self, query: str) -> list[tuple]:
        """What a query finds."""
        return self.con.sql(query).fetchall()


@dataclass(frozen=True)
class Compared:
    """One side of the gap: its metric, and the segment whose estimate was compared."""

    at: Traced
    side: str
    metric: str
    segment: tuple[str, str]

    def query(self, columns: list[str]) -> str:
        """What finds its row of the estimates."""
        segment, value = map(literal, self.segment)
        return (
            f"select {', '.join(columns)} from {self.at.file('estimates')} where group_name = {literal(self.side)} "
            f"and metric = {literal(self.metric)} and segment = {segment} and segment_value = {value}"
        )


@dataclass(frozen=True)
class Members:
    """The respondents of one side, as their tables know them: what measures them, and where they stand."""

    at: Traced
    of: SourceWave
    side: str
    measured: Measure
    variables: list[Variable]
    code: str
    """The SQL of the code that the metric scores, from their responses."""
    inside: str
    """The SQL condition of their cells of groups and segments."""

    @property
    def based(self) -> str:
        """The SQL condition of those whose answer makes the base."""
        return f"{self.inside} and {self.code} in ({', '.join(map(str, self.measured.scores))})"


def trace(at: Traced) -> Iterator[Step]:
    """The steps from the gap back to the exports, both sides in turn. Raises Refused where the lake has no such gap."""
    published = _published(at)
    yield published
    for side in SIDES:
        compared = _compared(at, side, published.first[f"{side}_metric"])
        estimate = _estimate(compared, published.first[f"{side}_estimate"])
        yield estimate
        if estimate.first["source"] in at.study.respondents():
            members = _members(compared, estimate.first["source"])
            counts = _counts(members, estimate)
            yield counts
            yield _responses(members, estimate, counts)
            yield from _cells(members, counts)


def _published(at: Traced) -> Step:
    """The row of the fact table."""
    columns = [
        "gap_estimate",
        "no_verdict",
        *(f"{side}_{what}" for side in SIDES for what in ("metric", "estimate", "n")),
    ]
    where = f"gap = {literal(at.gap)} and segment = {literal(at.segment)} and segment_value = {literal(at.value)}"
    query = f"select {', '.join(columns)} from {at.file('gap_fact')} where {where}"
    found = at.rows(query)
    if not found:
        raise Refused(f"{at.study.study}/{at.wave}: there is no gap {at.gap} in {at.segment} {at.value}; {_known(at)}.")
    step = Step("the published row", query, columns, found, "")
    if (gap := step.first["gap_estimate"]) is None:
        return replace(step, verdict=f"no difference: {NO_VERDICT[step.first['no_verdict']]}")
    executives, consumers = (step.first[f"{side}_estimate"] for side in SIDES)
    apart = executives - consumers
    verdict = f"{executives:.6g} - {consumers:.6g} = {apart:.6g}"
    return replace(step, verdict=verdict, holds=isclose(gap, apart, abs_tol=CLOSE))


def _known(at: Traced) -> str:
    rows = at.rows(f"select distinct gap, segment, segment_value from {at.file('gap_fact')} order by all")
    gaps, segments = (list(dict.fromkeys(each)) for each in ((g for g, *_ in rows), (f"{s}={v}" for _, s, v in rows)))
    return f"its gaps are {listed(gaps)}, its segments {listed(segments)}"


def _compared(at: Traced, side: str, metric: str) -> Compared:
    """Where a side has no such segment, all of it was compared."""
    narrowed = Compared(at, side, metric, (at.segment, at.value))
    return narrowed if at.rows(narrowed.query(["n"])) else replace(narrowed, segment=TOTAL)


def _estimate(of: Compared, published: float | None) -> Step:
    """The estimate of one side."""
    columns = ["source", "question", "n", "n_weighted", "estimate", "weighted", "published"]
    query = of.query(columns)
    step = Step(f"{of.side}, {' '.join(of.segment)}: the estimate", query, columns, of.at.rows(query), "")
    estimate = step.first["estimate"]
    return replace(step, verdict=f"{_figure(estimate)}, as above", holds=estimate == published)


def _members(compared: Compared, source: str) -> Members:
    """Those whom an estimate is of."""
    at, (segment, value) = compared.at, compared.segment
    of = SourceWave(at.study, at.wave, source)
    described, known = at.study.metrics[compared.metric], memberships(of)
    measured, pair = measure(at.study, described, of.book), metric_pair(at.study, described, of.book)
    assert measured is not None, f"{compared.metric} was estimated in {source}"

    def belongs(groups: set[str], segments: dict[str, str]) -> bool:
        return compared.side in groups and (compared.segment == TOTAL or segments.get(segment) == value)

    every = at.rows(f"select distinct cell from {at.file('tabulation', source)} order by 1")
    cells = [cell for (cell,) in every if belongs(*known.decode(cell))]
    return Members(
        at,
        of,
        compared.side,
        measured,
        [of.book[variable] for variable in metric_variables(at.study, described, of.book)],
        pair_sql(pair) if pair else f"cast({name(measured.variable)} as integer)",
        f"cell in ({', '.join(map(str, cells)) or 'null'})",
    )


def _counts(members: Members, estimate: Step) -> Step:
    """The weighted counts, and the ratio of the scores that they make."""
    at, measured = members.at, members.measured
    sizes = measured.sizes or dict.fromkeys(measured.scores, 1.0)
    scores = ", ".join(f"({code}, {score!r}, {sizes[code]!r})" for code, score in measured.scores.items())
    query = (
        f"select code, score::double as score, size::double as size, sum(n)::bigint as n, "
        f"sum({'sum_w * weight_unit' if estimate.first['weighted'] else 'n'})::double as weight "
        f"from {at.file('tabulation', members.of.source)} join (values {scores}) as scores(code, score, size) using (code) "
        f"where variable = {literal(measured.variable)} and {members.inside} group by all order by code"
    )
    rows = at.rows(query)
    hits = sum(score * weight for _, score, _, _, weight in rows)
    base = sum(size * weight for _, _, size, _, weight in rows)
    made, published = (hits / base if base else None), estimate.first["estimate"]
    holds = published is None or (made is not None and isclose(made, published, rel_tol=CLOSE, abs_tol=CLOSE))
    verdict = f"{hits:,.6g} of {base:,.6g} = {_figure(made)}"
    columns = ["code", "score", "size", "n", "weight"]
    counted = sum(n for *_, n, _ in rows)
    return Step(f"{members.side}: weighted counts", query, columns, rows, verdict, holds, counted)


def _responses(members: Members, estimate: Step, counts: Step) -> Step:
    """The responses behind the counts."""
    query = (
        f"select {members.code} as code, count(*) as n, sum(weight) as weight "
        f"from {members.at.file('responses', members.of.source)} where {members.based} group by all order by code"
    )
    rows, n = members.at.rows(query), estimate.first["n"]
    total = sum(count for _, count, _ in rows)
    said = "" if n is None else f", {n:,} in the estimate"
    verdict = f"{total:,} respondents, {counts.counted:,} counted{said}"
    holds = total == counts.counted and n in (None, total)
    return Step(f"{members.side}: responses", query, ["code", "n", "weight"], rows, verdict, holds, total)


def _cells(members: Members, counts: Step) -> Iterator[Step]:
    """What the vendor wrote in the cells of these respondents, export by export."""
    at, of = members.at, members.of
    files = extracted(at.study.study, at.wave, at.lake, "interviews", "panel")[of.source]
    *before, last = [_cells_of_export(members, number, export) for number, export in enumerate(files, start=1)]
    yield from before
    read = last.counted + sum(step.counted for step in before)
    verdict = f"{last.verdict}; {read:,} cells of {counts.counted:,} respondents"
    yield replace(last, verdict=verdict, holds=read == counts.counted)


def _cells_of_export(members: Members, number: int, export: Export) -> Step:
    """The raw cells of the export of that number, the commonest first."""
    at, variables = members.at, members.variables
    places = [", ".join(map(export.called, export.find(one.place, one.question))) for one in variables]
    raw = ", ".join(f"{raw_sql(export, one)} as {name(place)}" for one, place in zip(variables, places, strict=True))
    query = (
        f"select {', '.join(map(name, places))}, code, count(*) as n, min(source_row) as first_row "
        f"from (select source_row, {members.code} as code from {at.file('responses', members.of.source)} "
        f"where {members.based} and export = {number}) "
        f"join (select row_number() over () - 1 + {export.first_row} as source_row, {raw} "
        f"from {kept_cells(export, at.lake)}) using (source_row) group by all order by n desc, first_row"
    )
    rows = at.rows(query)
    title = f"{members.side}: cells of {export.name}, column {listed(places)}"
    verdict = f"{len(rows)} different cells" + (f", the commonest {MOST} shown" if len(rows) > MOST else "")
    counted = sum(row[-2] for row in rows)
    return Step(title, query, [*places, "code", "n", "first_row"], rows[:MOST], verdict, counted=counted)


def _figure(value: float | None) -> str:
    return "no figure" if value is None else f"{value:.6g}"
