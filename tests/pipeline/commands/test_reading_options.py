"""`gap describe` and `gap new` take a person's word for how a file is to be read, before there is any study."""

import io

import pytest
import xlsxwriter

from building import rows
from schemas.study import load_study

PEOPLE = [f"{number},{'manager' if number % 3 else 'staff'},{'yes' if number % 2 else 'no'}" for number in range(1, 31)]


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    folder = tmp_path_factory.mktemp("exports")
    (folder / "headed.csv").write_text(rows("Poll of all,,", "nr,Who,Proud", "id,role,q", *PEOPLE), encoding="utf-8")
    (folder / "latin.csv").write_bytes(rows("id,rôle,q", *PEOPLE).encode("mac_roman"))
    book = io.BytesIO()
    with xlsxwriter.Workbook(book) as workbook:
        for name in ("North", "South"):
            sheet = workbook.add_worksheet(name)
            for at, line in enumerate(["id,role,q", *PEOPLE]):
                sheet.write_row(at, 0, line.split(","))
    (folder / "book.xlsx").write_bytes(book.getvalue())
    return folder


def test_describe_reads_the_rows_and_the_sheet_that_it_is_told(run_gap, place):
    told = run_gap("describe", place / "headed.csv", "--header", "3")
    assert "30 rows from row 4, 3 columns" in told.output
    assert "sheet 'South'" in run_gap("describe", place / "book.xlsx", "--sheet", "South").output
    assert "rôle" in run_gap("describe", place / "latin.csv", "--encoding", "mac_roman").output
    none = run_gap("describe", place / "headed.csv", "--header", "none").output
    assert "33 rows from row 1" in none and '{column: A, says: ""}' in none


def test_a_refusal_names_the_word_of_the_command_line_that_mends_it(run_gap, place):
    asked = run_gap("describe", place / "book.xlsx")
    assert asked.returncode == 1
    assert "North (31 rows, 3 columns) and South (31 rows, 3 columns)" in asked.output and "--sheet" in asked.output


def test_a_draft_says_in_its_study_how_the_file_was_read(run_gap, place, tmp_path):
    drafted = run_gap("new", "my-study", "--both", place / "headed.csv", "--header", "2,3", "--studies", tmp_path)
    assert drafted.returncode == 0, drafted.output
    (source,) = load_study(tmp_path / "my-study").sources.values()
    assert (source.header, source.sheet, source.encoding) == ([2, 3], None, None)
    assert run_gap("check", "my-study", "--studies", tmp_path).returncode == 0


def test_each_of_two_files_is_read_as_it_is_told(run_gap, place, tmp_path):
    files = ("--executive", place / "book.xlsx", "--consumer", place / "headed.csv")
    words = ("--sheet", "North", "--sheet", "", "--header", "", "--header", "3")
    drafted = run_gap("new", "my-study", *files, *words, "--studies", tmp_path)
    assert drafted.returncode == 0, drafted.output
    sources = load_study(tmp_path / "my-study").sources
    assert (sources["interviews"].sheet, sources["interviews"].header) == ("North", None)
    assert (sources["panel"].sheet, sources["panel"].header) == (None, [3])


@pytest.mark.parametrize("words", [("--header", "first"), ("--header", "0"), ("--sheet", "a", "--sheet", "b")])
def test_a_word_that_cannot_be_meant_is_a_fault_of_usage(run_gap, place, tmp_path, words):
    drafted = run_gap("new", "my-study", "--both", place / "headed.csv", *words, "--studies", tmp_path)
    assert drafted.returncode == 2
