"""Whatever a survey holds, it is read back cell by cell as it was written, in every layout that can carry it.

Where a layout cannot carry something, the strategy of its test says so.
"""

import re
import tempfile
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assets.exports.export import Export, Reading, squeezed
from assets.exports.readers import copy_cells, describe
from assets.exports.readers.text import relation
from assets.lake.duck import connect, parquet
from writers import files, text, vendors
from writers.questionnaire import Cell, Survey, spread, surveys, texts
from writers.text import Dialect

QUICK = settings(
    max_examples=30,
    deadline=None,
    derandomize=True,
    database=None,
    report_multiple_bugs=False,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


@dataclass(frozen=True)
class Read:
    """What a reader made of a file."""

    export: Export
    rows: list[list[Cell]]

    @property
    def handles(self) -> list[str]:
        return [column.handle for column in self.export.columns]

    @property
    def labels(self) -> list[str]:
        return [column.label for column in self.export.columns]


def read(content: bytes, suffix: str = "csv", **said: object) -> Read:
    """Every cell of a file, as the responses would get it."""
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / f"poll.{suffix}"
        path.write_bytes(content)
        export = describe(path, Reading(**said))
        if not export.straight:
            copy_cells(path, export, [], Path(place), path.with_name("cells.parquet"))
        table = relation(path, export) if export.straight else parquet(path.with_name("cells.parquet"))
        return Read(export, [list(row) for row in connect().execute(f"select * from {table}").fetchall()])


dialects = st.builds(
    Dialect,
    delimiter=st.sampled_from(",;\t|"),
    line=st.sampled_from(["\n", "\r\n"]),
    quoted=st.booleans(),
    mark=st.booleans(),
)
named = texts.filter(squeezed)
"""Names that are not blank."""


def is_headed(survey: Survey) -> bool:
    """A plain header has two names or more: one alone above a wide table is a title, and so is a blank row."""
    return sum(bool(squeezed(column.text)) for column in survey.columns) > 1


def filled(names: list[str]) -> list[str]:
    """A blank name takes the one on its left."""
    found: list[str] = []
    for name in names:
        found.append(name or (found[-1] if found else ""))
    return found


# ---- plain tables


def unmarked(rows: list[list[str | None]]) -> list[list[str | None]]:
    """Cells without byte order marks: at the start of a line one is left from files that were pasted together, and dropped."""
    return [[re.sub("^\ufeff", "", cell, flags=re.MULTILINE) or None if cell else cell for cell in row] for row in rows]


@QUICK
@given(survey=surveys().filter(is_headed), dialect=dialects)
def test_a_plain_table_comes_back_cell_by_cell(survey, dialect):
    found = read(
        text.plain(survey, dialect), header=[1]
    )  # names and cells are of one kind here: only a person can tell
    assert found.handles == [squeezed(column.text) for column in survey.columns]
    assert unmarked(found.rows) == unmarked(survey.rows)


@QUICK
@given(survey=surveys().filter(is_headed), dialect=dialects, header=st.integers(0, 3), titles=st.integers(0, 2))
def test_a_table_comes_back_whatever_rows_are_its_header(survey, dialect, header, titles):
    said = [number + titles + 1 for number in range(header)]
    found = read(text.plain(survey, dialect, header, titles if header else 0), header=said)
    assert found.rows == survey.rows
    if header > 1:
        questions = filled([squeezed(column.text) for column in survey.columns])
        over = ["Survey"] if header == 3 else []
        named = [
            [*over, question, squeezed(part)] for question, part in zip(questions, text.parts(survey), strict=True)
        ]
        assert found.handles == [" | ".join(filter(None, part)) for part in named]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "cp1252", "mac_roman", "gb18030"])
def test_a_table_comes_back_in_the_encoding_that_the_study_names(encoding):
    lines = st.sampled_from(["\n", "\r\n", "\r", "\r\r\n"])

    cells = texts.filter(lambda text: _can(text, encoding) and not any(word in text for word in VENDORS_OWN))
    names = cells.filter(lambda text: not any(map(str.isdigit, text)))

    @QUICK
    @given(survey=surveys(names, cells).filter(is_headed).filter(are_named_apart), line=lines)
    def comes_back(survey, line):
        found = read(text.plain(survey, Dialect(line=line, encoding=encoding)), encoding=encoding)
        assert found.rows == survey.rows

    comes_back()


VENDORS_OWN = ("ImportId", "Response", "Respondent ID")
"""What Qualtrics and SurveyMonkey write below and above a table's names: no plain table has it."""


def are_named_apart(survey: Survey) -> bool:
    """No name stands among its column's cells: where it does, only a person can tell a header from a respondent."""
    columns = zip(survey.columns, zip(*survey.rows, strict=True), strict=True)
    return not any(squeezed(column.text) in map(squeezed, filter(None, cells)) for column, cells in columns)


def _can(text: str, encoding: str) -> bool:
    """Whether an encoding has all letters of a text."""
    return text.encode(encoding, "ignore").decode(encoding) == text


# ---- vendors' layouts


@QUICK
@given(survey=surveys(), dialect=dialects, older=st.booleans())
def test_a_qualtrics_export_comes_back_cell_by_cell(survey, dialect, older):
    found = read(text.qualtrics(survey, dialect, older))
    assert (found.export.layout, found.handles) == ("qualtrics", text.qualtrics_ids(survey))
    assert found.labels == [squeezed(label) for label in files.labels(survey)]
    assert found.rows == survey.rows


@QUICK
@given(survey=surveys(), dialect=dialects)
def test_a_surveymonkey_export_with_three_header_rows_comes_back_cell_by_cell(survey, dialect):
    found = read(text.surveymonkey(survey, dialect))
    names = [" | ".join(filter(None, (f"q{asked.number}", squeezed(asked.part)))) for asked in survey.columns]
    assert (found.export.layout, found.handles) == ("surveymonkey", ["Respondent ID", *names])
    assert [row[1:] for row in found.rows] == survey.rows


def comes_back(table: list[list[Cell]], depth: int, layout: str, handles: list[str]) -> None:
    """Written as text and as a workbook, `table` has this layout and these handles, and every cell is there again.

    A workbook has no columns beyond the last one with a cell.
    """
    for dialect in (Dialect(), Dialect(";", "\r\n", quoted=True, mark=True)):
        found = read(text.written(table, dialect))
        assert (found.export.layout, found.handles) == (layout, handles)
        assert found.rows == table[depth:]
    found = read(files.workbook(table), "xlsx")
    wide = max(at for row in table for at, cell in enumerate(row) if cell) + 1
    assert (found.export.layout, found.handles) == (layout, handles[:wide])
    assert found.rows == [row[:wide] for row in table[depth:]]


@QUICK
@given(survey=surveys())
def test_a_legacy_qualtrics_export_comes_back_cell_by_cell(survey):
    comes_back(vendors.qualtrics_legacy(survey), 2, "qualtrics-legacy", ["V1", "V2", *text.qualtrics_ids(survey), ""])


worded = named.filter(lambda text: "Response" not in text and "Respondent" not in text)
"""SurveyMonkey's own words are none of a question's."""


@QUICK
@given(survey=surveys(worded).filter(lambda survey: len(survey.columns) > 1), wide=st.booleans())
def test_a_surveymonkey_export_comes_back_condensed_and_expanded(survey, wide):
    survey = spread(survey) if wide else survey
    parts = [squeezed(column.part) for column in survey.columns]
    names = [
        squeezed(column.text) + (f" | {part}" if part else "")
        for column, part in zip(survey.columns, parts, strict=True)
    ]
    handles = ["Respondent ID", "Collector ID", *names, "Any other comments?"]
    comes_back(vendors.surveymonkey(survey), 2, "surveymonkey", handles)


@QUICK
@given(survey=surveys(named))
def test_a_google_form_comes_back_cell_by_cell(survey):
    table = vendors.google_forms(survey)
    comes_back(table, 1, "google-forms", [squeezed(name) for name in table[0]])


@QUICK
@given(survey=surveys(named.filter(lambda text: not set(text) & set("<>*&"))))
def test_a_typeform_export_comes_back_cell_by_cell(survey):
    table = vendors.typeform(survey)
    comes_back(table, 1, "typeform", [squeezed(name) for name in table[0]])


@QUICK
@given(survey=surveys(named.filter(lambda text: ":" not in text and text == text.strip())))
def test_an_alchemer_export_comes_back_cell_by_cell(survey):
    table = vendors.alchemer(survey)
    questions = [squeezed(column.text) for column in survey.columns]
    names = [
        f"{question} | {squeezed(column.part)}"
        if column.part and questions.count(question) > 1
        else squeezed(":".join(filter(None, (column.part, column.text))))
        for question, column in zip(questions, survey.columns, strict=True)
    ]
    comes_back(table, 1, "alchemer", [*table[0][:4], *names])


@QUICK
@given(survey=surveys())
def test_a_limesurvey_export_comes_back_cell_by_cell(survey):
    table = vendors.limesurvey(survey)
    comes_back(table, 1, "limesurvey", table[0])


@QUICK
@given(survey=surveys())
def test_a_microsoft_forms_export_comes_back_cell_by_cell(survey):
    table = vendors.microsoft_forms(survey)
    comes_back(table, 1, "microsoft-forms", list(map(squeezed, table[0])))


@QUICK
@given(survey=surveys())
@pytest.mark.parametrize(
    ("write", "depth", "layout"),
    [
        (vendors.kobotoolbox, 1, "xlsform"),
        (vendors.redcap, 1, "redcap"),
        (vendors.sosci, 2, "sosci"),
        (vendors.unipark, 2, "unipark"),
        (vendors.decipher, 1, "decipher"),
    ],
)
def test_an_export_headed_by_variables_comes_back_cell_by_cell(survey, write, depth, layout):
    table = write(survey)
    comes_back(table, depth, layout, table[0])


# ---- files that are no text

kept = texts.filter(lambda text: text == text.rstrip(" ") and "\0" not in text)
"""Statistics packages fill texts up with blanks, so that those at the end are lost."""
short = kept.filter(lambda text: len(text.encode()) < 20)
"""Labels are cut: Stata's at 80 letters."""


@QUICK
@given(survey=surveys(short, kept))
@pytest.mark.parametrize("write", [files.spss, files.stata], ids=["sav", "dta"])
def test_a_file_of_a_statistics_package_comes_back_value_by_value(tmp_path_factory, write, survey):
    suffix = {files.spss: "sav", files.stata: "dta"}[write]
    found = read(write(survey, tmp_path_factory.mktemp("written") / f"poll.{suffix}"), suffix)
    assert (found.handles, found.labels) == (text.qualtrics_ids(survey), files.labels(survey))
    assert found.rows == survey.rows


@QUICK
@given(survey=surveys())
def test_a_parquet_file_comes_back_value_by_value(survey):
    found = read(files.parquet(survey), "parquet")
    assert (found.handles, found.rows) == (text.qualtrics_ids(survey), survey.rows)
