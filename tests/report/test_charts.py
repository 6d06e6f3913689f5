"""What every picture keeps: its words of caution, the study's texts as texts, and nothing that must not be seen."""

import re

import pytest
from telling import poll, ran, synthetic, told

from assets.report.charts import pictures
from assets.report.charts.lettering import width, wrapped
from assets.report.page import page
from assets.report.words import SYNTHETIC

FAR = poll((30, 10), (20, 80))
HOSTILE = "</svg><script>alert(1)</script>&\"'"
PART = {"segments": {"part": {"of": "role"}}}


def drawn(evidence) -> list:
    return [picture for section in pictures(evidence).values() for picture in section]


def body(evidence) -> str:
    """The page without its style."""
    return page(evidence, pictures(evidence)).partition("<body>")[2]


def letters(svg: str) -> str:
    """The texts of a picture, as somebody reads them."""
    return " ".join(re.sub("<[^>]*>", " ", " ".join(re.findall(r"<text.*?</text>", svg, re.DOTALL))).split())


def test_synthetic_respondents_are_named_at_the_top_and_on_every_picture(tmp_path):
    evidence = synthetic(told(ran(tmp_path, FAR, **PART)))
    made = pictures(evidence)
    html = page(evidence, made)
    assert SYNTHETIC in html[html.index("<body>") : html.index("<h1>")]
    assert len(drawn(evidence)) == 2
    for picture in drawn(evidence):
        assert SYNTHETIC in letters(picture.wide) and SYNTHETIC in letters(picture.narrow), picture.name


def test_respondents_who_are_not_synthetic_are_not_called_so(tmp_path):
    evidence = told(ran(tmp_path, FAR))
    assert "ynthetic" not in body(evidence)


def test_a_hostile_label_is_a_text_and_nothing_else(tmp_path):
    groups = {
        "executive": {"label": HOSTILE, "source": "poll", "where": {"role": ["manager"]}},
        "consumer": {"label": "Customers", "source": "poll", "where": {"role": ["customer"]}},
    }
    evidence = told(ran(tmp_path, FAR, gap={"label": HOSTILE}, groups=groups, title=HOSTILE, about=HOSTILE))
    html = page(evidence, pictures(evidence))
    assert html.count("<script>") == 1 and "<script>alert" not in html
    assert "alert(1)" in html
    for picture in drawn(evidence):
        assert "<script" not in picture.svg.lower()


def test_two_figures_side_by_side_are_not_joined_and_have_no_difference(tmp_path):
    evidence = told(ran(tmp_path, FAR, gap={"compare": "side_by_side", "why": "two things"}))
    (picture,) = drawn(evidence)
    assert "points" not in letters(picture.wide)
    assert picture.rows[0][5:] == ["", "", "side by side, not subtracted"]
    assert "55 points" not in body(evidence)


def test_a_withheld_figure_is_nowhere(tmp_path):
    evidence = told(ran(tmp_path, poll((4, 3), (20, 80))))
    (picture,) = drawn(evidence)
    assert picture.rows[0][1] == "withheld"
    assert "57%" not in page(evidence, pictures(evidence))


def test_a_clear_gap_has_a_shape_beside_its_colour_and_its_word(tmp_path):
    (picture,) = drawn(told(ran(tmp_path, FAR)))
    assert "Triangle down: clearly worse for customers." in letters(picture.wide)
    assert "managers higher; worse for customers" in letters(picture.wide)


def test_equal_evidence_gives_an_equal_page(tmp_path):
    evidence = told(ran(tmp_path, FAR))
    assert page(evidence, pictures(evidence)) == page(evidence, pictures(evidence))


@pytest.mark.parametrize("text", ["", "short", "a label of quite some words that cannot stand on one line", "W" * 60])
def test_no_line_is_wider_than_its_room_and_nothing_is_lost(text):
    lines = wrapped(text, 200, 13)
    assert all(width(line, 13) <= 200 for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
