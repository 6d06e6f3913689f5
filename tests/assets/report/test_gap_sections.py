"""The section of a gap: how both sides answered on one scale, what the figures rest on, and nothing that must not be seen."""

import pages
import pytest
from telling import POLL, ROLE, SAID, poll, ran, told

from assets.report.charts import SECTIONS
from assets.report.page.distribution import distribution
from assets.report.page.page import page
from building import table, with_key

FAR = poll((30, 10), (20, 80))


def section(evidence, gap: str = "service"):
    return pages.sections(pages.read(page(evidence, {name: [] for name in SECTIONS})))[gap]


def graded(managers: list[int], customers: list[int]) -> str:
    """An export of answers from 1 to 5, so many of each."""
    counts = {"manager": managers, "customer": customers}
    people = [(role, answer) for role, each in counts.items() for answer, n in enumerate(each, 1) for _ in range(n)]
    return table(["id", "role", "said"], [[at, *person] for at, person in enumerate(people)])


FIVE = {"role": ROLE, "said": {"at": "said", "answers": {name: at for at, name in enumerate("abcde", start=1)}}}


@pytest.mark.parametrize(
    ("metric", "order", "line"),
    [
        # managers 10 20 30 20 20 of 100, customers 40 20 20 10 10: a is the best answer
        ({"top": 2}, "edcba", 70 / 130),
        ({"bottom": 2}, "abcde", 80 / 120),
        ({"share": "c"}, "abdec", 80 / 110),
        ({"mean": {"a": 1, "b": 2, "c": 3, "d": 4, "e": 5}}, "abcde", 70 / 125),
    ],
)
def test_what_a_figure_counts_lies_right_of_the_line_and_both_sides_have_one_scale(tmp_path, metric, order, line):
    export = graded([10, 20, 30, 20, 20], [40, 20, 20, 10, 10])
    evidence = told(ran(tmp_path, export, questions=FIVE, metrics={"good": {"of": "said", **metric}}))
    (gap,) = evidence.said
    shown = distribution(evidence, gap)
    assert shown.line == pytest.approx(100 * line)
    for side, counts in (("executive", [10, 20, 30, 20, 20]), ("consumer", [40, 20, 20, 10, 10])):
        pieces, share = shown.bars[side], dict(zip("abcde", counts, strict=True))
        assert "".join(piece.answer for piece in pieces) == order
        widths = {piece.answer: piece.width for piece in pieces}
        whole = sum(widths.values())
        assert {answer: width / whole for answer, width in widths.items()} == pytest.approx(
            {answer: count / 100 for answer, count in share.items()}
        )
        ends = [piece.left + piece.width for piece in pieces]
        assert [piece.left for piece in pieces[1:]] == pytest.approx(ends[:-1])  # nothing overlaps, nothing is left out
        if "mean" not in metric:
            right = sum(piece.width for piece in pieces if piece.left >= shown.line - 1e-9)
            assert right / whole == pytest.approx(gap.sides[side].estimate)


def test_the_table_below_the_bars_has_every_answer_of_both_sides(tmp_path):
    evidence = told(ran(tmp_path, graded([10, 20, 30, 20, 20], [40, 20, 20, 10, 10]), questions=FIVE,
                        metrics={"good": {"of": "said", "top": 2}}))  # fmt: skip
    (answers, _) = pages.tables(section(evidence))
    assert answers.rows == [["a", "10%", "40%"], ["b", "20%", "20%"], ["c", "30%", "20%"], ["d", "20%", "10%"], ["e", "20%", "10%"]]  # fmt: skip


def test_a_withheld_distribution_has_no_bar_and_no_share(tmp_path):
    part = section(told(ran(tmp_path, poll((4, 3), (20, 80)))))
    (answers, _) = pages.tables(part)
    assert answers.rows == [["yes", "withheld", "20%"], ["no", "withheld", "80%"]]
    (bar,) = (div for div in part.iter("div") if div.get("class") == "bar executive")
    assert [piece.get("class") for piece in bar] == ["line"]


def test_a_section_says_what_its_figures_rest_on(tmp_path):
    part = section(told(ran(tmp_path, FAR)))
    (_, rests_on) = pages.tables(part)
    assert rests_on.rows == [
        ["figure", "Service is good: 75%", "Service is good: 20%"],
        ["95% interval", "60 to 86", "13 to 29"],
        ["question", "Is the service good?", "Is the service good?"],
        ["base, unweighted", "40", "100"],
        ["base, weighted", "40", "100"],
        ["effective base", "40", "100"],
        ["who makes the base", "asked of everyone", "asked of everyone"],
        ["sample", *["opt-in: people chose to take part, and nobody's chance to be asked is known"] * 2],
        ["from", "none", "none"],
    ]
    assert "Compared: the same question. Difference +55 points, 95% interval +37 to +68 *, p <.001 (adjusted)." in pages.said(part)  # fmt: skip


def test_a_section_tells_how_the_gap_has_moved(tmp_path):
    parts = {"waves": {"w0": {}, "w1": {}}, "sources": {"poll": POLL | {"panel": True}}, "questions": {"role": ROLE, "said": SAID}}  # fmt: skip
    before = ran(with_key(tmp_path / "before"), FAR, wave="w0", **parts)
    now = ran(with_key(tmp_path / "now"), poll((24, 16), (50, 50)), **parts)
    moved = [pages.said(item) for item in section(told(now, before)).iter("li")]
    assert moved == ["Since w0: −45 points (−59 to −31 if both were random samples), narrower"]


def test_a_section_says_how_sure_it_is_that_a_gap_does_not_matter(tmp_path):
    part = section(told(ran(tmp_path, poll((300, 300), (306, 294)), gap={"equivalent": 12})))
    assert "p .729 (adjusted). Apart by less than 12 points: p <.001 (adjusted)." in pages.said(part)
    assert "The service: apart by less than 12 points, Managers 50% and Customers 51%" in pages.said(part)
