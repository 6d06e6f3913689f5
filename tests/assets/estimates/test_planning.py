"""What a plan promises: the power that was asked for, against every outcome counted; and the least base that gives it."""

from math import isnan

import numpy as np
import pytest
from scipy.stats import binom, nct
from scipy.stats import t as student

from assets.estimates.intervals import (
    detectable_mean_gap,
    detectable_share_gap,
    detectable_share_gap_to,
    score_test,
    shows,
)
from assets.estimates.sample_size import MOST, effective_base, executives_needed

CONSUMERS, ALPHA = 1200, 0.05
WITHIN, WITHIN_AT_THE_EDGE = 0.06, 0.1
"""How far from 80% the power may be, for consumers' shares of 10 to 90 percent and for rarer ones: counts are whole."""


def exact_power(p: float, n: int, q: float, m: int) -> float:
    """How often the test is significant, over every pair of counts."""
    hits, others = np.arange(n + 1), np.arange(m + 1)
    p_value = score_test((hits / n)[:, None], n, (others / m)[None, :], m)
    return float((binom.pmf(hits, n, p)[:, None] * binom.pmf(others, m, q) * (p_value < ALPHA)).sum())


@pytest.mark.parametrize("n", [15, 27, 35, 100, 200])
@pytest.mark.parametrize("q", [0.02, 0.05, 0.1, 0.2, 0.42, 0.5, 0.8, 0.95])
def test_the_gap_that_is_promised_is_seen_in_eight_of_ten_samples(q, n):
    within = WITHIN if 0.1 <= q <= 0.9 else WITHIN_AT_THE_EDGE
    for side in (1, 0):
        gap = detectable_share_gap_to(side, q, n, CONSUMERS, ALPHA)
        assert isnan(gap) or exact_power(q + gap, n, q, CONSUMERS) == pytest.approx(0.8, abs=within), gap


def test_thirty_five_see_23_points_and_the_gap_table_says_the_harder_side():
    up, down = (detectable_share_gap_to(side, 0.42, 35, CONSUMERS, ALPHA) for side in (1, 0))
    assert (round(100 * up, 1), round(100 * down, 1)) == (23.5, -22.3)
    assert detectable_share_gap(0.42, 35, CONSUMERS, ALPHA) == up


@pytest.mark.parametrize("gap", [0.3, 0.15, 0.08, -0.08, -0.15, -0.3])
@pytest.mark.parametrize("q", [0.1, 0.42, 0.65, 0.9])
@pytest.mark.parametrize("m", [40, 400, 1200])
def test_the_executives_found_for_a_gap_see_it_and_one_fewer_do_not(q, gap, m):
    n = executives_needed(gap, q, m, ALPHA) if 0 <= q + gap <= 1 else None
    if n is not None:
        side = int(gap > 0)
        assert abs(detectable_share_gap_to(side, q, n, m, ALPHA)) <= abs(gap)
        assert not abs(detectable_share_gap_to(side, q, n - 1, m, ALPHA)) <= abs(gap)


def test_with_few_consumers_the_least_number_is_found_though_more_see_less():
    # 3 of 3 against 40% of 20: thousands of executives would make no p-value of it.
    n = executives_needed(0.6, 0.4, 20, ALPHA)
    assert n is not None
    assert not any(shows(0.6, 0.4, fewer, 20, ALPHA) for fewer in range(2, n))
    assert not shows(0.6, 0.4, 5000, 20, ALPHA)


def test_where_a_p_value_is_not_to_be_expected_no_gap_is_promised():
    assert isnan(detectable_share_gap(0.01, 15, CONSUMERS, ALPHA))
    assert executives_needed(0.2, 0.01, CONSUMERS, ALPHA) > 35  # by power alone 11 would do


def test_what_the_consumers_are_too_few_for_takes_no_number_of_executives():
    assert executives_needed(0.01, 0.42, CONSUMERS, ALPHA) is None
    assert not shows(0.01, 0.42, MOST, CONSUMERS, ALPHA)


# ---- both sides in the same firms: design effects, and a covariance


def sampled(p: float, q: float, firms: int, random: np.random.Generator) -> tuple[np.ndarray, ...]:
    """3,000 samples of firms with 3 executives and 20 of their staff: both shares, their errors and covariance, and bases.

    A firm lifts or lowers both shares by 15 points, so that the mean of each is as given.
    """
    size = (3000, firms)
    lift = 0.15 * random.choice((-1, 1), size)
    means = [random.binomial(n, mean + lift) / n for n, mean in ((3, p), (20, q))]
    shares = [mean.mean(axis=1) for mean in means]
    apart = [mean - share[:, None] for mean, share in zip(means, shares, strict=True)]
    (v, c), (_, v_other) = ([(a * b).sum(axis=1) / firms / (firms - 1) for b in apart] for a in apart)
    factor = (student.ppf(0.975, 3 * firms - 1) / student.ppf(0.975, firms - 1)) ** 2
    with np.errstate(divide="ignore", invalid="ignore"):
        bases = [
            np.minimum(n * firms, share * (1 - share) / variance) * factor
            for n, share, variance in ((3, shares[0], v), (20, shares[1], v_other))
        ]
    return *shares, *bases, np.clip(c / np.sqrt(v * v_other), -1, 1)


@pytest.mark.parametrize("firms", [20, 40])
@pytest.mark.parametrize("q", [0.4, 0.6])
def test_firms_that_are_on_both_sides_do_not_break_the_promise(q, firms):
    random = np.random.default_rng(20070601)
    _, _, n, m, correlation = (float(np.median(found)) for found in sampled(q, q, firms, random))
    gap = detectable_share_gap_to(0, q, n, m, ALPHA, correlation)
    p_hat, q_hat, *bases, between = sampled(q + gap, q, firms, random)
    p_value = score_test(p_hat, bases[0], q_hat, bases[1], between)
    assert (p_value < ALPHA).mean() == pytest.approx(0.8, abs=WITHIN)


@pytest.mark.parametrize("df", [6.5, 30, 400])
def test_a_gap_of_means_is_seen_in_eight_of_ten_samples(df):
    gap = detectable_mean_gap(0.2, df, ALPHA)
    limit = student.ppf(0.975, df)
    assert nct.sf(limit, df, gap / 0.2) + nct.cdf(-limit, df, gap / 0.2) == pytest.approx(0.8, abs=0.025)


def test_weights_and_clusters_make_the_base_that_kish_and_korn_and_graubard_give():
    assert effective_base(1200, 1.5, None, 0.0, ALPHA) == 800
    factor = (student.ppf(0.975, 1199) / student.ppf(0.975, 59)) ** 2
    assert effective_base(1200, 1.5, 60, 0.05, ALPHA) == pytest.approx(1200 / 1.5 / (1 + 19 * 0.05) * factor)
    assert effective_base(1200, 1.0, 1200, 0.3, ALPHA) == pytest.approx(1200)
