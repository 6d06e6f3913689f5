"""Whether two sides are surely less apart than would matter: two one-sided tests, and what they may say."""

import math

import numpy as np
import pytest
from scipy.optimize import brentq
from scipy.stats import norm, ttest_ind
from test_gaps import published, two

from assets.estimates.difference import ScoreTest
from assets.estimates.intervals import benjamini_hochberg, score_interval
from building import refusal

GRADES = [4] * 60 + [3] * 45 + [5] * 45, [4] * 320 + [3] * 250 + [5] * 230
BOUND = 0.2


def test_means_are_tested_as_welch_does_to_either_side(tmp_path):
    sides = [[{"grade": grade} for grade in grades] for grades in GRADES]
    gap = {"metric": "grade", "compare": "same", "equivalent": BOUND}
    row = two(tmp_path, *sides, metrics={"grade": {"of": "grade", "mean": True}}, gaps={"g": gap}).gap("g")
    executives, consumers = map(np.array, GRADES)
    p_values = [
        ttest_ind(executives + shift, consumers, equal_var=False, alternative=side).pvalue
        for shift, side in ((BOUND, "greater"), (-BOUND, "less"))
    ]
    assert row["equivalent"] == BOUND
    assert row["equivalent_p_value"] == pytest.approx(max(p_values), rel=1e-9)
    assert (row["significant"], row["verdict"]) == (False, "equivalent")


def farrington_manning(p: float, n: float, q: float, m: float, correlation: float, apart: float) -> float:
    """The upper tail of p - q where it is `apart`, from the likeliest two shares that are."""

    def slope(share: float) -> float:
        other = share + apart
        return n * (p - other) * share * (1 - share) + m * (q - share) * other * (1 - other)

    share = brentq(slope, max(0, -apart) + 1e-15, min(1, 1 - apart) - 1e-15, xtol=1e-15)
    a, b = ((x * (1 - x)) / base for x, base in ((share + apart, n), (share, m)))
    return float(norm.sf((p - q - apart) / math.sqrt(a + b - 2 * correlation * math.sqrt(a * b))))


@pytest.mark.parametrize("bound", [0.02, 0.1, 0.25])
@pytest.mark.parametrize("correlation", [-0.3, 0, 0.6])
@pytest.mark.parametrize("shares", [(0.44, 120, 0.42, 1200), (0.93, 77.5, 0.97, 80.2), (0.1, 400, 0.3, 90)])
def test_shares_are_tested_with_the_likeliest_shares_that_are_so_far_apart(shares, correlation, bound):
    p, n, q, m = shares
    known = farrington_manning(p, n, q, m, correlation, -bound), farrington_manning(q, m, p, n, correlation, -bound)
    assert ScoreTest(p, n, q, m, correlation).beyond(bound) == pytest.approx(max(known), rel=1e-9)


def test_a_gap_is_below_a_bound_where_its_interval_at_twice_the_level_is(tmp_path):
    random = np.random.default_rng(20070601)
    for _ in range(400):
        n, m = random.integers(30, 400, 2)
        p, q = random.integers(0, n + 1) / n, random.integers(0, m + 1) / m
        bound = abs(p - q) + random.uniform(0.001, 0.2)
        low, high = score_interval(*(np.array([x]) for x in (p, n, q, m, 0.0)), np.array([0.1]))
        inside = -bound < low[0] and high[0] < bound
        assert (ScoreTest(p, n, q, m, 0.0).beyond(bound) < 0.05) == inside


def test_what_is_not_clear_may_be_surely_small_and_what_is_clear_stays_so(tmp_path):
    gaps = {
        "near": ("300 of 600", "51% of 1200"),
        "few": ("20 of 40", "51% of 1200"),
        "far": ("330 of 600", "48% of 1200"),
    }
    found = {row["gap"]: row for row in published(tmp_path, gaps, equivalent=12).gaps()}
    assert {name: row["verdict"] for name, row in found.items()} == {
        "near": "equivalent",
        "few": "no_clear_difference",
        "far": "executive_higher",
    }
    assert found["far"]["equivalent_p_adjusted"] < 0.05
    assert {row["equivalent"] for row in found.values()} == {0.12}
    p_values = np.array([row["equivalent_p_value"] for row in found.values()])
    adjusted = [row["equivalent_p_adjusted"] for row in found.values()]
    assert adjusted == pytest.approx(benjamini_hochberg(p_values).tolist())


def test_a_bound_leaves_the_test_of_a_difference_as_it_is(tmp_path):
    gaps = {"near": ("300 of 600", "51% of 1200"), "far": ("330 of 600", "48% of 1200")}
    without, bounded = (
        published(tmp_path / name, gaps, **said).gaps()
        for name, said in (("without", {}), ("bounded", {"equivalent": 10}))
    )
    apart = {"equivalent", "equivalent_p_value", "equivalent_p_adjusted", "verdict"}
    for one, other in zip(without, bounded, strict=True):
        assert {key: value for key, value in one.items() if key not in apart} == {
            key: value for key, value in other.items() if key not in apart
        }
        assert one["equivalent"] is one["equivalent_p_value"] is one["equivalent_p_adjusted"] is None


def test_few_respondents_are_never_called_alike(tmp_path):
    row = published(tmp_path, {"g": ("14 of 28", "50% of 1200")}, equivalent=45).gap("g")
    assert row["equivalent_p_adjusted"] < 0.05
    assert (row["verdict"], row["no_verdict"]) == (None, "too_few")


def test_what_is_not_subtracted_has_no_bound(tmp_path):
    gap = {"metric": "yes", "compare": "side_by_side", "why": "two scales", "equivalent": 10}
    from building import TWO_SIDES

    said = refusal(tmp_path, {"poll.csv": "id,role,q\n1,boss,y\n"}, **{**TWO_SIDES, "gaps": {"g": gap}})
    assert said.endswith(
        "gaps.g: compares side_by_side, and what is not subtracted is not equivalent; leave equivalent out."
    )
