"""Priorities: options ranked side by side, and how far the two orders agree."""

import pyarrow as pa
import pytest

from assets.summary.priority_ranking import priority_ranking
from building import ORIGIN, WAVE, write_study
from schemas.study import load_study

Shares = dict[str, float | None]
"""The share of each option; None is withheld."""


def ranking(place, executives: Shares, consumers: Shares, same: dict[str, str] | None = None) -> list[dict]:
    """The priority ranking of two questions with these estimates."""
    folder = write_study(
        place,
        sources={"a": {"kind": "interviews", "files": "a", "respondent": "id", "sampling": "purposive"}},
        groups={"executive": {"source": "a"}, "consumer": {"source": "a"}},
        questions={name: {"options": {o: o for o in shares}} for name, shares in (("p", executives), ("q", consumers))},
        priorities={"x": {"executive": "p", "consumer": "q", "same": same or {}}},
    )
    answers = [
        {"kind": "answer", "segment": "total", "segment_value": "all", "group_name": group, "question": question,
         "option": option, "answer": "selected", "estimate": share, "n": 40}
        for group, question, shares in (("executive", "p", executives), ("consumer", "q", consumers))
        for option, share in shares.items()
    ]  # fmt: skip
    return priority_ranking(load_study(folder), WAVE, pa.Table.from_pylist(answers), ORIGIN).to_pylist()


def test_options_are_ranked_for_each_group_with_ties_sharing_their_rank(tmp_path):
    rows = ranking(tmp_path, {"a": 0.5, "b": 0.3, "c": 0.3, "d": 0.1}, {"a": 0.2, "b": 0.9, "c": 0.4, "d": 0.2})
    found = {row["executive_option"]: (row["executive_rank"], row["consumer_rank"], row["rank_shift"]) for row in rows}
    assert found == {"a": (1, 3.5, 2.5), "b": (2.5, 1, -1.5), "c": (2.5, 2, -0.5), "d": (4, 3.5, -0.5)}


def test_an_option_of_one_group_alone_keeps_its_rank_and_has_no_shift(tmp_path):
    rows = ranking(tmp_path, {"revenue": 0.5, "quick": 0.3}, {"quick": 0.4, "free": 0.6})
    found = {(row["executive_option"], row["consumer_option"]): row["rank_shift"] for row in rows}
    assert found == {("revenue", None): None, ("quick", "quick"): 0, (None, "free"): None}
    assert {row["common_options"] for row in rows} == {1}


def test_options_of_different_names_are_paired_where_the_study_says_so(tmp_path):
    rows = ranking(tmp_path, {"self-help": 0.4, "quick": 0.6}, {"quick": 0.7, "online": 0.1}, {"self-help": "online"})
    assert {(row["executive_option"], row["consumer_option"]) for row in rows} == {
        ("self-help", "online"),
        ("quick", "quick"),
    }


def test_an_option_is_paired_once(tmp_path):
    rows = ranking(tmp_path, {"self-help": 0.4, "online": 0.6}, {"online": 0.7, "quick": 0.1}, {"self-help": "online"})
    assert [row["consumer_option"] for row in rows].count("online") == 1


def test_a_withheld_share_has_no_rank(tmp_path):
    rows = ranking(tmp_path, {"a": 0.5, "b": None}, {"a": 0.5, "b": 0.4})
    found = {row["executive_option"]: (row["executive_rank"], row["consumer_rank"], row["rank_shift"]) for row in rows}
    assert found == {"a": (1, 1, 0), "b": (None, 2, None)}


@pytest.mark.parametrize(("options", "refused"), [(4, True), (5, False)])
def test_no_correlation_below_five_common_options(tmp_path, options, refused):
    shares = {f"o{n}": 0.1 * (n + 1) for n in range(options)}
    assert all((row["spearman"] is None) is refused for row in ranking(tmp_path, shares, shares))


def test_options_that_one_group_rates_all_alike_have_no_correlation(tmp_path):
    rows = ranking(tmp_path, dict.fromkeys("abcde", 0.5), {name: 0.1 * n for n, name in enumerate("abcde")})
    assert {(row["spearman"], row["kendall"]) for row in rows} == {(None, None)}
