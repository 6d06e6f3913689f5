"""Checks of waves: what moved beyond its bound since the previous one, and when the next one is late."""

from datetime import date, timedelta

import pytest

from assets.checks.figures import totals
from assets.checks.finding import Finding
from assets.checks.waves import ON_TIME, WAVE_ON_WAVE, Awaited, Level, Levels
from building import POLL, Ran, rows, run, write_study
from schemas.refused import Refused
from schemas.study import Study, load_study


def two_waves(place, before: tuple[int, int], now: tuple[int, int], **parts: object) -> tuple[Ran, Ran]:
    """Two waves; in each so many said yes, and so many no."""
    lines = [
        f"{1000 * wave + at},{wave},{5 if at < yes else 1}"
        for wave, (yes, no) in enumerate((before, now))
        for at in range(yes + no)
    ]
    described = {
        "waves": {"a": {}, "b": {}},
        "sources": {"poll": {**POLL, "wave": {"column": "wave", "cells": {"a": 0, "b": 1}}}},
        "questions": {"q": {"at": "q", "numbers": [1, 5], "text": "Is it good?"}},
        "metrics": {"m": {"of": "q", "share": ["5"]}, "mean": {"of": "q", "mean": True}},
    }
    folder = write_study(place, {"poll.csv": rows("id,wave,q", *lines)}, **{**described, **parts})
    return run(folder, "a"), run(folder, "b")


def level(ran: Ran) -> Level:
    return Level(ran.wave, totals(ran.estimated()), {account.source: account.kept for account in ran.accounts})


def moved(place, before: tuple[int, int], now: tuple[int, int], **parts: object) -> Finding:
    was, ran = two_waves(place, before, now, **parts)
    return WAVE_ON_WAVE.of(ran.study, Levels(level(ran), level(was)))


def test_a_figure_that_moved_beyond_the_bound_is_told_in_points(tmp_path):
    finding = moved(tmp_path, (300, 100), (200, 200))
    assert {row["what"] for row in finding.rows} == {
        "m of everyone moved by -25.0 points",
        "mean of everyone moved by -25.0 points",
    }


def test_a_change_within_the_bound_or_within_chance_is_none(tmp_path):
    assert moved(tmp_path / "bound", (220, 180), (200, 200)).holds
    assert moved(tmp_path / "chance", (12, 8), (8, 12)).holds
    assert not moved(tmp_path / "narrow", (250, 150), (200, 200), checks={"wave_on_wave": {"points": 5}}).holds


def test_a_broken_trend_is_not_compared(tmp_path):
    questions = {"q": {"at": "q", "numbers": [1, 5], "waves": {"b": {"trend": "break"}}}}
    assert moved(tmp_path, (300, 100), (200, 200), questions=questions).holds


def test_responses_that_fell_by_more_than_a_fourth_are_told(tmp_path):
    finding = moved(tmp_path, (200, 200), (149, 150))
    assert finding.sentence == "Since a: poll has 299 responses after 400."
    assert moved(tmp_path / "some", (200, 200), (150, 150)).holds


def test_the_first_wave_is_compared_with_nothing(tmp_path):
    was, _ = two_waves(tmp_path, (1, 1), (1, 1))
    finding = WAVE_ON_WAVE.of(was.study, Levels(level(was), None))
    assert finding.holds and finding.sentence == "There is no earlier wave to compare with."


# ---- on time


def rhythmic(place, rhythm: str = "half-yearly", **parts: object) -> Study:
    waves = {"a": {}, "b": {"fieldwork": "2026-03/2026-04"}}
    return load_study(write_study(place, waves=waves, expect=rhythm, **parts))


@pytest.mark.parametrize(
    ("rhythm", "due"),
    [
        ("monthly", date(2026, 5, 30)),
        ("quarterly", date(2026, 7, 30)),
        ("half-yearly", date(2026, 10, 30)),
        ("yearly", date(2027, 4, 30)),
    ],
)
def test_the_newest_wave_is_late_from_its_rhythm_and_the_grace_on(tmp_path, rhythm, due):
    study = rhythmic(tmp_path, rhythm)
    last = due + timedelta(days=30)
    assert ON_TIME.of(study, Awaited("b", True, last)).holds
    late = ON_TIME.of(study, Awaited("b", True, last + timedelta(days=1)))
    assert late.sentence == (
        f"The fieldwork of b ended on 2026-04-30, and a {rhythm} wave after b was expected by {last}."
    )


def test_an_older_wave_is_never_late(tmp_path):
    assert ON_TIME.of(rhythmic(tmp_path), Awaited("a", True, date(2099, 1, 1))).holds


def test_a_wave_without_figures_is_late_once_the_grace_after_its_fieldwork_is_over(tmp_path):
    study = rhythmic(tmp_path, checks={"on_time": {"grace": 10}})
    assert ON_TIME.of(study, Awaited("b", False, date(2026, 5, 10))).holds
    assert (
        "its table of gaps was expected by 2026-05-10"
        in ON_TIME.of(study, Awaited("b", False, date(2026, 5, 11))).sentence
    )


def test_a_study_without_a_rhythm_is_never_late(tmp_path):
    study = load_study(write_study(tmp_path, waves={"b": {"fieldwork": "2020-01"}}))
    assert ON_TIME.of(study, Awaited("b", True, date(2099, 1, 1))).holds


def test_a_rhythm_needs_the_fieldwork_of_the_last_wave(tmp_path):
    with pytest.raises(
        Refused, match=r"waves\.w1: the study expects a yearly wave.* say when it was, fieldwork: 2026-03"
    ):
        load_study(write_study(tmp_path, expect="yearly"))
