"""`gap plan` as a planner uses it: an answer for each way a gap can go, and a sentence where there is none."""

import re

import pytest

BASES = ("plan", "--consumers", "1200", "--share")


def table(output: str) -> dict[int, list[str]]:
    """What the table says: executives to the smallest gap upwards and downwards, as printed."""
    lines = re.findall(r"^ *(\d+)[†‡·]? +(-|\S+ to \S+) +(-|\S+ to \S+) *$", output, re.M)
    return {int(n): gaps for n, *gaps in lines}


def test_executives_are_told_the_smallest_gap_that_they_see(run_gap):
    ended = run_gap(*BASES, "42", "--executives", "40")
    assert ended.returncode == 0
    assert list(table(ended.output)) == [15, 27, 35, 40, 50, 75, 100, 150, 200]
    assert table(ended.output)[35] == ["+23.5 to 65.5%", "-22.4 to 19.6%"]
    assert "40 executives against 42% of 1,200 consumers see 22.1 points or more upwards, to 64.1%" in ended.output
    assert "15‡" in ended.output and "never called significant" in ended.output


def test_a_gap_is_told_the_executives_that_it_takes_each_way(run_gap):
    ended = run_gap(*BASES, "42", "--gap", "15")
    assert ended.returncode == 0
    assert "15 points upwards from 42% of 1,200 consumers: it takes 93 executives\n" in ended.output
    assert "15 points downwards from 42% of 1,200 consumers: it takes 86 executives\n" in ended.output


def test_a_gap_that_can_go_one_way_only_is_answered_that_way(run_gap):
    ended = run_gap(*BASES, "80", "--gap", "60")
    assert ended.returncode == 0
    assert "upwards from 80% of 1,200 consumers: there is no share of 140%" in ended.output
    assert "it takes 4 executives, and 30 to be called significant" in ended.output


def test_weights_and_clusters_of_the_consumers_count(run_gap):
    ended = run_gap(*BASES, "42", "--executives", "35", "--deff", "1.5", "--clusters", "60", "--icc", "0.05")
    assert ended.returncode == 0
    # 1200 / 1.5 / 1.95, times (1.9619 / 2.0010)²
    assert "35 executives against 42% of 394 consumers see" in ended.output


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("50", "--gap", "60"), "nobody can be 60 points from 50%: that is below 0% or above 100%. Ask for 50 points at most."),
        (("42", "--gap", "1.5"), "not even 100,000 executives see 1.5 points from 42% of 1,200 consumers."),
        (("50", "--executives", "3"), "3 executives see no gap from 50% of 1,200 consumers, not even the widest."),
    ],
    ids=["beyond every share", "too few consumers", "too few executives"],
)  # fmt: skip
def test_what_cannot_be_seen_is_one_sentence(run_gap, words, sentence):
    ended = run_gap(*BASES, *words)
    assert ended.returncode == 1
    assert ended.output.startswith(f"✗ {sentence}")
    assert ended.output.count("\n") == 1


@pytest.mark.parametrize(
    "words",
    [
        ("420",),
        ("42", "--gap", "15", "--executives", "35"),
        ("42", "--executives", "1"),
        ("42", "--gap", "nan"),
        ("42", "--clusters", "60"),
        ("42", "--icc", "0.1"),
        ("42", "--clusters", "1300", "--icc", "0.1"),
        ("42", "--deff", "0.5"),
    ],
)
def test_what_makes_no_sense_to_ask_is_a_usage_error(run_gap, words):
    ended = run_gap(*BASES, *words)
    assert ended.returncode == 2
    assert "Usage: gap plan" in ended.output


def test_a_plan_goes_by_the_confidence_of_its_study(run_gap):
    takes = [
        int(re.search(r"upwards.* takes (\d+)", run_gap(*BASES, "42", "--gap", "15", *words).output)[1])
        for words in (("--confidence", "90"), (), ("--confidence", "99"))
    ]
    assert takes == sorted(takes) and takes[0] < 93 == takes[1] < takes[2]
    ended = run_gap(*BASES, "42", "--confidence", "93")
    assert ended.returncode == 2 and "90, 95 or 99" in ended.output
