"""Estimates, errors and effective bases against R's survey package, from weighted counts alone."""

import csv
from collections.abc import Iterator

import numpy as np
import pytest

from assets.estimates.estimate import simple_errors, statistics
from assets.estimates.sample import Counts
from schemas.measure import NPS, SHARE, Measure

WITHIN = {"rel": 1e-10, "abs": 1e-10}


def read(path) -> list[dict[str, str]]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def counted(values: np.ndarray, weights: np.ndarray) -> Counts:
    """One domain's weighted counts of whole-number values."""
    codes = sorted(set(values.tolist()))
    at = [values == code for code in codes]
    sums = [np.array([[f(weights[rows]) for rows in at]]) for f in (len, np.sum, lambda w: np.sum(w * w))]
    return Counts(codes, *sums)


def figures(
    values: np.ndarray, weights: np.ndarray, scores: dict[int, float], unit: str, size: int
) -> dict[str, float]:
    counts = counted(values, weights)
    found = statistics(Measure("", scores, unit), counts, simple_errors(counts, size, True), weighted=True)
    return {name: float(column[0]) for name, column in found.items()}


def apistrat_rows(shared) -> Iterator[dict]:
    schools = read(shared("golden/data/apistrat.csv"))
    for row in read(shared("golden/01_estimates.csv")):
        if row["design"] == "apistrat_weights_only":
            inside = [s for s in schools if row["by"] == "(all)" or s[row["by"]] == row["level"]]
            values = np.array([int(s[row["variable"]]) for s in inside])
            weights = np.array([float(s["pw"]) for s in inside])
            is_share = row["kind"] == "proportion"
            scores = {int(value): float(value) for value in {*values, 0, 1}}
            yield row, figures(values, weights, scores, SHARE if is_share else "points", len(schools))


def test_shares_and_means_of_a_weighted_sample_are_those_of_r(shared):
    compared = 0
    for row, found in apistrat_rows(shared):
        names = {
            "n": "n",
            "n_weighted": "sum_w",
            "n_effective": "n_eff_kish",
            "df": "df",
            "estimate": "estimate",
            "se": "se",
        }
        names |= {} if row["kind"] == "proportion" else {"ci_low": "ci_t_lo", "ci_high": "ci_t_hi"}
        for mine, theirs in names.items():
            assert found[mine] == pytest.approx(float(row[theirs]), **WITHIN), (row["variable"], row["level"], theirs)
        if row["kind"] == "proportion":
            expected = min(float(row["n_eff_kish"]), float(row["n_eff_design"]))
            assert found["n_interval"] == pytest.approx(expected, **WITHIN)
        compared += 1
    assert compared == 56


def test_a_net_promoter_score_is_that_of_r(shared):
    people = read(shared("golden/data/study.csv"))
    scores = {answer: 100.0 * ((answer >= 9) - (answer <= 6)) for answer in range(11)}
    for row in read(shared("golden/05_nps.csv")):
        inside = [
            p for p in people
            if p["nps"] != "NA" and (p["audience"], p["wave"]) == (row["audience"], row["wave"])
            and row["region"] in ("(all)", p["region"])
        ]  # fmt: skip
        values, weights = np.array([int(p["nps"]) for p in inside]), np.array([float(p["weight"]) for p in inside])
        found = figures(values, weights, scores, NPS, len(inside))  # a sample of its own there, not a domain
        names = {"n": "n", "n_effective": "n_eff", "estimate": "nps", "df": "df", "se": "se"}
        for mine, theirs in names.items():
            assert found[mine] == pytest.approx(float(row[theirs]), **WITHIN), (row, theirs)
        plain = figures(values, np.ones(len(values)), scores, NPS, len(values))
        assert plain["estimate"] == pytest.approx(float(row["nps_unweighted"]), **WITHIN)
        assert plain["sd"] / np.sqrt(len(values)) == pytest.approx(float(row["se_unweighted"]), **WITHIN)


def test_wilson_on_an_effective_base_is_as_by_hand(shared):
    for row in read(shared("golden/07_extreme_by_hand.csv")):
        with_weights = [float(r["w"]) for r in read(shared("golden/data/w35.csv"))]
        values = np.full(35, int(row["p"]))
        found = figures(values, np.array(with_weights), {0: 0.0, 1: 1.0}, SHARE, 35)
        assert found["n_effective"] == pytest.approx(float(row["n_eff"]), **WITHIN)
        assert [found["ci_low"], found["ci_high"]] == pytest.approx(
            [float(row["wilson_neff_lo"]), float(row["wilson_neff_hi"])], **WITHIN
        )
