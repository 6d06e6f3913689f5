"""`gap trace`: from one number of the fact table back to estimates, weighted counts, responses and raw cells.

Each step is a query that anyone can run again, what it found, and whether it gives the figure of the step before.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from math import isclose

import duckdb

from assets.estimates.sample import TOTAL
from assets.exports.export import Export
from assets.exports.extract import extracted
from assets.exports.readers import cells
from assets.lake.duck import connect, literal, name, parquet
from assets.lake.paths import Lake
from assets.responses.coding import cell_codes, raw_sql
from assets.tabulation.tabulate import pair_sql
from schemas.codebook import codebook
from schemas.measure import measure, metric_pair, metric_variables
from schemas.refused import Refused, listed
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


def trace(of: Traced) -> Iterator[Step]:
    """The steps from the gap back to the exports, both sides in turn. Raises Refused where the lake has no such gap."""
    columns = [
        "gap_estimate",
        "no_verdict",
        *(f"{side}_{what}" for side in SIDES for what in ("metric", "estimate", "n")),
    ]
    where = f"gap = {literal(of.gap)} and segment = {literal(of.segment)} and segment_value = {literal(of.value)}"
    query = f"select {', '.join(columns)} from {of.file('gap_fact')} where {where}"
    found = of.con.sql(query).fetchall()
    if not found:
        raise Refused(f"{of.study.study}/{of.wave}: there is no gap {of.gap} in {of.segment} {of.value}; {_known(of)}.")
    row = dict(zip(columns, found[0], strict=True))
    executives, consumers = (row[f"{side}_estimate"] for side in SIDES)
    if row["gap_estimate"] is None:
        why = NO_VERDICT[row["no_verdict"]]
        yield Step("the published row", query, columns, found, f"no difference: {why}")
    else:
        apart = executives - consumers
        holds = isclose(row["gap_estimate"], apart, abs_tol=CLOSE)
        yield Step(
            "the published row", query, columns, found, f"{executives:.6g} - {consumers:.6g} = {apart:.6g}", holds
        )
    for side in SIDES:
        yield from _Side(of, side, row[f"{side}_metric"], row[f"{side}_estimate"]).steps()


def _known(of: Traced) -> str:
    rows = of.con.sql(f"select distinct gap, segment, segment_value from {of.file('gap_fact')} order by all").fetchall()
    gaps, segments = (list(dict.fromkeys(each)) for each in ((g for g, *_ in rows), (f"{s}={v}" for _, s, v in rows)))
    return f"its gaps are {listed(gaps)}, its segments {listed(segments)}"


@dataclass
class _Side:
    """One side of the gap, on its way back."""

    of: Traced
    side: str
    metric: str
    published: float | None

    def steps(self) -> Iterator[Step]:
        """From the estimate to the cells; where the side has no such segment, all of it was compared."""
        columns = ["source", "question", "n", "n_weighted", "estimate", "weighted", "published"]
        for segment, value in ((self.of.segment, self.of.value), TOTAL):
            self.segment, self.value = segment, value
            where = (
                f"group_name = {literal(self.side)} and metric = {literal(self.metric)} "
                f"and segment = {literal(segment)} and segment_value = {literal(value)}"
            )
            query = f"select {', '.join(columns)} from {self.of.file('estimates')} where {where}"
            if found := self.of.con.sql(query).fetchall():
                break
        row = dict(zip(columns, found[0], strict=True))
        holds = row["estimate"] == self.published
        whom = f"{self.side}, {segment} {value}"
        yield Step(f"{whom}: the estimate", query, columns, found, f"{_figure(row['estimate'])}, as above", holds)
        if row["source"] in self.of.study.respondents():
            self._open(row["source"])
            yield self._counts(row["weighted"], row["estimate"])
            yield self._responses(row["n"])
            yield from self._cells()

    def _open(self, source: str) -> None:
        """Find what the metric measures in `source`, and which cells of its tables hold the group and segment."""
        study, self.source = self.of.study, source
        book = codebook(study, self.of.wave, source)
        metric = study.metrics[self.metric]
        measured, pair = measure(study, metric, book), metric_pair(study, metric, book)
        assert measured is not None, f"{self.metric} was estimated in {source}"
        self.measured = measured
        self.variables = [book[variable] for variable in metric_variables(study, metric, book)]
        self.code = pair_sql(pair) if pair else f"cast({name(measured.variable)} as integer)"
        self.responses = self.of.file("responses", source)
        codes = cell_codes(study, source, book)
        every = self.of.con.sql(f"select distinct cell from {self.of.file('tabulation', source)} order by 1").fetchall()
        cells = [cell for (cell,) in every if self._belongs(*codes.decode(cell))]
        self.inside = f"cell in ({', '.join(map(str, cells)) or 'null'})"
        self.based = f"{self.inside} and {self.code} in ({', '.join(map(str, measured.scores))})"

    def _belongs(self, groups: set[str], segments: dict[str, str]) -> bool:
        return self.side in groups and ((self.segment, self.value) == TOTAL or segments.get(self.segment) == self.value)

    def _counts(self, weighted: bool, estimate: float | None) -> Step:
        """The weighted counts, and the ratio of the scores that they make."""
        sizes = self.measured.sizes or dict.fromkeys(self.measured.scores, 1.0)
        scores = ", ".join(f"({code}, {score!r}, {sizes[code]!r})" for code, score in self.measured.scores.items())
        query = (
            f"select code, score::double as score, size::double as size, sum(n)::bigint as n, "
            f"sum({'sum_w * weight_unit' if weighted else 'n'})::double as weight "
            f"from {self.of.file('tabulation', self.source)} join (values {scores}) as scores(code, score, size) using (code) "
            f"where variable = {literal(self.measured.variable)} and {self.inside} group by all order by code"
        )
        rows = self.of.con.sql(query).fetchall()
        hits = sum(score * weight for _, score, _, _, weight in rows)
        base = sum(size * weight for _, _, size, _, weight in rows)
        made = hits / base if base else None
        holds = estimate is None or (made is not None and isclose(made, estimate, rel_tol=CLOSE, abs_tol=CLOSE))
        verdict = f"{hits:,.6g} of {base:,.6g} = {_figure(made)}"
        self.counted = sum(n for *_, n, _ in rows)
        return Step(
            f"{self.side}: weighted counts", query, ["code", "score", "size", "n", "weight"], rows, verdict, holds
        )

    def _responses(self, n: int | None) -> Step:
        """The responses behind the counts."""
        query = (
            f"select {self.code} as code, count(*) as n, sum(weight) as weight from {self.responses} "
            f"where {self.based} group by all order by code"
        )
        rows = self.of.con.sql(query).fetchall()
        total = sum(count for _, count, _ in rows)
        verdict = f"{total:,} respondents, {self.counted:,} counted" + ("" if n is None else f", {n:,} in the estimate")
        return Step(
            f"{self.side}: responses",
            query,
            ["code", "n", "weight"],
            rows,
            verdict,
            total == self.counted and n in (None, total),
        )

    def _cells(self) -> Iterator[Step]:
        """What the vendor wrote in the cells of these respondents, export by export."""
        exports = extracted(self.of.study.study, self.of.wave, self.of.lake, "interviews", "panel")[self.source]
        read = 0
        for number, export in enumerate(exports, start=1):
            step = self._raw(number, export)
            read += sum(row[-2] for row in step.rows)
            last = number == len(exports)
            verdict = f"{step.verdict}; {read:,} cells of {self.counted:,} respondents" if last else step.verdict
            shown = step.rows[:MOST]
            yield replace(step, rows=shown, verdict=verdict, holds=not last or read == self.counted)

    def _raw(self, number: int, export: Export) -> Step:
        places = [", ".join(map(export.called, export.find(one.place, one.question))) for one in self.variables]
        raw = ", ".join(f"{raw_sql(export, one)} as {name(at)}" for one, at in zip(self.variables, places, strict=True))
        query = (
            f"select {', '.join(map(name, places))}, code, count(*) as n, min(source_row) as first_row "
            f"from (select source_row, {self.code} as code from {self.responses} where {self.based} and export = {number}) "
            f"join (select row_number() over () - 1 + {export.first_row} as source_row, {raw} "
            f"from {cells(export, self.of.lake)}) using (source_row) group by all order by n desc, first_row"
        )
        rows = self.of.con.sql(query).fetchall()
        title = f"{self.side}: cells of {export.name}, column {listed(places)}"
        verdict = f"{len(rows)} different cells" + (f", the commonest {MOST} shown" if len(rows) > MOST else "")
        return Step(title, query, [*places, "code", "n", "first_row"], rows, verdict)


def _figure(value: float | None) -> str:
    return "no figure" if value is None else f"{value:.6g}"
