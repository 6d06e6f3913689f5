"""What is known of an export because its vendor is: who answered, who finished, what was ticked, and what was never asked.

The files have the shapes that the vendors write. Forty people take turns: every second is a manager, and each list of answers
begins anew at its end, so every figure can be counted by hand.
"""

from pathlib import Path

import pytest

from assets.exports.export import Reading
from assets.exports.readers import describe
from building import table
from drafts import drafted, ran
from schemas.refused import Refused
from schemas.study import Study

DAY = "2026-03-05 10:00:00"


def export(columns: dict[str, object], labels: list[str] | None = None) -> str:
    """Forty rows: a column's cells are a list that begins anew at its end, or one cell that all have; `#` is the row's number."""
    cells = [cell if isinstance(cell, list) else [cell] for cell in columns.values()]
    rows = [[at + 1 if own == ["#"] else own[at % len(own)] for own in cells] for at in range(40)]
    return table([*columns], [labels, *rows] if labels else rows)


def estimates(place: Path) -> list[tuple[float, float]]:
    """What the executives and the consumers of the drafted study say, a pair a gap, the smallest first."""
    return sorted((gap["executive_estimate"], gap["consumer_estimate"]) for gap in ran(place).gaps())


def layout(place: Path) -> str:
    return describe(place / "one.csv", Reading()).layout


def source(study: Study):
    (found,) = study.sources.values()
    return found


ROLE = ["manager", "staff"]
KOBO = {
    "start": DAY, "end": DAY, "about/role": ROLE,
    "about/media": ["radio tv web", "tv", "radio tv", "radio web"],
    "about/media/radio": [1, 0, 1, 1], "about/media/tv": [1, 1, 1, 0], "about/media/web": [1, 0, 0, 1],
    "_id": "#", "_uuid": "#", "_submission_time": DAY, "_status": "submitted_via_web", "_index": "#",
}  # fmt: skip
ODK = {
    "SubmissionDate": f"{DAY}.123Z", "start": DAY, "about-role": ROLE,
    "about-media": ["radio tv web", "tv", "radio tv", "radio web"], "KEY": "#", "ReviewState": ["approved", "hasIssues"], "FormVersion": 3,
}  # fmt: skip
FORMS = {
    "ID": "#", "Start time": "3/5/26 10:00:00", "Completion time": "3/5/26 10:09:00", "Email": "anonymous", "Name": "",
    "Total points": [1, 2, 3], "Your role?": ROLE, "Points - Your role?": [0, 1], "Which media?": ["radio;tv;web;", "tv;", "radio;tv;", "radio;web;"],
}  # fmt: skip
REDCAP = {
    "record_id": "#", "redcap_survey_identifier": "", "survey_timestamp": DAY, "role": ROLE,
    "media___radio": [1, 0, 1, 1], "media___tv": [1, 1, 1, 0], "survey_complete": [2, 2, 2, 2, 2, 2, 2, 2, 0, 1],
}  # fmt: skip
REDCAP_LABELS = {
    "Record ID": "#", "Survey Timestamp": DAY, "Role": ROLE,
    "Media (choice=radio)": ["Checked", "Unchecked", "Checked", "Checked"],
    "Media (choice=tv)": ["Checked", "Checked", "Checked", "Unchecked"],
    "Complete?": [*["Complete"] * 8, "Incomplete", "Unverified"],
}  # fmt: skip
SOSCI = {
    "CASE": "#", "SERIAL": "", "QUESTNNR": "base", "MODE": [*["interview"] * 9, "pretest"], "STARTED": DAY, "RO01": ROLE,
    "ME01": [2, 1, 2, 1], "ME01_01": [2, 1, 2, 2], "ME01_02": [2, 2, 2, 1], "TIME001": [9, 11, 13], "TIME_SUM": [300, 420, 360],
    "LASTDATA": DAY, "FINISHED": [*[1] * 8, 0, 1], "LASTPAGE": [5, 4], "MISSREL": [0, 3, 7],
}  # fmt: skip
SOSCI_LABELS = [
    "Interview number", "Serial number", "Questionnaire", "Mode", "Begin", "Role", "Media: number of options selected",
    "Media: radio", "Media: tv", "Time page 1", "Time", "Changed", "Finished?", "Last page", "Missing answers",
]  # fmt: skip
DECIPHER = {
    "record": "#", "uuid": "#", "date": DAY, "markers": ["qualified", "qualified,bad"], "status": [*[3] * 8, 1, 4], "q1": ROLE,
    "q2r1": [1, 0, 1, 1], "q2r2": [1, 1, 1, 0], "qtime": [300.5, 420.25, 361], "source": [1, 2], "vbrowser": [1, 2], "list": [0, 1],
}  # fmt: skip

UNIPARK = {
    "lfdn": "#", "external_lfdn": 0, "tester": [*[0] * 9, 1], "dispcode": [*[31] * 8, 32, 22], "lastpage": [7, 8], "quality": -77,
    "duration": [300, 420, 360], "v_1": ROLE, "v_2": (SEEN := [1, 2, 0, 2, 1, -77, 1]), "browser": "Firefox", "rts77": [4, 5, 6],
}  # fmt: skip


def test_unipark_knows_who_answered_who_finished_and_what_nobody_saw(tmp_path):
    study = drafted(tmp_path, export(UNIPARK, ["Number", *[""] * 6, "Role", "Happy", "", ""]))
    (found,) = study.sources.values()
    assert (layout(tmp_path), found.respondent, found.duration) == ("unipark", "lfdn", "duration")
    assert (found.rows, len(study.questions)) == ({"tester": ["0"], "dispcode": ["31", "32"]}, 2)
    kept = [at for at in range(40) if at % 10 < 9]
    said = {side: [SEEN[at % 7] for at in kept if at % 2 == odd] for odd, side in enumerate(("executive", "consumer"))}
    (name,) = {metric for metric in study.metrics if study.metrics[metric].of != "v_1"}
    (cell,) = study.metrics[name].share or []
    for side, cells in said.items():
        figure, answers = ran(tmp_path).estimate(name, side), [str(one) for one in cells if one > 0]
        assert (figure["n"], figure["estimate"]) == (len(answers), pytest.approx(answers.count(cell) / len(answers)))


@pytest.mark.parametrize(
    ("columns", "labels", "vendor", "respondent", "duration"),
    [
        (KOBO, None, "xlsform", "_id", None),
        (ODK, None, "xlsform", "KEY", None),
        (FORMS, None, "microsoft-forms", "ID", None),
        (REDCAP, None, "redcap", "record_id", None),
        (REDCAP_LABELS, None, "redcap", "Record ID", None),
        (SOSCI, None, "sosci", "CASE", "TIME_SUM"),
        (SOSCI, SOSCI_LABELS, "sosci", "CASE", "TIME_SUM"),
        (DECIPHER, None, "decipher", "record", "qtime"),
    ],
    ids=["kobo", "odk", "forms", "redcap", "redcap labels", "sosci", "sosci labels", "decipher"],
)
def test_a_vendors_own_columns_are_no_questions_and_its_ticks_are_counted(
    tmp_path, columns, labels, vendor, respondent, duration
):
    study = drafted(tmp_path, export(columns, labels))
    assert layout(tmp_path) == vendor
    assert (source(study).respondent, source(study).duration) == (respondent, duration)
    assert len(study.questions) == 2
    assert estimates(tmp_path) == [(1.0, 0.5)]  # every manager hears the radio, and of the staff every second


@pytest.mark.parametrize(
    ("columns", "rows"),
    [
        (REDCAP, {"survey_complete": ["2"]}),
        (REDCAP_LABELS, {"Complete?": ["Complete"]}),
        (SOSCI, {"MODE": ["interview"], "FINISHED": ["1"]}),
        (DECIPHER, {"status": ["3"]}),
        (FORMS, {}),
    ],
    ids=["redcap", "redcap labels", "sosci", "decipher", "forms"],
)
def test_a_draft_keeps_the_finished_interviews_that_are_no_tests(tmp_path, columns, rows):
    assert source(drafted(tmp_path, export(columns))).rows == rows


@pytest.mark.parametrize(
    "more",
    [
        {"redcap_event_name": ["baseline_arm_1", "month_6_arm_1"]},
        {"Event Name": ["Baseline", "Month 6"]},
        {"redcap_repeat_instrument": ["", "visits"], "redcap_repeat_instance": ["", 1]},
    ],
    ids=["events", "events in words", "repeated"],
)
def test_several_rows_of_a_redcap_record_are_refused_and_one_event_is_read(tmp_path, more):
    with pytest.raises(Refused, match=r"one\.csv: a record has a row for each event .*; export one event"):
        drafted(tmp_path, export(REDCAP | more))
    drafted(tmp_path, export(REDCAP | {name: cells[0] for name, cells in more.items()}))
    assert layout(tmp_path) == "redcap"


def test_events_that_begin_far_below_are_refused_too(tmp_path):
    """Two hundred rows show the first event alone."""
    records = [[at, "baseline", ROLE[at % 2], 2] for at in range(300)] + [
        [at, "month_6", ROLE[at % 2], 2] for at in range(300)
    ]
    with pytest.raises(
        Refused, match=r"identifies respondents, and 600 rows have 300 of them; export one row a respondent"
    ):
        drafted(tmp_path, table(["record_id", "redcap_event_name", "role", "survey_complete"], records))


def test_an_unticked_option_of_sosci_that_was_not_answered_is_no_answer(tmp_path):
    unanswered = {"ME01": [2, 1, 2, -9], "ME01_01": [2, 1, 2, -9], "ME01_02": [2, 2, 2, -9]}
    drafted(tmp_path, export(SOSCI | unanswered | {"MODE": "interview", "FINISHED": 1}))
    assert estimates(tmp_path) == [(1.0, 0.0)]  # of the staff, those who did not hear it alone answered


@pytest.mark.parametrize(
    "columns",
    [
        {**FORMS, "Start time": "in the morning"},
        {**KOBO, "_submission_time": "late"},
        {**SOSCI, "CASE": "a case"},
        {**DECIPHER, "record": "a record"},
        {"record_id": "#", "role": ROLE, "tools_complete": ["yes", "no"]},
    ],
    ids=["forms", "kobo", "sosci", "decipher", "redcap"],
)
def test_a_vendors_names_above_cells_that_it_does_not_write_are_a_plain_table(tmp_path, columns):
    (tmp_path / "one.csv").write_text(export(columns), encoding="utf-8")
    assert layout(tmp_path) == "plain"


def test_columns_that_count_no_ticks_stay_questions(tmp_path):
    scales = {"ME01": [1, 2, 3, 4], "ME01_01": [2, 1, 1, 2], "ME01_02": [1, 2, 2, 1]}
    study = drafted(tmp_path, export(SOSCI | scales))
    assert {"me01", "me01_01", "me01_02"} <= set(study.questions)


def test_a_cell_that_does_not_say_what_the_options_beside_it_say_stays_a_question(tmp_path):
    study = drafted(tmp_path, export(KOBO | {"about/media/tv": [0, 0, 1, 1]}))
    assert len(study.questions) == 3
