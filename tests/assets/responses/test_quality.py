"""Checks of the data: each counts those whom a fieldwork manager would look at, on the base that it can be made for."""

from random import Random

import pytest

from building import POLL, Ran, built, refusal, run, table, write_study

SCALE = {"yes": 5, "rather": 4, "so so": 3, "hardly": 2, "no": 1}
FIVE = {f"q{at}": {"at": f"q{at}", "scale": "five", "other": {"don't know": 9}} for at in range(5)}
EIGHT = {f"q{at}": {"at": f"q{at}", "scale": "five"} for at in range(8)}


def checked(place, cells: list[list[object]], questions: dict = FIVE, **parts: object) -> Ran:
    """Respondents who gave these cells to q0, q1, … of one scale."""
    header = ["id", *(f"q{at}" for at in range(len(cells[0])))]
    people = [[number, *row] for number, row in enumerate(cells, start=1)]
    scales = {"five": SCALE} if "five" in [question.get("scale") for question in questions.values()] else {}
    return built(place, {"poll.csv": table(header, people)}, questions=questions, **{"scales": scales, **parts})


def base(row: dict) -> tuple:
    return row["n"], row["flagged"]


# ---- straight-lining


def test_the_same_answer_to_a_whole_battery_is_straight_lining_whichever_answer_it_is(tmp_path):
    run = checked(tmp_path, [[5] * 5, [1] * 5, [5, 5, 5, 5, 4], [5, 5, 5, 5, 9], [5, 5, 5, 5, ""], [9] * 5])
    (row,) = run.quality("straight-lining")
    assert base(row) == (3, 2) and row["share"] == pytest.approx(2 / 3)
    assert row["label"] == "Same answer to all 5 questions of the scale five"


def test_a_battery_has_four_questions_of_one_scale(tmp_path):
    three = {name: FIVE[name] for name in ("q0", "q1", "q2")}
    fourth = {"q3": {"at": "q3", "answers": SCALE}}
    assert checked(tmp_path / "three", [[5] * 4], questions=three | fourth).quality("straight-lining") == []
    four = {name: FIVE[name] for name in ("q0", "q1", "q2", "q3")}
    assert len(checked(tmp_path / "four", [[5] * 4], questions=four).quality("straight-lining")) == 1


# ---- questions


def test_non_response_and_dont_know_are_shares_of_those_asked(tmp_path):
    questions = {
        "q0": {"at": "q0", "answers": {"yes": 1, "no": 2}},
        "q1": {"at": "q1", "scale": "five", "asked": {"q0": "yes"}, "other": {"refused": 8, "don't know": 9}},
    }
    run = checked(tmp_path, [[1, 5], [1, ""], [1, 8], [1, 9], [2, ""], [2, ""]], questions=questions)
    assert [base(row) for row in run.quality("item non-response", "q1")] == [(4, 2)]
    assert [base(row) for row in run.quality("don't know", "q1")] == [(4, 1)]
    assert [base(row) for row in run.quality("item non-response", "q0")] == [(6, 0)]
    assert run.quality("don't know", "q0") == []


def test_a_question_of_several_answers_is_answered_by_one_of_them(tmp_path):
    questions = {"t": {"options": {"a": "q0", "b": "q1"}, "selected": 1, "not_selected": 2, "other": {"don't know": 9}}}
    run = checked(tmp_path, [[1, ""], [2, 2], [9, 9], ["", ""], [9, ""]], questions=questions)
    assert [base(row) for row in run.quality("item non-response", "t")] == [(5, 1)]
    assert [base(row) for row in run.quality("don't know", "t")] == [(5, 2)]


@pytest.mark.parametrize(("silent", "warns"), [(20, False), (21, True)])
def test_non_response_is_warned_of_beyond_a_fifth(tmp_path, silent, warns):
    run = checked(tmp_path, [[""]] * silent + [[5]] * (100 - silent), questions={"q0": FIVE["q0"]})
    (row,) = run.quality("item non-response", "q0")
    assert row["warning"] is warns
    line = "poll: item non-response: No answer to q0: 21 of 100 (21.0%); warned of beyond 20% of those asked"
    assert run.accounts[0].warnings == ([line] if warns else [])


def test_nobody_is_warned_of_on_fewer_than_ten_respondents(tmp_path):
    assert checked(tmp_path / "nine", [[""]] * 9, questions={"q0": FIVE["q0"]}).accounts[0].warnings == []
    assert len(checked(tmp_path / "ten", [[""]] * 10, questions={"q0": FIVE["q0"]}).accounts[0].warnings) == 1


def test_a_question_that_nobody_was_asked_has_no_share(tmp_path):
    questions = {
        "q0": {"at": "q0", "answers": {"yes": 1, "no": 2}},
        "q1": {"at": "q1", "scale": "five", "asked": {"q0": "no"}},
    }
    (row,) = checked(tmp_path, [[1, ""]] * 12, questions=questions).quality("item non-response", "q1")
    assert (row["n"], row["share"], row["warning"]) == (0, None, False)


# ---- durations


def timed(place, durations: list[object]) -> Ran:
    return checked(
        place,
        [[5, seconds] for seconds in durations],
        questions={"q0": FIVE["q0"]},
        sources={"poll": {**POLL, "duration": "q1"}},
    )


def test_who_takes_less_than_a_third_of_the_median_is_speeding(tmp_path):
    run = timed(tmp_path, [300, 300, 300, 300, 300.5, 99.9, 100, " ", 3000])
    (row,) = run.quality("speeding")
    assert base(row) == (8, 1)
    assert row["label"] == "Faster than a third of the median of 300 seconds"
    assert [person["seconds"] for person in run.responses()][4:8] == [300.5, 99.9, 100, None]


@pytest.mark.parametrize("cell", ["5:30", "-1", "1_000", "nan", "5 min"])
def test_a_duration_that_is_no_number_of_seconds_breaks_a_rule(tmp_path, cell):
    reason = refusal(
        tmp_path,
        {"poll.csv": table(["id", "q0", "time"], [[1, 5, 60], [2, 5, cell]])},
        sources={"poll": {**POLL, "duration": "time"}},
        questions={"q0": {"at": "q0", "answers": SCALE}},
    )
    assert f"poll.csv, row 3, column time: the duration {cell!r} is no number of seconds (1 row)" in reason
    assert "name a column of seconds under duration" in reason


def test_a_source_that_names_no_duration_has_no_check_of_it(tmp_path):
    run = checked(tmp_path, [[5] * 5])
    assert run.quality("speeding") == []
    assert run.responses()[0]["seconds"] is None


# ---- duplicates


def test_respondents_with_all_answers_in_common_are_duplicates(tmp_path):
    draw = Random(1)
    alone = [[draw.choice([1, 2, 3, 4, 5]) for _ in range(8)] for _ in range(30)]
    run = checked(tmp_path, [*alone, alone[0], alone[0], alone[1], [*alone[2][:7], ""], [*alone[2][:7], ""]], EIGHT)
    (row,) = run.quality("duplicate answers")
    assert base(row) == (33, 5)  # the last two answered only seven questions
    assert row["warning"] is True


YES_OR_NO = {f"q{at}": {"at": f"q{at}", "scale": "two"} for at in range(8)}


@pytest.mark.parametrize("yes", [0.5, 0.85])
def test_independent_people_who_agree_by_chance_are_no_duplicates_and_no_straight_liners(tmp_path, yes):
    # 256 ways to answer, 1,200 people: nearly everybody has a twin. At 85% yes, 27% say yes to all eight.
    random = Random(20070601)
    people = [[int(random.random() < yes) for _ in range(8)] for _ in range(1200)]
    run = checked(tmp_path, people, questions=YES_OR_NO, scales={"two": {"yes": 1, "no": 0}})
    (twice,), (alike,) = run.quality("duplicate answers"), run.quality("straight-lining")
    assert twice["flagged"] > 1000 and not twice["warning"]
    assert not alike["warning"]
    assert run.accounts[0].warnings == []


def test_cases_that_were_copied_are_warned_of_and_so_are_those_who_look_at_no_question(tmp_path):
    random = Random(20070601)
    people = [[random.randint(1, 5) for _ in range(8)] for _ in range(200)]
    copied = checked(tmp_path / "copied", people + people[:10], questions=EIGHT)
    assert [base(row) for row in copied.quality("duplicate answers")] == [(210, 20)]
    assert copied.quality("duplicate answers")[0]["warning"]
    idle = checked(tmp_path / "idle", people + [[3] * 8] * 30, questions=EIGHT)
    assert idle.quality("straight-lining")[0]["warning"]


def test_few_questions_tell_nothing_of_duplicates(tmp_path):
    assert checked(tmp_path, [[5] * 5] * 12).quality("duplicate answers") == []


# ---- weights


def test_weights_beyond_five_times_their_mean_are_extreme(tmp_path):
    weights = [1] * 96 + [12, 12, 8, 6]  # their mean is 1.34
    run = checked(
        tmp_path,
        [[5, weight] for weight in weights],
        questions={"q0": FIVE["q0"]},
        sources={"poll": {**POLL, "weight": "q1"}},
    )
    (row,) = run.quality("extreme weights")
    assert base(row) == (100, 3)
    assert row["share"] == 0.03 and row["share_of_weight"] == pytest.approx(32 / 134)
    assert row["warning"] is True
    assert "3 of 100 (3.0%, 23.9% of the weight)" in run.accounts[0].warnings[0]


def test_a_source_without_weights_has_no_extreme_ones(tmp_path):
    assert checked(tmp_path, [[5] * 5]).quality("extreme weights") == []


# ---- the table


def test_questions_may_have_any_name(tmp_path):
    questions = {
        name: {"at": "q0", "scale": "five"} for name in ("median", "n", "w", "fraction", "hash", "count", "select", "h")
    }
    run = checked(
        tmp_path,
        [[5, 60]] * 3,
        questions=questions,
        sources={"poll": {**POLL, "weight": "q1", "duration": "q1"}},
    )
    assert base(run.quality("duplicate answers")[0]) == (3, 3)


def test_every_row_says_where_it_comes_from_and_whether_it_is_made_up(tmp_path):
    folder = write_study(
        tmp_path,
        {"poll.csv": table(["id", "q0"], [[1, 5]])},
        questions={"q0": {"at": "q0", "answers": SCALE}},
        synthetic=True,
    )
    found = run(folder)
    for row in [*found.quality("item non-response", "q0"), found.weighting()[0]]:
        assert (row["study"], row["wave"], row["source"], row["synthetic"]) == ("small", "w1", "poll", True)
