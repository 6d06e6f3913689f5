"""Answers that nobody can tell apart by eye: one answer where Unicode calls them equal, told in words where only alike."""

from unicodedata import normalize

import duckdb
import pytest

from assets.exports.export import ExportColumn, squeezed, squeezed_sql
from assets.exports.traps import traps
from assets.lake.duck import literal
from building import coded, one_question, refusal, table

WORD = "zufrieden für alle"
ACCENTS = "e\u0301te\u0301"


@pytest.mark.parametrize(
    "cell",
    [normalize("NFD", WORD), "zufrie\u00adden für alle", "zufrieden\u200b für alle", "zufrie\u200bden\u00a0für  alle", "\ufeff" + WORD],
    ids=["letter and dots", "soft hyphen", "no width at an end", "no width within", "byte order mark"],
)  # fmt: skip
def test_letters_that_are_stored_in_two_ways_are_one_answer(tmp_path, cell):
    assert coded(tmp_path, [WORD, cell, "nein"], answers=[WORD, "nein"]) == [1, 1, 2]


def test_an_answer_is_found_however_the_study_file_stores_its_letters(tmp_path):
    assert coded(tmp_path, [WORD, "nein"], answers=[normalize("NFD", WORD), "nein"]) == [1, 2]


def test_a_study_that_names_one_answer_in_two_spellings_is_refused(tmp_path):
    answers = [WORD, "nein", normalize("NFD", WORD)]
    reason = refusal(tmp_path, {"poll.csv": "id,q\n1,nein\n"}, questions=one_question(answers=answers))
    assert f"names '{WORD}' twice; keep one" in reason


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ("\u0410pple", "'\u0410' is CYRILLIC CAPITAL LETTER A"),
        ("\uff21pple", "'\uff21' is FULLWIDTH LATIN CAPITAL LETTER A"),
        ("App\u217ce", "'\u217c' is SMALL ROMAN NUMERAL FIFTY"),
    ],
    ids=["cyrillic", "full-width", "roman numeral"],
)
def test_a_cell_that_only_looks_like_an_answer_is_refused_with_what_is_odd_in_it(tmp_path, cell, told):
    export = table(["id", "q"], [[1, "Apple"], [2, cell]])
    reason = refusal(tmp_path, {"poll.csv": export}, questions=one_question(answers=["Apple", "Pear"]))
    assert f"the cell '{cell}' is none that question q declares, though it looks like one: {told}" in reason
    assert reason.count("pple") + reason.count("App\u217ce") == 1 or "\u217c" in cell


def test_describe_tells_spellings_that_read_alike(tmp_path):
    found = traps(ExportColumn("q"), {WORD: 3, normalize("NFD", WORD): 2, "nein": 2}, 7)
    assert found == [
        f"differ only in blanks, capitals or how letters are stored: '{WORD}' = {normalize('NFD', WORD)!a}"
    ]
    found = traps(ExportColumn("q"), {"Apple": 3, "\u0410pple": 2}, 5)
    assert found == ["look alike: 'Apple', where once '\u0410' is CYRILLIC CAPITAL LETTER A"]


def test_cells_are_matched_in_sql_as_in_python():
    texts = [
        WORD,
        normalize("NFD", WORD),
        ACCENTS,
        " a  b ",
        "a\u200bb",
        "\u3000x\ufeff",
        "a\tb\nc",
        "",
        "\u00ad",
        "İ",
        "\u1e9b\u0323",
    ]
    for text in texts:
        assert duckdb.sql(f"select {squeezed_sql(literal(text))}").fetchall() == [(squeezed(text),)], ascii(text)
