"""Gaps against R's survey package: unstratified design, every metric, segment and wave of the synthetic study."""

import csv
import math

import numpy as np
import pytest

from assets.estimates.estimate import statistics
from assets.estimates.intervals import (
    LEAST_EXPECTED,
    benjamini_hochberg,
    cohen_h,
    difference_of_shares,
    hedges_g,
    satterthwaite,
    score_test,
    student,
    student_test,
    wilson,
)
from assets.estimates.sample import Counts
from schemas.measure import SHARE, Measure

WITHIN = {"rel": 1e-10, "abs": 1e-10}
MISSING = -1
TOP = {1: 0.0, 2: 0.0, 3: 0.0, 4: 1.0, 5: 1.0}
POINTS = {code: float(code) for code in range(1, 6)}
NPS = range(11)
SCORES = {
    **{f"q_{name}_top2": (f"q_{name}", TOP) for name in ("trust", "value", "service", "never")},
    **{f"q_{name}": (f"q_{name}", POINTS) for name in ("trust", "value", "service")},
    "q_never_bottom": ("q_never", {code: float(code == 1) for code in range(1, 6)}),
    "nps_score": ("nps", {code: 100.0 * ((code >= 9) - (code <= 6)) for code in NPS}),
    "promoter": ("nps", {code: float(code >= 9) for code in NPS}),
    "detractor": ("nps", {code: float(code <= 6) for code in NPS}),
    **{f"ch_{n}": (f"ch_{n}", {0: 0.0, 1: 1.0}) for n in range(1, 7)},
}


@pytest.fixture(scope="module")
def people(shared) -> dict[str, np.ndarray]:
    with shared("golden/data/study.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    columns = {name: np.array([row[name] for row in rows]) for name in rows[0]}
    for name in {variable for variable, _ in SCORES.values()}:
        columns[name] = np.array([MISSING if cell == "NA" else int(cell) for cell in columns[name]])
    return columns | {"weight": columns["weight"].astype(float)}


@pytest.fixture(scope="module")
def golden(shared) -> list[dict[str, str]]:
    with shared("golden/02_gaps.csv").open(newline="") as file:
        return [row for row in csv.DictReader(file) if row["design"].startswith("U")]


def side(people: dict[str, np.ndarray], row: dict[str, str], audience: str) -> dict[str, float]:
    """The statistics of one audience, wave, segment and metric, from counts."""
    variable, scores = SCORES[row["metric"]]
    inside = (people["audience"] == audience) & (people["wave"] == row["wave"])
    if row["segment"] != "all":
        inside &= people[row["segment"]] == row["level"]
    values, weights = people[variable][inside], people["weight"][inside]
    codes = np.unique(values).tolist()
    sums = [np.array([[f(weights[values == code]) for code in codes]]) for f in (len, np.sum, lambda w: np.sum(w * w))]
    unit = SHARE if row["kind"] == "proportion" else "points"
    found = statistics(Measure("", scores, unit), Counts(codes, *sums), len(people["wave"]), weighted=True)
    return {name: float(column[0]) for name, column in found.items()}


def same(found: float, row: dict[str, str], name: str) -> None:
    if row[name] != "NA":
        assert float(found) == pytest.approx(float(row[name]), **WITHIN), (
            row["wave"],
            row["level"],
            row["metric"],
            name,
        )


def test_both_sides_of_every_gap_are_those_of_r(people, golden):
    assert len(golden) == 340
    for row in golden:
        for audience, short in (("exec", "exec"), ("consumer", "cons")):
            found = side(people, row, audience)
            for mine, theirs in {"n": "n", "estimate": "est", "se": "se", "df": "df", "n_effective": "neff"}.items():
                same(found[mine], row, f"{theirs}_{short}")
            if row["kind"] == "proportion":
                same(found["n_interval"], row, f"nmin_{short}")


def test_the_difference_of_two_shares_has_newcombes_interval_and_the_score_test(people, golden):
    tested = 0
    for row in (row for row in golden if row["kind"] == "proportion"):
        sides = [side(people, row, audience) for audience in ("exec", "consumer")]
        low, high = difference_of_shares(*((s["estimate"], *wilson(s["estimate"], s["n_interval"])) for s in sides))
        same(low, row, "newcombe_nmin_lo")
        same(high, row, "newcombe_nmin_hi")
        same(cohen_h(sides[0]["estimate"], sides[1]["estimate"]), row, "cohen_h")
        (p, n), (q, m) = ((s["estimate"], s["n_interval"]) for s in sides)
        found = float(score_test(p, n, q, m))
        pooled = (n * p + m * q) / (n + m)
        if min(pooled, 1 - pooled) * min(n, m) > LEAST_EXPECTED:
            same(found, row, "score_p")
            tested += 1
        else:
            assert math.isnan(found), (row["level"], row["metric"])
    assert 200 < tested < 260


def test_the_difference_of_two_means_has_satterthwaites_degrees_of_freedom(people, golden):
    for row in (row for row in golden if row["kind"] == "mean"):
        a, b = (side(people, row, audience) for audience in ("exec", "consumer"))
        gap, se = a["estimate"] - b["estimate"], math.hypot(a["se"], b["se"])
        df = satterthwaite(a["se"], a["df"], b["se"], b["df"])
        low, high = student(gap, se, df)
        found = {"gap": gap, "se_gap": se, "df_satterthwaite": df, "ci_t_lo": low, "ci_t_hi": high}
        for name, value in found.items():
            same(value, row, name)
        same(student_test(gap, se, df), row, "p_satterthwaite")


def test_plain_counts_give_the_published_intervals(shared):
    with shared("golden/04_unweighted_two_proportions.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 10
    for row in rows:
        n, m = float(row["n1"]), float(row["n2"])
        p, q = float(row["x1"]) / n, float(row["x2"]) / m
        one, other = wilson(p, n), wilson(q, m)
        low, high = difference_of_shares((p, *one), (q, *other))
        found = dict(zip(("wilson1_lo", "wilson1_hi", "wilson2_lo", "wilson2_hi"), (*one, *other), strict=True))
        found |= {"newcombe_lo": low, "newcombe_hi": high, "cohen_h": cohen_h(p, q)}
        for name, value in found.items():
            assert float(value) == pytest.approx(float(row[name]), **WITHIN), (row["x1"], row["x2"], name)
        test = float(score_test(p, n, q, m))
        if not math.isnan(test):
            assert test == pytest.approx(float(row["p_pooled"]), **WITHIN)


def test_two_unweighted_means_give_welchs_test(shared):
    with shared("golden/04_unweighted_means.csv").open(newline="") as file:
        row = {name: float(value) for name, value in next(csv.DictReader(file)).items() if name != "case"}
    a, b = row["sd1"] / math.sqrt(row["n1"]), row["sd2"] / math.sqrt(row["n2"])
    df = satterthwaite(a, row["n1"] - 1, b, row["n2"] - 1)
    gap = row["m1"] - row["m2"]
    assert df == pytest.approx(row["welch_df"], **WITHIN)
    assert float(student_test(gap, math.hypot(a, b), df)) == pytest.approx(row["welch_p"], **WITHIN)
    assert list(student(gap, math.hypot(a, b), df)) == pytest.approx([row["ci_lo"], row["ci_hi"]], **WITHIN)
    assert hedges_g(gap, row["sd1"], row["n1"], row["sd2"], row["n2"]) == pytest.approx(
        row["hedges_g_approx"], **WITHIN
    )


@pytest.mark.parametrize(("name", "column"), [("02_padjust.csv", "BH"), ("02_padjust_family.csv", "p_BH")])
def test_adjusted_p_values_are_those_of_r_and_missing_ones_do_not_count(shared, name, column):
    with shared(f"golden/{name}").open(newline="") as file:
        rows = list(csv.DictReader(file))
    given = np.array([math.nan if row["p"] == "NA" else float(row["p"]) for row in rows])
    wanted = [math.nan if row[column] == "NA" else float(row[column]) for row in rows]
    assert list(benjamini_hochberg(given)) == pytest.approx(wanted, nan_ok=True, **WITHIN)
    assert math.isnan(sum(given))
