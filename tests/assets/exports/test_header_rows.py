"""How many rows of a table are its header: none to three, told by the rows below, and asked where they leave it open."""

import pytest

from assets.exports.export import Export, Reading
from assets.exports.readers import describe
from building import POLL, TWO_SIDES, built, refusal, rows, table
from schemas.foreign import shown
from schemas.refused import Refused

PEOPLE = [
    [f"2026/05/{day:02} 7:01:00", "boss" if day < 11 else "staff", "yes" if day % 3 else "no"] for day in range(1, 29)
]


def described(place, text: str) -> Export:
    path = place / "poll.csv"
    path.write_text(text, encoding="utf-8")
    return describe(path, Reading())


def handles(place, text: str) -> list[str]:
    return [column.handle for column in described(place, text).columns]


def test_a_table_without_a_header_loses_no_respondent(tmp_path):
    at = {column: {"column": column, "says": ""} for column in "ABC"}
    parts = {**TWO_SIDES, "questions": {"role": {"at": at["B"], "answers": ["boss", "staff"]},
                                        "q": {"at": at["C"], "answers": {"y": "yes", "n": "no"}}}}  # fmt: skip
    sources = {"poll": {**POLL, "respondent": at["A"]}}
    ran = built(tmp_path, {"poll.csv": table(PEOPLE[0], PEOPLE[1:])}, **{**parts, "sources": sources})
    assert len(ran.responses()) == 28
    assert ran.estimate("yes", "executive")["n"] == 10
    assert ran.estimate("yes", "executive")["estimate"] == pytest.approx(7 / 10)  # days 3, 6 and 9 say no


def test_a_table_without_a_header_says_why_it_is_read_so(tmp_path):
    export = described(tmp_path, table(PEOPLE[0], PEOPLE[1:]))
    assert export.first_row == 1
    assert [*map(shown, export.notes)] == [
        "There is no header: row 1 is a respondent, because '2026/05/01 7:01:00' (A), 'boss' (B) and 'yes' (C) come again "
        "below it."
    ]


def test_a_study_that_asks_for_names_in_a_table_without_a_header_is_told_how_to_ask(tmp_path):
    sources = {"poll": {**POLL, "respondent": "2026/05/01 7:01:00"}}
    reason = refusal(tmp_path, {"poll.csv": table(PEOPLE[0], PEOPLE[1:])}, **{**TWO_SIDES, "sources": sources})
    assert "the file has no header" in reason and '{column: A, says: ""}' in reason


ANSWERS_BELOW = (
    "pid,Your role?,Which tools do you use?,,",
    "#,Response,Mail,Chat,Video",
    *("p1,boss,Mail,,Video", "p2,boss,,Chat,", "p3,staff,Mail,,", "p4,staff,,Chat,Video"),
)


def test_a_row_of_options_is_no_respondent_where_a_word_stands_below_two_questions(tmp_path):
    text = rows(
        "pid,Tools?,,,Places?,,",
        "#,Mail,Chat,Other,Home,Work,Other",
        *("p1,Mail,,,Home,,", "p2,,Chat,a horn,,Work,", "p3,Mail,,,,Work,", "p4,,Chat,,Home,,a barn"),
    )
    export = described(tmp_path, text)
    assert export.first_row == 3
    assert "Tools? | Chat" in [column.handle for column in export.columns]


def test_a_respondent_who_ticked_all_that_the_header_names_is_kept(tmp_path):
    text = rows(
        "Tools?,,Places?,", "Mail,Chat,Home,Work", "Mail,,Home,", ",Chat,Home,", "Mail,Chat,Home,Work", "Mail,,,Work"
    )
    at = {"options": {"mail": "Tools? | Mail", "chat": "Tools? | Chat"}}
    parts = {
        **TWO_SIDES,
        "questions": {"tools": at},
        "groups": {"everyone": {"source": "poll"}},
        "metrics": {},
        "gaps": {},
    }
    ran = built(
        tmp_path,
        {"poll.csv": text.encode("utf-16")},
        **{**parts, "sources": {"poll": {**POLL, "respondent": "rows", "header": [1, 2]}}},
    )
    assert len(ran.responses()) == 4


def test_a_row_of_answers_under_the_questions_is_no_respondent(tmp_path):
    tools = {"mail": "Which tools do you use? | Mail", "chat": "Which tools do you use? | Chat"}
    parts = {
        **{"questions": {"tools": {"options": tools, "nothing_ticked": "none of them"}}},
        **{"metrics": {"chat": {"of": "tools", "option": "chat"}}},
        **{"sources": {"poll": {**POLL, "respondent": "pid"}}, "reliability": {"withheld": 1}},
    }
    ran = built(tmp_path, {"poll.csv": rows(*ANSWERS_BELOW)}, **parts)
    assert (ran.estimate("chat")["n"], ran.estimate("chat")["estimate"]) == (4, 0.5)


def test_an_option_can_still_be_asked_for_by_its_letter_and_what_stands_above_it(tmp_path):
    tools = {"mail": {"column": "C", "says": "Which tools*"}, "chat": {"column": "D", "says": ""}}
    questions = {"tools": {"options": tools, "nothing_ticked": "none of them"}}
    sources = {"poll": {**POLL, "respondent": "pid"}}
    ran = built(tmp_path, {"poll.csv": rows(*ANSWERS_BELOW)}, questions=questions, sources=sources)
    assert ran.answers("tools__chat") == [0, 1, 0, 1]


QUALTRICS = [
    ["StartDate", "ResponseId", "Q1", "Q2_1"],
    ["Start Date", "Response ID", "What is your role?", "How proud are you? - Of us"],
    ['{"ImportId":"startDate"}', '{"ImportId":"_recordId"}', '{"ImportId":"QID1"}', '{"ImportId":"QID2_1"}'],
]
RESPONSES = [[f"2026-05-{day:02} 10:00:00", f"R_{day}", str(1 + day % 2), str(1 + day % 5)] for day in range(1, 13)]


@pytest.mark.parametrize(
    ("header", "first_row"),
    [
        ([QUALTRICS[0], QUALTRICS[1]], 3),
        ([QUALTRICS[0], QUALTRICS[2]], 3),
        ([QUALTRICS[0], QUALTRICS[2], QUALTRICS[1]], 4),
        (QUALTRICS, 4),
        ([QUALTRICS[0]], 2),
    ],
    ids=["no import ids", "no labels", "labels last", "as exported", "ids alone"],
)
def test_what_is_left_of_three_header_rows_is_header(tmp_path, header, first_row):
    export = described(tmp_path, table(header[0], header[1:] + RESPONSES))
    assert export.first_row == first_row
    assert [column.handle for column in export.columns] == QUALTRICS[0]
    labels = {column.label for column in export.columns}
    assert labels == (set(QUALTRICS[1]) if QUALTRICS[1] in header else {""})


def test_a_label_row_below_a_vendors_whole_header_is_refused_by_its_number(tmp_path):
    with pytest.raises(
        Refused, match=r"poll.csv: row 4 seems to belong to the header of qualtrics, .* delete that row"
    ):
        described(tmp_path, table(QUALTRICS[0], [*QUALTRICS[1:], QUALTRICS[1], *RESPONSES]))


def test_two_rows_of_a_surveymonkey_file_without_its_respondent_id_are_header(tmp_path):
    lines = [
        ["Your role?", "Tools?", "", "Token"],
        ["Response", "Git", "Mail", ""],
        *([["Boss", "", "Mail", "t000"], ["Staff", "Git", "", "t001"], ["Staff", "", "", "t002"]]),
    ]
    assert handles(tmp_path, table(lines[0], lines[1:])) == ["Your role?", "Tools? | Git", "Tools? | Mail", "Token"]


@pytest.mark.parametrize(
    "lines",
    [
        ("id,role,q", "p1,boss,yes", "p2,staff,no", "p3,staff,yes", "p4,boss,yes"),
        ("id,1,2,3", "11,1,2,2", "12,3,2,1", "13,1,1,1", "14,2,2,3"),
        ("Name,Git,Mail", "Ann,Git,Mail", "Bob,,Mail", "Cid,Git,", "Dan,,"),
        ("id,Q1,Q2", "1,A1,A2", "2,A2,A1", "3,A1,A1", "4,A2,A1"),
        ("id,age,role", "1,n/a,boss", "2,40,staff", "3,31,staff", "4,22,boss"),
        ("role,age", "boss,n/a", "staff,40", "staff,31", "staff,22"),
        ("id,Yes", "1,Yes", "2,No", "3,Yes", "4,No"),
        ("remark,children", ",None", ",0", ",0", ",0"),
        ("remark,children,", "fine,None,x", "so,0,y", "so,0,y", "well,0,z"),
        ("remark,children,cars", "fine,None,None", "so,0,1", "well,0,1", "yes,0,2"),
    ],
    ids=[
        "usual",
        "names that count on",
        "ticks that read like their names",
        "codes like names",
        "no age",
        "no id",
        "yes",
        "an odd word",
        "an odd word beside a column without a name",
        "an odd word twice",
    ],
)
def test_one_row_of_names_stays_the_header(tmp_path, lines):
    export = described(tmp_path, rows(*lines))
    assert (export.first_row, export.notes) == (2, [])


def test_a_first_row_that_may_be_either_is_asked_about(tmp_path):
    with pytest.raises(Refused, match=r"row 1 may be the header or a respondent, because 'no' \(B\) comes again"):
        described(tmp_path, rows("Ann,no", "Bob,no", "Cid,yes", "Dan,no", "Eve,yes"))


def test_who_says_which_rows_are_the_header_is_believed(tmp_path):
    path = tmp_path / "poll.csv"
    path.write_text(table(PEOPLE[0], PEOPLE[1:]), encoding="utf-8")
    assert describe(path, Reading(header=[1])).first_row == 2


# ---- the header further down


HEADER, FIRST, SECOND = "id,role,tools_a,tools_b\n", "1,boss,x,\n2,staff,,x\n", "3,boss,,x\n4,staff,x,\n"
TICKS = {
    "questions": {"tools": {"options": {"a": "tools_a", "b": "tools_b"}}},
    "metrics": {"a": {"of": "tools", "option": "a"}},
    "reliability": {"withheld": 1},
}


@pytest.mark.parametrize(
    "export",
    [
        f"{HEADER}{FIRST}{HEADER}{SECOND}",
        f"\ufeff{HEADER}{FIRST}\ufeff{HEADER}{SECOND}",
        f'{HEADER}{FIRST}"id","role","tools_a","tools_b"\n{SECOND}',
        f"{HEADER}{FIRST}{HEADER}{SECOND}".replace("\n", "\r\n"),
        f"{HEADER}{FIRST} id , role,tools_a,tools_b\n\n{HEADER}{SECOND}",
    ],
    ids=["alike", "byte order mark", "quoted", "crlf", "blanks"],
)
def test_a_header_between_files_that_were_pasted_together_is_no_respondent(tmp_path, export):
    ran = built(tmp_path, {"poll.csv": export}, **TICKS)
    assert (ran.estimate("a")["n"], ran.estimate("a")["estimate"]) == (4, 0.5)
    (account,) = ran.accounts
    assert account.adds_up() and account.excluded["blank row"] >= 1
    assert "the header again" in described(tmp_path, export).notes[0]


def test_a_header_that_stands_again_in_utf_16_is_no_respondent_either(tmp_path):
    ran = built(tmp_path, {"poll.csv": f"{HEADER}{FIRST}{HEADER}{SECOND}".encode("utf-16")}, **TICKS)
    assert ran.estimate("a")["n"] == 4


def test_a_byte_order_mark_between_files_is_no_part_of_an_id(tmp_path):
    ran = built(tmp_path, {"poll.csv": f'{HEADER}{FIRST}\ufeff"3","boss","","x"\n4,staff,x,\n'}, **TICKS)
    whole = built(tmp_path / "whole", {"poll.csv": f"{HEADER}{FIRST}{SECOND}"}, **TICKS)
    assert ran.answers("tools__b") == whole.answers("tools__b") == [0, 1, 1, 0]


def test_three_header_rows_that_stand_again_are_no_respondents(tmp_path):
    found = described(tmp_path, table(QUALTRICS[0], [*QUALTRICS[1:], *RESPONSES, *QUALTRICS, *RESPONSES[:1]]))
    assert found.notes == ["Rows 16, 17 and 18 are the header again, as in files that were pasted together, and are left out; "
                           "they count as blank."]  # fmt: skip


# ---- no respondents at all


@pytest.mark.parametrize(
    "lines",
    [
        ("Answer,Count,Percent", "Yes,30,60%", "No,20,40%"),
        ("Antwort;Anzahl;Anteil", "Ja;30;0,6", "Nein;20;0,4"),
        ("How proud?,Managers,Staff", "Proud,12,30", "Not proud,8,20", "Total,20,50"),
        ("Answer,Responses", "Mail,17", "Chat,5", "Base: all,22"),
    ],
    ids=["percent", "parts of one", "total", "base"],
)
def test_a_table_of_counts_is_refused_because_it_has_no_respondents(tmp_path, lines):
    with pytest.raises(Refused, match=r"poll.csv: this is a table of counts, not one row a respondent; export all"):
        described(tmp_path, rows(*lines))


@pytest.mark.parametrize(
    "lines",
    [
        ("name,a,b", "Ann,1,5", "Bob,3,2", "Cid,2,2"),
        ("name,share,weight", "Ann,60,3", "Bob,40,1"),
        ("group,metric,figure", "executive,proud,60", "consumer,proud,40"),
    ],
    ids=["names", "a hundred by chance", "published figures"],
)
def test_a_table_of_people_with_numbers_is_no_table_of_counts(tmp_path, lines):
    assert described(tmp_path, rows(*lines)).first_row == 2


def test_ticks_under_names_that_are_missing_are_no_row_of_the_header(tmp_path):
    assert described(tmp_path, rows("Name,Job,,", "Ann,a,x,x", "Bob,b,x,", "Cid,c,,x", "Dan,d,,")).first_row == 2
