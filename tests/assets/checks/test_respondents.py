"""Checks of respondents say which rows were set aside, what weights cost, and which answers nobody gave."""

import pytest

from assets.checks.finding import Finding, Stopped
from assets.checks.respondents import REJECTED_ROWS, UNUSED_ANSWERS, WEIGHTS, AnswerCounts, counts
from assets.responses.account import findings
from building import POLL, Ran, built, one_question, run, table, write_study
from schemas.foreign import discreet

YES_NO = one_question(answers=["yes", "no"])
LENIENT = {"poll": {**POLL, "bad_rows": 0.5}}
WEIGHTED = {"poll": {**POLL, "weight": "w"}}


def found(ran: Ran, name: str) -> Finding:
    (finding,) = (each for each in findings(ran.study, ran.accounts) if each.check.name == name)
    return finding


def answered(place, cells: list[str], **parts: object) -> Ran:
    return built(place, {"poll.csv": table(["id", "q"], [[at, cell] for at, cell in enumerate(cells)])}, **parts)


def weighed(place, weights: list[float], **parts: object) -> Ran:
    export = table(["id", "q", "w"], [[at, "yes", weight] for at, weight in enumerate(weights)])
    return built(place, {"poll.csv": export}, questions=YES_NO, sources=WEIGHTED, **parts)


def unused(ran: Ran) -> Finding:
    return UNUSED_ANSWERS.of(ran.study, [AnswerCounts(ran.of(), counts(ran.tabulated()))])


def test_rows_that_were_set_aside_are_told_by_rule_column_and_cell(tmp_path):
    ran = answered(tmp_path, [*["yes"] * 9, "maybe", "maybe"], questions=YES_NO, sources=LENIENT)
    finding = found(ran, REJECTED_ROWS.name)
    assert str(finding) == "rejected_rows: Set aside: undeclared cell 'maybe' in poll.csv, column q (2 rows)."
    assert "| poll | poll.csv | q | q | undeclared cell | 2 |" in finding.first_rows()
    assert found(answered(tmp_path / "clean", ["yes"], questions=YES_NO), REJECTED_ROWS.name).holds


def test_cells_that_were_set_aside_are_for_who_checks_and_not_for_what_is_kept(tmp_path):
    ran = answered(tmp_path, [*["yes"] * 9, "I am Ann", "who asks"], questions=YES_NO, sources=LENIENT)
    finding = found(ran, REJECTED_ROWS.name)
    assert "undeclared cell 'I am Ann' and 'who asks' in poll.csv, column q (2 rows)" in str(finding)
    assert "undeclared cell (see gap check) in poll.csv, column q (2 rows)" in discreet(finding.sentence)
    assert "Ann" not in finding.first_rows()


def test_no_text_breaks_the_table_of_the_first_rows(tmp_path):
    answers = ["yes", "a|b <i>![x](y)"]
    finding = unused(answered(tmp_path, ["yes"] * 100, questions=one_question(answers=answers)))
    assert "| poll | q | a\\|b \\<i\\>!\\[x\\](y) |" in finding.first_rows()


@pytest.mark.parametrize(("weight", "holds"), [(2, True), (40, False)])
def test_weights_that_cost_more_than_half_of_the_sample_fail(tmp_path, weight, holds):
    ran = weighed(tmp_path, [weight, *[1.0] * 19])
    finding, (whole, _) = found(ran, WEIGHTS.name), ran.weighting()
    assert finding.holds is holds and (whole["efficiency"] >= 0.5) is holds
    assert holds or f"{whole['efficiency']:.0%} and under the bound of 50%" in finding.sentence


def test_a_study_may_bound_the_efficiency_of_weights_otherwise(tmp_path):
    assert not found(weighed(tmp_path, [2, *[1.0] * 19], checks={"weights": {"efficiency": 0.99}}), "weights").holds
    assert found(
        weighed(tmp_path / "loose", [40, *[1.0] * 19], checks={"weights": {"efficiency": 0.01}}), "weights"
    ).holds


def test_many_trimmed_weights_fail(tmp_path):
    cells = [[at, "yes" if at < 6 else "no"] for at in range(60)]
    raked = {"poll": {**POLL, "weight": {"column": "w", "rake": {"q": {"yes": 0.1, "no": 0.9}}, "trim": [0.5, 2]}}}
    export = table(["id", "q", "w"], [[*row, 9 if at % 10 == 1 else 1] for at, row in enumerate(cells)])
    ran = built(tmp_path, {"poll.csv": export}, questions=YES_NO, sources=raked)
    whole, _ = ran.weighting()
    assert whole["trimmed_share"] > 0.05
    assert f"{whole['trimmed_share']:.1%} of the weights of poll are trimmed" in found(ran, WEIGHTS.name).sentence


def test_a_source_without_weights_has_nothing_to_lose_by_them(tmp_path):
    assert found(answered(tmp_path, ["yes"], questions=YES_NO), WEIGHTS.name).holds


def test_an_answer_that_nobody_gave_is_told_with_the_cells_that_were_looked_for(tmp_path):
    questions = one_question(answers={"yes": 1, "no": 2, "never": [3, "nie"]})
    finding = unused(answered(tmp_path, ["1", "2"] * 50, questions=questions))
    assert str(finding) == "unused_answers: Nobody answered 'never' of q in poll."
    assert "| poll | q | never | 3, nie | 100 |" in finding.first_rows()


def test_an_option_that_nobody_ticked_is_unused_and_one_that_nobody_left_out_is_not(tmp_path):
    questions = {"t": {"options": {"a": "a", "b": "b"}, "selected": "x"}}
    export = table(["id", "a", "b"], [[at, "x", ""] for at in range(100)])
    assert "'b' of t" in str(unused(built(tmp_path, {"poll.csv": export}, questions=questions)))
    assert len(unused(built(tmp_path, {"poll.csv": export}, questions=questions)).rows) == 1


def test_on_a_small_base_an_answer_that_nobody_gave_is_chance(tmp_path):
    questions = one_question(answers=["yes", "no", "never"])
    assert unused(answered(tmp_path, ["yes", "no"] * 37, questions=questions)).holds
    assert not unused(answered(tmp_path / "more", ["yes", "no"] * 38, questions=questions)).holds


def test_nobody_need_give_every_number_of_a_range(tmp_path):
    assert unused(answered(tmp_path, ["7"] * 100, questions=one_question(numbers=[0, 10]))).holds


def test_an_error_stops_the_run_before_anything_is_published(tmp_path):
    before = weighed(tmp_path, [1.0] * 20).responses_path().read_bytes()
    export = table(["id", "q", "w"], [[at, "yes", 400 if at == 3 else 1] for at in range(20)])
    folder = write_study(
        tmp_path, {"poll.csv": export}, questions=YES_NO, sources=WEIGHTED, checks={"weights": "error"}
    )
    with pytest.raises(
        Stopped, match=r"weights: poll has an effective base of 1 of 20 .* Drop or merge raking targets"
    ):
        run(folder)
    assert (tmp_path / "lake/responses/small/w1/poll.parquet").read_bytes() == before


def test_a_check_that_is_off_fails_nothing_and_says_that_it_is_off(tmp_path):
    finding = found(weighed(tmp_path, [40, *[1.0] * 19], checks={"weights": "off"}), "weights")
    assert finding.holds and finding.sentence == "Switched off in the study file."
