"""Real workbooks, SPSS, Stata and SAS files, as they are delivered. They lie beside the project and are no part of it."""

import re
from pathlib import Path
from shutil import copyfile

import pyarrow.parquet as pq
import pytest

from assets.exports.export import Export, Reading
from assets.exports.readers import beside, copy_cells, describe
from building import POLL, built, one_question
from schemas.refused import Refused

STATISTICS, WORKBOOKS = "real/spss-stata-sas", "real/excel"


def read(path: Path, work: Path, **reading) -> tuple[Export, list[list[str | None]]]:
    """A file's description, and its cells as text."""
    companions = beside(path)
    export = describe(path, Reading(**reading), companions)
    copy_cells(path, export, companions, work, work / "cells.parquet")
    return export, [list(row.values()) for row in pq.read_table(work / "cells.parquet").to_pylist()]


# ---- an SPSS file against the syntax that made it


@pytest.fixture
def syntax(shared) -> str:
    """The syntax without comments, its blanks as one."""
    text = shared(f"{STATISTICS}/spssio_test.sps").read_text(encoding="utf-8-sig")
    return re.sub(r"\s+", " ", re.sub(r"/\*.*", "", text))


@pytest.fixture
def export(shared) -> Export:
    return describe(shared(f"{STATISTICS}/spssio_test.sav"), Reading())


def column(export: Export, name: str):
    """The column of an SPSS name, whose case does not matter."""
    return next(column for column in export.columns if column.handle.lower() == name.lower())


def test_every_label_of_the_syntax_is_in_the_file(export, syntax):
    labels = re.search(r"VARIABLE LABEL (.*?)\. ", syntax)[1]
    told = re.findall(r"(\w+) '([^']*)'", labels)
    assert len(told) == 4
    assert {name: column(export, name).label for name, _ in told} == dict(told)


def test_every_value_label_of_the_syntax_is_in_the_file(export, syntax):
    told = re.search(r"VALUE LABELS (\w+) (.*?) / (\w+) '(\w+)' '([^']*)'\.", syntax)
    ages = {code: label.strip() for code, label in re.findall(r"(\d+) '([^']*)'", told[2])}
    assert column(export, told[1]).labels == ages == {"27": "27 y.o.", "34": "34 y.o.", "50": "50 y.o."}
    assert column(export, told[3]).labels == {told[4]: told[5]}


def test_every_missing_value_of_the_syntax_is_declared(export, syntax):
    told = dict(re.findall(r"MISSING VALUES (\w+) \((.*?)\)\.", syntax))
    assert len(told) == 5
    for name, values in told.items():
        assert sorted(column(export, name).missing) == sorted(_span(part) for part in values.split(","))
    assert {c.handle.lower() for c in export.columns if c.missing} == {name.lower() for name in told}


def _span(words: str) -> tuple[str, str]:
    low, _, high = words.strip().strip('"').replace("LO ", "-inf ").partition(" THRU ")
    return low, high or low


def test_every_multiple_response_set_of_the_syntax_is_in_the_file(export, syntax):
    dichotomies = re.search(r"/MDGROUP NAME=\$(\w+) .*?VARIABLES=([\w ]+?) VALUE=(\d+)", syntax)
    last = syntax[syntax.rindex("MRSETS") :]
    groups = re.findall(r"/MCGROUP NAME=\$(\w+) LABEL='([^']*)' VARIABLES=([\w ]+?) (?=/)", last)
    found = {each.name.lower(): each for each in export.sets}
    assert set(found) == {dichotomies[1].lower(), *(name.lower() for name, _, _ in groups)}
    ticked = found[dichotomies[1].lower()]
    assert (_lower(ticked.columns), ticked.counted) == (_lower(dichotomies[2].split()), dichotomies[3])
    for name, label, variables in groups:
        one = found[name.lower()]
        assert (one.label, _lower(one.columns), one.counted) == (label, _lower(variables.split()), "")


def _lower(names: list[str]) -> list[str]:
    return [name.lower() for name in names]


def test_the_case_weight_of_the_syntax_is_the_files(export, syntax):
    assert export.weight == re.search(r"WEIGHT BY (\w+)", syntax)[1]


def test_the_cases_are_those_of_the_syntax(shared, syntax, tmp_path):
    lines = re.search(r"BEGIN DATA (.*?) END DATA", syntax)[1].split()
    typed = [lines[at : at + 6] for at in range(0, len(lines), 6)]
    export, rows = read(shared(f"{STATISTICS}/spssio_test.sav"), tmp_path)
    for number, line in enumerate(typed, start=1):
        blanked = number % 2 == 0  # IF ( MOD($casenum, 2) EQ 0 ) income3 = $sysmis
        assert rows[number - 1][:6] == [*line[:5], None if blanked else line[5]]
    day, month, year = re.search(r"DATE\.DMY\((\d+), (\d+), (\d+)\)", syntax).groups()
    at = export.columns.index(column(export, "someDate"))
    assert {row[at] for row in rows} == {f"{year}-{month}-{day}"}


def test_user_missing_incomes_and_ages_are_no_answer(shared, tmp_path):
    content = shared(f"{STATISTICS}/spssio_test.sav").read_bytes()
    questions = {"x": {"at": "aShortStringVar", "answers": {"z": "z"}}, "age": {"at": "Age", "numbers": [19, 99]}}
    sources = {"poll": {**POLL, "respondent": "ID", "weight": "weightVar"}}
    run = built(tmp_path, {"poll.sav": content}, questions=questions, sources=sources)
    assert set(run.answers("x")) == {-2}
    assert min(run.answers("age")) > 0


# ---- Stata and SAS


def test_extended_missing_values_of_stata_keep_their_letters(shared, tmp_path):
    export, rows = read(shared(f"{STATISTICS}/missing_test.dta"), tmp_path)
    assert rows == [[".a", ".b", ".c", ".x", ".y", ".z", None, None, "1"]]
    assert [found.missing for found in export.columns[:2]] == [[(".a", ".a")], [(".b", ".b")]]
    assert export.columns[0].labels == {".a": "missing"}


def test_special_missing_values_of_sas_keep_their_letters_and_the_catalogue_labels_them(shared, tmp_path):
    path = shared(f"{STATISTICS}/missing_test.sas7bdat")
    assert [found.name for found in beside(path)] == ["missing_formats.sas7bcat"]
    export, rows = read(path, tmp_path)
    assert rows == [[".A", ".B", ".C", ".X", ".Y", ".Z", "._", None, "1"]]
    assert export.columns[0].labels == {".A": "missing"}


def test_a_catalogue_alone_is_no_export(shared):
    with pytest.raises(Refused, match="a SAS catalogue holds labels and no cases; name the .sas7bdat file"):
        describe(shared(f"{STATISTICS}/missing_formats.sas7bcat"), Reading())


def test_a_catalogue_beside_the_data_is_not_read_as_data(shared, tmp_path):
    folder = tmp_path / "small"
    folder.mkdir()
    for name in ("missing_test.sas7bdat", "missing_formats.sas7bcat"):
        copyfile(shared(f"{STATISTICS}/{name}"), folder / f"poll-{name}")
    sources = {"poll": {**POLL, "respondent": "var9"}}
    run = built(tmp_path, questions=one_question(at="var1", answers={"a": 1}), sources=sources)
    assert run.answers("q") == [-2]


def test_an_spss_file_of_an_older_program_is_read(shared, tmp_path):
    export, rows = read(shared(f"{STATISTICS}/employee-data.sav"), tmp_path)
    assert (len(rows), export.rows, export.encoding) == (474, 474, "WINDOWS-1252")
    assert rows[0] == ["1", "m", "1952-02-03", "15", "3", "57000", "27000", "98", "144", "0"]
    assert export.columns[9].missing == [("9", "9")]


# ---- workbooks


@pytest.mark.parametrize("name", ["deaths.xlsx", "deaths.xls"])
def test_a_table_between_titles_and_notes_is_read_without_them(shared, tmp_path, name):
    path = shared(f"{WORKBOOKS}/{name}")
    with pytest.raises(
        Refused, match=r"the sheets arts \(19 rows, 6 columns\) and other \(19 rows, 6 columns\) each have a table"
    ):
        describe(path, Reading())
    with pytest.raises(Refused, match="sheet arts, row 2: the row names 2 of 6 columns"):
        describe(path, Reading(sheet="arts"))
    export, rows = read(path, tmp_path, sheet="arts", header=[5])
    assert [found.handle for found in export.columns][:3] == ["Name", "Profession", "Age"]
    assert rows[0] == ["David Bowie", "musician", "69", "TRUE", "1947-01-08", "2016-01-10"]
    assert [row[0] for row in rows[9:]] == ["George Michael", None, None, None, None]
    assert "rows 16 to 19: these stand below the table as notes do" in export.notes[0]


def test_notes_below_a_table_are_accounted_for_as_blank_rows(shared, tmp_path):
    content = shared(f"{WORKBOOKS}/deaths.xlsx").read_bytes()
    sources = {"poll": {**POLL, "respondent": "Name", "sheet": "other", "header": 5}}
    questions = one_question(at="Has kids", answers={"yes": "TRUE", "no": "FALSE"})
    run = built(tmp_path, {"poll.xlsx": content}, questions=questions, sources=sources)
    assert run.accounts[0].excluded == {"blank row": 4}
    assert [row["source_row"] for row in run.responses()] == list(range(6, 16))
    assert run.answers("q").count(2) == 2


def test_a_workbook_that_counts_from_1904_has_its_own_dates(shared, tmp_path):
    _, rows = read(shared(f"{WORKBOOKS}/type-me.xlsx"), tmp_path, sheet="date_coercion")
    assert [row[0] for row in rows] == [None, "2016-05-23", "2016-04-28 11:30:00", "TRUE", "cabbage", "4.3", "39448"]


def test_text_that_looks_like_a_number_or_a_truth_stays_text(shared, tmp_path):
    path = shared(f"{WORKBOOKS}/type-me.xlsx")
    numbers = read(path, tmp_path, sheet="numeric_coercion")[1]
    assert [row[0] for row in numbers] == [None, "TRUE", "FALSE", "2014-12-23", "123456", "123456", "cabbage"]
    truths = read(path, tmp_path, sheet="logical_coercion")[1]
    assert [row[0] for row in truths] == [
        None,
        "0",
        "1",
        "2016-01-01",
        "TRUE",
        "FALSE",
        "cabbage",
        "true",
        "F",
        "False",
    ]
