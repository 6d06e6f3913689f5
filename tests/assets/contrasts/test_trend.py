"""Waves against each other: what moved, what cannot be compared, and what those who took part twice change."""

import pytest

from building import POLL, Ran, rows, run, trended, write_study
from schemas.study import load_study
from schemas.waves import compared_waves

HEADER = "id,wave,role,q"
QUESTIONS = {
    "role": {"at": "role", "answers": ["boss", "staff"]},
    "q": {"at": "q", "answers": ["y", "n"], "text": "Is it good?"},
}


def two_waves(place, lines: list[str], differs: dict | None = None) -> tuple[Ran, Ran]:
    folder = write_study(
        place,
        {"poll.csv": rows(HEADER, *lines)},
        waves={"1": {"fieldwork": "2025-03"}, "2": {"fieldwork": "2026-03/2026-04"}},
        sources={"poll": {**POLL, "panel": True, "wave": {"column": "wave", "cells": {"1": "1", "2": "2"}}}},
        groups={g: {"source": "poll", "where": {"role": r}} for g, r in (("executive", "boss"), ("consumer", "staff"))},
        questions={**QUESTIONS, "q": {**QUESTIONS["q"], "waves": {"2": differs} if differs else {}}},
        metrics={"m": {"of": "q", "top": 1}},
        gaps={"g": {"metric": "m", "compare": "same"}},
    )
    return run(folder, "1"), run(folder, "2")


def people(wave: int, role: str, yes: int, no: int, first: int) -> list[str]:
    return [f"{first + n},{wave},{role},{'y' if n < yes else 'n'}" for n in range(yes + no)]


LINES = [
    *people(1, "boss", 70, 30, 0), *people(1, "staff", 30, 70, 1000),
    *people(2, "boss", 40, 60, 2000), *people(2, "staff", 35, 65, 3000),
]  # fmt: skip


def test_a_gap_that_narrows_is_said_to(tmp_path):
    found = {row["against"]: row for row in trended(*two_waves(tmp_path, LINES))}
    assert set(found) == {"previous", "year_ago", "first"}
    row = found["previous"]
    assert [round(row[name], 3) for name in ("executive_change", "consumer_change", "gap_change")] == [
        -0.3,
        0.05,
        -0.35,
    ]
    assert (row["gap_before"], row["verdict"], row["significant"]) == (pytest.approx(0.4), "narrower", True)
    assert row["gap_change_low"] < row["gap_change"] < row["gap_change_high"] < 0


@pytest.mark.parametrize(
    ("before", "now", "verdict"),
    [
        ((55, 45), (44, 55), "reversed"),  # +10 and -11: as wide as it was, to the other side
        ((45, 55), (66, 34), "reversed"),
        ((60, 40), (80, 40), "wider"),
        ((40, 60), (20, 60), "wider"),
        ((80, 40), (60, 40), "narrower"),
        ((50, 50), (75, 50), "wider"),
        ((25, 50), (50, 50), "narrower"),
        ((55, 45), (54, 46), "no_clear_change"),
    ],
)
def test_a_gap_that_changes_sides_has_turned_round_whatever_its_width(tmp_path, before, now, verdict):
    lines = [
        line
        for wave, shares in ((1, before), (2, now))
        for first, (role, share) in enumerate(zip(("boss", "staff"), shares, strict=True))
        for line in people(wave, role, 5 * share, 500 - 5 * share, 10_000 * wave + 1000 * first)
    ]
    row = trended(*two_waves(tmp_path, lines))[0]
    assert row["verdict"] == verdict
    assert row["gap_change"] == pytest.approx((now[0] - now[1] - before[0] + before[1]) / 100)


def test_who_took_part_twice_makes_the_change_surer(tmp_path):
    again = [*LINES[:200], *people(2, "boss", 40, 60, 0), *people(2, "staff", 35, 65, 1000)]
    apart, twice = (trended(*two_waves(tmp_path / name, lines))[0] for name, lines in (("a", LINES), ("b", again)))
    assert twice["executive_change"] == apart["executive_change"]
    assert twice["executive_change_se"] < 0.8 * apart["executive_change_se"]
    assert twice["gap_change_se"] < 0.8 * apart["gap_change_se"]


def test_figures_of_two_answers_know_who_took_part_twice(tmp_path):
    def change(place, metrics: dict, lines: list[str]) -> tuple[float, float]:
        folder = write_study(
            place,
            {"poll.csv": rows("id,wave,role,p,q", *lines)},
            waves={"1": {}, "2": {}},
            sources={"poll": {**POLL, "panel": True, "wave": {"column": "wave", "cells": {"1": "1", "2": "2"}}}},
            groups={
                g: {"source": "poll", "where": {"role": r}} for g, r in (("executive", "boss"), ("consumer", "staff"))
            },
            questions={
                "role": QUESTIONS["role"],
                "p": {"at": "p", "answers": ["y", "n"]},
                "q": {"at": "q", "answers": ["y", "n"]},
                "both": {"options": {"p": "p", "q": "q"}, "selected": "y", "not_selected": "n"},
            },
            metrics=metrics,
            gaps={"g": {"metric": "m", "compare": "same"}},
        )
        row = trended(run(folder, "1"), run(folder, "2"))[0]
        return row["gap_change"], row["gap_change_se"]

    def lines(second: int) -> list[str]:
        return [
            f"{person if wave == 1 else person + second},{wave},{role},{'y' if person % 3 else 'n'},{'y' if person % by else 'n'}"
            for wave, by in ((1, 2), (2, 5))
            for role, first in (("boss", 0), ("staff", 300))
            for person in range(first, first + 60)
        ]

    less = {"m": {"of": "p", "top": 1, "minus": "q"}, "q": {"of": "q", "top": 1}}
    mentions = {"m": {"of": "both", "option": "p", "base": "mentions"}}
    for name, metrics in (("less", less), ("mentions", mentions)):
        (apart, its_error), (twice, error) = (
            change(tmp_path / f"{name}{second}", metrics, lines(second)) for second in (1000, 0)
        )
        assert twice == apart
        assert error < 0.95 * its_error


@pytest.mark.parametrize(
    ("differs", "why"),
    [
        ({"text": "Is it really good?"}, "wording"),
        ({"trend": "break"}, "said"),
        ({"text": "Is it good, then?", "trend": "continues"}, None),
        ({"answers": {"y": ["y", "Y"], "n": ["n"]}}, None),
    ],
)
def test_a_question_that_changed_is_shown_and_not_subtracted(tmp_path, differs, why):
    row = trended(*two_waves(tmp_path, LINES, differs))[0]
    assert (row["broken"], row["broken_question"]) == (why, "q" if why else None)
    assert row["no_verdict"] == ("broken" if why else None)
    assert (row["gap_change"] is None) == bool(why)
    assert row["executive_before"] == 0.7


def test_a_year_ago_is_told_by_the_fieldwork(tmp_path):
    waves = {"a": {"fieldwork": "2024-09"}, "b": {"fieldwork": "2025-04"}, "c": {"fieldwork": "2025-10-10/2025-11"}}
    folder = write_study(tmp_path, {"poll.csv": rows(HEADER)}, waves=waves)
    study = load_study(folder)
    assert compared_waves(study, "c") == {"previous": "b", "year_ago": "a", "first": "a"}
    assert compared_waves(study, "b") == {"previous": "a", "first": "a"}
    assert compared_waves(study, "a") == {}
