"""Samples whose true share is known, many at once: each replication is a domain of the project's own weighted counts."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import log, sqrt

import numpy as np

from assets.estimates.estimate import Errors, simple_errors, statistics
from assets.estimates.sample import Counts
from schemas.measure import Measure
from schemas.study import SHARE

YES = Measure("q", {0: 0.0, 1: 1.0}, SHARE)
CHUNK = 2_000_000
"""Respondents to hold in memory at once."""

Samples = dict[str, np.ndarray]
"""What is known of one side, an array over replications each: `estimate`, `se`, `n_interval`, `ci_low`, `ci_high`."""


@dataclass(frozen=True)
class Design:
    """How a side is sampled."""

    design_effect: float = 1.0
    """Of lognormal weights that have nothing to do with the answer; 1: no weights."""
    cluster: int = 1
    """Respondents a cluster."""
    correlation: float = 0.0
    """Of two respondents of one cluster."""


def samples(n: int, share: float, design: Design, replications: int, random: np.random.Generator) -> Samples:
    """`replications` samples of `n` respondents from a population of whom `share` say yes."""
    parts = [
        _estimated(_weights(size, n, design, random), _answers(size, n, share, design, random), design)
        for size in _chunks(replications, max(CHUNK // n, 1))
    ]
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def _chunks(total: int, most: int) -> Iterator[int]:
    for start in range(0, total, most):
        yield min(most, total - start)


def _weights(size: int, n: int, design: Design, random: np.random.Generator) -> np.ndarray:
    """Weights of `size` samples: lognormal, whose design effect is exp of the variance of their logarithm."""
    if design.design_effect == 1:
        return np.ones((size, n))
    return random.lognormal(0, sqrt(log(design.design_effect)), (size, n))


def _answers(size: int, n: int, share: float, design: Design, random: np.random.Generator) -> np.ndarray:
    """Answers of `size` samples: each cluster has its own probability of yes, from a beta distribution around `share`."""
    if design.cluster == 1:
        return random.random((size, n)) < share
    spread = 1 / design.correlation - 1
    within = random.beta(share * spread, (1 - share) * spread, (size, n // design.cluster))
    return random.random((size, n)) < np.repeat(within, design.cluster, axis=1)


def _estimated(weights: np.ndarray, yes: np.ndarray, design: Design) -> Samples:
    """The project's own statistics of each sample."""
    n = yes.shape[1]
    answers = np.stack([~yes, yes])
    sums = (np.einsum("asn,sn->sa", answers, values) for values in (np.ones_like(weights), weights, weights**2))
    counts = Counts([0, 1], *sums)
    clustered = design.cluster > 1
    weighted = design.design_effect > 1
    errors = cluster_errors(weights, yes, design.cluster) if clustered else simple_errors(counts, n, weighted)
    found = statistics(YES, counts, errors, weighted, clustered)
    return {name: found[name] for name in ("estimate", "se", "n_interval", "ci_low", "ci_high")}


def cluster_errors(weights: np.ndarray, yes: np.ndarray, cluster: int) -> Errors:
    """Variance and degrees of freedom of samples of one stratum of clusters, respondents being known one by one."""
    size, n = yes.shape
    clusters = n // cluster

    def errors(coefficients: np.ndarray, base: list[int]) -> tuple[np.ndarray, np.ndarray]:
        parts = weights * np.where(yes, coefficients[:, 1:], coefficients[:, :1])
        scores = parts.reshape(size, clusters, cluster).sum(axis=2)
        spread = np.square(scores).sum(axis=1) - np.square(scores.sum(axis=1)) / clusters
        return clusters / (clusters - 1) * spread, np.full(size, clusters - 1.0)

    return errors
