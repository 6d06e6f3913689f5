"""What figures imply of their bases and of each other: known truth is never excluded, and what is named is proved."""

from random import Random
from types import SimpleNamespace

import numpy as np
import pytest

from assets.claims.bases import bases
from assets.claims.conflicts import conflicts
from assets.claims.programme import solve
from assets.claims.proof import refuted
from assets.claims.questions import questions
from assets.claims.reading import read_claims
from conftest import PROJECT
from schemas.study import load_study
from tests.tools.forensics.honest import claim, honest, ledger
from tests.tools.forensics.programmes import by_hand, small_programme

ONE = {"question": "q", "adds_to": "base"}


def named(found: dict, unanswered: float = 0.2) -> list[tuple]:
    return [(conflict.claims, conflict.rule, conflict.certain) for conflict in conflicts(found, unanswered)]


def four(base_is: str) -> dict:
    figures = {"A": "16", "B": "41", "C": "37", "D": "5"}
    return ledger(*(claim(name, figure, 100, base_is=base_is, **ONE) for name, figure in figures.items()))


def published():
    folder = PROJECT / "studies" / "high-tech-service"
    return read_claims(folder / "claims.csv", load_study(folder))


# ---- conflicts


@pytest.mark.parametrize(("base_is", "certain"), [("stated", "always"), ("inferred", "if everybody answered")])
def test_answers_of_one_question_add_up_to_its_base(base_is, certain):
    """16, 41, 37 and 5 of 100 are 99 people. Of 99 who answered they are all of them: 16.2, 41.4, 37.4 and 5.1%."""
    assert named(four(base_is)) == [(("A", "B", "C", "D"), "sum", certain)]


def test_a_conflict_says_which_figures_would_mend_it():
    """16 + 41 + 37 + 5 leave one person over: any of the four may be the one that was misprinted."""
    (found,) = conflicts(four("stated"), 0.2)
    assert found.mended_by == (("A",), ("B",), ("C",), ("D",))


def test_answers_some_of_which_were_not_printed_add_up_to_the_base_at_most():
    parts = {"question": "q", "adds_to": "at most base", "base_is": "stated"}
    assert named(ledger(claim("A", "60", 10, **parts), claim("B", "30", 10, **parts))) == []
    assert named(ledger(claim("A", "60", 10, **parts), claim("B", "50", 10, **parts))) == [
        (("A", "B"), "sum", "always")
    ]


def test_halves_of_one_question_do_not_conflict_with_each_other():
    """1 and 7 of 8 are 12.5 and 87.5: printed 12 and 88, as R and Python print, and 13 and 88, as spreadsheets do."""
    for low in ("12", "13"):
        assert (
            named(ledger(claim("A", low, 8, base_is="stated", **ONE), claim("B", "88", 8, base_is="stated", **ONE)))
            == []
        )


def test_a_follow_up_is_asked_of_as_many_as_the_answer_before_it_counts():
    """Half of 20 are 10, and a third of 10 is no whole number of people; of 9 who answered it is 3."""
    found = ledger(claim("E5", "50", 20, base_is="stated"), claim("E6", "33", asked_of="those of E5"))
    assert named(found) == [(("E5", "E6"), "asked", "if everybody answered")]
    assert named(found, 0.05) == [(("E5", "E6"), "asked", "always")]


def test_the_rest_is_asked_of_those_who_are_left():
    """1 of 4 leaves 3: two of three are 67%, and a half of three is nobody's count."""
    asked = {"asked_of": "all but those of A", "base_is": "unknown"}
    quarter = claim("A", "25", 4, base_is="stated")
    assert named(ledger(quarter, claim("B", "67", **asked)), 0) == []
    assert named(ledger(quarter, claim("B", "50", **asked)), 0) == [(("A", "B"), "asked", "always")]


def test_weighted_figures_contradict_each_other_by_their_sum_and_never_by_a_count():
    """75% of 35 is no count, and may be a sum of weights; 75 and 35 are more than all."""
    weighted = ONE | {"weighted": "yes", "base_is": "stated"}
    assert named(ledger(claim("A", "75", 35, **weighted), claim("B", "25", 35, **weighted))) == []
    assert named(ledger(claim("A", "75", 35, **weighted), claim("B", "35", 35, **weighted))) == [
        (("A", "B"), "sum", "always")
    ]


def test_a_solver_that_runs_out_of_time_names_nothing(monkeypatch):
    found = ledger(claim("E5", "50", 20, base_is="stated"), claim("E6", "33", asked_of="those of E5"))
    monkeypatch.setattr("scipy.optimize.milp", lambda *_, **__: SimpleNamespace(status=1))
    assert named(found, 0) == [((), None, "always")]


def test_what_cannot_be_proved_by_trying_every_number_is_not_named(monkeypatch):
    monkeypatch.setattr("assets.claims.proof.MOST_TRIED", 1)
    found = ledger(claim("E5", "50", 20, base_is="stated"), claim("E6", "33", asked_of="those of E5"))
    assert named(found, 0) == [((), None, "always")]


# ---- bases


@pytest.mark.parametrize("rounding", ["unknown", "half_up", "half_even"])
def test_35_is_the_only_base_up_to_60_of_the_seven_figures_of_2007(rounding):
    figures = ("80", "54", "57", "17", "77", "43", "37")
    printed = [claim(f"E{figure}", figure, 35, rounding, base_is="stated") for figure in figures]
    (found,) = bases(ledger(*printed), 0, at_most=60)
    assert (found.fitting, found.lowest, found.highest) == ([35], 35, 35)


def test_93_and_74_percent_are_of_27_up_to_35_which_is_the_count_of_77_percent_of_35():
    (found,) = [row for row in bases(published(), 0.2) if row.claims == ["E6a", "E6b"]]
    assert (found.fitting, found.comes_from, found.base.at_most) == ([27], ("27: E5",), 35)
    assert (found.lowest, found.highest) == (27, 33)  # 27 of 33 is more than four in five; of 34 it is less


def test_46_and_18_percent_are_the_42_percent_of_1200_if_768_to_808_were_asked():
    """498 to 510 of 1200 are printed 42: 768 gives 357 + 142, 808 gives 368 + 142, their neighbours too few and too many."""
    people = {"same_question_as": "C3a + C3b"}
    parts = {"question": "contacts", "adds_to": "at most base", "asked_of": "those with contacts"}
    found = ledger(claim("P3", "42", 1200, **people), claim("C3a", "46", **parts), claim("C3b", "18", **parts))
    row = next(row for row in bases(found, 0) if row.base.name == "those with contacts")
    assert (row.lowest, row.highest, row.is_settled) == (768, 808, True)


# ---- known truth


@pytest.mark.parametrize("digits", [0, 1])
@pytest.mark.parametrize("rounding", ["half_up", "half_even"])
def test_honest_figures_never_conflict_and_their_true_base_is_never_excluded(digits, rounding):
    random = Random(f"{digits} {rounding}")
    for _ in range(40):
        study = honest(random, digits, rounding)
        assert [conflict for conflict in conflicts(study.ledger, 0.2) if conflict.certain == "always"] == []
        for question in questions(study.ledger):
            answered = study.answered[question.claims[0].row["question"]]
            assert question.allowed(np.array([answered])).all()
        (row,) = bases(study.ledger, 0.2)
        assert row.lowest <= study.asked <= row.highest


def test_halves_taken_up_alone_would_accuse_honest_figures():
    """The measure sees the fault that it is there for: R's figures of 200 who all answered, read as a spreadsheet's."""
    random = Random(7)
    studies = [honest(random, 0, "half_even", "half_up", asked=200, left_out=0) for _ in range(20)]
    assert sum(bool(conflicts(study.ledger, 0)) for study in studies) > 5


def test_solver_and_proof_find_what_trying_everything_finds():
    random = Random(11)
    for _ in range(60):
        component, unanswered = small_programme(random)
        possible, low, high = by_hand(component, unanswered)
        base = component.bases[-1]
        assert solve(component, unanswered).feasible is possible
        assert refuted(component, unanswered) is not possible
        if possible:
            assert solve(component, unanswered, seek=(base, 1)).value == low
            assert solve(component, unanswered, seek=(base, -1)).value == high
