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
    ],
)
def test_a_range_that_became_a_date_is_told(text, original):
    assert damage(text) == original


@pytest.mark.parametrize("text", ["10-49", "May", "2018-05-01", "41310", "March-Past", "5 Feb 2018", ""])
def test_other_texts_are_left_alone(text):
    assert damage(text) is None


def test_a_serial_number_was_a_range_only_among_ranges():
    assert damages(["41310", "41435", "11-20"]) == {"41310": "2-5", "41435": "6-10"}
    assert damages(["41310", "41435", "many"]) == {}
