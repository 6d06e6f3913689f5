"""A draft that cannot mislead: what it takes questions, answers, groups and weights for, before anybody edits it."""

from itertools import cycle, islice
from pathlib import Path

import pytest

from building import table
from drafts import drafted, ran
from schemas.study import Joined, Weight, load_study


def poll(cells: list[object], question: str = "q") -> str:
    """A poll in which managers and staff answer in turns."""
    return table(["id", "role", question], [[at, ("manager", "staff")[at % 2], cell] for at, cell in enumerate(cells)])


def asked(place: Path, cells: list[object], question: str = "q"):
    """The question of such a poll, as it is drafted."""
    study = drafted(place, poll(cells, question))
    (name,) = set(study.questions) - {"role"}
    return study.questions[name]


def one_question(counts: dict[object, int]) -> str:
    """An export of one question: so many rows for each answer."""
    cells = [cell for cell, count in counts.items() for _ in range(count)]
    return table(["id", "How would you rate the culture?"], [[f"p{at}", cell] for at, cell in enumerate(cells)])


# ---- pairs


def test_a_code_that_one_side_never_gave_stays_on_the_scale(tmp_path):
    drafted(tmp_path, one_question({3: 14, 1: 2, 4: 20, 5: 4}), one_question({1: 20, 2: 50, 3: 120, 4: 160, 5: 50}))
    (gap,) = ran(tmp_path).gaps()
    assert (gap["executive_estimate"], gap["consumer_estimate"]) == (pytest.approx(24 / 40), pytest.approx(210 / 400))


@pytest.mark.parametrize(
    "answers", [{3: 4, 4: 2, 5: 9}, {4: 8, 5: 7}, {1: 8, 2: 7}], ids=["no 1 2", "no 1 2 3", "no 3 4 5"]
)
def test_two_sides_are_one_question_whatever_codes_were_given(tmp_path, answers):
    study = drafted(tmp_path, one_question(answers), one_question({1: 3, 2: 3, 3: 3, 4: 3, 5: 3}))
    (question,) = study.questions.values()
    assert question.numbers == (1, 5)


def test_scales_that_end_elsewhere_are_two_questions(tmp_path):
    study = drafted(tmp_path, one_question({1: 5, 3: 5, 5: 9}), one_question({0: 5, 6: 9, 8: 4, 10: 3}))
    assert sorted(question.numbers for question in study.questions.values()) == [(0, 10), (1, 5)]


def test_nobody_gets_a_verdict_before_somebody_decides(tmp_path):
    drafted(tmp_path, one_question({"yes": 90, "no": 10}), one_question({"no": 90, "yes": 10}))
    (gap,) = ran(tmp_path).gaps()
    assert (gap["executive_estimate"], gap["consumer_estimate"]) == (pytest.approx(0.9), pytest.approx(0.1))
    assert (gap["gap_estimate"], gap["verdict"], gap["no_verdict"]) == (None, None, "undecided")


def test_words_tell_the_order_and_not_who_answered_first(tmp_path):
    words = ["Fair", "Excellent", "Poor", "Good"]
    one = drafted(tmp_path, one_question(dict.fromkeys(words[:3], 5)), one_question(dict.fromkeys(words[::-1], 5)))
    (question,) = one.questions.values()
    assert list(question.answers or {}) == ["Excellent", "Good", "Fair", "Poor"]


@pytest.mark.parametrize("cells", [["b", "a", "c", "d"], ["d", "c", "b", "a"]])
def test_answers_without_an_order_have_no_top(tmp_path, cells):
    study = drafted(tmp_path, poll(list(islice(cycle(cells), 41))))
    assert list(study.questions["q"].answers or {}) == ["a", "b", "c", "d"]
    assert [metric.top for metric in study.metrics.values()] == [None] * len(study.metrics)


def test_bands_whose_order_no_word_tells_have_no_top_though_both_files_sort_them_alike(tmp_path):
    bands = dict.fromkeys(["$125k or more", "$40-75k", "$75-125k", "Less than $40k"], 10)
    study = drafted(tmp_path, one_question(bands), one_question(bands))
    (metric,) = study.metrics.values()
    assert (metric.top, metric.share) == (None, ["$125k or more"])


def test_an_order_that_nobody_told_has_no_verdict_where_one_file_holds_both(tmp_path):
    study = drafted(tmp_path, poll([1 + at % 5 for at in range(60)]))
    (gap,) = study.gaps.values()
    assert (study.metrics[gap.metric or ""].top, gap.compare) == (2, "undecided")


ASKED = ["Is the service good?", "Would you come again?", "What of the price?", "rating"]
CELLS = [["yes", "no"], ["yes", "no"], ["fair", "odd"], [1, 2]]


def test_one_word_decides_all_pairs_of_the_same_words_and_answers_and_no_other(tmp_path):
    lines = [[at, *(cells[at % 2] for cells in CELLS)] for at in range(40)]
    other = [[*line[:3], line[3] if at else "dear", line[4]] for at, line in enumerate(lines)]
    drafted(tmp_path, table(["id", *ASKED], lines), table(["id", *ASKED], other))
    file = tmp_path / "studies" / "study" / "study.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("&alike undecided", "&alike same"), encoding="utf-8")
    compared = [gap.compare for gap in load_study(file.parent).gaps.values()]
    assert compared == ["same", "same", "undecided", "undecided"]  # a name of a column says little, and answers differ


# ---- several answers


COMBINED = ["Laptop", "Desk", "Laptop;Desk", "Laptop;Cluster", "Laptop;Desk;Cluster", "Cluster", "Desk"]


@pytest.mark.parametrize("by", [";", ",", ", ", "|", "\n"], ids=["semicolon", "comma", "comma blank", "bar", "line"])
def test_answers_that_are_joined_in_a_cell_are_several_answers(tmp_path, by):
    cells = [cell.replace(";", by) for cell in islice(cycle(COMBINED), 70)]
    study = drafted(tmp_path, poll(cells))
    (metric,) = [metric for metric in study.metrics.values() if metric.option]
    figures = ran(tmp_path)
    assert set(study.questions["q"].answers or {}) == {"Laptop", "Desk", "Cluster"}
    mine = [cell.split(by) for cell in cells[::2]]
    share = sum(metric.option in parts for parts in mine) / len(mine)
    assert figures.estimate("q", "executive")["estimate"] == pytest.approx(share)


@pytest.mark.parametrize(
    ("cells", "answers"),
    [
        (["2"] * 30 + ["3"] * 28 + ["2;3"] * 2, {"2", "3"}),
        (["Never"] * 30 + ["Work"] * 20 + ["Home (tea, etc.)"] * 5 + ["Work, Home (tea, etc.)"] * 9, {"Never", "Work", "Home (tea, etc.)"}),
        (["Mail;"] * 20 + ["Chat;"] * 21, {"Mail", "Chat"}),
    ],
    ids=["few have both", "one stands alone", "each ends with the separator"],
)  # fmt: skip
def test_answers_that_stand_together_now_and_then_are_several_answers(tmp_path, cells, answers):
    question = asked(tmp_path, cells)
    assert isinstance((question.at or {})[""], Joined)
    assert set(question.answers or {}) == answers


def test_first_and_second_mentions_are_one_question_and_a_grid_is_none(tmp_path):
    named = [["tv", "web"], ["web", ""], ["papers", "tv"], ["radio", ""], ["tv", ""]]
    lines = [[at, ("manager", "staff")[at % 2], *named[at % 5], *((1, 1), (3, 2), (2, 3))[at % 3]] for at in range(60)]
    study = drafted(tmp_path, table(["id", "role", "news_1", "news_2", "rate_1", "rate_2"], lines))
    assert {name for name in study.questions} == {"role", "news", "rate_1", "rate_2"}
    (metric,) = [metric for metric in study.metrics.values() if metric.of == "news"]
    share = sum(metric.option in named[at % 5] for at in range(0, 60, 2)) / 30
    assert ran(tmp_path).estimate("news", "executive")["estimate"] == pytest.approx(share)


def test_columns_that_hold_the_end_of_their_names_are_one_question(tmp_path):
    head = ["id", "role", "3. Mail", "3. Chat/ video", "3. Phone"]
    lines = [
        [at, ("manager", "staff")[at % 2], *(name if at % n else "" for name, n in zip(("Mail", "Chat/ video", "Phone"), (2, 3, 5), strict=True))]
        for at in range(60)
    ]  # fmt: skip
    study = drafted(tmp_path, table(head, lines))
    (several,) = [question for question in study.questions.values() if question.options]
    assert set(several.options or {}) == {"Mail", "Chat/ video", "Phone"}


def test_a_grid_whose_answers_have_a_column_each_is_a_question_an_item(tmp_path):
    items, answers = ("Price", "Speed"), ("Bad", "Fair", "Good")
    parts = [f"{item} - {answer}" for item in items for answer in answers]
    lines = [
        [at, ("manager", "staff")[at % 2], *(code if answers[(at + at // 3 * row) % 3] == answer else "" for row in range(2) for code, answer in enumerate(answers))]
        for at in range(60)
    ]  # fmt: skip
    head = [["Respondent ID", "Your role?", "How do you rate it?", *[""] * 5], ["", "Response", *parts]]
    study = drafted(tmp_path, table(head[0], [head[1], *lines]))
    grid = {name: question for name, question in study.questions.items() if "rate" in name}
    assert [list(study.scales[question.scale or ""]) for question in grid.values()] == [["Good", "Fair", "Bad"]] * 2
    managers = range(0, 60, 2)
    good = sum((at + at // 3) % 3 == 2 for at in managers) / 30
    figures = ran(tmp_path)
    assert good in [pytest.approx(figures.estimate(name, "executive")["estimate"]) for name in grid]


def test_spellings_of_one_answer_are_one_and_a_column_that_says_none_is_an_option(tmp_path):
    [(tmp_path / name).mkdir() for name in ("one", "other")]
    joined = asked(tmp_path / "one", ["Stata", "R", "STATA, R", "Stata, R", "STATA", "Stata", "R, SAS", "SAS"] * 9)
    assert joined.answers == {"R": ["R"], "Stata": ["Stata", "STATA"], "SAS": ["SAS"]}
    lines = [[at, ("manager", "staff")[at % 2], "Not sure" if at % 5 == 0 else "", "0" if at % 3 else "", "4" if at % 2 else ""] for at in range(60)]  # fmt: skip
    study = drafted(tmp_path / "other", table(["id", "role", "many_1", "many_2", "many_3"], lines))
    assert len(study.questions["many"].options or {}) == 3


def test_what_people_add_to_joined_answers_is_anything_else(tmp_path):
    cells = [*islice(cycle(COMBINED), 70), "Laptop;a phone of mine", "Desk;the tablet"]
    assert (asked(tmp_path, cells).answers or {}).keys() == {"Laptop", "Desk", "Cluster", "anything else"}


@pytest.mark.parametrize(
    "cells",
    [
        ["Yes, very much", "Yes, a little", "No"],
        ["Married, children", "Married, none", "Single, children", "Single, none", "Else"],
        ["1,5", "2,5", "1,2", "2"],
        ["$0 - $24,999", "$25,000 - $49,999", "$50,000 - $99,999", "$100,000 - $149,999", "$150,000+"],
        [
            "Education, Training, and Library",
            "Sales",
            "Farming, Fishing, and Forestry",
            "Legal",
            "Art, Sport, and Media",
        ],
    ],
    ids=["commas in answers", "crossed", "decimal commas", "incomes", "occupations"],
)
def test_a_comma_in_an_answer_makes_no_several(tmp_path, cells):
    question = asked(tmp_path, list(islice(cycle(cells), 71)))
    assert set(question.answers or {}) == set(cells)
    assert isinstance((question.at or {})[""], str)


def test_an_answer_with_a_comma_stays_whole_among_several(tmp_path):
    parts = ["Me, myself and I", "Them", "You"]
    cells = [
        ", ".join(parts[at] for at in chosen) for chosen in islice(cycle([(0,), (1,), (0, 1), (1, 2), (0, 1, 2)]), 60)
    ]
    assert set(asked(tmp_path, cells).answers or {}) == set(parts)


def test_ticks_that_say_not_selected_are_several_answers(tmp_path):
    lines = [
        [
            at,
            ("manager", "staff")[at % 2],
            *(name if at % n else "Not selected" for n, name in ((3, "Weight"), (4, "Health"))),
        ]
        for at in range(60)
    ]
    study = drafted(tmp_path, table(["id", "role", "worry_1", "worry_2"], lines))
    assert set(study.questions["worry"].options or {}) == {"Weight", "Health"}
    managers = range(0, 60, 2)
    figure = ran(tmp_path).estimate("worry", "executive")
    assert (figure["n"], figure["estimate"]) == (30, pytest.approx(sum(at % 3 > 0 for at in managers) / 30))


# ---- what is no question


def test_a_question_about_a_serial_is_no_id(tmp_path):
    assert asked(tmp_path, ["yes", "no", "no"] * 20, "Have you heard of the serial comma?").answers


def test_what_was_measured_is_no_answer_and_half_points_are(tmp_path):
    lines = [[at, ("manager", "staff")[at % 2], (0, 1.27, 3.405)[at % 3], (1, 1.5, 2)[at % 3]] for at in range(60)]
    study = drafted(tmp_path, table(["id", "role", "grams", "mark"], lines))
    assert set(study.questions) == {"role", "mark"}


# ---- no answers


@pytest.mark.parametrize(
    "word",
    [
        "Don't know",
        "Don’t know",
        "Can’t remember",
        "I'd prefer not to say",
        "(DO NOT READ) Don't know",
        "(VOL.) Refused",
    ],
)
def test_who_gives_no_answer_is_in_no_base(tmp_path, word):
    question = asked(tmp_path, list(islice(cycle(["Yes", "No", word]), 61)))
    assert list(question.answers or {}) == ["Yes", "No"]
    assert [cell for cells in (question.other or {}).values() for cell in cells] == [word]


@pytest.mark.parametrize(
    ("codes", "numbers", "answers", "other"),
    [
        ([1, 2, 3, 5, 8, 9], (1, 5), None, {"8", "9"}),
        ([1, 2, 8, 9], None, {"1", "2"}, {"8", "9"}),
        ([1, 2, 3, 97, 98, 99], None, {"1", "2", "3", "97"}, {"98", "99"}),
        ([0, 3, 7, 8, 9, 10], (0, 10), None, set()),
    ],
)
def test_codes_that_stand_apart_are_no_answers(tmp_path, codes, numbers, answers, other):
    question = asked(tmp_path, list(islice(cycle(codes), 91)))
    assert (question.numbers, set(question.answers or {}) or None) == (numbers, answers)
    assert {cell for cells in (question.other or {}).values() for cell in cells} == other


# ---- groups, weights, rows


def test_no_group_is_made_of_one_person_or_of_who_does_not_know(tmp_path):
    cells = ["red"] * 20 + ["blue"] * 20 + ["green"] + ["Don't know"] * 9
    study = drafted(tmp_path, table(["id", "kind"], [[at, cell] for at, cell in enumerate(cells)]))
    assert {answer for group in study.groups.values() for cells in group.where.values() for answer in cells} == {
        "red",
        "blue",
    }


def test_where_no_word_tells_who_leads_the_largest_groups_are_compared(tmp_path):
    cells = ["amber"] * 3 + ["blue"] * 30 + ["green"] * 20 + ["red"] * 4
    study = drafted(tmp_path, table(["id", "kind"], [[at, cell] for at, cell in enumerate(cells)]))
    assert [group.where for group in study.groups.values()] == [{"kind": ["blue"]}, {"kind": ["green"]}]


@pytest.mark.parametrize("cells", ["aab", "abc"], ids=["one of a kind", "nothing closed"])
def test_where_nothing_tells_groups_apart_everybody_is_one(tmp_path, cells):
    study = drafted(tmp_path, table(["id", "kind"], [[at, cell] for at, cell in enumerate(cells)]))
    assert (set(study.groups), study.gaps) == ({"everyone"}, {})
    assert ran(tmp_path).accounts[0].adds_up()


def test_kilograms_are_no_weights_and_a_birthday_is_no_wave(tmp_path):
    lines = [
        [at, f"195{at % 9}-03-1{at % 9}", ("manager", "staff")[at % 2], 160.5 + at, 50 + at % 40] for at in range(60)
    ]
    study = drafted(tmp_path, table(["id", "dob", "role", "height", "weight"], lines))
    assert not study.sources["poll"].is_weighted
    assert not any(wave.startswith("195") for wave in study.waves)


@pytest.mark.parametrize(("name", "beside"), [("weight", "age"), ("Case weight", "height"), ("WGT", "bmi")])
def test_a_weight_by_its_name_is_the_weight(tmp_path, name, beside):
    lines = [[at, ("manager", "staff")[at % 2], 20.5 + at, 0.5 + at % 3] for at in range(60)]
    study = drafted(tmp_path, table(["id", "role", beside, name], lines))
    assert study.sources["poll"].weight == Weight(column=name)


@pytest.mark.parametrize(
    ("column", "cells", "kept"),
    [
        ("Status", ["IP Address", "Survey Preview", "IP Address", "Spam"], ["IP Address"]),
        ("Status", ["Complete", "Partial", "Complete", "Disqualified"], ["Complete"]),
        ("Finished", [1, 0, 1, 1], ["1"]),
    ],
)
def test_tests_and_unfinished_interviews_are_left_out(tmp_path, column, cells, kept):
    lines = [[at, cells[at % 4], ("manager", "staff")[at % 3 % 2]] for at in range(80)]
    study = drafted(tmp_path, table(["id", column, "role"], lines))
    assert study.sources["poll"].rows == {column: kept}
    (account,) = ran(tmp_path).accounts
    assert sum(account.excluded.values()) == 20 * sum(str(cell) not in kept for cell in cells)


def test_a_degree_that_was_completed_leaves_nobody_out(tmp_path):
    cells = ["Completed college", "Some school", "Completed school"]
    lines = [[at, cells[at % 3], ("manager", "staff")[at % 2]] for at in range(60)]
    study = drafted(tmp_path, table(["id", "highest educ completed", "role"], lines))
    assert (study.sources["poll"].rows, len(study.questions)) == ({}, 2)


def test_what_was_never_submitted_to_limesurvey_is_left_out(tmp_path):
    head = ["id", "submitdate", "lastpage", "startlanguage", "role"]
    lines = [
        [at, "2026-05-01 10:00:00" if at % 4 else "", at % 3, "en", ("manager", "staff")[at % 2]] for at in range(80)
    ]
    study = drafted(tmp_path, table(head, lines))
    assert study.sources["poll"].rows == {"submitdate": ["any text"]}
    (account,) = ran(tmp_path).accounts
    assert account.excluded == {"submitdate is blank": 20}


def test_where_nothing_identifies_respondents_each_row_is_one(tmp_path):
    lines = [[("manager", "staff")[at % 2], ("yes", "no")[at % 3 % 2]] for at in range(60)]
    assert drafted(tmp_path, table(["role", "q"], lines)).sources["poll"].is_anonymous
    figure = ran(tmp_path).estimate("q", "executive")
    assert (figure["n"], figure["estimate"]) == (30, pytest.approx(20 / 30))
