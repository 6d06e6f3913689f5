"""What a report says of a gap: conditional where samples are, never a difference of what must not be subtracted."""

import pytest
from telling import POLL, poll, ran, told

from assets.report import words

FAR = poll((30, 10), (20, 80))
NEAR = poll((20, 20), (52, 48))
FEW = poll((4, 3), (20, 80))


def said(evidence) -> str:
    (row,) = evidence.gaps
    return words.sentence(row, evidence)


def test_figures_of_samples_that_are_not_random_are_worded_as_conditional(tmp_path):
    assert said(told(ran(tmp_path, FAR))) == (
        "“Service is good”: managers 75%, customers 20%: 55 points apart; 37 to 68 if both were random samples."
    )


@pytest.mark.parametrize("sampling", ["probability", "census"])
def test_figures_of_random_samples_are_not(tmp_path, sampling):
    evidence = told(ran(tmp_path, FAR, sources={"poll": POLL | {"sampling": sampling}}))
    assert said(evidence).endswith(" managers 75%, customers 20%: 55 points apart (37 to 68).")


def test_a_gap_that_is_not_clear_says_so(tmp_path):
    evidence = told(ran(tmp_path, NEAR))
    assert said(evidence).endswith("No clear difference.")
    assert words.headlines(evidence) == []
    assert words.tally(evidence.gaps) == "0 of 1 gap is clear; 1 no clear difference."


def test_what_stands_side_by_side_is_never_subtracted(tmp_path):
    evidence = told(ran(tmp_path, FAR, gap={"compare": "side_by_side", "why": "two things"}))
    assert said(evidence).endswith("managers 75%, customers 20%: side by side, not subtracted.")
    assert words.tally(evidence.gaps) == "1 side by side, not subtracted."


def test_a_withheld_figure_is_said_to_be_withheld_and_never_shown(tmp_path):
    evidence = told(ran(tmp_path, FEW))
    assert said(evidence).endswith("managers withheld, customers 20%: withheld.")
    assert "57" not in said(evidence)


@pytest.mark.parametrize(
    ("export", "better", "expected"),
    [
        (FAR, "higher", "managers higher; worse for customers"),
        (FAR, "lower", "managers higher; better for customers"),
        (FAR, "neither", "managers higher"),
        (poll((5, 35), (80, 20)), "higher", "customers higher; better for customers"),
    ],
)
def test_a_verdict_tells_the_good_way_from_the_bad_one_in_words(tmp_path, export, better, expected):
    metrics = {"good": {"of": "said", "share": "yes", "better": better}}
    (row,) = told(ran(tmp_path, export, metrics=metrics)).gaps
    assert words.verdict(row) == expected


def test_an_interval_is_of_the_width_that_is_printed_whichever_side_is_higher(tmp_path):
    (row,) = told(ran(tmp_path / "b", poll((4, 36), (80, 20)))).gaps
    low, high = -row["gap_ci_high"], -row["gap_ci_low"]
    assert f"{100 * low:.0f} to {100 * high:.0f}" in words.apart(row)
    assert low < abs(row["gap_estimate"]) < high


def test_executives_who_estimate_their_consumers_are_said_to(tmp_path):
    evidence = told(ran(tmp_path, FAR, gap={"executives_report": "estimate_of_consumers"}))
    assert said(evidence).startswith(
        "“Service is good”: managers 75% by their estimate of customers, customers 20%: 55 points apart"
    )
    assert words.verdict(evidence.gaps[0]) == "managers overestimate; worse for customers"


@pytest.mark.parametrize(("label", "expected"), [("Managers", "managers"), ("IT managers", "IT managers"), ("A", "A")])
def test_a_label_inside_a_sentence_keeps_its_initials(label, expected):
    assert words.lowered(label) == expected
