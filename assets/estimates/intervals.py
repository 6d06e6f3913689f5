"""Intervals and tests: closed forms, each with its source. Shares are fractions.

`alpha` is the level of a test, .05; an interval beside it is of 1 - alpha.

All functions work element by element on arrays; NaN stands for what cannot be said.
"""

from math import erfc, isnan, nan, sqrt
from statistics import NormalDist

import numpy as np

Array = np.ndarray | float

POWER = 0.80
"""Of samples, those in which a gap is to show."""
Z_POWER = NormalDist().inv_cdf(POWER)
LEAST_EXPECTED = 0.6
"""Below this many expected hits or misses on the smaller side the score test rejects too often: no p-value."""


def normal_limit(alpha: Array) -> Array:
    """What chance exceeds to either side, in standard errors, one time in 1 / alpha: 1.96."""
    return np.vectorize(NormalDist().inv_cdf, otypes=[float])(1 - np.asarray(alpha) / 2)


def student_limit(df: Array, alpha: Array) -> Array:
    """The same by Student's distribution."""
    from scipy.special import stdtrit  # a quarter of a second that a study of shares alone does not pay

    return stdtrit(df, 1 - alpha / 2)


def wilson(share: Array, n: Array, alpha: Array) -> tuple[Array, Array]:
    """Wilson's (1927) score interval of a share on `n` effective respondents."""
    z = normal_limit(alpha)
    middle = (share + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z / (1 + z**2 / n) * np.sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
    low, high = np.maximum(middle - half, 0), np.minimum(middle + half, 1)
    return np.where(np.equal(share, 0), 0.0, low), np.where(np.equal(share, 1), 1.0, high)


def interval_base(share: Array, se: Array, kish: Array) -> Array:
    """The effective base for the interval and test of a share: what the error implies, at most Kish's.

    Where everybody answered alike the error is zero and says nothing, and Kish's base stands alone.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        implied = share * (1 - share) / np.square(se)
    return np.where(np.asarray(se) > 0, np.minimum(kish, implied), kish)


def weights_df(w2: Array, w4: Array) -> Array:
    """Degrees of freedom that weights leave to a variance, from their sums of squares and of fourth powers.

    Satterthwaite's (1946), where squared contributions go as squared weights (Valliant and Rust 2010): Kish's effective base of
    the squares, less one as of respondents.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.maximum(np.square(w2) / w4 - 1, 1)


def fewer_units(n: Array, df: Array, alpha: float) -> Array:
    """What few clusters, or weights of few respondents, leave of an effective base of `n` respondents.

    Korn and Graubard's (1998) factor for `df` instead of n - 1.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.square(student_limit(np.asarray(n) - 1, alpha) / student_limit(df, alpha))


def korn_graubard(share: float, n: float, alpha: float) -> tuple[float, float]:
    """Korn and Graubard's (1998) interval: the exact binomial one (Clopper and Pearson 1934) on `n` effective respondents."""
    from scipy.special import betaincinv

    tail, hits = alpha / 2, share * n
    low = float(betaincinv(hits, n - hits + 1, tail)) if hits > 0 else 0.0
    high = float(betaincinv(hits + 1, n - hits, 1 - tail)) if hits < n else 1.0
    return low, high


def student(estimate: Array, se: Array, df: Array, alpha: Array) -> tuple[Array, Array]:
    """Student's interval of a mean."""
    half = student_limit(df, alpha) * se
    return estimate - half, estimate + half


def difference_of_shares(
    a: tuple[Array, Array, Array], b: tuple[Array, Array, Array], correlation: Array = 0.0
) -> tuple[Array, Array]:
    """Newcombe's (1998, method 10) interval of a - b from (share, low, high) of each: MOVER on Wilson intervals.

    With the correlation of the two as Zou and Donner (2008) have it.
    """
    (p, p_low, p_high), (q, q_low, q_high) = a, b
    return (
        p - q - _joined(p - p_low, q_high - q, correlation),
        p - q + _joined(p_high - p, q - q_low, correlation),
    )


def _joined(a: Array, b: Array, correlation: Array) -> Array:
    """The length of two errors together."""
    return np.sqrt(np.maximum(np.square(a) + np.square(b) - 2 * correlation * a * b, 0))


def score_test(p: Array, n: Array, q: Array, m: Array, correlation: Array = 0.0) -> Array:
    """p-value of no difference of two shares, by the pooled score test on effective bases `n` and `m`.

    NaN where fewer than `LEAST_EXPECTED` hits or misses are expected on the smaller side.
    """
    pooled = (n * p + m * q) / (n + m)
    expected = np.minimum(pooled, 1 - pooled) * np.minimum(n, m)
    return np.where(expected > LEAST_EXPECTED, normal_test(pooled_z(p, n, q, m, correlation)), np.nan)


def pooled_z(p: Array, n: Array, q: Array, m: Array, correlation: Array = 0.0) -> Array:
    """The score of no difference of two shares: their difference in errors of the share that both pool to."""
    pooled = (n * p + m * q) / (n + m)
    with np.errstate(divide="ignore", invalid="ignore"):
        return (p - q) / np.sqrt(pooled * (1 - pooled) * (1 / n + 1 / m - 2 * correlation / np.sqrt(n * m)))


def score_interval(p: Array, n: Array, q: Array, m: Array, correlation: Array, alpha: Array) -> tuple[Array, Array]:
    """The differences of two shares that the score test does not reject (Mee 1984): so it holds 0 exactly where that does not."""
    z = normal_limit(alpha)
    return _least_difference(p, n, q, m, correlation, z), -_least_difference(q, m, p, n, correlation, z)


def _least_difference(p: Array, n: Array, q: Array, m: Array, correlation: Array, z: Array) -> Array:
    """The least difference within `z` errors, by bisection from 0 on.

    Of each difference the likeliest two shares are those seen, pulled towards each other with one force: the multiplier of
    Lagrange by which the likelihood is greatest.
    """
    pooled = (n * p + m * q) / (n + m)
    with np.errstate(divide="ignore", invalid="ignore"):
        to_none = n * (p - pooled) / (pooled * (1 - pooled))
        middle = np.where(to_none > 0, to_none / (n + m + to_none), 0.5)
    held, beyond = np.zeros(np.shape(p)), np.ones(np.shape(p))
    x, y = np.asarray(p), np.asarray(q)
    for _ in range(50):
        force = (n + m) * middle / (1 - middle)
        x, y = _pulled_down(p, n, force), 1 - _pulled_down(1 - q, m, force)
        error = _joined(np.sqrt(x * (1 - x) / n), np.sqrt(y * (1 - y) / m), correlation)
        rejected = (p - q) - (x - y) > z * error
        held, beyond = np.where(rejected, held, middle), np.where(rejected, middle, beyond)
        middle = (held + beyond) / 2
    return x - y


def _pulled_down(share: Array, n: Array, force: Array) -> Array:
    """The share x below that of `n` seen where n (share - x) = force x (1 - x)."""
    root = np.sqrt(np.maximum(np.square(force + n) - 4 * force * n * share, 0))
    return np.minimum(2 * n * share / (force + n + root), share)


def score_beyond(p: float, n: float, q: float, m: float, correlation: float, apart: float) -> float:
    """One-sided p-value of a difference of two shares that is `apart` or less (Farrington and Manning 1990).

    The likeliest two shares that are so far apart are found as by `score_interval`.
    """
    if p - q < apart:
        return 1 - score_beyond(q, m, p, n, correlation, -apart)
    held, beyond = 0.0, 1.0
    for _ in range(50):
        middle = (held + beyond) / 2
        force = (n + m) * middle / (1 - middle)
        x, y = float(_pulled_down(p, n, force)), 1 - float(_pulled_down(1 - q, m, force))
        held, beyond = (held, middle) if x - y <= apart else (middle, beyond)
    error = float(_joined(sqrt(x * (1 - x) / n), sqrt(y * (1 - y) / m), correlation))
    return NormalDist().cdf((apart - (p - q)) / error) if error > 0 else 0.0


def fisher_exact(hits: int, n: int, other_hits: int, m: int) -> float:
    """Two-sided p-value of Fisher's (1935) exact test of two counts: all tables as unlikely as this one, or more so."""
    from scipy.special import gammaln

    def choose(size: Array, of: Array) -> Array:
        return gammaln(size + 1.0) - gammaln(of + 1.0) - gammaln(size - of + 1.0)

    total = hits + other_hits
    possible = np.arange(max(0, total - m), min(n, total) + 1)
    chance = np.exp(choose(n, possible) + choose(m, total - possible) - choose(n + m, total))
    seen = chance[hits - possible[0]]
    return float(min(chance[chance <= seen * (1 + 1e-7)].sum(), 1.0))


def normal_test(z: Array) -> Array:
    """The normal probability of `z` or more to either side."""
    return np.vectorize(erfc, otypes=[float])(np.abs(z) / sqrt(2))


def satterthwaite(se: Array, df: Array, other_se: Array, other_df: Array) -> Array:
    """Degrees of freedom of a difference of two independent means (Satterthwaite 1946)."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return (np.square(se) + np.square(other_se)) ** 2 / (np.power(se, 4) / df + np.power(other_se, 4) / other_df)


def student_test(difference: Array, se: Array, df: Array) -> Array:
    """Two-sided p-value of a difference of means; NaN where its error is zero."""
    from scipy.special import stdtr

    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(np.asarray(se) > 0, 2 * stdtr(df, -np.abs(difference / np.asarray(se))), np.nan)


def student_beyond(difference: float, se: float, df: float, apart: float) -> float:
    """One-sided p-value of a difference of means that is `apart` or less."""
    from scipy.special import stdtr

    return float(stdtr(df, (apart - difference) / se))


def benjamini_hochberg(p: np.ndarray) -> np.ndarray:
    """Adjusted p-values (Benjamini and Hochberg 1995); NaN stays NaN and does not count."""
    adjusted = np.full(p.shape, np.nan)
    tested = np.flatnonzero(~np.isnan(p))
    order = tested[np.argsort(p[tested], kind="stable")[::-1]]
    ranks = np.arange(len(order), 0, -1)
    adjusted[order] = np.minimum(np.minimum.accumulate(p[order] * len(order) / ranks), 1)
    return adjusted


def cohen_h(p: Array, q: Array) -> Array:
    """Effect size of two shares (Cohen 1988)."""
    return 2 * np.arcsin(np.sqrt(p)) - 2 * np.arcsin(np.sqrt(q))


def hedges_g(difference: Array, sd: Array, n: Array, other_sd: Array, m: Array) -> Array:
    """Effect size of two means (Hedges 1981): the difference in pooled standard deviations, corrected for small bases."""
    df = n + m - 2
    with np.errstate(divide="ignore", invalid="ignore"):
        pooled = np.sqrt(((n - 1) * np.square(sd) + (m - 1) * np.square(other_sd)) / df)
        return difference / pooled * (1 - 3 / (4 * df - 1))


def detectable_share_gap(q: float, n: float, m: float, alpha: float, correlation: float = 0.0) -> float:
    """The smallest gap from the share `q` of `m` that `n` others show with 80% power, to the harder side that there is.

    From the bases and the consumers' share alone, never from the gap that was seen. NaN where not even the widest gap
    would be seen.
    """
    to_either_side = (abs(detectable_share_gap_to(side, q, n, m, alpha, correlation)) for side in (1, 0))
    return max((gap for gap in to_either_side if not isnan(gap)), default=nan)


def detectable_share_gap_to(side: int, q: float, n: float, m: float, alpha: float, correlation: float = 0.0) -> float:
    """The smallest gap from `q` towards `side` (1: upwards, 0: downwards) that shows, with its sign; NaN where none does."""
    low, high = 0.0, side - q
    if not shows(high, q, n, m, alpha, correlation):
        return nan
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (low, middle) if shows(middle, q, n, m, alpha, correlation) else (middle, high)
    return high


def shows(gap: float, q: float, n: float, m: float, alpha: float, correlation: float = 0.0) -> bool:
    """Whether the score test finds a true gap between `n` and the share `q` of `m` others with 80% power.

    By normal approximation (Fleiss, Levin and Paik 2003, 4.2), and only where a p-value is as sure to be had. `n` and `m` are
    the effective bases that the test rests on, `correlation` is that of the two estimates.
    """
    p = min(max(q + gap, 0.0), 1.0)
    pooled = (n * p + m * q) / (n + m)
    spread_of_none = sqrt(pooled * (1 - pooled) * (1 / n + 1 / m - 2 * correlation / sqrt(n * m)))
    under_none = float(normal_limit(alpha)) * spread_of_none
    se, other_se = sqrt(p * (1 - p) / n), sqrt(q * (1 - q) / m)
    seen = gap != 0 and abs(gap) - under_none >= Z_POWER * float(_joined(se, other_se, correlation))
    spread = sqrt(n * p * (1 - p) + m * q * (1 - q)) / (n + m)
    return seen and (min(pooled, 1 - pooled) - Z_POWER * spread) * min(n, m) > LEAST_EXPECTED


def detectable_mean_gap(se: Array, df: Array, alpha: float) -> Array:
    """The smallest gap of two means that shows with 80% power, from the error of their difference."""
    from scipy.special import stdtrit

    return (student_limit(df, alpha) + stdtrit(df, POWER)) * se
