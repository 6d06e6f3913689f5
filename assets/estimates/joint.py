"""How figures of one sample go together: their covariance, where respondents, clusters or strata join them."""

from functools import cache

import numpy as np

from assets.estimates.estimate import coefficients_of, sizes_of
from assets.estimates.sample import Domain, Linear, Sample
from schemas.measure import Measure, measure
from schemas.refused import Refused
from schemas.source_wave import SourceWave
from schemas.study import Study

Estimate = dict
"""A row of the estimates table."""


class Joint:
    """The samples of one wave. Figures of two sources are independent; so are those of apart groups in a simple sample."""

    def __init__(self, study: Study, wave: str, samples: dict[str, Sample]):
        self.study, self.samples = study, samples
        self._books = {source: SourceWave(study, wave, source).book for source in samples}
        self._linears = cache(self._linears_of)

    def covariance(self, a: Estimate, b: Estimate) -> float:
        """The covariance of two metrics' estimates. Raises Refused where the counts do not tell it."""
        sample = self.samples.get(a["source"])
        if a["source"] != b["source"] or sample is None:
            return 0.0
        first, second = (sample.member[sample.domains.index(_domain(side))] for side in (a, b))
        if sample.design.is_simple and not (first & second).any():
            return 0.0
        try:
            return sample.covariance(self.linear(a), self.linear(b))
        except Refused as refused:
            groups = f"{a['group_name']} and {b['group_name']}"
            raise Refused(
                f"{self.study.study}: {a['metric']} and {b['metric']} of {groups}: {refused.reasons[0]}"
            ) from None

    def df(self, a: Estimate, b: Estimate) -> float | None:
        """Degrees of freedom of the two together, less one for the mean that they share, as in a regression on the side."""
        sample = self.samples.get(a["source"])
        if a["df"] is None or b["df"] is None:
            return None
        if a["source"] != b["source"] or sample is None:
            return a["df"] + b["df"] - 1
        linears = [self.linear(side) for side in (a, b)]
        return sample.df_of(linears) - 1

    def linear(self, row: Estimate) -> Linear:
        """A metric's estimate as a sum over respondents."""
        sample = self.samples[row["source"]]
        return self._linears(row["source"], row["metric"], row["weighted"])[sample.domains.index(_domain(row))]

    def _linears_of(self, source: str, metric: str, weighted: bool) -> list[Linear]:
        measured = measure(self.study, self.study.metrics[metric], self._books[source])
        assert measured is not None, f"{metric} was estimated in {source}"
        return linears(self.samples[source], measured, weighted)


def linears(sample: Sample, measured: Measure, weighted: bool) -> list[Linear]:
    """The estimates of one measure, one for each domain, as sums over respondents."""
    counts = sample.counts(measured.variable)
    base = np.array([code in measured.scores for code in counts.codes])
    scores = np.array([measured.scores.get(code, 0.0) for code in counts.codes])
    weights = (counts.w if weighted else counts.n) * base
    with np.errstate(divide="ignore", invalid="ignore"):
        total = (weights * sizes_of(measured, counts.codes)).sum(axis=1)
        coefficients = coefficients_of(measured, counts, (weights * scores).sum(axis=1) / total, total)
    return [
        Linear(measured.variable, coefficients[at], base, sample.member[at], weighted)
        for at in range(len(sample.domains))
    ]


def _domain(row: Estimate) -> Domain:
    return row["group_name"], row["segment"], row["segment_value"]
