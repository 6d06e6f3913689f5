"""Intervals that go with adjusted tests: of the level that the family leaves, and never against the verdict."""

import math

import numpy as np
import pytest
from scipy.optimize import brentq
from scipy.stats import norm
from scipy.stats import t as student
from test_gaps import saying, two

from assets.contrasts.segments import segment_contrast
from assets.estimates.difference import StudentTest
from assets.estimates.families import adjust
from assets.estimates.intervals import score_interval, score_test
from building import ORIGIN, POLL, Ran, run, table, trended, write_study

CONFIDENCES = (90, 95, 99)


def test_the_test_of_a_gap_is_of_the_level_that_the_study_asks(tmp_path):
    found = {
        confidence: two(tmp_path / str(confidence), saying(50, 50), saying(38, 62), confidence=confidence).gap("g")
        for confidence in CONFIDENCES
    }
    p = found[95]["p_value"]
    assert 0.05 < p < 0.1 and {row["p_value"] for row in found.values()} == {p}
    assert [row["significant"] for row in found.values()] == [True, False, False]
    assert [row["gap_ci_low"] > 0 for row in found.values()] == [True, False, False]
    for row, confidence in zip(found.values(), CONFIDENCES, strict=True):
        assert row["adjusted_confidence"] == pytest.approx(confidence / 100)
    widths = [row["gap_ci_high"] - row["gap_ci_low"] for row in found.values()]
    detectable = [row["minimum_detectable_gap"] for row in found.values()]
    assert widths == sorted(widths) and detectable == sorted(detectable) and len({*detectable}) == len(CONFIDENCES)


def interval(*of: float) -> tuple[float, float]:
    low, high = score_interval(*(np.array([value], float) for value in of))
    return float(low[0]), float(high[0])


def test_the_interval_of_the_score_test_is_mees_as_newcombe_printed_it():
    low, high = interval(56 / 70, 70, 48 / 80, 80, 0, 0.05)
    assert (round(low, 4), round(high, 4)) == (0.0533, 0.3377)


def mee(p: float, n: float, q: float, m: float, correlation: float, alpha: float) -> tuple[float, float]:
    """The same from its definition: for every difference the likeliest two shares, and the root of the score."""

    def beyond(apart: float) -> float:
        def slope(share: float) -> float:
            other = share + apart
            return n * (p - other) * share * (1 - share) + m * (q - share) * other * (1 - other)

        share = brentq(slope, max(0, -apart) + 1e-15, min(1, 1 - apart) - 1e-15, xtol=1e-15)
        a, b = ((x * (1 - x)) / base for x, base in ((share + apart, n), (share, m)))
        limit = norm.ppf(1 - alpha / 2) ** 2 * (a + b - 2 * correlation * math.sqrt(a * b))
        return (p - q - apart) ** 2 - limit

    return brentq(beyond, -1 + 1e-12, p - q, xtol=1e-14), brentq(beyond, p - q, 1 - 1e-12, xtol=1e-14)


@pytest.mark.parametrize("alpha", [0.1, 0.05, 0.0004])
@pytest.mark.parametrize("correlation", [-0.4, 0, 0.4])
@pytest.mark.parametrize("shares", [(0.3, 35, 0.42, 1200), (0.97, 27.5, 0.6, 80.2), (0.05, 400, 0.02, 90)])
def test_it_is_what_its_definition_gives(shares, correlation, alpha):
    assert interval(*shares, correlation, alpha) == pytest.approx(mee(*shares, correlation, alpha), abs=1e-11)


def test_it_leaves_0_out_where_the_test_does_whatever_the_counts():
    random = np.random.default_rng(20070601)
    n, m = random.integers(5, 300, (2, 50_000))
    p = random.binomial(n, random.random(n.size)) / n
    q = random.binomial(m, np.clip(p + random.normal(0, 0.15, n.size), 0, 1)) / m
    correlation = random.uniform(-0.95, 0.95, n.size) * (random.random(n.size) < 0.7)
    alpha = random.choice([0.1, 0.05, 0.01, 0.001], n.size)
    p_value = score_test(p, n, q, m, correlation)
    low, high = score_interval(p, n, q, m, correlation, alpha)
    tested = ~np.isnan(p_value)
    assert (((low > 0) | (high < 0)) == (p_value < alpha))[tested].all()
    assert ((low <= p - q) & (p - q <= high)).all() and low.min() >= -1 and high.max() <= 1


@pytest.mark.parametrize(
    ("p_values", "alpha", "left"),
    [
        ([0.001, 0.02, 0.2, 0.5], 0.05, 0.05 * 2 / 4),  # .001 × 4 and .02 × 2 are below .05, .2 × 4/3 is not
        ([0.04, 0.2, 0.3, 0.5], 0.05, 0.05 / 4),
        ([0.04, 0.2, 0.3, 0.5], 0.1, 0.1 / 4),
        ([0.01, 0.012, 0.02, 0.03], 0.05, 0.05),
        ([0.03], 0.05, 0.05),
    ],
)
def test_a_family_leaves_the_level_by_its_discoveries(p_values, alpha, left):
    """Benjamini and Yekutieli (2005): R of m are found, and intervals are of 1 - R alpha / m."""
    tests = [StudentTest(float(student.isf(p / 2, 30)), 1.0, 30.0) for p in p_values]
    found = [{"p_value": p, "reliability": "ok", "test": test} for p, test in zip(p_values, tests, strict=True)]
    adjust(found, lambda _: "all", alpha)
    for row, test in zip(found, tests, strict=True):
        assert row["adjusted_confidence"] == pytest.approx(1 - left, rel=1e-12)
        ends = student.interval(1 - left, 30, test.difference, 1)
        assert (row["adjusted_low"], row["adjusted_high"]) == pytest.approx(ends, rel=1e-9)
        assert row["significant"] == (row["adjusted_low"] > 0)


@pytest.fixture(scope="module")
def waves(tmp_path_factory) -> tuple[Ran, Ran]:
    """Ten questions in four regions and two waves, of clusters and weights, some of whose gaps are clear and some are not."""
    random = np.random.default_rng(20070601)
    metrics = [f"q{at}" for at in range(8)]
    lines = []
    for at in range(1600):
        wave, role, region = at % 2 + 1, random.choice(["boss", "staff"]), random.choice(["A", "B", "C", "D"])
        lift = 0.05 * (role == "boss") + 0.04 * (region == "A") + 0.03 * (wave == 2)
        said = ["y" if random.random() < 0.35 + lift * n else "n" for n in range(8)]
        weight = round(float(random.uniform(0.5, 2)), 3)
        lines.append([at, wave, role, region, at % 90, weight, *said, random.integers(1, 6) - (role == "boss")])
    names = ["id", "wave", "role", "region", "firm", "w", *metrics, "grade"]
    folder = write_study(
        tmp_path_factory.mktemp("waves"),
        {"poll.csv": table(names, lines)},
        waves={"1": {}, "2": {}},
        sources={
            "poll": {
                **POLL,
                "wave": {"column": "wave", "cells": {"1": "1", "2": "2"}},
                "weight": "w",
                "cluster": "firm",
            }
        },
        groups={g: {"source": "poll", "where": {"role": r}} for g, r in (("executive", "boss"), ("consumer", "staff"))},
        segments={"region": {"of": "region"}},
        questions={
            "role": {"at": "role", "answers": ["boss", "staff"]},
            "region": {"at": "region", "answers": ["A", "B", "C", "D"]},
            "grade": {"at": "grade", "numbers": [0, 5]},
            **{name: {"at": name, "answers": ["y", "n"]} for name in metrics},
        },
        metrics={"grade": {"of": "grade", "mean": True}, **{name: {"of": name, "top": 1} for name in metrics}},
        gaps={name: {"metric": name, "compare": "same"} for name in ["grade", *metrics]},
    )
    return run(folder, "1"), run(folder, "2")


@pytest.mark.parametrize("name", ["gap_fact", "segment_contrast", "gap_trend"])
def test_an_adjusted_interval_never_contradicts_a_verdict(waves, name):
    before, now = waves
    if name == "gap_fact":
        found = now.gaps()
    elif name == "gap_trend":
        found = trended(before, now)
    else:
        found = segment_contrast(now.study, now.wave, now.samples, ORIGIN).to_pylist()
    told = [row for row in found if row["verdict"]]
    assert {row["significant"] for row in told} == {True, False}
    for row in told:
        assert (row["adjusted_low"] > 0 or row["adjusted_high"] < 0) == row["significant"], row
    assert all(row["adjusted_low"] is None for row in found if row["p_value"] is None)
