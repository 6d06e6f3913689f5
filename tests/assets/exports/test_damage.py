"""Answers that a spreadsheet took for dates, and what they were."""

import pytest

from assets.exports.damage import damage, damages


@pytest.mark.parametrize(
    ("text", "original"),
    [
        ("Oct-49", "10-49"),
        ("Jun-25", "6-25"),
        ("5-Feb", "2-5"),
        ("10-Jun", "6-10"),
        ("20-Nov", "11-20"),
        ("01-May", "1-5"),
        ("6月25日", "6-25"),
        ("09. Jan", "1-9"),
        ("okt.49", "10-49"),
        ("Okt 49", "10-49"),
        ("5.Mrz", "3-5"),
        ("9-mrt", "3-9"),
        ("mei-25", "5-25"),
        ("janv-10", "1-10"),
        ("oct.-49", "10-49"),
        ("10-févr", "2-10"),
        ("05-août", "5-8"),
        ("Dez. 24", "12-24"),
    ],
)
def test_a_range_that_became_a_date_is_told(text, original):
    assert damage(text) == original


@pytest.mark.parametrize(
    "text",
    [
        "10-49",
        "May",
        "2018-05-01",
        "41310",
        "March-Past",
        "5 Feb 2018",
        "",
        "Mai",
        "mars 2020",
        "Nr. 5",
        "dec",
        "jan.steen",
        "9. Klasse",
    ],
)
def test_other_texts_are_left_alone(text):
    assert damage(text) is None


def test_a_serial_number_was_a_range_only_among_ranges():
    assert damages(["41310", "41435", "11-20"]) == {"41310": "2-5", "41435": "6-10"}
    assert damages(["41310", "41435", "many"]) == {}
    assert damages(["41310", "09. Jan"]) == {"41310": "2-5", "09. Jan": "1-9"}
