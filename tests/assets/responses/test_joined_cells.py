"""Several answers in one cell: an answer may hold the text between answers, and what can be read in two ways is refused."""

import pytest

from building import Ran, built, refusal, rows, table
from schemas.codebook import NO_ANSWER, OTHER_CODES

PHONES = ["Email, phone", "Email", "phone"]


def export(cells: list[str]) -> dict[str, str]:
    return {"poll.csv": table(["id", "q"], [[f"p{at}", cell] for at, cell in enumerate(cells)])}


def parts(answers: object, by: str = ", ", **asking: object) -> dict:
    return {"questions": {"q": {"at": {"joined": "q", "by": by}, "answers": answers, **asking}}}


def read(place, cells: list[str], answers: object, by: str = ", ") -> Ran:
    return built(place, export(cells), **parts(answers, by))


def test_an_answer_that_looks_like_two_others_is_refused_where_it_may_be_either(tmp_path):
    reason = refusal(tmp_path, export(["Email, phone", "Email"]), **parts(PHONES))
    assert "poll.csv, row 2, column q: the cell 'Email, phone' of question q can be read in two ways" in reason
    assert "export it with another text between answers" in reason


def test_it_is_read_where_only_one_reading_is_left(tmp_path):
    ran = read(tmp_path, ["Email", "phone", ""], PHONES)
    assert (ran.answers("q__email"), ran.answers("q__phone"), ran.answers("q__email_phone")) == (
        [1, 0, -2],
        [0, 1, -2],
        [0, 0, -2],
    )


def test_answers_that_hold_the_text_between_answers_are_found_whole(tmp_path):
    answers = ["Me, myself and I", "Wait, is it just me?", "Me"]
    cells = [
        "Me, myself and I",
        "Wait, is it just me?, Me,  myself and I",
        "Me",
        "Me, Me, myself and I",
        "Me, Wait, is it just me?",
    ]
    ran = read(tmp_path, cells, answers)
    assert ran.answers("q__me_myself_and_i") == [1, 1, 0, 1, 0]
    assert ran.answers("q__wait_is_it_just_me") == [0, 1, 0, 0, 1]
    assert ran.answers("q__me") == [0, 0, 1, 1, 1]


def test_answers_that_overlap_are_refused_where_either_may_be_meant(tmp_path):
    answers = ["a, b", "b, c", "a", "c"]
    assert read(tmp_path / "one", ["a, b", "c, b, c"], answers).answers("q__b_c") == [0, 1]
    assert "can be read in two ways" in refusal(tmp_path, export(["a, b, c"]), **parts(answers))


def test_a_part_that_nobody_declares_is_still_refused(tmp_path):
    reason = refusal(tmp_path, export(["Me, myself and you"]), **parts(["Me, myself and I", "Me"]))
    assert "the cell 'Me, myself and you' is none that question q declares" in reason


def test_any_text_takes_the_parts_that_no_other_answer_names(tmp_path):
    ran = read(
        tmp_path, ["a;b", "b", "a;zzz", "b;qqq; www", "www", ""], {"a": "a", "b": "b", "others": "any text"}, by=";"
    )
    assert ran.answers("q__a") == [1, 0, 1, 0, 0, -2]
    assert ran.answers("q__b") == [1, 1, 0, 1, 0, -2]
    assert ran.answers("q__others") == [0, 0, 1, 1, 1, -2]


def test_beside_any_text_an_answer_of_two_parts_is_still_refused_where_both_are_answers(tmp_path):
    answers = {name: name for name in PHONES} | {"others": "any text"}
    assert "can be read in two ways" in refusal(tmp_path, export(["Email, phone, fax"]), **parts(answers))
    assert read(tmp_path / "one", ["fax, phone"], answers).answers("q__others") == [1]


@pytest.mark.parametrize(
    ("by", "cells"),
    [
        ("json", ['["a","b, c"]', '["b, c"]', "[]", '[ "a" ]']),
        ("\n", ["a\nb, c", "b, c\n", "\n", "a\r\n"]),
        ("|", ["a|b, c", "b, c", "|", " a "]),
    ],
    ids=["json", "newline", "bar"],
)
def test_lists_and_lines_hold_several_answers_too(tmp_path, by, cells):
    ran = read(tmp_path, cells, ["a", "b, c"], by=by)
    assert ran.answers("q__b_c") == [1, 1, -2, 0]
    assert ran.answers("q__a") == [1, 0, -2, 1]


def test_a_cell_that_is_no_json_list_is_undeclared(tmp_path):
    for cell in ("a, b", '{"a": 1}', '"a"'):
        assert "is none that question q declares" in refusal(
            tmp_path, export(['["a"]', cell]), **parts(["a", "b"], by="json")
        )


# ---- one answer in each of several columns


MENTIONS = {"at": {"mentions": "m*"}, "answers": {"television": 1, "papers": [2, 3]}, "other": {"don't know": 99}}


def mentioned(place, *lines: str, **asking: object):
    return built(place, {"poll.csv": rows("id,m1,m2", *lines)}, questions={"news": MENTIONS | asking})


def test_first_and_second_mention_are_one_question_of_several_answers(tmp_path):
    run = mentioned(tmp_path, "1,1,2", "2,2,", "3,,1", "4,3,2")
    assert (run.answers("news__television"), run.answers("news__papers")) == ([1, 0, 1, 0], [1, 1, 0, 1])


def test_what_is_no_answer_counts_where_no_mention_stands_beside_it(tmp_path):
    run = mentioned(tmp_path, "1,99,", "2,1,99", "3,,")
    assert run.answers("news__television") == [OTHER_CODES["don't know"], 1, NO_ANSWER]


def test_a_mention_that_the_study_does_not_declare_is_refused_with_its_row(tmp_path):
    reason = refusal(tmp_path, {"poll.csv": rows("id,m1,m2", "1,1,7")}, questions={"news": MENTIONS})
    assert "poll.csv, row 2, column m1, m2: the cell '1 + 7' is none that question news declares" in reason


def test_a_mention_of_any_text_takes_what_no_answer_names(tmp_path):
    answers = {"television": 1, "another": "any text"}
    run = mentioned(tmp_path, "1,1,7", "2,8,9", "3,1,", answers=answers)
    assert (run.answers("news__television"), run.answers("news__another")) == ([1, 0, 1], [1, 1, 0])
