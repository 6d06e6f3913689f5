"""What a plan promises: the power that was asked for, against every outcome counted; and the least base that gives it."""

from math import isnan

import numpy as np
import pytest
from scipy.stats import binom

from assets.estimates.intervals import detectable_share_gap, detectable_share_gap_to, score_test, shows
from assets.estimates.sample_size import MOST, executives_needed

CONSUMERS = 1200
WITHIN, WITHIN_AT_THE_EDGE = 0.06, 0.1
"""How far from 80% the power may be, for consumers' shares of 10 to 90 percent and for rarer ones: counts are whole."""


def exact_power(p: float, n: int, q: float, m: int) -> float:
    """How often the test is significant, over every pair of counts."""
    hits, others = np.arange(n + 1), np.arange(m + 1)
    p_value = score_test((hits / n)[:, None], n, (others / m)[None, :], m)
    return float((binom.pmf(hits, n, p)[:, None] * binom.pmf(others, m, q) * (p_value < 0.05)).sum())


@pytest.mark.parametrize("n", [15, 27, 35, 100, 200])
@pytest.mark.parametrize("q", [0.02, 0.05, 0.1, 0.2, 0.42, 0.5, 0.8, 0.95])
def test_the_gap_that_is_promised_is_seen_in_eight_of_ten_samples(q, n):
    within = WITHIN if 0.1 <= q <= 0.9 else WITHIN_AT_THE_EDGE
    for side in (1, 0):
        gap = detectable_share_gap_to(side, q, n, CONSUMERS)
        assert isnan(gap) or exact_power(q + gap, n, q, CONSUMERS) == pytest.approx(0.8, abs=within), gap


def test_thirty_five_see_23_points_and_the_gap_table_says_the_harder_side():
    up, down = (detectable_share_gap_to(side, 0.42, 35, CONSUMERS) for side in (1, 0))
    assert (round(100 * up, 1), round(100 * down, 1)) == (23.5, -22.3)
    assert detectable_share_gap(0.42, 35, CONSUMERS) == up


@pytest.mark.parametrize("gap", [0.3, 0.15, 0.08, -0.08, -0.15, -0.3])
@pytest.mark.parametrize("q", [0.1, 0.42, 0.65, 0.9])
@pytest.mark.parametrize("m", [40, 400, 1200])
def test_the_executives_found_for_a_gap_see_it_and_one_fewer_do_not(q, gap, m):
    n = executives_needed(gap, q, m) if 0 <= q + gap <= 1 else None
    if n is not None:
        side = int(gap > 0)
        assert abs(detectable_share_gap_to(side, q, n, m)) <= abs(gap)
        assert not abs(detectable_share_gap_to(side, q, n - 1, m)) <= abs(gap)


def test_with_few_consumers_the_least_number_is_found_though_more_see_less():
    # 3 of 3 against 40% of 20: thousands of executives would make no p-value of it.
    n = executives_needed(0.6, 0.4, 20)
    assert n is not None
    assert not any(shows(0.6, 0.4, fewer, 20) for fewer in range(2, n))
    assert not shows(0.6, 0.4, 5000, 20)


def test_where_a_p_value_is_not_to_be_expected_no_gap_is_promised():
    assert isnan(detectable_share_gap(0.01, 15, CONSUMERS))
    assert executives_needed(0.2, 0.01, CONSUMERS) > 35  # by power alone 11 would do


def test_what_the_consumers_are_too_few_for_takes_no_number_of_executives():
    assert executives_needed(0.01, 0.42, CONSUMERS) is None
    assert not shows(0.01, 0.42, MOST, CONSUMERS)
