"""Numbers that a country or a spreadsheet writes otherwise: dots between thousands, and ids that lost their digits."""

import io

import pytest
import xlsxwriter

from assets.exports.export import ExportColumn
from assets.exports.traps import traps
from building import built, coded, one_question, refusal, table

INCOME = {"low": [0, 10_000], "middle": [10_001, 50_000], "high": [50_001, None]}


@pytest.mark.parametrize(
    ("cells", "codes"),
    [
        (["12.000", "1.250.000", "900", ""], [2, 3, 1, -2]),
        (["12.000,50", "12.000", "0"], [2, 2, 1]),
        (["12.5", "12.000", "0.125"], [1, 1, 1]),
        (["12000", "900", "51000"], [2, 1, 3]),
    ],
    ids=["two dots", "decimal comma", "decimals", "no dots"],
)
def test_a_columns_other_cells_tell_whether_dots_part_thousands(tmp_path, cells, codes):
    assert coded(tmp_path, cells, bands=INCOME) == codes


@pytest.mark.parametrize(
    ("bands", "code"),
    [({"some": [1_000, 20_000], "more": [20_001, None]}, 1), ({"young": [0, 11.5], "old": [11.6, 99]}, 2)],
)
def test_bands_that_only_one_reading_fits_tell_it_too(tmp_path, bands, code):
    assert coded(tmp_path, ["12.000", "13.000"], bands=bands) == [code, code]


@pytest.mark.parametrize("cells", [["12.000", "900"], ["12.000", "1.250.000", "12.5"]], ids=["either", "both"])
def test_a_number_that_may_be_either_is_refused(tmp_path, cells):
    export = table(["id", "q"], [[f"p{at}", cell] for at, cell in enumerate(cells)])
    reason = refusal(tmp_path, {"poll.csv": export}, questions=one_question(bands=INCOME))
    assert "poll.csv, column q: '1" in reason and "may be a decimal number or have its dot between thousands" in reason
    assert "save the column without dots between thousands" in reason


def test_a_dot_that_may_part_thousands_far_below_is_not_read_as_decimal_without_a_word(tmp_path):
    cells = [["p0", "900"], *([f"p{at}", "17"] for at in range(1, 10_001)), ["last", "12.000"]]
    reason = refusal(tmp_path, {"poll.csv": table(["id", "q"], cells)}, questions=one_question(bands=INCOME))
    assert "row 10003, column q: the cell '12.000' is none that question q declares" in reason


def test_describe_tells_of_dots_that_may_part_thousands():
    assert "dots may part thousands: 12.000" in traps(ExportColumn("q"), {"12.000": 1, "900": 2}, 3)
    assert not traps(ExportColumn("q"), {"12.5": 1, "12.000": 2}, 3)


@pytest.mark.parametrize(
    ("ids", "how"),
    [
        (["1.02E+10", "1.03E+10"], "shortened, as in 1.02E+10"),
        (["1,02E+10", "7"], "shortened, as in 1.02E+10"),
        (["12345678901234500", "12345678901234600"], "rounded to 15 digits"),
    ],
)
def test_ids_that_a_spreadsheet_shortened_are_refused_with_the_reason(tmp_path, ids, how):
    export = table(["id", "q"], [[each, "a"] for each in ids])
    reason = refusal(tmp_path, {"poll.csv": export}, questions=one_question(answers=["a"]))
    assert f"poll.csv, column id: a spreadsheet has {how}, what identifies respondents" in reason


def test_long_ids_that_kept_their_digits_are_ids(tmp_path):
    export = table(["id", "q"], [["12345678901234567", "a"], ["12345678901234568", "a"]])
    assert len(built(tmp_path, {"poll.csv": export}, questions=one_question(answers=["a"])).responses()) == 2


def test_ids_of_seventeen_digits_in_a_workbook_are_refused_with_the_reason(tmp_path):
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        for at, row in enumerate([["id", "q"], [12345678901234568, "a"], [12345678901234772, "a"]]):
            book.get_worksheet_by_name("S") or book.add_worksheet("S")
            book.get_worksheet_by_name("S").write_row(at, 0, row)
    reason = refusal(tmp_path, {"poll.xlsx": content.getvalue()}, questions=one_question(answers=["a"]))
    assert "rounded to 15 digits" in reason
