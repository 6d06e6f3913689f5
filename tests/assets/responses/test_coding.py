"""Cells become codes: one answer, several, bands, any text, routing, and who answered nothing."""

import pytest

from building import POLL, WAVE, Ran, built, coded, one_question, refusal, rows, run, table, write_study
from schemas.refused import Refused

NO_ANSWER, NOT_ASKED, DONT_KNOW = -2, -4, -1


def poll(place, *lines: str, header: str = "id,x,y", **parts) -> Ran:
    """A study over an export with these lines; the respondents' ids are put before them."""
    numbered = [f"{number},{line}" for number, line in enumerate(lines, start=1)]
    return built(place, {"poll.csv": rows(header, *numbered)}, **parts)


# ---- one answer


def test_answers_are_numbered_in_the_order_of_the_file(tmp_path):
    assert coded(tmp_path, ["low", "high", "mid"], answers={"high": "high", "mid": "mid", "low": "low"}) == [3, 1, 2]


def test_several_cells_may_mean_one_answer_as_a_spreadsheet_that_made_dates_of_them(tmp_path):
    assert coded(tmp_path, ["10-49", "Oct-49", "50+"], answers={"10-49": ["10-49", "Oct-49"], "50+": "50+"}) == [
        1,
        1,
        2,
    ]


def test_numbers_keep_their_value(tmp_path):
    assert coded(tmp_path, [0, 7, 10], numbers=[0, 10]) == [0, 7, 10]


def test_numbers_below_zero_are_not_taken_for_missing_answers_nor_missing_answers_for_them(tmp_path):
    # A blank cell must not be the answer -2 of a scale from -3 to 3, nor -2 a blank.
    run = built(tmp_path, {"poll.csv": rows("id,q", *(f"{n},-2" for n in range(20)), *(f"{n}," for n in range(20, 40)))},
                questions=one_question(numbers=[-3, 3]), metrics={"m": {"of": "q", "mean": True}})  # fmt: skip
    assert run.estimate("m")["n"] == 20


def test_numbers_as_large_as_a_salary_are_coded(tmp_path):
    assert coded(tmp_path, [32_760, 32_770], numbers=[32_760, 32_770]) == [32_760, 32_770]


def test_a_band_holds_the_numbers_between_its_ends(tmp_path):
    bands = {"young": [18, 34], "middle": [35, 54.5], "old": [55, None]}
    assert coded(tmp_path, ["18", "34", "35.0", "54.5", "99", ""], bands=bands) == [1, 1, 2, 2, 3, NO_ANSWER]


def test_a_number_between_the_bands_is_undeclared(tmp_path):
    questions = one_question(bands={"young": [18, 34], "old": [35, None]})
    for number in ("34.5", "17.99"):
        assert f"the cell '{number}' is none" in refusal(
            tmp_path, {"poll.csv": rows("id,q", f"1,{number}")}, questions=questions
        )


def test_any_text_takes_what_no_other_answer_names_and_no_blank(tmp_path):
    answers = {"git": 1, "other": "any text"}
    cells = ["1", "I carve wood", "2", " ", ""]
    assert coded(tmp_path, cells, answers=answers, other={"don't know": 9}) == [1, 2, 2, NO_ANSWER, NO_ANSWER]


def test_other_codes_say_why_there_is_no_answer(tmp_path):
    other = {"don't know": [98], "refused": "99", "not asked": "NA", "not applicable": ""}
    assert coded(tmp_path, [1, 98, 99, "NA", ""], answers={"a": 1}, other=other) == [1, -1, -3, -4, -5]


def test_one_cell_with_two_meanings_is_refused(tmp_path):
    for asking in (
        {"answers": {"a": [1, 2], "b": 2}},
        {"answers": {"a": 1, "b": 2}, "other": {"no answer": 2}},
        {"numbers": [1, 10], "other": {"don't know": 10}},
    ):
        reason = refusal(tmp_path, {"poll.csv": "id,q\n1,1\n"}, questions=one_question(**asking))
        assert "in question q the cell '" in reason
        assert "keep one" in reason


@pytest.mark.parametrize(
    "asking",
    [
        {"selected": 1, "not_selected": [0, 1]},
        {"selected": 1, "not_selected": 0, "other": {"no answer": 0}},
    ],
    ids=["selected and not", "not selected and other"],
)
def test_one_cell_with_two_meanings_is_refused_for_options_too(tmp_path, asking):
    questions = {"q": {"options": {"x": "x", "y": "y"}, **asking}}
    assert "in question q the cell" in refusal(tmp_path, {"poll.csv": "id,x,y\n1,1,0\n"}, questions=questions)


def test_a_blank_option_cell_means_what_the_study_says_it_means(tmp_path):
    questions = {"q": {"options": {"x": "x", "y": "y"}, "selected": 1, "other": {"not asked": ""}}}
    assert poll(tmp_path, "1,1", ",", questions=questions).answers("q__y") == [1, NOT_ASKED]


def test_one_code_may_mean_two_things_in_two_questions(tmp_path):
    questions = {
        "single": {"at": "x", "answers": {"a": 1}, "other": {"no answer": -1}},
        "several": {"options": {"p": "y"}, "selected": 1, "not_selected": -1, "nothing_ticked": "none of them"},
    }
    run = poll(tmp_path, "-1,-1", questions=questions)
    assert (run.answers("single"), run.answers("several__p")) == ([NO_ANSWER], [0])


# ---- a block of columns with one answer


BLOCK = {"q": {"at": "q_*", "answers": {"a": 1, "b": 2}}}


def test_the_one_filled_cell_of_a_block_is_the_answer(tmp_path):
    assert poll(tmp_path, "1,", ",2", ",", " ,2", header="id,q_1,q_2", questions=BLOCK).answers("q") == [
        1,
        2,
        NO_ANSWER,
        2,
    ]


def test_two_answers_where_one_is_allowed_break_a_rule(tmp_path):
    reason = refusal(tmp_path, {"poll.csv": "id,q_1,q_2\n1,1,\n2,1,2\n"}, questions=BLOCK)
    assert "poll.csv, row 3, column q_1, q_2: question q has more than one answer, '1 + 2'" in reason


def test_two_answers_are_no_answer_where_the_study_says_so(tmp_path):
    questions = {"q": {**BLOCK["q"], "several_ticked": "no answer"}}
    metrics = {"a": {"of": "q", "share": "a"}}
    run = poll(tmp_path, *["1,2", "1,", ",2", ","] * 10, header="id,q_1,q_2", questions=questions, metrics=metrics)
    assert run.answers("q") == [NO_ANSWER, 1, 2, NO_ANSWER] * 10
    assert (run.estimate("a")["n"], run.estimate("a")["estimate"]) == (20, 0.5)


@pytest.mark.parametrize("key", ["several_ticked", "nothing_ticked", "selected", "not_selected"])
def test_what_says_nothing_of_a_question_is_refused(tmp_path, key):
    question = {"at": "q", "answers": {"a": 1, "b": 2}, key: "no answer"}
    with pytest.raises(Refused, match=f"questions.q.{key}: says nothing here"):
        poll(tmp_path, "1", header="id,q", questions={"q": question})


def test_options_that_differ_in_a_sign_are_apart(tmp_path):
    questions = {"q": {"options": {"C": "a", "C++": "b", "C#": "c"}}}
    run = poll(tmp_path, "x,,", ",x,", ",x,x", header="id,a,b,c", questions=questions)
    assert [run.answers(f"q__{name}") for name in ("c", "c_plus_plus", "c_sharp")] == [[1, 0, 0], [0, 1, 1], [0, 0, 1]]


def test_two_answers_break_the_rule_also_where_the_question_was_not_asked(tmp_path):
    questions = {"asked": {"at": "asked", "answers": ["yes", "no"]}, "q": {**BLOCK["q"], "asked": {"asked": "yes"}}}
    assert "row 2" in refusal(tmp_path, {"poll.csv": "id,q_1,q_2,asked\n1,1,2,no\n2,1,,yes\n"}, questions=questions)


def test_a_pattern_that_matches_nothing_is_refused(tmp_path):
    assert "asks for columns like 'q_*', and none is" in refusal(tmp_path, {"poll.csv": "id,z\n1,1\n"}, questions=BLOCK)


# ---- several answers


OPTIONS = {"options": {"x": "x", "y": "y"}}


def several(place, *lines: str, **asking) -> list[tuple[int, int]]:
    run = poll(place, *lines, questions={"q": {**OPTIONS, **asking}})
    return list(zip(run.answers("q__x"), run.answers("q__y"), strict=True))


def test_a_filled_cell_is_selected_and_a_blank_one_is_not(tmp_path):
    assert several(tmp_path, "1,", "1,yes", ",yes") == [(1, 0), (1, 1), (0, 1)]


def test_cells_that_differ_are_ticks_only_where_the_study_says_so(tmp_path):
    with pytest.raises(Refused, match="column x: the cells differ .'0', '1'., and question q does not say which"):
        several(tmp_path / "silent", "0,", "1,3")
    assert several(tmp_path / "said", "0,", "1,3", selected="any text") == [(1, 0), (1, 1)]
    assert several(tmp_path / "coded", "0,1", "1,0", selected=1, not_selected=0) == [(0, 1), (1, 0)]


def test_nothing_ticked_at_all_is_no_answer_unless_the_study_says_otherwise(tmp_path):
    assert several(tmp_path / "default", ",", "1,") == [(NO_ANSWER, NO_ANSWER), (1, 0)]
    assert several(tmp_path / "said", ",", "1,", nothing_ticked="none of them") == [(0, 0), (1, 0)]


def test_codes_for_ticked_and_not_leave_a_blank_as_no_answer(tmp_path):
    found = several(tmp_path, "1,0", "0,0", "1,", selected=1, not_selected=0)
    assert found == [(1, 0), (0, 0), (1, NO_ANSWER)]


def test_an_option_cell_that_is_neither_is_undeclared(tmp_path):
    reason = refusal(
        tmp_path, {"poll.csv": "id,x,y\n1,1,0\n2,5,0\n"}, questions={"q": {**OPTIONS, "selected": 1, "not_selected": 0}}
    )
    assert "row 3, column x: the cell '5' is none that question q declares" in reason


def test_each_option_is_refused_with_its_own_column_and_cell(tmp_path):
    questions = {"q": {**OPTIONS, "selected": 1, "not_selected": 0}}
    reasons = refusal(tmp_path, {"poll.csv": "id,x,y\n1,5,0\n2,1,6\n"}, questions=questions).splitlines()
    assert "row 2, column x: the cell '5'" in reasons[0]
    assert "row 3, column y: the cell '6'" in reasons[1]


def test_options_may_be_named_in_any_script(tmp_path):
    run = poll(tmp_path, "1,", ",1", questions={"q": {"options": {"品質": "x", "価格": "y"}}})
    assert len(run.responses()) == 2


# ---- several answers in one cell


JOINED = {"at": {"joined": "q", "by": ";"}, "answers": {"git": ["Git"], "mail": ["Mail", "E-mail"]}}


def joined(place, *cells: str, **asking) -> list[tuple[int, int]]:
    export = table(["id", "q"], [[number, cell] for number, cell in enumerate(cells)])
    run = built(place, {"poll.csv": export}, questions={"q": {**JOINED, **asking}})
    return list(zip(run.answers("q__git"), run.answers("q__mail"), strict=True))


def test_a_joined_cell_is_taken_apart(tmp_path):
    cells = ("Git", "Git;Mail", " E-mail ; Git ", "")
    assert joined(tmp_path, *cells) == [(1, 0), (1, 1), (1, 1), (NO_ANSWER, NO_ANSWER)]


def test_a_joined_cell_with_a_part_that_no_option_knows_is_undeclared(tmp_path):
    reason = refusal(tmp_path, {"poll.csv": "id,q\n1,Git\n2,Git;Svn\n"}, questions={"q": JOINED})
    assert "row 3, column q: the cell 'Git;Svn' is none" in reason


def test_a_joined_cell_that_is_undeclared_breaks_one_rule_once(tmp_path):
    sources = {"poll": {**POLL, "bad_rows": 0.5}}
    run = built(tmp_path, {"poll.csv": "id,q\n1,Git\n2,Git;Svn\n"}, sources=sources, questions={"q": JOINED})
    assert [(row["source_row"], row["raw"]) for row in run.rejected()] == [(3, "Git;Svn")]


def test_a_joined_cell_may_say_that_there_is_no_answer(tmp_path):
    assert joined(tmp_path, "Git", "-", other={"don't know": "-"}) == [(1, 0), (DONT_KNOW, DONT_KNOW)]


def test_a_blank_joined_cell_means_what_the_study_says_it_means(tmp_path):
    assert joined(tmp_path, "Git", "", other={"not asked": ""}) == [(1, 0), (NOT_ASKED, NOT_ASKED)]


# ---- routing


ROUTED = {
    "has": {"at": "x", "answers": ["yes", "no"], "other": {"don't know": "?"}},
    "rating": {"at": "y", "numbers": [1, 5], "asked": {"has": "yes"}},
}


def test_who_was_not_asked_has_no_answer_of_another_kind_than_who_skipped(tmp_path):
    run = poll(tmp_path, "yes,4", "yes,", "no,", "?,", ",", questions=ROUTED)
    assert run.answers("rating") == [4, NO_ANSWER, NOT_ASKED, NOT_ASKED, NOT_ASKED]


def test_an_answer_to_a_question_that_was_not_asked_breaks_a_rule(tmp_path):
    reason = refusal(tmp_path, {"poll.csv": "id,x,y\n1,yes,4\n2,no,4\n"}, questions=ROUTED)
    assert "row 3, column y: question rating has the answer '4' and its routing says it was not asked" in reason


def test_routing_follows_any_of_several_options(tmp_path):
    questions = {"q": {**OPTIONS}, "r": {"at": "z", "answers": ["a"], "asked": {"q": ["x", "y"]}}}
    run = poll(tmp_path, "1,,a", ",1,a", "1,1,", ",,", header="id,x,y,z", questions=questions)
    assert run.answers("r") == [1, 1, NO_ANSWER, NOT_ASKED]


def test_options_that_were_not_asked_are_not_asked_rather_than_not_ticked(tmp_path):
    questions = {"has": {"at": "z", "answers": ["yes", "no"]}, "q": {**OPTIONS, "asked": {"has": "yes"}}}
    run = poll(tmp_path, "1,,yes", ",,yes", ",,no", header="id,x,y,z", questions=questions)
    assert run.answers("q__x") == [1, NO_ANSWER, NOT_ASKED]


def test_routing_on_a_question_that_is_not_in_the_source_is_refused(tmp_path):
    sources = {"poll": POLL, "other": {**POLL, "files": "other*"}}
    questions = {
        "has": {"at": {"other": "x"}, "answers": ["yes", "no"]},
        "rating": {"at": {"poll": "y"}, "numbers": [1, 5], "asked": {"has": "yes"}},
    }
    files = {"poll.csv": "id,y\n1,4\n", "other.csv": "id,x\n1,yes\n"}
    assert "question rating in source poll depends on has, which was not asked there" in refusal(
        tmp_path, files, sources=sources, questions=questions
    )


# ---- what differs by source and by wave


WAVES = {WAVE: {}, "w2": {}}


def test_a_wave_says_only_what_differs(tmp_path):
    question = {"at": "x", "answers": {"a": 1, "b": 2}, "waves": {"w2": {"at": "y", "answers": {"a": "A", "b": "B"}}}}
    folder = write_study(tmp_path, {"poll.csv": "id,x,y\n1,1,B\n"}, waves=WAVES, questions={"q": question})
    assert (run(folder).answers("q"), run(folder, "w2").answers("q")) == ([1], [2])


def test_sources_may_write_the_same_answer_differently(tmp_path):
    sources = {"poll": POLL, "other": {**POLL, "files": "other*"}}
    question = {"at": {"poll": "x", "other": "x"}, "answers": {"a": ["1", "yes"], "b": ["2", "no"]}}
    files = {"poll.csv": "id,x\n1,2\n", "other.csv": "id,x\n1,no\n"}
    run = built(tmp_path, files, sources=sources, questions={"q": question})
    assert (run.answers("q"), run.answers("q", "other")) == ([2], [2])


ANSWERS_CHANGED = {
    "q": {"at": "q", "answers": {"agree": 1, "no": 2}, "waves": {"w2": {"answers": {"Agree": 1, "no": 2}}}}
}


@pytest.mark.parametrize(
    ("parts", "what"),
    [
        ({"metrics": {"m": {"of": "q", "share": "agree"}}}, "agree"),
        ({"metrics": {"m": {"of": "q", "mean": {"agree": 1, "no": 0}}}}, "Agree"),
        ({"groups": {"everyone": {"source": "poll"}, "them": {"source": "poll", "where": {"q": "agree"}}}}, "agree"),
    ],
    ids=["share", "mean", "group"],
)
def test_an_answer_that_a_wave_does_not_have_is_refused_and_never_counted_as_nobody(tmp_path, parts, what):
    # Looked for by its old name it would be a share of 0% and a group of nobody.
    folder = write_study(
        tmp_path,
        {"poll.csv": rows("id,q", *(f"{n},1" for n in range(20)))},
        waves=WAVES,
        questions=ANSWERS_CHANGED,
        **parts,
    )
    with pytest.raises(Refused, match=what):
        run(folder, "w2").estimated()
