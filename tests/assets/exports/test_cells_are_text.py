"""That a cell is matched as the text that it is, and none becomes an answer that nobody declared."""

import pytest

from building import POLL, built, coded, one_question, refusal, rows, table

THREE_OR_TEN = {"answers": {"a": 3, "b": 10}}
QUESTION = one_question(**THREE_OR_TEN)

HOSTILE = ["3.7", "0x10", "1e1", "1_000", "+3", "03", "NA", "N/A", "None", "null", "nan", "-", "３", "3;10"]
KINDS = {
    "answers": {"at": "q", **THREE_OR_TEN},
    "numbers": {"at": "q", "numbers": [1, 20]},
    "scale": {"at": "q", "scale": "ten"},
    "block": {"at": "q*", **THREE_OR_TEN},
    "option": {"options": {"x": "q"}, "selected": 3, "not_selected": 10},
    "joined": {"at": {"joined": "q", "by": "|"}, **THREE_OR_TEN},
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_cell_that_nobody_declared_is_never_taken_for_an_answer(tmp_path, kind):
    cells = [3, *HOSTILE, 10]
    run = built(
        tmp_path,
        {"poll.csv": table(["id", "q", "q2"], [[number, cell, ""] for number, cell in enumerate(cells)])},
        sources={"poll": {**POLL, "bad_rows": 1}},
        scales={"ten": {"a": 3, "b": 10}} if kind == "scale" else {},
        questions={"q": KINDS[kind]},
    )
    assert [row["source_row"] for row in run.responses()] == [2, 2 + len(HOSTILE) + 1]
    assert list(dict.fromkeys(row["raw"] for row in run.rejected())) == HOSTILE


def test_a_whole_number_written_with_a_decimal_is_itself_and_another_text_is_not(tmp_path):
    assert coded(tmp_path / "number", ["3", "3.0"], numbers=[1, 5]) == [3, 3]
    assert "the cell '3.0' is none" in refusal(tmp_path, {"poll.csv": rows("id,q", "1,3.0")}, questions=QUESTION)


def test_the_refusal_says_where_what_and_what_to_do(tmp_path):
    reason = refusal(tmp_path, {"poll.csv": rows("id,q", "1,3", "2,3.7")}, questions=QUESTION)
    assert reason.startswith("poll.csv, row 3, column q: the cell '3.7' is none that question q declares (1 row); ")
    assert "add it to the question's answers or to other" in reason


def test_stray_blanks_around_an_answer_are_forgiven(tmp_path):
    blanks = [" 3", "3 ", "\u00a03", "3\u200b", "\t3", "\u30003\ufeff", "\n3"]
    assert coded(tmp_path, [10, *blanks], **THREE_OR_TEN) == [2] + [1] * len(blanks)


def test_blanks_inside_an_answer_are_forgiven_and_missing_ones_are_not(tmp_path):
    assert coded(tmp_path / "kept", ["very\u00a0 good"], answers=["very good", "bad"]) == [1]
    assert "'verygood'" in refusal(
        tmp_path, {"poll.csv": rows("id,q", "1,verygood")}, questions=one_question(answers=["very good"])
    )


def test_case_and_accents_are_not_forgiven(tmp_path):
    for cell in ("Yes", "yès"):
        assert "none that question q declares" in refusal(
            tmp_path, {"poll.csv": rows("id,q", f"1,{cell}")}, questions=one_question(answers=["yes", "no"])
        )


def test_a_band_takes_plain_numbers_only(tmp_path):
    odd = ["1_000", "nan", "inf", "Infinity", "0x20", "abc", "NA", "١٩"]
    run = built(
        tmp_path,
        {"poll.csv": table(["id", "q"], [[number, cell] for number, cell in enumerate(["20", " 35.5", *odd])])},
        sources={"poll": {**POLL, "bad_rows": 1}},
        questions=one_question(bands={"young": [18, 34], "old": [35, None]}),
    )
    assert run.answers("q") == [1, 2]
    assert [row["raw"] for row in run.rejected()] == odd


def test_words_that_look_like_missing_values_are_answers_where_they_are_declared(tmp_path):
    assert coded(tmp_path, ["NA", "None", "", "null"], answers=["NA", "None", "null"]) == [1, 2, -2, 3]
