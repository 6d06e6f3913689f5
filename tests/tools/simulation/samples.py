"""Samples whose true share is known, many at once: each replication is a domain of the project's own weighted counts."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import log, sqrt

import numpy as np
from scipy.optimize import brentq
from scipy.special import expit

from assets.estimates.estimate import Errors, simple_errors, statistics
from assets.estimates.sample import Counts
from schemas.measure import Measure
from schemas.study import SHARE

YES, ALPHA = Measure("q", {0: 0.0, 1: 1.0}, SHARE), 0.05
CHUNK = 2_000_000
"""Respondents to hold in memory at once."""

Samples = dict[str, np.ndarray]
"""What is known of one side, an array over replications each: `estimate`, `se`, `n_interval`, `ci_low`, `ci_high`."""


@dataclass(frozen=True)
class Design:
    """How a side is sampled."""

    design_effect: float = 1.0
    """Of lognormal weights; 1: no weights."""
    cluster: int = 1
    """Respondents a cluster."""
    correlation: float = 0.0
    """Of two respondents of one cluster."""
    slope: float = 0.0
    """How much the log-odds of a yes rise with the logarithm of the weight; 0: weights have nothing to do with the answer."""


def samples(n: int, share: float, design: Design, replications: int, random: np.random.Generator) -> Samples:
    """`replications` samples of `n` respondents from a population of whom `share` say yes."""
    parts = []
    for size in _chunks(replications, max(CHUNK // n, 1)):
        weights = _weights(size, n, design, random)
        parts.append(_estimated(weights, _answers(weights, share, design, random), design))
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def _chunks(total: int, most: int) -> Iterator[int]:
    for start in range(0, total, most):
        yield min(most, total - start)


def _weights(size: int, n: int, design: Design, random: np.random.Generator) -> np.ndarray:
    """Weights of `size` samples: lognormal, whose design effect is exp of the variance of their logarithm."""
    if design.design_effect == 1:
        return np.ones((size, n))
    return random.lognormal(0, sqrt(log(design.design_effect)), (size, n))


def _answers(weights: np.ndarray, share: float, design: Design, random: np.random.Generator) -> np.ndarray:
    """Answers of the respondents with these weights: each cluster has its own probability of yes, from a beta distribution
    around `share`, or each respondent one that goes with the weight and is `share` in the population."""
    size, n = weights.shape
    if design.slope:
        return random.random((size, n)) < expit(_intercept(share, design) + design.slope * np.log(weights))
    if design.cluster == 1:
        return random.random((size, n)) < share
    spread = 1 / design.correlation - 1
    within = random.beta(share * spread, (1 - share) * spread, (size, n // design.cluster))
    return random.random((size, n)) < np.repeat(within, design.cluster, axis=1)


def _intercept(share: float, design: Design) -> float:
    """The log-odds at weight 1 with which `share` of the population say yes, each respondent standing for as many as weighs."""
    nodes, mass = np.polynomial.hermite_e.hermegauss(80)
    log_weights = sqrt(log(design.design_effect)) * nodes
    stands_for = mass * np.exp(log_weights) / (mass * np.exp(log_weights)).sum()
    return brentq(lambda at: (stands_for * expit(at + design.slope * log_weights)).sum() - share, -40, 40)


def _estimated(weights: np.ndarray, yes: np.ndarray, design: Design) -> Samples:
    """The project's own statistics of each sample."""
    n = yes.shape[1]
    answers = np.stack([~yes, yes])
    sums = (
        np.einsum("asn,sn->sa", answers, values) for values in (np.ones_like(weights), weights, weights**2, weights**4)
    )
    counts = Counts([0, 1], *sums)
    clustered = design.cluster > 1
    weighted = design.design_effect > 1
    errors = cluster_errors(weights, yes, design.cluster) if clustered else simple_errors(counts, n, weighted)
    found = statistics(YES, counts, errors, ALPHA, weighted, clustered)
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
