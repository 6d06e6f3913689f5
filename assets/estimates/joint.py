"""How figures of one sample go together: their covariance, where respondents, clusters or strata join them."""

from functools import cache, cached_property

import numpy as np

from assets.estimates.estimate import coefficients_of, sizes_of
from assets.estimates.sample import Domain, Linear, Sample
from assets.estimates.together import Figure, Part, Together
from schemas.measure import Measure, measure
from schemas.refused import Refused
from schemas.source_wave import SourceWave
from schemas.study import Study
from schemas.tables.rows import EstimatesRow


class Joint:
    """The samples of one wave. Figures of apart groups in a simple sample are independent, and so are those of two sources,
    unless their sampling units are the same."""

    def __init__(self, study: Study, wave: str, parts: dict[str, Part]):
        self.study, self.parts = study, {(wave, source): part for source, part in parts.items()}
        self._samples = {source: part.sample for source, part in parts.items()}
        self._books = {source: SourceWave(study, wave, source).book for source in parts}
        self._linears = cache(self._linears_of)

    @cached_property
    def together(self) -> Together:
        """Which of the samples share sampling units."""
        return Together(self.study, self.parts)

    def covariance(self, a: EstimatesRow, b: EstimatesRow) -> float:
        """The covariance of two metrics' estimates. Raises Refused where the counts do not tell it."""
        sample = self._samples.get(a["source"])
        if a["source"] != b["source"]:
            return self.together.covariance(self.figure(a), self.figure(b)) if self._are_joined(a, b) else 0.0
        if sample is None:
            return 0.0
        first, second = (sample.member[sample.domains.index(_domain(side))] for side in (a, b))
        if sample.design.is_simple and not (first & second).any():
            return 0.0
        try:
            return sample.covariance(self.figure(a)[1], self.figure(b)[1])
        except Refused as refused:
            groups = f"{a['group_name']} and {b['group_name']}"
            raise Refused(
                f"{self.study.study}: {a['metric']} and {b['metric']} of {groups}: {refused.reasons[0]}"
            ) from None

    def df(self, a: EstimatesRow, b: EstimatesRow) -> float | None:
        """Degrees of freedom of the two together, less one for the mean that they share, as in a regression on the side."""
        if a["df"] is None or b["df"] is None:
            return None
        joined = self.most_df(a, b)
        return (a["df"] + b["df"] if joined is None else joined) - 1

    def most_df(self, a: EstimatesRow, b: EstimatesRow) -> float | None:
        """Degrees of freedom of the sampling units of both, which a difference has at most; None where they share none."""
        sampled = a["source"] in self._samples and b["source"] in self._samples
        return self.together.df(self.figure(a), self.figure(b)) if sampled and self._are_joined(a, b) else None

    def figure(self, row: EstimatesRow) -> Figure:
        """A metric's estimate as a sum over the respondents of its sample."""
        sample = self._samples[row["source"]]
        linears = self._linears(row["source"], row["metric"], row["weighted"])
        return (row["wave"], row["source"]), linears[sample.domains.index(_domain(row))]

    def _are_joined(self, a: EstimatesRow, b: EstimatesRow) -> bool:
        return self.together.are_joined((a["wave"], a["source"]), (b["wave"], b["source"]))

    def _linears_of(self, source: str, metric: str, weighted: bool) -> list[Linear]:
        measured = measure(self.study, self.study.metrics[metric], self._books[source])
        assert measured is not None, f"{metric} was estimated in {source}"
        return linears(self._samples[source], measured, weighted)


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


def _domain(row: EstimatesRow) -> Domain:
    return row["group_name"], row["segment"], row["segment_value"]
