"""A page can be sent, however large the study: what has no room is left out in an order, and the page says where it is."""

import pages
import pytest
from telling import ROLE, SAID, poll, ran, told

from assets.report.charts.canvas import Figures, Picture
from assets.report.evidence import Evidence
from assets.report.page.page import MOST_BYTES, page

SEGMENTS, PARTS = 4, 8


def large(place, gaps: int) -> tuple[Evidence, dict]:
    """A study of so many gaps by four segments of eight parts, and pictures as heavy as such a study's are."""
    segments = {f"s{at}": {"of": "role", "label": f"Segment {at}"} for at in range(SEGMENTS)}
    evidence = told(ran(place, poll((30, 10), (20, 80)), questions={"role": ROLE, "said": SAID}, segments=segments))
    (total,) = evidence.gaps
    parts = [("total", "all")] + [(f"s{at}", f"part {part} of {at}") for at in range(SEGMENTS) for part in range(PARTS)]
    rows = [
        total
        | {
            "gap": f"g{at}",
            "label": f"Item {at} of the service is as it should be",
            "segment": segment,
            "segment_value": part,
        }
        for at in range(gaps)
        for segment, part in parts
    ]
    tables = evidence.tables | {"gap_fact": rows}
    svg = f"<svg>{'x' * 100_000}</svg>"
    drawn = [
        Picture(f"segments-s{at}", f"By segment {at}", "", svg, svg, b"", Figures(["gap"], [["g"]]))
        for at in range(SEGMENTS)
    ]
    study = evidence.study.model_copy(update={"gaps": {f"g{at}": evidence.study.gaps["service"] for at in range(gaps)}})
    return Evidence(study, evidence.wave, tables, {}, {}), {
        "gaps": [], "segments": drawn, "priorities": [], "trends": [], "importance": [],
    }  # fmt: skip


def told_of(html: str) -> tuple[set[str], set[str]]:
    """The segments whose pictures, and those whose figures, the page has."""
    root = pages.read(html)
    (figures,) = (table for table in root.iter("table") if table.get("id") == "figures")
    drawn = {figure.get("id").removeprefix("segments-") for figure in root.iter("figure")}
    return drawn, {row.get("data-segment") for row in figures.iter("tr") if row.get("data-segment")} - {"total"}


@pytest.mark.parametrize(
    ("gaps", "drawn", "figures", "words"),
    [
        (60, "s0 s1 s2 s3", "s0 s1 s2 s3", None),
        (
            90,
            "s0",
            "s0 s1 s2 s3",
            "The pictures by Segment 1, Segment 2 and Segment 3 are in the folder w1 beside this page.",
        ),
        (180, "", "s0", "The figures by Segment 1, Segment 2 and Segment 3 stand in the workbook w1.xlsx."),
    ],
)
def test_a_page_stays_under_two_megabytes_and_says_what_it_left_out_and_where_it_is(
    tmp_path, gaps, drawn, figures, words
):
    html = page(*large(tmp_path, gaps))
    assert MOST_BYTES == 2_000_000 and len(html.encode()) <= MOST_BYTES
    assert told_of(html) == (set(drawn.split()), set(figures.split()))
    assert ("does not have everything" in html) == bool(words)
    assert words is None or words in html
