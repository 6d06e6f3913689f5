"""Delimited text: delimiters, line ends, titles, and which rows of the file the respondents stand in."""

import csv
import glob
import io

import pytest

from assets.exports.export import Export, Reading
from assets.exports.preview import looking
from assets.exports.readers import describe
from building import POLL, built, one_question, refusal, rows, run, write_study
from schemas.foreign import shown

THREE_OR_TEN = {"answers": {"a": 3, "b": 10}}
QUESTION = one_question(**THREE_OR_TEN)


def answers(place, export: str | bytes, **parts) -> list[int]:
    return built(place, {"poll.csv": export}, **{"questions": QUESTION, **parts}).answers("q")


def described(place, export: str) -> Export:
    path = place / "poll.csv"
    path.write_text(export, encoding="utf-8")
    return describe(path, Reading())


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


def test_a_newline_in_the_first_name_behind_a_byte_order_mark_makes_no_respondent(tmp_path):
    sources = {"poll": {**POLL, "respondent": "the id"}}
    run = built(tmp_path, {"poll.csv": '\ufeff"the\nid",q\n1,3\n2,10\n'}, questions=QUESTION, sources=sources)
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
        (b"id,q\n1,3\n2,10,4\n", "poll.csv, line 3: the row has 3 cells and the header 2"),
        (b"id,q,r\n1,3,4\n2,10\n", "poll.csv, line 3: the row has 2 cells and the header 3"),
        (b'id,q\n1,3\n2,"10\n3,3\n', "poll.csv, line 3: a quoted cell is never closed"),
        (b"", "poll.csv: the export is empty"),
        (b"PK\x03\x04\x00\x00\x00\x00", "poll.csv: this is a zip archive"),
    ],
    ids=["long row", "short row", "open quote", "empty", "workbook"],
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


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\r\r\n"], ids=["lf", "crlf", "cr", "cr cr lf"])
@pytest.mark.parametrize("last", [True, False], ids=["ended", "unended"])
def test_every_line_end_that_programs_write_reads_alike(tmp_path, end, last):
    export = end.join(["id,q,said", '1,3,"two', 'lines"', "2,10,"]) + (end if last else "")
    run = built(tmp_path, {"poll.csv": export.encode()}, questions=QUESTION)
    assert run.answers("q") == [1, 2]
    assert [row["source_row"] for row in run.responses()] == [2, 3]


def test_line_ends_that_change_within_a_file_read_alike(tmp_path):
    assert answers(tmp_path, b"id,q\r\n1,3\n2,10\r\n") == [1, 2]


@pytest.mark.parametrize(
    "above",
    ["Results of the poll\n", '"Results, 2026:\n of the poll",\n', "\nResults\n\nall respondents\n", "Results,,\n"],
    ids=["title", "two lines", "blank lines", "as long as the others"],
)
def test_titles_above_the_header_are_left_out_and_said(tmp_path, above):
    export = f"{above}id,q,said\n1,3,no\n2,10,yes\n"
    run = built(tmp_path, {"poll.csv": export}, questions=QUESTION)
    header = len(list(csv.reader(io.StringIO(above)))) + 1
    assert run.answers("q") == [1, 2]
    assert [row["source_row"] for row in run.responses()] == [header + 1, header + 2]
    assert f"The header is in row {header}, below 'Results" in shown(described(tmp_path, export).notes[0])


def test_a_header_that_names_one_column_only_is_no_title(tmp_path):
    at = {"column": "B", "says": ""}
    assert answers(tmp_path, "id,\n1,3\n", questions={"q": {"at": at, **THREE_OR_TEN}}) == [1]


def test_the_study_can_say_which_rows_are_the_header(tmp_path):
    export = "About,this,poll\nService,,Staff\nid,good,q\n1,3,3\n2,3,10\n"
    run = built(
        tmp_path,
        {"poll.csv": export},
        sources={"poll": {**POLL, "respondent": "Service | id", "header": [2, 3]}},
        questions={"q": {"at": "Staff | q", **THREE_OR_TEN}},
    )
    assert run.answers("q") == [1, 2]
    assert [row["source_row"] for row in run.responses()] == [4, 5]


def test_a_table_without_a_header_is_read_by_letters(tmp_path):
    sources = {"poll": {**POLL, "respondent": {"column": "A", "says": ""}, "header": []}}
    questions = {"q": {"at": {"column": "B", "says": ""}, **THREE_OR_TEN}}
    assert answers(tmp_path, "1,3\n2,10\n", sources=sources, questions=questions) == [1, 2]


@pytest.mark.parametrize("blank", ["\n\n", "\n,\n"], ids=["line", "row"])
def test_blank_rows_are_counted_as_a_spreadsheet_counts_them(tmp_path, blank):
    run = built(tmp_path, {"poll.csv": f"id,q\n1,3{blank}2,10\n"}, questions=QUESTION)
    assert [row["source_row"] for row in run.responses()] == [2, 4]


@pytest.mark.parametrize(
    ("export", "where"),
    [
        (b"id,q\r1,3\r2,10,4\r", "poll.csv, line 3: the row has 3 cells and the header 2"),
        (b'id,q\r1,3\r2,"10\r3,3\r', "poll.csv, line 3: a quoted cell is never closed"),
        (b'id,q\r1,3\r2,"1"0\r3,3\r', "poll.csv, line 3: a quoted cell is never closed"),
        (b"id,q\r1,3\r2," + b"x" * (1 << 24), "poll.csv, line 3: the line is longer than"),
        (b"id,q\n1,3\n2," + b"x" * (1 << 24), "poll.csv, line 3"),
    ],
    ids=["long row", "open quote", "quote inside", "endless line", "endless line in UTF-8"],
)
def test_text_that_duckdb_does_not_read_is_refused_alike(tmp_path, export, where):
    reason = refusal(tmp_path, {"poll.csv": export}, questions=QUESTION)
    assert reason.startswith(where)
    assert "\n" not in reason


def test_the_delimiter_is_the_one_that_makes_rows_equally_long(tmp_path):
    export = "Poll of managers, staff, guests, friends, owners, and all others\nid;q;weight\n1;3;0,5\n2;10;1,5\n"
    assert answers(tmp_path, export) == [1, 2]


def test_a_layout_that_the_file_does_not_have_is_refused(tmp_path):
    sources = {"poll": {**POLL, "layout": "qualtrics"}}
    assert "layout qualtrics is asked for, and the file is plain" in refusal(
        tmp_path, {"poll.csv": "id,q\n1,3\n"}, sources=sources, questions=QUESTION
    )


def test_no_file_for_a_pattern_is_refused_with_the_pattern(tmp_path):
    reason = refusal(tmp_path, {"other.csv": "id,q\n1,3\n"}, questions=QUESTION)
    assert "small, wave w1, source poll: no file matches 'poll*'" in reason


def test_the_export_that_was_read_is_kept_byte_for_byte(tmp_path):
    content = "\ufeffid,q\r\n1, 3\r\n".encode()
    kept = run(write_study(tmp_path, {"poll.csv": content}, questions=QUESTION)).lake.root.rglob("poll.csv")
    assert [path.read_bytes() for path in kept] == [content]


@pytest.mark.parametrize(
    "export", [b'id,"q\nthen"\r\n1,3\r\n2,10\r\n', b'id,"q\r\nthen"\n1,3\n2,10\n'], ids=["lf", "crlf"]
)
def test_a_name_with_a_line_end_of_another_kind_than_the_files_loses_no_row(tmp_path, export):
    assert answers(tmp_path, export, questions={"q": {"at": "q then", **THREE_OR_TEN}}) == [1, 2]


def test_a_header_that_begins_with_formatted_words_is_no_xml(tmp_path):
    export = described(tmp_path, "<b>How proud</b> are you?,role\n1,boss\n2,staff\n1,staff\n")
    assert [column.handle for column in export.columns] == ["<b>How proud</b> are you?", "role"]


@pytest.mark.parametrize("name", ["poll[1].csv", "poll?.csv", "poll*.csv"])
def test_a_file_is_read_and_none_that_its_name_would_stand_for_as_a_pattern(tmp_path, name):
    files = {name: rows("id,q", "7,y"), "poll1.csv": rows("id,q", "1,y", "2,n")}
    study = {
        "questions": {"q": {"at": "q", "answers": ["y", "n"]}},
        "sources": {"poll": {**POLL, "files": glob.escape(name)}},
    }
    ran = built(tmp_path, files, **study)
    assert ran.answers("q") == [1]
    with looking(ran.folder / name, Reading()) as look:
        assert look.profile.rows == 1
