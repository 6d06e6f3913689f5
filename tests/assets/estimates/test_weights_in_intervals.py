"""What weights take from an interval: nothing where they are equal, much where a few respondents carry them."""

import numpy as np
import pytest
from scipy.stats import t as student

from assets.estimates.intervals import score_test
from building import POLL, built, rows
from simulation.samples import Design, samples

MEASURED = 2 * (0.055 * 0.945 / 4000) ** 0.5
"""How exactly 4,000 samples tell a share of 5.5%."""


def base(place, weights: list[float], others: float | None = None) -> float:
    """The base that the interval of a share rests on, of respondents every other of whom says yes.

    `others`: the weight of as many others in the same export, who are not in the group.
    """
    lines = [f"{at},{weight:.12g},{'yn'[at % 2]},in" for at, weight in enumerate(weights)]
    lines += [f"9{at},{others},y,out" for at in range(len(weights)) if others]
    run = built(
        place,
        {"poll.csv": rows("id,w,q,side", *lines)},
        sources={"poll": {**POLL, "weight": "w"}},
        questions={"q": {"at": "q", "answers": ["y", "n"]}, "side": {"at": "side", "answers": ["in", "out"]}},
        groups={"inside": {"source": "poll", "where": {"side": "in"}}},
        metrics={"m": {"of": "q", "top": 1}},
    )
    return run.estimate("m", "inside")["n_interval"]


def test_equal_weights_take_nothing_and_unequal_ones_the_freedom_that_they_leave(tmp_path):
    assert base(tmp_path / "equal", [0.7] * 12) == pytest.approx(11)  # what the error implies, with n - 1
    # Of 4 weights of 2 and 8 of 1: Kish's base is 16²/24, and of their squares 24²/72 = 8, which leave 7 degrees of freedom.
    # Each answer has half of the weight, so z² is w²/4 and SE² is 12/11 x 24/4 / 16².
    implied = 0.25 / (12 / 11 * 24 / 4 / 16**2)
    factor = (student.ppf(0.975, 11) / student.ppf(0.975, 7)) ** 2
    assert base(tmp_path / "unequal", [2, 2, 2, 2, *[1] * 8]) == pytest.approx(min(16**2 / 24, implied) * factor)


def test_heavy_others_in_an_export_change_nothing_of_a_group(tmp_path):
    """Of grossed-up weights, those of executives are a small part of the mean."""
    weights = [1.6, 1.6, 3.1, *[1.6] * 9]
    heavy, alike = base(tmp_path / "heavy", weights, 10_000), base(tmp_path / "alike", weights, 2)
    assert heavy == pytest.approx(alike, rel=1e-5)


@pytest.mark.parametrize("n", [27, 35, 100])
@pytest.mark.parametrize("share", [0.2, 0.35])
def test_weights_that_go_with_the_answer_keep_the_promise(share, n):
    """Log-odds that rise by 1.5 with the logarithm of the weight, and a design effect of 1.9."""
    random = np.random.default_rng(20070601)
    executives = samples(n, share, Design(1.9, slope=1.5), 4000, random)
    consumers = samples(1200, share, Design(), 4000, random)
    held = (executives["ci_low"] <= share) & (share <= executives["ci_high"])
    p_value = score_test(
        executives["estimate"], executives["n_interval"], consumers["estimate"], consumers["n_interval"]
    )
    assert held.mean() > 0.94 - MEASURED
    assert (p_value[~np.isnan(p_value)] < 0.05).mean() < 0.055 + MEASURED
