"""The summary of gaps: by unit and topic, without what stands side by side, and never mixing units."""

import pytest

from assets.summary.gap_summary import gap_summary
from building import ORIGIN
from schemas.tables.gap_fact import GAP_FACT


def fact(gap: str, estimate: float | None, unit: str = "share", topic: str = "Service", **columns: object) -> dict:
    """One row of the gap fact table, as far as the summary looks at it."""
    return {
        "study": "small", "wave": "w1", "gap": gap, "segment": "total", "segment_value": "all", "unit": unit, "topic": topic,
        "gap_estimate": estimate, "significant": False, **columns,
    }  # fmt: skip


def summary(*facts: dict) -> dict[tuple, dict]:
    rows = gap_summary(GAP_FACT.build(list(facts)), ORIGIN).to_pylist()
    return {(row["segment_value"], row["unit"], row["topic"]): row for row in rows}


def test_gaps_are_averaged_with_their_sign_and_by_their_width():
    row = summary(fact("a", 0.3), fact("b", -0.1), fact("c", 0.1))["all", "share", "Service"]
    assert row["gaps"] == 3
    assert (row["mean_gap"], row["mean_absolute_gap"]) == pytest.approx((0.1, 0.5 / 3))


def test_what_stands_side_by_side_or_is_withheld_is_left_out():
    found = summary(fact("a", 0.3), fact("b", None, compare="side_by_side"), fact("c", None, topic="Other"))
    assert {key: row["gaps"] for key, row in found.items()} == {
        ("all", "share", "all topics"): 1,
        ("all", "share", "Service"): 1,
    }


def test_units_are_never_mixed():
    found = summary(fact("a", 0.3), fact("b", 1.2, unit="1-5 points"), fact("c", 40.0, unit="NPS"))
    assert {unit: row["mean_gap"] for (_, unit, topic), row in found.items() if topic == "all topics"} == {
        "share": 0.3, "1-5 points": 1.2, "NPS": 40.0,
    }  # fmt: skip


def test_the_widest_gap_counts_whichever_way_it_goes():
    row = summary(fact("a", 0.3), fact("b", -0.4))["all", "share", "all topics"]
    assert (row["largest_gap"], row["largest_gap_estimate"]) == ("b", -0.4)


def test_significant_gaps_are_counted_and_untested_ones_are_not():
    row = summary(fact("a", 0.3, significant=True), fact("b", 0.2), fact("c", 0.1, significant=None))[
        "all", "share", "Service"
    ]
    assert (row["gaps"], row["significant"]) == (3, 1)


def test_each_segment_has_a_summary_of_its_own():
    found = summary(fact("a", 0.3), fact("a", 0.1, segment="region", segment_value="Asia"))
    assert {key[0]: row["mean_gap"] for key, row in found.items()} == {"all": 0.3, "Asia": 0.1}
