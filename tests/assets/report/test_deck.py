"""The deck says what the fact table says, in charts that stay charts and in texts that stay in their boxes."""

import pptx
import pytest
from PIL import ImageFont
from pptx.util import Emu
from reading import bundled, results_of

from assets.report.deck.deck import MOST, write_deck
from assets.report.deck.slides import Box, fitted
from building import built, rows, table
from schemas.words.headlines import in_order

EMU = 914_400


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    place = tmp_path_factory.mktemp("deck")
    results = bundled(place, "high-tech-service")
    write_deck(results, place / "deck.pptx")
    return results, pptx.Presentation(str(place / "deck.pptx"))


def said(slide) -> str:
    return "\n".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)


def charts(slide) -> list:
    return [shape.chart for shape in slide.shapes if shape.has_chart]


def test_every_chart_holds_the_two_figures_of_its_gap(opened):
    results, deck = opened
    gaps = {gap.label: gap.row for gap in results.totals}
    seen = set()
    for slide in deck.slides:
        for chart in charts(slide):
            gap = gaps[slide.shapes.title.text_frame.text.split(": ")[0]]
            seen.add(gap["label"])
            assert list(chart.plots[0].categories) == [gap["executive_label"], gap["consumer_label"]]
            assert list(chart.plots[0].series[0].values) == [gap["executive_estimate"], gap["consumer_estimate"]]
            assert chart.plots[0].data_labels.number_format == "0%"
            assert (chart.value_axis.minimum_scale, chart.value_axis.maximum_scale) == (0, 1)
            assert chart.part.chart_workbook.xlsx_part is not None
    assert seen == set(gaps)


def test_clear_gaps_come_first_and_side_by_side_ones_last_and_marked(opened):
    results, deck = opened
    order = [slide.shapes.title.text_frame.text.split(": ")[0] for slide in list(deck.slides)[1:-1]]
    assert order[:3] == ["Satisfaction is high", "Self-help is a priority", "Technology has helped"]
    beside = {gap.label for gap in results.totals if gap.row["compare"] == "side_by_side"}
    assert set(order[3:]) == beside
    for slide in list(deck.slides)[4:-1]:
        assert "Side by side, not subtracted" in said(slide) and "points" not in said(slide)


def test_a_gap_of_samples_that_are_not_random_is_worded_conditionally(opened):
    _, deck = opened
    assert "32 points apart; 15 to 44 if both were random samples" in said(deck.slides[1])


def test_wording_and_bases_stand_in_the_foot(opened):
    results, deck = opened
    gap = next(gap.row for gap in results.totals if gap.row["gap"] == "G1")
    text = said(deck.slides[1])
    assert gap["executive_wording"] in text and gap["consumer_wording"] in text and gap["compare_why"] in text
    assert "Executives (35 respondents (small base); asked of everyone): " in text
    assert "Consumers (1,200 respondents, effective base 1,080; asked of everyone): " in text


def test_every_slide_says_that_respondents_are_synthetic(opened):
    _, deck = opened
    assert all("Synthetic: the respondents are made up" in said(slide) for slide in deck.slides)


LONG = "What a question that somebody wrote without ever thinking of a slide looks like when it is printed on one; " * 5


@pytest.fixture
def crowded(tmp_path):
    """Fourteen gaps with long names, one side without a base that carries a figure, and units that differ."""
    export = table(["id", "who", "q", "s"], [[at, int(at > 8), at % 5, at % 11] for at in range(60)])
    metrics = {"high": {"of": "q", "top": 2}, "mean": {"of": "s", "mean": True}, "nps": {"of": "s", "nps": True}}
    names = [LONG, "顧客満足度についてのとても長い質問文" * 12, "W" * 200, "Short"]
    gaps = {
        f"g{at}": {"metric": "high", "compare": "similar", "why": LONG, "label": f"{at} {names[at % 4]}"}
        for at in range(12)
    }
    gaps["units"] = {
        "executive": "high",
        "consumer": "mean",
        "compare": "side_by_side",
        "why": "two units",
        "label": "Units",
    }
    gaps["nps"] = {"metric": "nps", "compare": "same", "label": "Promoters"}
    ran = built(
        tmp_path,
        {"poll.csv": export},
        about=LONG,
        groups={
            "executive": {"source": "poll", "where": {"who": ["boss"]}, "label": "Bosses of " + LONG[:90]},
            "consumer": {"source": "poll", "where": {"who": ["staff"]}},
        },
        questions={
            "who": {"at": "who", "answers": {"boss": "0", "staff": "1"}},
            "q": {"at": "q", "text": LONG, "answers": {"a": "0", "b": "1", "c": "2", "d": "3", "e": "4"}},
            "s": {"at": "s", "numbers": [0, 10]},
        },
        metrics=metrics,
        gaps=gaps,
    )
    return results_of(ran)


def deck_of(results, place):
    write_deck(results, place / "deck.pptx")
    return pptx.Presentation(str(place / "deck.pptx"))


def test_nothing_leaves_the_slide_and_no_text_its_box(opened, crowded, tmp_path):
    for deck in (opened[1], deck_of(crowded, tmp_path)):
        assert (deck.slide_width, deck.slide_height) == (Emu(round(13.333 * EMU)), Emu(round(7.5 * EMU)))
        for slide in deck.slides:
            for shape in slide.shapes:
                assert shape.left >= 0 and shape.top >= 0
                assert shape.left + shape.width <= deck.slide_width and shape.top + shape.height <= deck.slide_height
                if shape.has_text_frame:
                    assert height(shape) <= shape.height / EMU * 1.02, shape.text_frame.text


def height(shape) -> float:
    """How high a shape's text is, in inches, by the widths of a real font."""
    total = 0.0
    for paragraph in shape.text_frame.paragraphs:
        for run in paragraph.runs:
            size = run.font.size.pt
            font = ImageFont.load_default(size)
            lines, used = 1, 0.0
            for word in run.text.split():
                wide = sum(size if letter > "⺀" else font.getlength(letter) for letter in word + " ")
                if used and used + wide > shape.width / EMU * 72:
                    lines, used = lines + 1, 0.0
                lines, used = (
                    lines + int((used + wide) // (shape.width / EMU * 72)),
                    (used + wide) % (shape.width / EMU * 72),
                )
            total += lines * size * 1.2 / 72
    return total


def test_a_withheld_side_has_no_bar_and_says_so(crowded, tmp_path):
    slide = deck_of(crowded, tmp_path).slides[1]
    (chart,) = charts(slide)
    assert chart.plots[0].series[0].values[0] is None
    assert "(withheld)" in next(iter(chart.plots[0].categories))


def test_unlike_units_share_no_axis(tmp_path):
    export = rows("id,who,q,s", *(f"{at},{at % 2},{at % 5},{at % 11}" for at in range(60)))
    ran = built(
        tmp_path,
        {"poll.csv": export},
        groups={
            "executive": {"source": "poll", "where": {"who": ["0"]}},
            "consumer": {"source": "poll", "where": {"who": ["1"]}},
        },
        questions={"who": {"at": "who", "answers": ["0", "1"]}, "q": {"at": "q", "answers": ["0", "1", "2", "3", "4"]}, "s": {"at": "s", "numbers": [0, 10]}},
        metrics={"high": {"of": "q", "top": 2}, "mean": {"of": "s", "mean": True}, "nps": {"of": "s", "nps": True}},
        gaps={"units": {"executive": "high", "consumer": "mean", "compare": "side_by_side", "why": "two units"}, "nps": {"metric": "nps", "compare": "same"}},
    )  # fmt: skip
    results = results_of(ran)
    nps, units = list(deck_of(results, tmp_path).slides)[1:3]
    (chart,) = charts(nps)
    assert (chart.value_axis.minimum_scale, chart.value_axis.maximum_scale) == (-100, 100)
    gap = next(gap.row for gap in results.totals if gap.row["gap"] == "units")
    assert [list(chart.plots[0].series[0].values) for chart in charts(units)] == [
        [gap["executive_estimate"]],
        [gap["consumer_estimate"]],
    ]


def test_gaps_beyond_the_tenth_are_counted_and_not_forgotten(crowded, tmp_path):
    deck = deck_of(crowded, tmp_path)
    assert len(deck.slides) == MOST + 2
    assert f"{len(crowded.totals) - MOST} more gaps are in the workbook" in said(deck.slides[-1])
    assert in_order(crowded.totals)[-1].row["compare"] == "side_by_side"


def test_a_text_that_fits_no_size_is_cut_with_a_sign():
    size, (cut,) = fitted([LONG * 9], Box(0, 0, 5, 1), (14, 10))
    assert size == 10 and cut.endswith(" …") and LONG.startswith(cut[:50])


def test_a_title_of_any_length_and_any_sign_makes_a_deck(tmp_path):
    export = rows("id,q", *(f"{at},{at % 2}" for at in range(20)))
    asked = {"q": {"at": "q", "answers": ["0", "1"]}}
    ran = built(tmp_path, {"poll.csv": export}, title=f"\x1b]0;owned\x07{LONG * 20}", questions=asked)
    deck = deck_of(results_of(ran), tmp_path)
    assert LONG[:40] in said(deck.slides[0])
    assert len(deck.core_properties.title) == 255
