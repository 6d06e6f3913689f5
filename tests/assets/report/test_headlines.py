"""The headline of every state that a gap can be in, written by hand in both languages, wherever a report begins with one."""

import pytest
from test_every_state import (
    CUSTOMERS,
    LANGUAGES,
    MANAGERS,
    STATES,
    apart,
    in_workbook,
    on_page,
    on_slides,
    plain,
    row,
    side,
    study,
)

from schemas.words.headlines import finding, headline, in_order
from schemas.words.studies import Words

M, C = MANAGERS, CUSTOMERS
HEADLINES = {
    "clear": (
        f"The clear one: {M} clearly more often than {C}, 75% against a less favourable 20%",
        f"The clear one: {M} klar häufiger als {C}, 75 % gegenüber ungünstigeren 20 %",
    ),
    "estimated": (
        f"The estimated one: clearly underestimated by {M}, 30% against 40% among {C}",
        f"The estimated one: {M} mit klarer Unterschätzung, 30 % gegenüber 40 % ({C})",
    ),
    "alike": (
        f"The alike one: apart by less than 7.5 points, {M} 50% and {C} 53%",
        f"The alike one: Abstand kleiner als 7,5 Prozentpunkte, {M} 50 % und {C} 53 %",
    ),
    "unclear": (
        f"The unclear one: no clear difference, {M} 50% and {C} 52%",
        f"The unclear one: kein klarer Unterschied, {M} 50 % und {C} 52 %",
    ),
    "untested": (
        f"The untested one: {M} 0% and {C} 1%, a difference that was not tested",
        f"The untested one: {M} 0 % und {C} 1 %, eine Differenz ohne Test",
    ),
    "few": (
        f"The few one: {M} 90% and {C} 50%, from too few to say",
        f"The few one: {M} 90 % und {C} 50 %, zu wenige für eine Aussage",
    ),
    "beside": (
        f"The beside one: {M} 80% and {C} 40%, side by side and not subtracted",
        f"The beside one: {M} 80 % und {C} 40 %, nebeneinandergestellt und nicht subtrahiert",
    ),
    "undecided": (
        f"The undecided one: {M} 70% and {C} 30%, and whether they compare is open",
        f"The undecided one: {M} 70 % und {C} 30 %, und ob sie vergleichbar sind, ist offen",
    ),
    "small": (
        f"The small one: no comparison, {M} withheld and {C} 40%",
        f"The small one: kein Vergleich, {M} nicht ausgewiesen und {C} 40 %",
    ),
    "protected": (
        f"The protected one: no comparison, {M} withheld and {C} 40%",
        f"The protected one: kein Vergleich, {M} nicht ausgewiesen und {C} 40 %",
    ),
    "bound": (
        f"The bound one: no comparison, {M} no figure published and {C} 40%",
        f"The bound one: kein Vergleich, {M} kein Wert veröffentlicht und {C} 40 %",
    ),
    "empty": (
        f"The empty one: no comparison, {M} 40% and {C} no figure",
        f"The empty one: kein Vergleich, {M} 40 % und {C} kein Wert",
    ),
    "unknown": (
        f"The unknown one: {M} 74% and {C} 42%, how sure cannot be said",
        f"The unknown one: {M} 74 % und {C} 42 %, wie sicher, lässt sich nicht sagen",
    ),
    "promoters": (
        f"The promoters one (NPS): {M} clearly higher than {C}, −13 against −44",
        f"The promoters one (NPS): {M} klar höher als {C}, −13 gegenüber −44",
    ),
    "mean": (
        f"The mean one (1 to 5 points): {C} clearly higher than {M}, 3.04 against a less favourable 2.75",
        f"The mean one (1 bis 5 Punkte): {C} klar höher als {M}, 3,04 gegenüber ungünstigeren 2,75",
    ),
    "narrow": (
        f"The narrow one: no clear difference, {M} 40% and {C} 27%",
        f"The narrow one: kein klarer Unterschied, {M} 40 % und {C} 27 %",
    ),
}
CLEAR = ("clear", "estimated", "promoters", "mean")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_state_has_its_headline_on_page_workbook_and_slides(language, tmp_path):
    rows, at = [state.row for state in STATES], LANGUAGES[language]
    for printer in (on_page, in_workbook, on_slides):
        said = printer(study(language), rows, tmp_path)
        for state in STATES:
            assert HEADLINES[state.row["gap"]][at] in plain(said[state.row["gap"]]), printer.__name__


def test_only_a_clear_gap_is_called_clear():
    assert {state.row["gap"] for state in STATES if "clearly" in headline(Words(study("en")).gap(state.row))} == {
        *CLEAR
    }


OWN = {"executive": "Managers are sure", "consumer": "Customers want a choice; managers less so"}


def with_words(gap: dict) -> str:
    """The headline of a row whose gap has words of its own for either side."""
    told = study("en").model_copy(deep=True)
    told.gaps["clear"].headline.update(OWN)
    return headline(Words(told).gap(gap))


def row_of(executive: float, consumer: float, verdict: str, **other: object) -> dict:
    figures = apart(executive - consumer, executive - consumer - 0.1, executive - consumer + 0.1, 0.05, 0.001)
    return row(
        "clear", side("executive", executive), side("consumer", consumer), **{"verdict": verdict} | figures | other
    )


def test_words_of_the_study_stand_for_the_side_that_they_are_of_and_the_figures_follow():
    assert with_words(row_of(0.63, 0.9, "consumer_higher")) == f"{OWN['consumer']}: 90% against 63%"
    assert with_words(row_of(0.9, 0.63, "executive_higher")) == "Managers are sure: 90% against 63%"


@pytest.mark.parametrize(
    "gap",
    [
        row_of(0.63, 0.9, "no_clear_difference"),
        row_of(0.63, 0.9, None, no_verdict="too_few"),
        row("clear", side("executive", 0.6), side("consumer", 0.9), compare="side_by_side", no_verdict="side_by_side"),
        row("clear", side("executive", None, 9, "withheld", withheld="base"), side("consumer", 0.9), no_verdict="withheld_base"),
    ],
)  # fmt: skip
def test_words_of_the_study_never_say_more_than_the_verdict(gap):
    assert with_words(gap).startswith("The clear one: ")


@pytest.mark.parametrize(
    ("executive", "consumer", "better", "says"),
    [
        (0.7, 0.4, "higher", f"{M} clearly more often than {C}, 70% against a less favourable 40%"),
        (0.7, 0.4, "lower", f"{M} clearly more often than {C}, 70% against a more favourable 40%"),
        (0.4, 0.7, "higher", f"{C} clearly more often than {M}, 70% against a less favourable 40%"),
        (0.4, 0.7, "lower", f"{C} clearly more often than {M}, 70% against a more favourable 40%"),
        (0.4, 0.7, "neither", f"{C} clearly more often than {M}, 70% against 40%"),
    ],
)
def test_the_figure_that_is_called_favourable_is_the_favourable_one(executive, consumer, better, says):
    higher = "executive_higher" if executive > consumer else "consumer_higher"
    gap = Words(study("en")).gap(row_of(executive, consumer, higher, better=better))
    assert headline(gap) == f"The clear one: {says}"


def test_an_overestimate_of_something_good_leaves_the_others_less_favourable():
    gap = row_of(0.74, 0.42, "executive_overestimates", better="higher", executives_report="estimate_of_consumers")
    said = headline(Words(study("en")).gap(gap))
    assert said == f"The clear one: clearly overestimated by {M}, 74% against a less favourable 42% among {C}"


def test_two_figures_that_are_printed_alike_are_not_set_against_each_other():
    gap = Words(study("en")).gap(row_of(0.504, 0.497, "executive_higher", better="higher"))
    assert headline(gap).endswith("both 50% as rounded, 1 point apart")


def test_the_largest_clear_gap_comes_first_and_is_the_finding():
    gaps = [Words(study("en")).gap(state.row) for state in STATES]
    assert [gap.row["gap"] for gap in in_order(gaps)][:2] == ["clear", "estimated"]
    assert finding(gaps) == HEADLINES["clear"][0]


@pytest.mark.parametrize(
    ("names", "says"),
    [
        (["unclear", "narrow"], "No gap is clear"),
        (["untested", "unknown"], "No gap was tested"),
        (["beside", "undecided"], "All figures stand side by side; none is subtracted"),
    ],
)
def test_where_none_is_clear_the_finding_says_so_and_why(names, says):
    gaps = [Words(study("en")).gap(state.row) for state in STATES if state.row["gap"] in names]
    assert finding(gaps) == says
