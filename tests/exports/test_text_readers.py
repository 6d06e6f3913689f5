"""Text exports: which bytes become which cells, and that no cell becomes an answer that nobody declared."""

import pytest

from building import POLL, built, coded, one_question, refusal, rows, run, table, write_study

THREE_OR_TEN = {"answers": {"a": 3, "b": 10}}
QUESTION = one_question(**THREE_OR_TEN)


def answers(place, export: str | bytes, **parts) -> list[int]:
    return built(place, {"poll.csv": export}, **{"questions": QUESTION, **parts}).answers("q")


# ---- one header row


@pytest.mark.parametrize(
    "export",
    [
        "id,q\n1,3\n2,10\n",
        "id,q\r\n1,3\r\n2,10\r\n",
        "id,q\n1,3\n2,10",
        "\ufeffid,q\n1,3\n2,10\n",
        "id;q\n1;3\n2;10\n",
        "id\tq\n1\t3\n2\t10\n",
        'id,q\n1,"3"\n"2",10\n',
        " id , q \n1,3\n2,10\n",
    ],
    ids=["plain", "crlf", "no last newline", "bom", "semicolon", "tab", "quoted", "blanks around names"],
)
def test_the_usual_ways_to_write_a_csv_read_alike(tmp_path, export):
    assert answers(tmp_path, export) == [1, 2]


def test_a_newline_inside_a_quoted_header_is_part_of_the_name(tmp_path):
    run = built(
        tmp_path, {"poll.csv": 'id,"Which\none?"\n1,3\n2,10\n'}, questions={"q": {"at": "Which one?", **THREE_OR_TEN}}
    )
    assert run.answers("q") == [1, 2]
    assert [row["source_row"] for row in run.responses()] == [2, 3]


def test_a_newline_inside_a_quoted_cell_does_not_start_a_row(tmp_path):
    run = built(tmp_path, {"poll.csv": 'id,q,said\n1,3,"well,\nyes"\n2,10,no\n'}, questions=QUESTION)
    assert run.answers("q") == [1, 2]
    assert [row["source_row"] for row in run.responses()] == [2, 3]


@pytest.mark.parametrize("header", ['id,q,"one; two; three; four"', '"one; two;\nthree; four",q,id'])
def test_the_delimiter_is_not_looked_for_inside_quoted_names(tmp_path, header):
    assert answers(tmp_path, f"{header}\n1,3,x\n" if header.startswith("id") else f"{header}\nx,3,1\n") == [1]


def test_a_name_that_two_columns_have_is_refused_with_their_letters(tmp_path):
    reason = refusal(tmp_path, {"poll.csv": "id,q,q\n1,3,10\n"}, questions=QUESTION)
    assert "columns B and C all have that name" in reason
    assert "{column: B, says: 'q'}" in reason


@pytest.mark.parametrize(("header", "says"), [("id,q,q", "q"), ("id,,", "")], ids=["duplicate", "blank"])
def test_a_duplicate_or_blank_name_is_addressed_by_letter(tmp_path, header, says):
    at = {"column": "C", "says": says}
    assert answers(tmp_path, f"{header}\n1,3,10\n", questions={"q": {"at": at, **THREE_OR_TEN}}) == [2]


def test_a_letter_whose_column_says_something_else_is_refused(tmp_path):
    at = {"column": "C", "says": "Satisfaction*"}
    reason = refusal(tmp_path, {"poll.csv": "id,q,Loyalty\n1,3,10\n"}, questions={"q": {"at": at, **THREE_OR_TEN}})
    assert "expects column C to say 'Satisfaction*', and it says 'Loyalty'" in reason


def test_a_missing_column_is_refused_with_the_nearest_name(tmp_path):
    reason = refusal(
        tmp_path, {"poll.csv": "id,satisfaction\n1,3\n"}, questions={"q": {"at": "satisfacton", **THREE_OR_TEN}}
    )
    assert (
        "poll.csv: question q asks for column 'satisfacton', which is not there; did you mean 'satisfaction'?" in reason
    )


@pytest.mark.parametrize(
    ("export", "where"),
    [
        (b"id,q\n1,3\n2,caf\xe9\n", "poll.csv, line 3: the text is not UTF-8 (byte 0xe9)"),
        ("id,q\n1,3\n".encode("utf-16"), "poll.csv: the text is UTF-16"),
        (b"id,q\n1,3\n2,10,4\n", "poll.csv, line 3: the row has 3 cells and the header 2"),
        (b"id,q,r\n1,3,4\n2,10\n", "poll.csv, line 3: the row has 2 cells and the header 3"),
        (b'id,q\n1,3\n2,"10\n3,3\n', "poll.csv, line 3: a quoted cell is never closed"),
        (b"", "poll.csv: the export is empty"),
        (b"PK\x03\x04\x00\x00\x00\x00", "poll.csv: no reader knows this file"),
    ],
    ids=["latin-1", "utf-16", "long row", "short row", "open quote", "empty", "workbook"],
)
def test_an_unreadable_export_is_refused_with_place_and_remedy(tmp_path, export, where):
    reason = refusal(tmp_path, {"poll.csv": export}, questions=QUESTION)
    assert reason.startswith(where)
    assert ";" in reason


def test_a_quote_that_opens_in_the_header_and_never_closes_is_refused(tmp_path):
    assert refusal(tmp_path, {"poll.csv": 'id,"q\n' + "1,3\n" * 50_000}, questions=QUESTION).startswith("poll.csv")


def test_a_blank_second_line_is_no_reason_to_fail(tmp_path):
    sources = {"poll": {**POLL, "respondent": "Respondent"}}
    assert answers(tmp_path, "Respondent,q\n\n1,3\n", sources=sources) == [1]


def test_line_ends_that_no_csv_has_are_refused_in_a_sentence(tmp_path):
    reason = refusal(tmp_path, {"poll.csv": "id,q\r\r\n1,3\r\r\n2,10\r\r\n"}, questions=QUESTION)
    assert reason.startswith("poll.csv") and "save it as CSV again" in reason


# ---- text is matched as text


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
        scales={"ten": {"a": 3, "b": 10}},
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


# ---- three header rows


QUALTRICS = """StartDate,ResponseId,Q1
Start Date,Response ID,"How
""satisfied"" are you?"
{ids}
2024-01-01,R_1,Yes
2024-01-02,R_2,No
"""
JSON_IDS = (
    '"{""ImportId"":""startDate"",""timeZone"":""UTC""}","{""ImportId"":""_recordId""}","{""ImportId"":""QID1""}"'
)
PYTHON_IDS = "{'ImportId': 'startDate'},{'ImportId': '_recordId'},{'ImportId': 'QID1'}"


@pytest.mark.parametrize("ids", [JSON_IDS, PYTHON_IDS], ids=["json", "python"])
def test_a_qualtrics_export_has_three_header_rows(tmp_path, ids):
    run = built(
        tmp_path,
        {"poll.csv": QUALTRICS.format(ids=ids)},
        sources={"poll": {**POLL, "respondent": "ResponseId", "layout": "qualtrics"}},
        questions={"q": {"at": "Q1", "answers": ["Yes", "No"]}},
    )
    assert run.answers("q") == [1, 2]
    assert [row["source_row"] for row in run.responses()] == [4, 5]


def test_a_qualtrics_column_can_be_addressed_by_what_it_asks(tmp_path):
    at = {"column": "C", "says": 'How "satisfied"*'}
    sources = {"poll": {**POLL, "respondent": "ResponseId"}}
    questions = {"q": {"at": at, "answers": ["Yes", "No"]}}
    assert answers(tmp_path, QUALTRICS.format(ids=JSON_IDS), sources=sources, questions=questions) == [1, 2]


def test_a_qualtrics_header_of_uneven_rows_is_refused_in_a_sentence(tmp_path):
    export = QUALTRICS.format(ids=JSON_IDS).replace("StartDate,ResponseId,Q1", "StartDate,ResponseId")
    sources = {"poll": {**POLL, "respondent": "ResponseId"}}
    assert refusal(tmp_path, {"poll.csv": export}, sources=sources, questions=one_question(answers=["Yes"])).startswith(
        "poll.csv"
    )


SURVEYMONKEY = rows(
    ",q1,,,q2,",
    "Respondent ID,Your role?,,,Tools?,",
    ",Developer,Manager,Other (please specify),Git,Mail",
    "11,1,,,1,2",
    "12,,2,,,",
    "13,,,I paint,,2",
)
SM_SOURCES = {"poll": {**POLL, "respondent": "Respondent ID"}}
SM_QUESTIONS = {
    "role": {"at": "q1 | *", "answers": {"Developer": 1, "Manager": 2, "Other": "any text"}},
    "tools": {"options": {"git": "q2 | Git", "mail": "q2 | Mail"}},
}


def test_a_surveymonkey_block_with_one_filled_cell_is_one_answer(tmp_path):
    run = built(tmp_path, {"poll.csv": SURVEYMONKEY}, sources=SM_SOURCES, questions=SM_QUESTIONS)
    assert run.answers("role") == [1, 2, 3]
    assert [row["source_row"] for row in run.responses()] == [4, 5, 6]


def test_a_surveymonkey_block_of_several_answers_is_selected_where_it_is_filled(tmp_path):
    run = built(tmp_path, {"poll.csv": SURVEYMONKEY}, sources=SM_SOURCES, questions=SM_QUESTIONS)
    assert (run.answers("tools__git"), run.answers("tools__mail")) == ([1, -2, 0], [1, -2, 1])


def test_a_layout_that_the_file_does_not_have_is_refused(tmp_path):
    sources = {"poll": {**POLL, "layout": "qualtrics"}}
    assert "the study says layout qualtrics, and the file is plain" in refusal(
        tmp_path, {"poll.csv": "id,q\n1,3\n"}, sources=sources, questions=QUESTION
    )


def test_no_file_for_a_pattern_is_refused_with_the_pattern(tmp_path):
    reason = refusal(tmp_path, {"other.csv": "id,q\n1,3\n"}, questions=QUESTION)
    assert "small, wave w1, source poll: no file matches 'poll*'" in reason


def test_the_export_that_was_read_is_kept_byte_for_byte(tmp_path):
    content = "\ufeffid,q\r\n1, 3\r\n".encode()
    kept = run(write_study(tmp_path, {"poll.csv": content}, questions=QUESTION)).lake.root.rglob("poll.csv")
    assert [path.read_bytes() for path in kept] == [content]
