"""Workbooks: each cell as the sheet shows it, the one sheet with respondents, and nothing that stands around the table."""

import datetime as dt
import io
import struct
import zipfile

import pytest
import xlsxwriter

from assets.exports.export import Export, Reading
from assets.exports.readers import copy_cells, describe
from assets.lake.duck import connect
from building import POLL, Ran, built, one_question, refusal, write_study
from schemas.refused import Refused

YES_NO = one_question(answers={"a": "yes", "b": "no"})
TABLE = [["id", "q"], ["r1", "yes"], ["r2", "no"]]


class Shown:
    """A value with the format that a sheet shows it in; an error or a formula with its value."""

    def __init__(self, value, form: str = "General", formula: str = ""):
        self.value, self.form, self.formula = value, form, formula


def xlsx(sheets: dict[str, list[list]], merged: tuple[str, ...] = (), hidden: tuple[str, ...] = (), **options) -> bytes:
    """The bytes of a workbook. `merged` are blocks of its first sheet, such as `B1:C1`."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, options)
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for block in merged if name == next(iter(sheets)) else ():
            sheet.merge_range(block, "")
        for at, row in enumerate(rows):
            for column, cell in enumerate(row):
                _write(book, sheet, at, column, cell)
        if name in hidden:
            sheet.hide()
    book.close()
    return out.getvalue()


def _write(book, sheet, row: int, column: int, cell) -> None:
    shown = cell if isinstance(cell, Shown) else Shown(cell)
    form = book.add_format({"num_format": shown.form})
    if shown.formula:
        sheet.write_formula(row, column, shown.formula, form, shown.value)
    elif isinstance(shown.value, str):
        if shown.value:
            sheet.write_string(row, column, shown.value, form)
    elif isinstance(shown.value, bool):
        sheet.write_boolean(row, column, shown.value, form)
    elif isinstance(shown.value, int | float):
        sheet.write_number(row, column, shown.value, form)
    elif shown.value is not None:
        sheet.write_datetime(row, column, shown.value, form)


def changed(content: bytes, part: str, old: bytes, new: bytes) -> bytes:
    """The workbook with one part of its zip changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            text = before.read(name)
            assert name != part or old in text
            after.writestr(name, text.replace(old, new) if name == part else text)
    return out.getvalue()


OFFICE = "urn:oasis:names:tc:opendocument:xmlns"
SPACES = " ".join(f'xmlns:{name}="{OFFICE}:{name}:1.0"' for name in ("office", "table", "text"))
CALC = 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'


def ods(rows: str) -> bytes:
    """The bytes of an OpenDocument workbook with the one sheet S."""
    out = io.BytesIO()
    media = "application/vnd.oasis.opendocument.spreadsheet"
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", media)
        manifest = 'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"'
        entry = f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{media}"/>'
        archive.writestr("META-INF/manifest.xml", f"<manifest:manifest {manifest}>{entry}</manifest:manifest>")
        table = f'<table:table table:name="S">{rows}</table:table>'
        body = f"<office:body><office:spreadsheet>{table}</office:spreadsheet></office:body>"
        archive.writestr("content.xml", f"<office:document-content {SPACES} {CALC}>{body}</office:document-content>")
    return out.getvalue()


def text(words: str, **attributes: str) -> str:
    """A text cell of an OpenDocument sheet."""
    more = "".join(f' {name.replace("_", ":", 1).replace("_", "-")}="{value}"' for name, value in attributes.items())
    return f'<table:table-cell office:value-type="string"{more}><text:p>{words}</text:p></table:table-cell>'


def export(place, content: bytes, name: str = "poll.xlsx", **reading) -> Export:
    place.mkdir(exist_ok=True)
    (place / name).write_bytes(content)
    return describe(place / name, Reading(**reading))


def read(place, content: bytes, name: str = "poll.xlsx", **reading) -> list[list[str | None]]:
    """The cells below the header, as text."""
    found = export(place, content, name, **reading)
    copy_cells(place / name, found, [], place, place / "cells.parquet")
    return [list(row) for row in connect().execute(f"from '{place / 'cells.parquet'}'").fetchall()]


def answers(place, content: bytes, **parts) -> Ran:
    return built(place, {"poll.xlsx": content}, **{"questions": YES_NO, **parts})


def refused(place, content: bytes, **source) -> str:
    return refusal(place, {"poll.xlsx": content}, questions=YES_NO, sources={"poll": {**POLL, **source}})


# ---- cells


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("007", "007"),
        (" a\u00a0b ", " a\u00a0b "),
        ("N/A", "N/A"),
        ("5.0", "5.0"),
        (7, "7"),
        (41310123456, "41310123456"),
        (-3, "-3"),
        (0.1, "0.1"),
        (Shown(0.37, "0%"), "0.37"),
        (True, "TRUE"),
        (Shown(dt.date(2024, 3, 5), "d mmm yy"), "2024-03-05"),
        (Shown(dt.datetime(2024, 3, 5, 10, 36, 30), "m/d/yy h:mm"), "2024-03-05 10:36:30"),
        (Shown(dt.time(4, 14), "h:mm"), "04:14:00"),
        (Shown(1.1, "[h]:mm:ss"), "26:24:00"),
        (Shown("#N/A", formula="=NA()"), "#N/A"),
        (Shown("#DIV/0!", formula="=1/0"), "#DIV/0!"),
        (Shown("yes", formula='="yes"'), "yes"),
        (Shown(2, formula="=1+1"), "2"),
    ],
)
def test_a_cell_reads_as_the_sheet_shows_it(tmp_path, cell, shown):
    assert read(tmp_path, xlsx({"S": [["id", "q"], ["r1", cell], ["r2", "x"]]})) == [["r1", shown], ["r2", "x"]]


def test_dates_count_from_the_day_that_the_workbook_says(tmp_path):
    content = xlsx({"S": [["id", "day"], ["r1", Shown(dt.date(2016, 5, 23), "yyyy-mm-dd")]]}, date_1904=True)
    assert b'date1904="1"' in zipfile.ZipFile(io.BytesIO(content)).read("xl/workbook.xml")
    assert read(tmp_path, content) == [["r1", "2016-05-23"]]


def test_an_error_cell_is_an_undeclared_cell_and_no_missing_answer(tmp_path):
    content = xlsx({"S": [["id", "q"], ["r1", "yes"], ["r2", Shown("#N/A", formula="=NA()")]]})
    assert "poll.xlsx, row 3, column q: the cell '#N/A' is none" in refused(tmp_path, content)


def test_a_formula_that_was_saved_without_its_value_is_refused_and_not_read_as_blank(tmp_path):
    content = changed(
        xlsx({"S": [*TABLE, ["r3", Shown(1, formula="=1+0")]]}),
        "xl/worksheets/sheet1.xml",
        b"<v>1</v></c></row></sheetData>",
        b"</c></row></sheetData>",
    )
    assert "poll.xlsx, sheet S, cell B4: the formula was saved without its value" in refused(tmp_path, content)


def test_respondents_keep_the_row_numbers_of_the_sheet(tmp_path):
    content = xlsx({"S": [["A title"], [], ["id", "q"], ["r1", "yes"], [], ["r2", "no"]]})
    run = answers(tmp_path, content)
    assert [row["source_row"] for row in run.responses()] == [4, 6]
    assert run.accounts[0].excluded == {"blank row": 1}


def test_a_table_that_begins_in_the_middle_of_the_sheet_reads_alike(tmp_path):
    content = xlsx({"S": [[], ["", "Our poll"], [], ["", "id", "q"], ["", "r1", "yes"], ["", "r2", "no"]]})
    assert answers(tmp_path, content).answers("q") == [1, 2]
    assert read(tmp_path, content) == [[None, "r1", "yes"], [None, "r2", "no"]]


# ---- headers


def test_every_layout_of_text_is_one_of_workbooks_too(tmp_path):
    qualtrics = [
        ["ResponseId", "Q1"],
        ["Response ID", "How?"],
        ['{"ImportId":"_recordId"}', '{"ImportId":"QID1"}'],
        ["R_1", 5],
    ]
    monkey = [["", "q1", ""], ["Respondent ID", "How?", ""], ["", "Good", "Bad"], [41310123456, 1, ""]]
    found = export(tmp_path, xlsx({"S": qualtrics}))
    assert (found.layout, [column.handle for column in found.columns], found.first_row) == (
        "qualtrics",
        ["ResponseId", "Q1"],
        4,
    )
    found = export(tmp_path, xlsx({"S": monkey}))
    assert (found.layout, [column.handle for column in found.columns]) == (
        "surveymonkey",
        ["Respondent ID", "q1 | Good", "q1 | Bad"],
    )
    assert read(tmp_path, xlsx({"S": monkey})) == [["41310123456", "1", None]]


def test_text_of_merged_header_cells_stands_over_every_column_of_the_block(tmp_path):
    rows = [["", "Service", "", "Price"], ["id", "good", "bad", "fair"], ["r1", "x", "", "x"]]
    handles = [
        column.handle for column in export(tmp_path, xlsx({"S": rows}, merged=("B1:C1",)), header=[1, 2]).columns
    ]
    assert handles == ["id", "Service | good", "Service | bad", "Price | fair"]
    rows = [["id", "Service", "", "Price"], ["r1", "x", "", "x"]]
    handles = [column.handle for column in export(tmp_path, xlsx({"S": rows}, merged=("B1:C1",)), header=[1]).columns]
    assert handles == ["id", "Service", "Service", "Price"]


def test_a_title_that_is_merged_over_the_table_is_no_header(tmp_path):
    content = xlsx({"S": [["Our poll", ""], *TABLE]}, merged=("A1:B1",))
    assert [row["source_row"] for row in answers(tmp_path, content).responses()] == [3, 4]


def test_a_row_that_names_few_of_the_columns_is_not_taken_for_the_header(tmp_path):
    content = xlsx({"S": [["at", "the top"], ["id", "q", "b", "c", "d"], ["r1", "yes", 1, 2, 3]]})
    assert "poll.xlsx, sheet S, row 1: the row names 2 of 5 columns" in refused(tmp_path, content)
    assert answers(tmp_path, content, sources={"poll": {**POLL, "header": 2}}).answers("q") == [1]


# ---- what stands below


WIDE = [["id", "q", "w"], ["Ann Doe", "yes", 1], ["Bob Roe", "no", 1]]


def test_notes_below_the_table_are_no_respondents_and_are_accounted_for(tmp_path):
    content = xlsx({"S": [*WIDE, ["Source"], ["", "our own"], ["", "", "survey"]]})
    run = answers(tmp_path, content)
    assert run.accounts[0].excluded == {"blank row": 3}
    assert len(run.responses()) == 2
    assert "sheet S, rows 4 to 6: these stand below the table as notes do" in export(tmp_path, content).notes[0]


def test_a_note_below_a_blank_row_is_no_respondent(tmp_path):
    assert len(answers(tmp_path, xlsx({"S": [*WIDE, [], ["Source: us"]]})).responses()) == 2


def test_a_respondent_who_answered_nothing_is_not_taken_for_a_note_without_a_doubt(tmp_path):
    content = xlsx({"S": [*WIDE, ["Cid Poe"]]})
    assert len(answers(tmp_path, content).responses()) == 3
    assert "they may be notes" in export(tmp_path, content).notes[0]


def test_a_respondent_without_id_below_the_others_is_refused_as_ever(tmp_path):
    assert "the respondent has no id" in refused(tmp_path, xlsx({"S": [*WIDE, ["", "", 5]]}))


# ---- sheets


def test_the_only_sheet_with_a_table_is_read_whatever_stands_before_it(tmp_path):
    content = xlsx({"About": [["Our poll"], ["Ask Ann."]], "Data": TABLE, "Empty": []})
    assert answers(tmp_path, content).answers("q") == [1, 2]


def test_several_tables_are_refused_by_name_until_the_study_says_which(tmp_path):
    content = xlsx({"North": TABLE, "South": [["id", "q"], ["r9", "no"]]})
    assert "each have a table" in refused(tmp_path, content)
    assert answers(tmp_path, content, sources={"poll": {**POLL, "sheet": "South"}}).answers("q") == [2]


def test_a_sheet_that_is_not_there_is_refused_with_the_nearest_name(tmp_path):
    assert "sheet 'Dta' is asked for, which is not there; did you mean 'Data'?" in refused(
        tmp_path, xlsx({"Data": TABLE}), sheet="Dta"
    )


def test_a_hidden_sheet_is_read_only_where_the_study_names_it(tmp_path):
    content = xlsx({"Data": TABLE, "Old": [["id", "q"], ["r9", "no"]]}, hidden=("Old",))
    assert answers(tmp_path, content).answers("q") == [1, 2]
    assert export(tmp_path, content).notes == ["hidden sheets were not looked at: Old"]
    assert answers(tmp_path, content, sources={"poll": {**POLL, "sheet": "Old"}}).answers("q") == [2]


def test_a_sheet_is_asked_for_of_workbooks_alone(tmp_path):
    reason = refusal(
        tmp_path, {"poll.csv": "id,q\n1,yes\n"}, questions=YES_NO, sources={"poll": {**POLL, "sheet": "S"}}
    )
    assert "poll.csv: sheet 'S' is asked for, and the file is no workbook" in reason


@pytest.mark.parametrize(
    "rows",
    [
        [
            ["A survey"],
            ["How?"],
            ["Answer", "Share", "Count"],
            ["Good", 0.5, 5],
            ["", "Answered", 10],
            ["", "Skipped", 2],
        ],
        [["", "Total", "North"], ["Unweighted N", 100, 50], ["Good", 0.5, 0.4]],
    ],
    ids=["summary", "crosstab"],
)
def test_tables_of_counts_are_no_respondents(tmp_path, rows):
    reason = refused(tmp_path, xlsx({"Question 1": rows, "Question 2": rows}))
    assert "sheet Question 1 counts answers and has no respondents" in reason


# ---- other workbooks


def test_an_opendocument_workbook_reads_alike(tmp_path):
    rows = [
        f"<table:table-row>{text('id')}{text('q')}{text('day')}</table:table-row>",
        f"<table:table-row table:number-rows-repeated='2'>{text('r1')}"
        '<table:table-cell office:value-type="float" office:value="7"><text:p>7,0</text:p></table:table-cell>'
        '<table:table-cell office:value-type="date" office:date-value="2024-03-05"><text:p>5.3.24</text:p></table:table-cell>'
        "</table:table-row>",
        f"<table:table-row>{text('r2')}{text('#N/A', calcext_value_type='error')}</table:table-row>",
        '<table:table-row table:number-rows-repeated="1048570"><table:table-cell table:number-columns-repeated="16384"/>'
        "</table:table-row>",
    ]
    found = read(tmp_path, ods("".join(rows)), "poll.ods")
    assert found == [["r1", "7", "2024-03-05"], ["r1", "7", "2024-03-05"], ["r2", "#N/A", None]]


def test_cells_that_an_opendocument_workbook_spans_stand_over_every_column(tmp_path):
    rows = (
        f"<table:table-row>{text('')}{text('Service', table_number_columns_spanned='2')}<table:covered-table-cell/></table:table-row>"
        f"<table:table-row>{text('id')}{text('good')}{text('bad')}</table:table-row>"
        f"<table:table-row>{text('r1')}{text('x')}{text('y')}</table:table-row>"
    )
    handles = [column.handle for column in export(tmp_path, ods(rows), "poll.ods", header=[1, 2]).columns]
    assert handles == ["id", "Service | good", "Service | bad"]


# ---- broken and hostile workbooks


@pytest.mark.parametrize("kept", [40, 1000, 3000, -100])
def test_a_workbook_that_was_cut_is_refused(tmp_path, kept):
    reason = refused(tmp_path, xlsx({"S": TABLE})[:kept])
    assert reason.startswith("poll.xlsx: ")
    assert "\n" not in reason


def test_a_workbook_that_unpacks_to_far_more_than_its_size_is_refused_unopened(tmp_path):
    out = io.BytesIO(xlsx({"S": TABLE}))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/zeros", b"\0" * (80 << 20))
    assert "poll.xlsx: the workbook unpacks to 80 MB" in refused(tmp_path, out.getvalue())


def test_a_zip_that_lies_about_its_sizes_is_refused(tmp_path):
    content = changed(xlsx({"S": TABLE}), "xl/styles.xml", b"", b"")
    at = content.rindex(b"xl/styles.xml") - 46 + 24
    lying = content[:at] + struct.pack("<I", 10) + content[at + 4 :]
    assert "is damaged" in refused(tmp_path, lying)


def test_a_cell_at_the_far_end_of_the_sheet_is_refused_before_memory_is_taken_for_it(tmp_path):
    rows: list[list] = [[] for _ in range(200_000)]
    content = xlsx({"S": [*TABLE, *rows, [""] * 16_383 + ["far"]]})
    assert "poll.xlsx, sheet S: its cells reach to XFD200004" in refused(tmp_path, content)


def test_an_opendocument_cell_that_stands_for_millions_is_refused(tmp_path):
    many = text("x", table_number_columns_repeated="16384")
    content = ods(f"<table:table-row table:number-rows-repeated='1048576'>{many}</table:table-row>")
    with pytest.raises(Refused, match="cannot be read .Cell limit"):
        export(tmp_path, content, "poll.ods")


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/sharedStrings.xml"])
def test_xml_entities_are_never_expanded(tmp_path, part):
    declared = b'?>\n<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>'
    content = changed(xlsx({"S": TABLE}), part, b"?>", declared)
    if part == "xl/sharedStrings.xml":
        content = changed(content, part, b"<t>yes</t>", b"<t>&e;</t>")
    assert "cannot be read" in refused(tmp_path, content)


def test_a_workbook_under_a_password_is_refused_in_words(tmp_path):
    locked = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1016) + "EncryptedPackage".encode("utf-16-le") + bytes(480)
    assert refused(tmp_path, locked) == "poll.xlsx: the workbook is under a password; save it without one."


@pytest.mark.parametrize("start", [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04"])
def test_another_file_of_the_same_family_is_told_to_be_no_workbook(tmp_path, start):
    assert "and no workbook" in refused(tmp_path, start + bytes(2000))


def test_macros_and_links_of_a_workbook_are_left_alone(tmp_path):
    out = io.BytesIO(xlsx({"S": TABLE}))
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"no macro")
        archive.writestr("xl/externalLinks/externalLink1.xml", "<externalLink/>")
    folder = write_study(tmp_path, {"poll.xlsm": out.getvalue()}, questions=YES_NO)
    assert folder.exists()
    assert built(tmp_path, {"poll.xlsm": out.getvalue()}, questions=YES_NO).answers("q") == [1, 2]


# ---- what a sheet does not show


def test_a_formula_with_an_empty_place_for_its_value_is_refused_too(tmp_path):
    content = changed(
        xlsx({"S": [*TABLE, ["r3", Shown(1, formula="=1+0")]]}), "xl/worksheets/sheet1.xml", b"<v>1</v>", b"<v />"
    )
    assert "poll.xlsx, sheet S, cell B4: the formula was saved without its value" in refused(tmp_path, content)


def test_a_formula_whose_value_is_an_empty_text_is_a_blank(tmp_path):
    content = xlsx({"S": [*TABLE, ["r3", Shown("gone", formula='=""')]]})
    content = changed(content, "xl/worksheets/sheet1.xml", b"<v>gone</v>", b"<v></v>")
    assert answers(tmp_path, content).answers("q") == [1, 2, -2]


def test_a_formula_without_value_in_an_opendocument_workbook_is_refused(tmp_path):
    formula = '<table:table-cell table:formula="of:=1+0"/>'
    rows = [f"<table:table-row>{text('id')}{text('q')}</table:table-row>",
            f"<table:table-row>{text('r1')}{formula}</table:table-row>"]  # fmt: skip
    with pytest.raises(Refused, match="cell B2: the formula was saved without its value"):
        read(tmp_path, ods("".join(rows)), "poll.ods")


def test_rows_that_a_filter_hides_are_read_and_said(tmp_path):
    content = changed(
        xlsx({"S": [*TABLE, ["r3", "no"], ["r4", "no"]]}),
        "xl/worksheets/sheet1.xml",
        b'<row r="3"',
        b'<row hidden="1" r="3"',
    )
    assert answers(tmp_path, content).answers("q") == [1, 2, 2, 2]
    assert export(tmp_path, content).notes == [
        "rows that the sheet hides, as a filter does, are read like the others: 1, from row 3"
    ]


# ---- several sheets


FORM = [["Timestamp", "Your role?"], *([f"2026/05/{day:02} 10:00:00", "staff"] for day in range(1, 5))]


def test_the_sheet_of_a_form_is_read_though_another_has_charts(tmp_path):
    found = export(
        tmp_path, xlsx({"Charts": [["Role", "Mean"], ["boss", 3.5], ["staff", 4.5]], "Form Responses 1": FORM})
    )
    assert (found.sheet, found.layout) == ("Form Responses 1", "google-forms")
    assert found.notes == [
        "of several sheets Form Responses 1 is read, which has the header of a vendor; not Charts (3 rows, 2 columns)"
    ]


def test_a_sheet_with_far_more_rows_is_read_and_that_is_said(tmp_path):
    data = [["id", "q"], *([f"r{number}", "yes"] for number in range(60))]
    found = export(tmp_path, xlsx({"Codes": TABLE, "Data": data}))
    assert found.sheet == "Data"
    assert found.notes == ["of several sheets Data is read, which has far more rows; not Codes (3 rows, 2 columns)"]


def test_sheets_that_may_each_be_it_are_named_with_their_size(tmp_path):
    with pytest.raises(Refused, match=r"North \(3 rows, 2 columns\) and South \(4 rows, 2 columns\) each have a table"):
        export(tmp_path, xlsx({"North": TABLE, "South": [*TABLE, ["r3", "no"]]}))
