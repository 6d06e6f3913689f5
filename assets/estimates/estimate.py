"""Estimates from weighted counts: every measure of every group and segment, as ratios with linearised errors.

A share, a mean and a net promoter score are each a weighted mean of scores. Its variance is that of a domain in the full
sample (Särndal, Swensson and Wretman 1992, 5.6): n/(n-1) sum of (w (y - estimate))² / (sum of w)², n counting everybody
who was sampled. Weights are taken as given; multiplying them by a constant changes nothing.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

from assets.estimates.intervals import interval_base, student, wilson
from assets.exports.reported import Figure
from assets.lake.duck import connect, parquet
from assets.tabulation.tabulate import EVERYONE
from schemas.codebook import base_words, codebook
from schemas.measure import SHARE, Measure, answer_codes, answer_measure, measure, metric_unit, metric_variable
from schemas.study import Metric, Study
from schemas.tables import ESTIMATES

TOTAL = ("total", "all")
WITHHELD, INDICATIVE, SMALL = 10, 30, 75
"""Bases below which a figure is withheld (respondents), indicative, and small (effective respondents)."""

Domain = tuple[str, str, str]
"""Group, segment, segment value."""


@dataclass(frozen=True)
class Counts:
    """Weighted counts of one variable: arrays of domains by codes."""

    domains: list[Domain]
    codes: list[int]
    n: np.ndarray
    w: np.ndarray
    w2: np.ndarray


@dataclass(frozen=True)
class Sample:
    """The tabulation of one source, summed to domains."""

    variables: dict[str, Counts]
    size: int
    """Respondents of the source, whatever they answered."""


def estimates(
    study: Study, wave: str, tabulations: dict[str, Path], figures: dict[str, list[Figure]], origin: dict[str, object]
) -> pa.Table:
    """The estimates table of one partition, from the tabulation of each source and the figures of each reported one."""
    rows: list[dict] = []
    for source, path in tabulations.items():
        rows += _source_rows(study, wave, source, _sample(study, source, path))
    for source, published in figures.items():
        rows += _reported_rows(study, wave, source, published)
    return ESTIMATES.build([{"study": study.study, "wave": wave, **row, **origin} for row in rows])


def _sample(study: Study, source: str, path: Path) -> Sample:
    """Sum the cells of the tabulation to domains: each group as a whole, and in each answer of each segment."""
    con = connect()
    con.execute(f"create temp view counted as select * from {parquet(path)}").fetchall()
    found = con.execute("select distinct cell, groups, segments from counted order by cell").fetchall()
    cells = [(cell, groups.split(), json.loads(segments)) for cell, groups, segments in found]
    domains: dict[Domain, list[int]] = {}
    for group in (name for name, described in study.groups.items() if described.source == source):
        domains[group, *TOTAL] = [cell for cell, groups, _ in cells if group in groups]
        for segment in study.segments:
            for answer in dict.fromkeys(answers[segment] for _, _, answers in cells if segment in answers):
                inside = [cell for cell, groups, answers in cells if group in groups and answers.get(segment) == answer]
                domains[group, segment, answer] = inside
    members = [(at, cell) for at, inside in enumerate(domains.values()) for cell in inside]
    membership = pa.table({"domain": [m[0] for m in members], "cell": pa.array([m[1] for m in members], pa.int32())})  # noqa: F841
    summed = con.execute(
        "select variable, code, domain, cast(sum(n) as bigint), sum(sum_w) * any_value(weight_unit), "
        "sum(sum_w2) * any_value(weight_unit) ** 2 from counted join membership using (cell) group by all order by all"
    ).fetchall()
    size = con.execute(f"select cast(sum(n) as bigint) from counted where variable = '{EVERYONE}'").fetchall()[0][0]
    by_variable: dict[str, list[tuple]] = {}
    for variable, *rest in summed:
        by_variable.setdefault(variable, []).append(tuple(rest))
    return Sample({variable: _counts(list(domains), found) for variable, found in by_variable.items()}, size)


def _counts(domains: list[Domain], found: list[tuple]) -> Counts:
    codes = sorted({row[0] for row in found})
    at = {code: column for column, code in enumerate(codes)}
    n, w, w2 = (np.zeros((len(domains), len(codes))) for _ in range(3))
    for code, domain, count, weights, squares in found:
        n[domain, at[code]], w[domain, at[code]], w2[domain, at[code]] = count, weights, squares
    return Counts(domains, codes, n, w, w2)


def _source_rows(study: Study, wave: str, source: str, sample: Sample) -> Iterator[dict]:
    book = codebook(study, wave, source)
    weighted = study.sources[source].weight not in (None, "none")
    for name, metric in study.metrics.items():
        variable = book.get(metric_variable(metric))
        if variable is not None:
            about = _metric_words(study, wave, source, name, metric) | {"option": metric.option}
            weigh = weighted and metric.weight is None
            yield from _rows(study, source, sample, measure(study, metric, variable), about, weigh, metric.groups)
    for variable in book.values():
        base = base_words(study, variable.question, wave, source)
        for code in answer_codes(variable):
            answer = variable.labels[code]
            about = {
                "kind": "answer",
                "metric": None,
                "question": variable.question,
                "option": variable.option,
                "answer": answer,
            }
            words = {"label": variable.option or answer, "unit": SHARE, "base": base}
            yield from _rows(study, source, sample, answer_measure(variable, code), about | words, weighted, [])


def _metric_words(study: Study, wave: str, source: str, name: str, metric: Metric) -> dict:
    return {
        "kind": "metric",
        "metric": name,
        "question": metric.of,
        "answer": None,
        "label": metric.label or name.replace("_", " "),
        "unit": metric_unit(study, metric),
        "base": base_words(study, metric.of, wave, source, metric.keep),
    }


def _rows(
    study: Study, source: str, sample: Sample, measured: Measure, about: dict, weighted: bool, groups: list[str]
) -> Iterator[dict]:
    counts = sample.variables.get(measured.variable)
    if counts is None:
        return
    found = statistics(measured, counts, sample.size, weighted)
    for at, (group, segment, value) in enumerate(counts.domains):
        if groups and group not in groups:
            continue
        where = {
            "group_name": group,
            "group_label": study.groups[group].label or group,
            "segment": segment,
            "segment_value": value,
        }
        figures = {name: _number(column[at]) for name, column in found.items()}
        yield (
            about
            | where
            | _released(figures)
            | {"source": source, "weighted": weighted, "sampling": study.sources[source].sampling}
        )


def statistics(measured: Measure, counts: Counts, size: int, weighted: bool) -> dict[str, np.ndarray]:
    """The statistics of one measure in every domain, as arrays; NaN where there is none.

    `size` is the number of respondents of the whole source. A share of everybody or nobody is exactly 1 or 0, whatever
    its weights round to.
    """
    base = [at for at, code in enumerate(counts.codes) if code in measured.scores]
    scores = np.array([measured.scores[counts.codes[at]] for at in base])
    n = counts.n[:, base]
    w, w2 = (counts.w[:, base], counts.w2[:, base]) if weighted else (n, n)
    with np.errstate(divide="ignore", invalid="ignore"):
        total, number = w.sum(axis=1), n.sum(axis=1)
        estimate = (w * scores).sum(axis=1) / total
        kish = total**2 / w2.sum(axis=1)
        for score in set(scores):
            estimate = np.where((n[:, scores != score].sum(axis=1) == 0) & (number > 0), score, estimate)
        apart = np.square(scores - estimate[:, None])
        se = np.sqrt(size / max(size - 1, 1) * (w2 * apart).sum(axis=1)) / total
        sd = np.sqrt((w * apart).sum(axis=1) / total * number / (number - 1))
        df = np.where(number > 1, number - 1, np.nan)
        if measured.unit == SHARE:
            n_interval = interval_base(estimate, se, kish)
            low, high = wilson(estimate, n_interval)
        else:
            n_interval = np.full(len(number), np.nan)
            low, high = student(estimate, np.where(se > 0, se, np.nan), df)
    alone = number < 2
    low, high, se = (np.where(alone, np.nan, column) for column in (low, high, se))
    found = {
        "n": number,
        "n_weighted": total,
        "n_effective": kish,
        "estimate": estimate,
        "se": se,
        "sd": sd,
        "df": df,
        "n_interval": n_interval,
        "ci_low": low,
        "ci_high": high,
    }
    return {name: np.asarray(column) for name, column in found.items()}


def _released(figures: dict) -> dict:
    """The figures with their mark; a base too small to protect its respondents is shown and its figures are not."""
    mark = reliability(figures["n"], figures["n_effective"])
    kept = ("n", "n_weighted", "n_effective")
    shown = {name: value if mark != "withheld" or name in kept else None for name, value in figures.items()}
    return shown | {"n": int(figures["n"]), "reliability": mark}


def reliability(n: float | None, n_effective: float | None) -> str:
    """How far a base carries a figure: respondents decide what is withheld, the effective base the rest."""
    if n is None or n_effective is None:
        return "base unknown" if n is None else "withheld"
    if n < WITHHELD:
        return "withheld"
    return "indicative" if n_effective < INDICATIVE else "small base" if n_effective < SMALL else "ok"


def _reported_rows(study: Study, wave: str, source: str, published: Iterable[Figure]) -> Iterator[dict]:
    """Published figures through the same functions: a share of a base has the counts that make it."""
    for figure in published:
        metric = study.metrics[figure.metric]
        group = study.groups[figure.group]
        about = _metric_words(study, wave, source, figure.metric, metric) | {
            "option": metric.option,
            "published": figure.published,
        }
        about["note"] = figure.note or None
        where = {"group_name": figure.group, "group_label": group.label or figure.group}
        yield (
            about
            | where
            | {"segment": TOTAL[0], "segment_value": TOTAL[1], "source": source, "weighted": False}
            | {"sampling": study.sources[source].sampling}
            | _published(figure, metric_unit(study, metric) == SHARE)
        )


def _published(figure: Figure, is_share: bool) -> dict:
    if figure.base is None:
        return {"estimate": figure.estimate, "reliability": "base unknown"}
    if figure.estimate is None or not is_share:
        base = float(figure.base)
        return _released({"n": figure.base, "n_weighted": base, "n_effective": base, "estimate": figure.estimate})
    hits = np.array([[figure.base * (1 - figure.estimate), figure.base * figure.estimate]])
    counts = Counts([("", *TOTAL)], [0, 1], hits, hits, hits)
    found = statistics(Measure("", {0: 0.0, 1: 1.0}, SHARE), counts, figure.base, weighted=False)
    return _released({name: _number(column[0]) for name, column in found.items()} | {"n": figure.base})


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
