"""Estimates by hand: what is in a base, what a small base shows, and what no base can say."""

import math

import numpy as np
import pytest
from scipy.special import ndtri, stdtrit

from assets.estimates import intervals
from assets.estimates.estimate import measured_in, simple_errors, statistics
from assets.estimates.reliability import reliability
from assets.estimates.sample import Counts
from building import POLL, Ran, built, rows
from schemas.codebook import codebook
from schemas.measure import Measure, measure
from schemas.refused import Refused
from schemas.study import SHARE, Reliability

Z = float(ndtri(0.975))


def poll(
    place,
    cells: list[object],
    weights: list[object] | None = None,
    asking: dict | None = None,
    rules: dict | None = None,
    **metrics: dict,
) -> Ran:
    """A study of one question, whose metrics these are."""
    weights = weights or [1] * len(cells)
    lines = [f"{n},{cell},{weight}" for n, (cell, weight) in enumerate(zip(cells, weights, strict=True))]
    return built(
        place,
        {"poll.csv": rows("id,q,w", *lines)},
        sources={"poll": {**POLL, "weight": "w"}},
        questions={"q": {"at": "q", **(asking or {"answers": ["a", "b", "c"], "other": {"don't know": "?"}})}},
        metrics={name: {"of": "q", **metric} for name, metric in metrics.items()},
        reliability=rules or {},
    )


def wilson(p: float, n: float) -> tuple[float, float]:
    """The textbook's formula (Wilson 1927)."""
    middle, half = p + Z * Z / (2 * n), Z * math.sqrt(p * (1 - p) / n + Z * Z / (4 * n * n))
    return (middle - half) / (1 + Z * Z / n), (middle + half) / (1 + Z * Z / n)


# ---- by hand


def test_a_share_has_the_error_and_interval_of_its_counts(tmp_path):
    row = poll(tmp_path, ["a"] * 26 + ["b"] * 9, m={"top": 1}).estimate("m")
    p = 26 / 35
    assert (row["n"], row["estimate"]) == (35, p)
    assert row["se"] == pytest.approx(math.sqrt(p * (1 - p) / 34), rel=1e-12)
    assert [row["ci_low"], row["ci_high"]] == pytest.approx(wilson(p, 34), rel=1e-10)


def test_a_weighted_share_is_a_ratio_with_a_linearised_error(tmp_path):
    cells, weights = list("aabbbbbbbbcc"), [3, 1, 2, 1, 1, 1, 2, 2, 1, 1, 0.5, 4]
    row = poll(tmp_path, cells, weights, m={"top": 1}).estimate("m")
    total, p = sum(weights), 4 / sum(weights)
    spread = sum((w * ((cell == "a") - p)) ** 2 for w, cell in zip(weights, cells, strict=True))
    assert row["estimate"] == pytest.approx(p, rel=1e-12)
    assert row["se"] == pytest.approx(math.sqrt(12 / 11 * spread) / total, rel=1e-12)
    assert row["n_weighted"] == pytest.approx(total)
    assert row["n_effective"] == pytest.approx(total**2 / sum(w * w for w in weights), rel=1e-12)


def test_a_mean_has_students_interval(tmp_path):
    values = [1, 2, 2, 3, 3, 3, 4, 4, 5, 5, 5, 5]
    row = poll(tmp_path, values, asking={"numbers": [1, 5]}, m={"mean": True}).estimate("m")
    mean, se = np.mean(values), np.std(values, ddof=1) / math.sqrt(12)
    assert (row["estimate"], row["df"], row["unit"]) == (pytest.approx(mean), 11, "1-5 points")
    assert row["se"] == pytest.approx(se, rel=1e-12)
    half = float(stdtrit(11, 0.975)) * se
    assert [row["ci_low"], row["ci_high"]] == pytest.approx([mean - half, mean + half], rel=1e-10)


def test_a_net_promoter_score_is_promoters_less_detractors(tmp_path):
    row = poll(tmp_path, [10] * 5 + [9] + [8, 7] + [6, 0, 3, 5], asking={"numbers": [0, 10]}, m={"nps": True}).estimate(
        "m"
    )
    assert (row["estimate"], row["unit"]) == (pytest.approx(100 * (6 - 4) / 12), "NPS")


def test_boxes_shares_and_who_stays_in_the_base(tmp_path):
    keeping = {"top": 1, "keep": "don't know"}
    run = poll(
        tmp_path,
        list("aaaaabbbcc??"),
        best={"top": 2},
        worst={"bottom": 1},
        named={"share": ["a", "c"]},
        keeping=keeping,
    )
    shares = {name: run.estimate(name)["estimate"] for name in ("best", "worst", "named", "keeping")}
    assert shares == pytest.approx({"best": 0.8, "worst": 0.2, "named": 0.7, "keeping": 5 / 12})


def test_a_metric_may_leave_the_weights_out(tmp_path):
    run = poll(tmp_path, ["a"] * 6 + ["b"] * 6, [3] * 6 + [1] * 6, m={"top": 1}, plain={"top": 1, "weight": "none"})
    assert (run.estimate("m")["estimate"], run.estimate("plain")["estimate"]) == (0.75, 0.5)
    assert (run.estimate("m")["weighted"], run.estimate("plain")["weighted"]) == (True, False)


def test_the_answers_of_a_question_make_a_distribution(tmp_path):
    rows = poll(tmp_path, list("aaaaabbbcc??"), m={"top": 1}).estimated().to_pylist()
    shares = {row["answer"]: row["estimate"] for row in rows if row["kind"] == "answer"}
    assert shares == {"a": 0.5, "b": 0.3, "c": 0.2}


def test_a_wave_cannot_change_the_numbers_that_a_mean_is_taken_of(tmp_path):
    asking = {"numbers": [1, 5], "waves": {"w1": {"numbers": [0, 10]}}}
    with pytest.raises(Refused, match=r"questions\.q\.waves\.w1: has the answers"):
        poll(tmp_path, [10] * 12, asking=asking, m={"mean": True})


# ---- extremes


@pytest.mark.parametrize("weights", [[0.1] * 20, [0.7, 1 / 3] * 10])
def test_a_share_of_everybody_is_exactly_one_and_has_an_interval(tmp_path, weights):
    row = poll(tmp_path, ["a"] * 20, weights, all={"top": 1}, none={"bottom": 2}).estimate("all")
    assert (row["estimate"], row["se"]) == (1.0, 0.0)
    assert 0.5 < row["ci_low"] < 1


def test_the_interval_of_everybody_reaches_one_and_that_of_nobody_zero():
    # An interval that rounding keeps from 1 would miss its own estimate.
    bases = np.arange(10, 200)
    assert set(intervals.wilson(1.0, bases, 0.05)[1]) == {1.0}
    assert set(intervals.wilson(0.0, bases, 0.05)[0]) == {0.0}


def test_a_mean_of_equal_answers_has_no_interval_rather_than_one_without_width(tmp_path):
    row = poll(tmp_path, [4] * 20, asking={"numbers": [1, 5]}, m={"mean": True}).estimate("m")
    assert (row["estimate"], row["se"], row["ci_low"], row["ci_high"]) == (4, 0, None, None)


def test_one_respondent_has_no_interval():
    one = Counts([0, 1], *(np.array([[0.0, 1.0]]) for _ in range(4)))
    found = statistics(Measure("", {0: 0.0, 1: 1.0}, SHARE), one, simple_errors(one, 40, True), 0.05, weighted=True)
    assert found["estimate"][0] == 1
    assert np.isnan([found[name][0] for name in ("se", "ci_low", "ci_high", "df")]).all()


def test_the_error_of_a_group_counts_everybody_who_was_sampled():
    """n/(n-1) of the whole sample, not of the group: a domain is no sample of its own."""
    few = Counts([0, 1], *(np.array([[6.0, 6.0]]) for _ in range(4)))
    measured = Measure("", {0: 0.0, 1: 1.0}, SHARE)
    errors = (simple_errors(few, size, True) for size in (12, 1200))
    se = [statistics(measured, few, error, 0.05, weighted=True)["se"][0] for error in errors]
    assert se == pytest.approx([math.sqrt(12 / 11 * 0.25 / 12), math.sqrt(1200 / 1199 * 0.25 / 12)], rel=1e-12)


# ---- small bases


@pytest.mark.parametrize(
    ("n", "n_effective", "mark"),
    [
        (9, 9, "withheld"), (10, 10, "indicative"), (29, 29, "indicative"), (30, 30, "small base"), (74, 74, "small base"),
        (75, 75, "ok"), (75, 74.9, "small base"), (1000, 29.9, "indicative"), (9, 1000, "withheld"), (None, None, "base unknown"),
    ],
)  # fmt: skip
def test_a_base_carries_its_mark(n, n_effective, mark):
    assert reliability({"n": n, "n_effective": n_effective}, SHARE, Reliability()) == mark


def test_the_effective_base_decides_how_far_a_figure_carries(tmp_path):
    row = poll(tmp_path, ["a"] * 50 + ["b"] * 50, [1] * 90 + [20] * 10, m={"top": 1}).estimate("m")
    assert (row["n"], row["n_effective"] < 30, row["reliability"]) == (100, True, "indicative")


def test_below_ten_respondents_figures_are_withheld_and_the_base_is_shown(tmp_path):
    row = poll(tmp_path, ["a"] * 4 + ["b"] * 5, m={"top": 1}).estimate("m")
    hidden = ("n_weighted", "n_effective", "estimate", "se", "sd", "df", "n_interval", "ci_low", "ci_high")
    assert [row[name] for name in hidden] == [None] * len(hidden)
    assert row["n"] == 9


def test_a_base_of_nobody_is_shown_as_nobody(tmp_path):
    row = poll(tmp_path, ["?"] * 12, m={"top": 1}).estimate("m")
    assert (row["n"], row["estimate"], row["reliability"]) == (0, None, "withheld")


def test_a_study_may_set_its_own_thresholds(tmp_path):
    cells = ["a"] * 4 + ["b"] * 5
    run = poll(tmp_path, cells, m={"top": 1}, rules={"withheld": 5, "indicative": 8, "small": 20})
    assert (run.estimate("m")["reliability"], run.estimate("m")["estimate"]) == ("small base", 4 / 9)


@pytest.mark.parametrize(
    ("hits", "n", "mark"),
    [
        (15, 29, "withheld"),
        (20, 40, "withheld"),
        (50, 100, "ok"),
        (2, 100, "withheld"),
        (2, 1000, "ok"),
        (0, 1000, "ok"),
    ],
)
def test_the_federal_standard_goes_by_the_width_of_the_interval(tmp_path, hits, n, mark):
    run = poll(tmp_path, ["a"] * hits + ["b"] * (n - hits), m={"top": 1}, rules={"rule": "nchs"})
    assert run.estimate("m")["reliability"] == mark


def test_the_federal_standard_goes_by_the_effective_base_of_the_design(tmp_path):
    # 38 of 40 in ten firms of four, both who say no in one: firms at 1 and one at 1/2, SE .05, so .95 x .05 / .05² = 19.
    people = [f"{at},f{at // 4},{'n' if at in (0, 1) else 'y'}" for at in range(40)]
    many = [f"{100 + at},g{at // 4},{'n' if at % 20 == 0 else 'y'}" for at in range(400)]
    parts = {"questions": {"q": {"at": "q", "answers": ["y", "n"]}}, "metrics": {"m": {"of": "q", "top": 1}}}
    parts |= {"sources": {"poll": {**POLL, "cluster": "firm"}}, "reliability": {"rule": "nchs"}}
    few = built(tmp_path / "few", {"poll.csv": rows("id,firm,q", *people)}, **parts).estimate("m")
    assert (few["reliability"], few["withheld"], few["estimate"], few["n"]) == ("withheld", "standard", None, 40)
    spread = built(tmp_path / "many", {"poll.csv": rows("id,firm,q", *many)}, **parts).estimate("m")
    assert (spread["reliability"], spread["estimate"]) == ("ok", 0.95)


# ---- sampling designs: six to ten respondents, worked out by hand


def sampled(place, respondents: list[tuple], **source: object) -> tuple[float, float, float]:
    """Estimate, error and degrees of freedom of the share who say yes; respondents are (stratum, cluster, weight, answer)."""
    lines = [",".join(map(str, (number, *given))) for number, given in enumerate(respondents)]
    run = built(
        place,
        {"poll.csv": rows("id,st,psu,w,q", *lines)},
        sources={"poll": {**POLL, "weight": "w", **source}},
        questions={"q": {"at": "q", "answers": ["yes", "no"]}},
        metrics={"m": {"of": "q", "top": 1}},
    )
    measured = measure(run.study, run.study.metrics["m"], codebook(run.study, run.wave, "poll"))
    assert measured is not None
    found = measured_in(run.samples["poll"], measured, weighted=True, alpha=run.study.alpha)
    return tuple(float(found[name][0]) for name in ("estimate", "se", "df"))


TWO_STRATA = [
    ("a", 1, 1, "yes"), ("a", 1, 1, "yes"), ("a", 2, 1, "yes"), ("a", 2, 1, "no"),
    ("b", 1, 2, "yes"), ("b", 1, 2, "no"), ("b", 2, 2, "no"),
]  # fmt: skip
"""The weights add up to 10, the yes to 5."""


def test_strata_leave_what_is_within_them(tmp_path):
    # Parts of the linearised share are w (y - 1/2) / 10. In a: .05 .05 .05 -.05, scatter .0075; in b: .1 -.1 -.1, scatter .08/3.
    variance = 4 / 3 * 0.0075 + 3 / 2 * 0.08 / 3
    assert sampled(tmp_path, TWO_STRATA, strata="st") == pytest.approx((0.5, math.sqrt(variance), 5), rel=1e-12)


def test_clusters_are_one_draw_each_within_their_stratum(tmp_path):
    # Sums by cluster: a1 .1, a2 0; b1 0, b2 -.1. Of each stratum: 2/1 (.05² + .05²) = .01.
    found = sampled(tmp_path, TWO_STRATA, strata="st", cluster="psu")
    assert found == pytest.approx((0.5, math.sqrt(0.02), 2), rel=1e-12)


def test_what_is_sampled_of_a_small_population_has_less_error(tmp_path):
    # Four of eight in a, all three in b: 1 - 4/8 of a's variance and none of b's.
    found = sampled(tmp_path, TWO_STRATA, strata="st", population={"a": 8, "b": 3})
    assert found == pytest.approx((0.5, math.sqrt(0.5 * 4 / 3 * 0.0075), 5), rel=1e-12)


@pytest.mark.parametrize(("rule", "scatter"), [("certainty", 1.81), ("adjust", 2.06), ("average", 2.715)])
def test_a_stratum_of_one_cluster_counts_as_the_study_says(tmp_path, rule, scatter):
    # c has 6 yes and 4 no by weight; of all 20 the yes are 11. Sums of w (y - .55) by cluster: a1 .9, a2 -.1; b1 -.2, b2 -1.1;
    # c .5. Scatter of a 1.0² and of b .9², 1.81 together. c adds nothing, its own .5² = .25, or the others' average .905.
    lonely = [*TWO_STRATA, ("c", 1, 6, "yes"), ("c", 1, 4, "no")]
    found = sampled(tmp_path, lonely, strata="st", cluster="psu", single_psu=rule)
    assert found == pytest.approx((0.55, math.sqrt(scatter) / 20, 2), rel=1e-12)


def test_shares_of_the_strata_themselves_have_no_error_at_all(tmp_path):
    # These weights, of all, leave a rounding of 1e-9 in place of nothing.
    respondents = [("a", 1, 15.1, "yes")] * 5 + [("b", 1, 20.36, "no")] * 4 + [("c", 1, 44.21, "no")] * 3
    assert sampled(tmp_path, respondents, strata="st")[1] == 0.0
