"""Estimates from weighted counts: every measure of every group and segment, as ratios with linearised errors.

A share, a mean and a net promoter score are each a weighted mean of scores. Its variance is that of the linearised ratio
as a domain of the full sample (Särndal, Swensson and Wretman 1992, 5.6). Weights are taken as given; multiplying them by a
constant changes nothing.
"""

from collections.abc import Callable, Iterable, Iterator

import numpy as np
import pyarrow as pa

from assets.estimates.disclosure import Protection
from assets.estimates.intervals import fewer_units, interval_base, student, weights_df, wilson
from assets.estimates.reliability import released
from assets.estimates.sample import TOTAL, Counts, Sample
from assets.exports.reported import Figure
from schemas.codebook import base_words
from schemas.measure import Measure, answer_codes, answer_measure, measure
from schemas.source_wave import SourceWave
from schemas.study import SHARE, Reliability, Study, metric_unit
from schemas.tables.estimates import ESTIMATES

Errors = Callable[[np.ndarray, list[int]], tuple[np.ndarray, np.ndarray]]
"""From coefficients (domains by codes) and the base (positions of its codes): variance and degrees of freedom by domain."""


def estimates(
    study: Study, wave: str, samples: dict[str, Sample], figures: dict[str, list[Figure]], origin: dict[str, object]
) -> pa.Table:
    """The estimates table of one partition, from the sample of each source and the figures of each reported one."""
    rows: list[dict] = []
    for source, sample in samples.items():
        rows += _source_rows(SourceWave(study, wave, source), sample)
    for source, published in figures.items():
        rows += _reported_rows(SourceWave(study, wave, source), published)
    return ESTIMATES.build([{"study": study.study, "wave": wave, **row, **origin} for row in rows])


def _source_rows(of: SourceWave, sample: Sample) -> Iterator[dict]:
    study, book, weighted = of.study, of.book, of.described.is_weighted
    protection = Protection(of, sample)
    for name, metric in study.metrics.items():
        measured = measure(study, metric, book)
        if measured is not None:
            about = _metric_words(of, name) | {"option": metric.option}
            weigh = weighted and metric.weight is None
            yield from _rows(of, protection, measured, about | {"weighted": weigh}, metric.groups)
    for variable in book.values():
        base = base_words(study, variable.question, of.wave, of.source)
        for code in answer_codes(variable):
            answer = variable.labels[code]
            about = {
                "kind": "answer",
                "metric": None,
                "question": variable.question,
                "option": variable.option,
                "answer": answer,
            }
            words = {"label": variable.option or answer, "unit": SHARE, "base": base, "weighted": weighted}
            yield from _rows(of, protection, answer_measure(variable, code), about | words, [])


def _metric_words(of: SourceWave, name: str) -> dict:
    metric = of.study.metrics[name]
    return {
        "kind": "metric",
        "metric": name,
        "question": metric.of,
        "answer": None,
        "label": metric.label or name.replace("_", " "),
        "unit": metric_unit(of.study, metric),
        "base": base_words(of.study, metric.of, of.wave, of.source, metric.keep),
    }


def _rows(of: SourceWave, protection: Protection, measured: Measure, about: dict, groups: list[str]) -> Iterator[dict]:
    """The rows of one measure, one a domain; `about`: what all of them say. `groups`: those that it is of, all if none."""
    study, sample = of.study, protection.sample
    if measured.variable not in sample.entries:
        return
    found, hidden = (
        measured_in(sample, measured, about["weighted"], study.alpha),
        protection.withheld(measured.variable),
    )
    for at, (group, segment, value) in enumerate(sample.domains):
        if groups and group not in groups:
            continue
        where = {
            "group_name": group,
            "group_label": study.groups[group].label or group,
            "segment": segment,
            "segment_value": value,
        }
        yield (
            about
            | where
            | figures_of(found, at, measured.unit, study.reliability, bool(hidden[at]))
            | {"source": of.source, "sampling": of.described.sampling}
        )


def measured_in(sample: Sample, measured: Measure, weighted: bool, alpha: float) -> dict[str, np.ndarray]:
    """The statistics of one measure in every domain of a sample, as `statistics` gives them."""

    def errors(coefficients: np.ndarray, base: list[int]) -> tuple[np.ndarray, np.ndarray]:
        variance = sample.variance(measured.variable, coefficients, weighted)
        return variance, sample.df(measured.variable, base)

    clustered = sample.design.unit_stratum is not None
    return statistics(measured, sample.counts(measured.variable), errors, alpha, weighted, clustered)


def simple_errors(counts: Counts, size: int, weighted: bool) -> Errors:
    """Variance and degrees of freedom in a sample of `size` respondents without strata and clusters."""
    squares = counts.w2 if weighted else counts.n

    def errors(coefficients: np.ndarray, base: list[int]) -> tuple[np.ndarray, np.ndarray]:
        variance = size / max(size - 1, 1) * (np.square(coefficients) * squares).sum(axis=1)
        return variance, np.maximum(counts.n[:, base].sum(axis=1) - 1, 0)

    return errors


def coefficients_of(measured: Measure, counts: Counts, estimate: np.ndarray, total: np.ndarray) -> np.ndarray:
    """The linearised share of one respondent in each estimate: (score - estimate) / sum of weights, domains by codes."""
    scores = np.array([measured.scores.get(code, np.nan) for code in counts.codes])
    with np.errstate(divide="ignore", invalid="ignore"):
        apart = scores - estimate[:, None] * sizes_of(measured, counts.codes)
        return np.nan_to_num(apart / total[:, None], nan=0.0, posinf=0.0, neginf=0.0)


def sizes_of(measured: Measure, codes: list[int]) -> np.ndarray:
    """What each code adds to the denominator: one, or the sizes of a ratio."""
    return np.array([1.0 if measured.sizes is None else measured.sizes.get(code, 0.0) for code in codes])


def statistics(
    measured: Measure, counts: Counts, errors: Errors, alpha: float, weighted: bool, clustered: bool = False
) -> dict[str, np.ndarray]:
    """The statistics of one measure in every domain, as arrays; NaN where there is none.

    `errors` gives the variance of a linear figure and its degrees of freedom. A share of everybody or nobody is exactly
    1 or 0, whatever its weights round to.
    """
    base = [at for at, code in enumerate(counts.codes) if code in measured.scores]
    scores = np.array([measured.scores[counts.codes[at]] for at in base])
    sizes = sizes_of(measured, [counts.codes[at] for at in base])
    n = counts.n[:, base]
    w, w2, w4 = (counts.w[:, base], counts.w2[:, base], counts.w4[:, base]) if weighted else (n, n, n)
    with np.errstate(divide="ignore", invalid="ignore"):
        weight, number = w.sum(axis=1), n.sum(axis=1)
        total = (w * sizes).sum(axis=1)
        estimate = (w * scores).sum(axis=1) / total
        kish = weight**2 / w2.sum(axis=1)
        for score in set(scores) if measured.sizes is None else ():
            estimate = np.where((n[:, scores != score].sum(axis=1) == 0) & (number > 0), score, estimate)
        variance, df = errors(coefficients_of(measured, counts, estimate, total), base)
        df = np.where(df > 0, df, np.nan)
        se = np.where(np.isnan(df), np.nan, np.sqrt(np.maximum(variance, 0)))
        apart = np.square(scores - estimate[:, None] * sizes)
        sd = np.sqrt((w * apart).sum(axis=1) / weight * number / (number - 1))
        if measured.unit == SHARE:
            few = weights_df(w2.sum(axis=1), w4.sum(axis=1))
            few = np.fmin(few, df) if clustered else few
            fewer = np.where(few < number - 1, fewer_units(number, few, alpha), 1.0)
            n_interval = interval_base(estimate, se, kish) * fewer
            low, high = wilson(estimate, n_interval, alpha)
        else:
            n_interval = np.full(len(number), np.nan)
            low, high = student(estimate, np.where(se > 0, se, np.nan), df, alpha)
    low, high = (np.where(np.isnan(df), np.nan, column) for column in (low, high))
    found = {
        "n": number,
        "hits": n[:, scores == 1].sum(axis=1) if measured.counts_hits else np.full(len(number), np.nan),
        "n_weighted": weight,
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


def figures_of(found: dict[str, np.ndarray], at: int, unit: str, rules: Reliability, hidden: bool) -> dict:
    """The figures of one domain as they are released, with their mark; `hidden`: it is withheld."""
    return released({name: _number(column[at]) for name, column in found.items()}, unit, rules, hidden)


def _reported_rows(of: SourceWave, published: Iterable[Figure]) -> Iterator[dict]:
    """Published figures through the same functions: a share of a base has the counts that make it."""
    study = of.study
    for figure in published:
        metric = study.metrics[figure.metric]
        group = study.groups[figure.group]
        about = _metric_words(of, figure.metric) | {
            "option": metric.option,
            "published": figure.published,
            "base_is": figure.base_is,
        }
        about["note"] = figure.note or None
        where = {"group_name": figure.group, "group_label": group.label or figure.group}
        yield (
            about
            | where
            | {"segment": TOTAL[0], "segment_value": TOTAL[1], "source": of.source, "weighted": False}
            | {"sampling": of.described.sampling}
            | _published(figure, metric_unit(study, metric), study)
        )


def _published(figure: Figure, unit: str, study: Study) -> dict:
    if figure.base is None:
        return {"estimate": figure.estimate, "reliability": "base unknown"}
    if figure.estimate is None or unit != SHARE:
        base = float(figure.base)
        known = {"n": figure.base, "n_weighted": base, "n_effective": base, "estimate": figure.estimate}
        return released(known, unit, study.reliability)
    hits = np.array([[figure.base * (1 - figure.estimate), figure.base * figure.estimate]])
    counts = Counts([0, 1], *[hits] * 4)
    errors = simple_errors(counts, figure.base, weighted=False)
    found = statistics(Measure("", {0: 0.0, 1: 1.0}, SHARE), counts, errors, study.alpha, weighted=False)
    figures = {name: _number(column[0]) for name, column in found.items()} | {"n": figure.base}
    return released(figures, unit, study.reliability)


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
