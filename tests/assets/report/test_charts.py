"""What every picture keeps: its words of caution, the study's texts as texts, and nothing that must not be seen."""

import re

import pytest
from telling import POLL, ROLE, SAID, poll, ran, synthetic, told

from assets.looks import ems, wrapped
from assets.report.charts import pictures
from assets.report.charts.dumbbell import gap_pictures
from assets.report.charts.quadrants import quadrant_pictures
from assets.report.charts.segments import segment_pictures
from assets.report.charts.trends import trend_pictures
from assets.report.page.page import page
from building import table, with_key

FAR = poll((30, 10), (20, 80))
SYNTHETIC = "Synthetic: the respondents are made up to illustrate the study."
HOSTILE = "</svg><script>alert(1)</script>&\"'\x1b]0;owned\x07"
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
        assert not {"\x1b", "\x07"} & set(picture.svg)


def test_two_figures_side_by_side_are_not_joined_and_have_no_difference(tmp_path):
    evidence = told(ran(tmp_path, FAR, gap={"compare": "side_by_side", "why": "two things"}))
    (picture,) = drawn(evidence)
    assert "points" not in letters(picture.wide)
    assert picture.figures.rows[0][7:] == ["", "", "Side by side, not subtracted"]
    assert "55 points" not in body(evidence)


def test_a_withheld_figure_is_nowhere(tmp_path):
    evidence = told(ran(tmp_path, poll((4, 3), (20, 80))))
    (picture,) = drawn(evidence)
    assert picture.figures.rows[0][1] == "withheld"
    assert "57%" not in page(evidence, pictures(evidence))


def test_a_clear_gap_has_a_shape_beside_its_colour_and_its_word(tmp_path):
    (picture,) = drawn(told(ran(tmp_path, FAR)))
    assert "clearly less favourable among Customers" in letters(picture.wide)
    assert "Managers: higher; less favourable among Customers" in letters(picture.wide)


def test_the_legend_stands_above_the_first_gap_and_the_title_is_the_finding(tmp_path):
    (picture,) = drawn(told(ran(tmp_path, FAR)))
    assert picture.title == "The service: Managers clearly more often than Customers, 75% against a less favourable 20%"
    for svg in (picture.wide, picture.narrow):
        assert letters(svg).index("95% interval") < letters(svg).index("Managers: 40 respondents")


def test_where_the_adjusted_test_decides_the_picture_says_so_at_the_gap(tmp_path):
    evidence = told(ran(tmp_path, poll((20, 20), (52, 48)), **PART))
    for row in evidence.tables["gap_fact"]:
        row |= {"interval_note": "leaves_zero_out_adjusted", "adjusted_low": -0.05, "adjusted_high": 0.99}
    (picture,) = gap_pictures(evidence)
    assert picture.title == "No gap is clear"
    assert "adjusted for the gaps that are tested with it, the difference is not clear" in letters(picture.wide)
    (parts,) = segment_pictures(evidence)
    assert "by the adjusted test" in letters(parts.wide) and "−5 to +99" in letters(parts.wide)


def test_equal_evidence_gives_an_equal_page(tmp_path):
    evidence = told(ran(tmp_path, FAR))
    assert page(evidence, pictures(evidence)) == page(evidence, pictures(evidence))


@pytest.mark.parametrize(
    ("trend", "joined", "told_as"),
    [
        ("continues", True, "Since w0: −45 points (−59 to −31 if both were random samples), narrower"),
        ("break", False, "Since w0: not to be compared: “said” is a break in the study"),
    ],
)
def test_waves_are_joined_unless_the_question_changed(tmp_path, trend, joined, told_as):
    parts = {"waves": {"w0": {}, "w1": {}}}
    parts["questions"] = {"role": ROLE, "said": SAID | {"waves": {"w1": {"trend": trend}}}}
    parts["sources"] = {"poll": POLL | {"panel": True}}
    before = ran(with_key(tmp_path / "before"), FAR, wave="w0", **parts)
    now = ran(with_key(tmp_path / "now"), poll((24, 16), (50, 50)), **parts)
    (picture,) = trend_pictures(told(now, before))
    assert told_as in letters(picture.wide)
    assert ("Not joined" in letters(picture.wide)) != joined
    assert [row[2:6] for row in picture.figures.rows] == [
        ["75%", "60%", "20%", "50%"]
    ] * 2  # w0 is the previous wave and the first


@pytest.mark.parametrize(
    ("language", "told_as"),
    [
        ("en", "turned round, from +20 to −23"),
        ("de", "umgekehrt, von +20 auf −23"),
    ],
)
def test_a_gap_that_turned_round_is_told_with_both_its_sides(tmp_path, language, told_as):
    parts = {"waves": {"w0": {}, "w1": {}}, "language": language}
    before = ran(with_key(tmp_path / "before"), poll((120, 80), (80, 120)), wave="w0", **parts)
    now = ran(with_key(tmp_path / "now"), poll((74, 126), (120, 80)), **parts)
    (picture,) = trend_pictures(told(now, before))
    assert told_as in " ".join(letters(picture.wide).split())


def test_importance_stands_against_performance_where_a_study_has_both(tmp_path):
    options = ["speed", "price", "staff"]
    cells = [[n, "customer" if n % 3 else "manager", 1, *([1, 0, n % 2] * 2)] for n in range(1, 91)]
    names = [f"{part}_{option}" for part in ("wanted", "done") for option in options]
    asked = {
        part: {"options": {option: f"{part}_{option}" for option in options}, "selected": 1, "not_selected": 0}
        for part in ("wanted", "done")
    }
    metrics = {
        "good": {"of": "said", "share": "yes"},
        **{f"done_{option}": {"of": "done", "option": option, "better": "higher"} for option in options},
    }
    pair = {"first": {"executive": "wanted", "consumer": "wanted"}}
    export = table(["id", "role", "said", *names], cells)
    questions = {"role": ROLE, "said": SAID, **asked}
    evidence = told(ran(tmp_path, export, questions=questions, metrics=metrics, priorities=pair))
    (picture,) = quadrant_pictures(evidence)
    assert [row[1:] for row in picture.figures.rows] == [
        ["speed", "100%", "100%", "keep up"],
        ["staff", "50%", "50%", "keep up"],
        ["price", "0%", "0%", "lower priority"],
    ]
    del metrics["done_staff"]
    fewer = told(ran(tmp_path / "fewer", export, questions=questions, metrics=metrics, priorities=pair))
    assert quadrant_pictures(fewer) == []


@pytest.mark.parametrize("text", ["", "short", "a label of quite some words that cannot stand on one line", "W" * 60])
def test_no_line_is_wider_than_its_room_and_nothing_is_lost(text):
    lines = wrapped(text, 15)
    assert all(ems(line) <= 15 for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
