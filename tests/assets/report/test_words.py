"""What a report says of a gap: conditional where samples are, never a difference of what must not be subtracted."""

import pytest
from telling import POLL, poll, ran, told

from assets.report.page.sentences import headlines, sentence

FAR = poll((30, 10), (20, 80))
NEAR = poll((20, 20), (52, 48))
FEW = poll((4, 3), (20, 80))


def said(evidence) -> str:
    (gap,) = evidence.said
    return sentence(gap)


def tally(evidence) -> str:
    return evidence.words.tally(evidence.said)


def test_figures_of_samples_that_are_not_random_are_worded_as_conditional(tmp_path):
    assert said(told(ran(tmp_path, FAR))) == (
        "“Service is good”: Managers 75%, Customers 20%: 55 points apart; 37 to 68 if both were random samples."
    )


@pytest.mark.parametrize("sampling", ["probability", "census"])
def test_figures_of_random_samples_are_not(tmp_path, sampling):
    evidence = told(ran(tmp_path, FAR, sources={"poll": POLL | {"sampling": sampling}}))
    assert said(evidence).endswith(" Managers 75%, Customers 20%: 55 points apart (95% interval: 37 to 68).")


def test_a_gap_that_is_not_clear_says_so(tmp_path):
    evidence = told(ran(tmp_path, NEAR))
    assert said(evidence).endswith("No clear difference.")
    assert headlines(evidence) == []
    assert tally(evidence) == "0 of 1 gap is clear; No clear difference: 1."


def test_what_stands_side_by_side_is_never_subtracted(tmp_path):
    evidence = told(ran(tmp_path, FAR, gap={"compare": "side_by_side", "why": "two things"}))
    assert said(evidence).endswith("Managers 75%, Customers 20%. Side by side, not subtracted.")
    assert tally(evidence) == "Side by side, not subtracted: 1."


def test_a_withheld_figure_is_said_to_be_withheld_and_never_shown(tmp_path):
    evidence = told(ran(tmp_path, FEW))
    assert said(evidence).endswith("Managers withheld, Customers 20%. Withheld: fewer than 10 respondents.")
    assert "57" not in said(evidence)


@pytest.mark.parametrize(
    ("export", "better", "expected"),
    [
        (FAR, "higher", "Managers: higher; less favourable among Customers"),
        (FAR, "lower", "Managers: higher; more favourable among Customers"),
        (FAR, "neither", "Managers: higher"),
        (poll((5, 35), (80, 20)), "higher", "Customers: higher; more favourable among Customers"),
    ],
)
def test_a_verdict_tells_the_good_way_from_the_bad_one_in_words(tmp_path, export, better, expected):
    metrics = {"good": {"of": "said", "share": "yes", "better": better}}
    (gap,) = told(ran(tmp_path, export, metrics=metrics)).said
    assert gap.verdict == expected


def test_an_interval_is_of_the_width_that_is_printed_whichever_side_is_higher(tmp_path):
    (gap,) = told(ran(tmp_path / "b", poll((4, 36), (80, 20)))).said
    low, high = -gap.row["gap_ci_high"], -gap.row["gap_ci_low"]
    assert f"{100 * low:.0f} to {100 * high:.0f}" in gap.apart
    assert low < abs(gap.row["gap_estimate"]) < high


def test_executives_who_estimate_their_consumers_are_said_to(tmp_path):
    evidence = told(ran(tmp_path, FAR, gap={"executives_report": "estimate_of_consumers"}))
    assert said(evidence).startswith(
        "“Service is good”: Managers 75% (their estimate of Customers), Customers 20%: 55 points apart"
    )
    assert evidence.said[0].verdict == "Managers: overestimate; less favourable among Customers"
