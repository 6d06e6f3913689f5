"""The gap fact table: what is subtracted, what is tested together, and what may be called significant."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assets.estimates.intervals import detectable_share_gap, difference_of_shares, score_test, wilson
from building import POLL, Ran, built, rows, table

REPORTED = {
    "sources": {"press": {"kind": "reported", "files": "press.csv", "sampling": "purposive"}},
    "groups": {"executive": {"source": "press"}, "consumer": {"source": "press"}},
}


def published(place, gaps: dict[str, tuple[str, str]], **described: object) -> Ran:
    """Gaps between published figures: name to the executives' and the consumers' figure, `26 of 35` or `42% of 1200`."""
    lines = []
    for name, sides in gaps.items():
        for group, figure in zip(("executive", "consumer"), sides, strict=True):
            percent, _, base = figure.partition("% of ")
            lines.append(f"{group},{name},{f'{percent}%,{base}' if base else f'{figure},'},,")
    return built(
        place,
        {"press.csv": rows("group,metric,figure,base,documents,note", *lines)},
        questions={name: {"answers": ["yes", "no"]} for name in gaps},
        metrics={name: {"of": name, "top": 1} for name in gaps},
        gaps={name: {"metric": name, "compare": "same", **described} for name in gaps},
        **REPORTED,
    )


# ---- the figures of the published study


@pytest.mark.parametrize(
    ("executives", "consumers", "gap", "low", "high"),
    [
        ("26 of 35", "42% of 1200", 32.3, 15.4, 44.3),
        ("20 of 27", "39% of 1200", 35.1, None, None),
        ("13 of 35", "13% of 1200", 24.1, None, None),
    ],
    ids=["G1", "G2", "G4"],
)
def test_published_gaps_are_as_arithmetic_says(tmp_path, executives, consumers, gap, low, high):
    row = published(tmp_path, {"g": (executives, consumers)}).gap("g")
    assert round(100 * row["gap_estimate"], 1) == gap
    if low:
        assert [round(100 * row[name], 1) for name in ("gap_ci_low", "gap_ci_high")] == [low, high]


@pytest.mark.parametrize(
    ("hits", "n", "share", "low", "high"),
    [(26, 35, 0.42, 15.7, 44.2), (20, 27, 0.39, 16.1, 48.1), (13, 35, 0.13, 10.0, 40.8)],
)
def test_newcombes_interval_with_the_counts_as_they_are(hits, n, share, low, high):
    sides = [(p, *wilson(p, base, 0.05)) for p, base in ((hits / n, n), (share, 1200))]
    assert [round(100 * end, 1) for end in difference_of_shares(*sides)] == [low, high]


def test_the_published_satisfaction_gap_in_full(tmp_path):
    row = published(tmp_path, {"g": ("26 of 35", "42% of 1200")}, executives_report="estimate_of_consumers").gap("g")
    assert (round(row["gap_ci_low"], 3), round(row["gap_ci_high"], 3)) == (0.154, 0.443)
    assert (row["executive_n"], row["consumer_n"], row["reliability"]) == (35, 1200, "small base")
    assert (row["significant"], row["verdict"], row["no_verdict"]) == (True, "executive_overestimates", None)
    assert (row["family"], row["family_size"], row["p_adjusted"]) == ("total", 1, row["p_value"])


def test_published_counts_stay_whole_whatever_their_shares_round_to(tmp_path):
    audit = published(tmp_path, {"g": ("15 of 22", "13 of 23")}).audited()[0]
    assert audit["fisher_p_value"] == pytest.approx(0.5420005297962593, rel=1e-10)
    assert audit["newcombe_unweighted_low"] is not None


# ---- what is subtracted


TWO = {
    "sources": {
        "interviews": {**POLL, "kind": "interviews", "files": "exec.csv", "sampling": "purposive"},
        "panel": {**POLL, "files": "panel.csv", "sampling": "opt_in"},
    },
    "groups": {"executive": {"source": "interviews"}, "consumer": {"source": "panel"}},
    "questions": {
        "q": {"at": {"interviews": "q", "panel": "q"}, "answers": ["y", "n"], "other": {"don't know": "?"}},
        "grade": {"at": {"interviews": "grade", "panel": "grade"}, "numbers": [1, 5]},
        "region": {"at": {"interviews": "region", "panel": "region"}, "answers": ["Asia", "Europe"]},
        "age": {"at": {"panel": "age"}, "answers": ["young", "old"]},
    },
    "metrics": {"m": {"of": "q", "top": 1, "better": "higher"}, "grade": {"of": "grade", "mean": True}},
    "gaps": {"g": {"metric": "m", "compare": "same"}},
}


def two(place, executives: list[dict], consumers: list[dict], **parts: object) -> Ran:
    """Executives and consumers by their answers; what a respondent does not say is blank."""
    names = ["q", "grade", "region", "age"]
    files = {
        name: table(
            ["id", *names], [[n, *(person.get(column, "") for column in names)] for n, person in enumerate(people)]
        )
        for name, people in (("exec.csv", executives), ("panel.csv", consumers))
    }
    return built(place, files, **{**TWO, **parts})


def saying(yes: int, no: int, **said: object) -> list[dict]:
    return [{"q": "y", **said}] * yes + [{"q": "n", **said}] * no


@pytest.mark.parametrize("said", [{"compare": "side_by_side", "why": "two scales"}, {"compare": "undecided"}])
def test_what_stands_side_by_side_is_shown_and_not_subtracted(tmp_path, said):
    gaps = {"g": {"metric": "m", **said}}
    row = two(tmp_path, saying(30, 10), saying(40, 60), gaps=gaps).gap("g")
    assert (row["executive_estimate"], row["consumer_estimate"]) == (0.75, 0.4)
    subtracted = ("gap_estimate", "gap_se", "gap_ci_low", "gap_ci_high", "p_value", "p_adjusted", "family", "significant",
                  "effect_size", "minimum_detectable_gap", "verdict", "interval_note")  # fmt: skip
    assert [row[name] for name in subtracted] == [None] * len(subtracted)
    assert row["no_verdict"] == said["compare"]


def test_a_gap_the_other_way_round_has_the_other_sign_and_the_same_test(tmp_path):
    one = two(tmp_path / "one", saying(30, 10), saying(40, 60)).gap("g")
    other = two(tmp_path / "other", saying(40, 60), saying(30, 10)).gap("g")
    assert one["gap_estimate"] == -other["gap_estimate"]
    assert (one["gap_ci_low"], one["gap_ci_high"]) == pytest.approx((-other["gap_ci_high"], -other["gap_ci_low"]))
    assert one["p_value"] == pytest.approx(other["p_value"])
    assert one["effect_size"] == pytest.approx(-other["effect_size"])
    assert (one["verdict"], other["verdict"]) == ("executive_higher", "consumer_higher")


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.integers(0, 40), st.integers(10, 40), st.integers(0, 900), st.integers(10, 900))
def test_interval_and_test_are_antisymmetric_for_any_counts(hits, n, other_hits, m):
    p, q = min(hits, n) / n, min(other_hits, m) / m
    sides = (p, *wilson(p, n, 0.05)), (q, *wilson(q, m, 0.05))
    low, high = difference_of_shares(*sides)
    assert (low, high) == pytest.approx(tuple(-end for end in difference_of_shares(*sides[::-1])[::-1]))
    assert float(score_test(p, n, q, m)) == pytest.approx(float(score_test(q, m, p, n)), nan_ok=True)
    assert low <= p - q + 1e-12
    assert high >= p - q - 1e-12


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.integers(0, 100), st.integers(5, 200), st.integers(5, 2000))
def test_the_detectable_gap_is_the_same_from_a_share_and_from_its_complement(percent, n, m):
    share = percent / 100
    one, other = (detectable_share_gap(each, n, m, 0.05) for each in (share, 1 - share))
    assert one == pytest.approx(other, nan_ok=True, rel=1e-9)


def test_means_are_subtracted_with_their_errors(tmp_path):
    executives, consumers = ([{"grade": g} for g in (5, 4, 4, 3, 5) * 8], [{"grade": g} for g in (1, 2, 3, 4, 5) * 20])
    row = two(tmp_path, executives, consumers, gaps={"g": {"metric": "grade", "compare": "same"}}).gap("g")
    assert row["gap_estimate"] == pytest.approx(4.2 - 3.0)
    assert row["gap_se"] == pytest.approx(math.hypot(row["executive_se"], row["consumer_se"]))
    assert row["gap_ci_low"] < 1.2 < row["gap_ci_high"]
    assert (row["unit"], row["significant"]) == ("1-5 points", True)


def test_two_means_without_any_spread_have_no_test_and_no_effect_size(tmp_path):
    row = two(
        tmp_path, [{"grade": 5}] * 40, [{"grade": 2}] * 40, gaps={"g": {"metric": "grade", "compare": "same"}}
    ).gap("g")
    assert row["gap_estimate"] == 3
    assert (row["p_value"], row["gap_ci_low"], row["effect_size"]) == (None, None, None)


def test_a_withheld_side_withholds_the_gap(tmp_path):
    row = two(tmp_path, saying(9, 0), saying(40, 60)).gap("g")
    assert (row["executive_n"], row["executive_estimate"], row["gap_estimate"], row["reliability"]) == (
        9,
        None,
        None,
        "withheld",
    )


def test_the_gap_is_as_reliable_as_its_worse_side(tmp_path):
    assert two(tmp_path, saying(30, 10), saying(400, 600)).gap("g")["reliability"] == "small base"


# ---- segments


def test_a_segment_sets_the_same_part_of_both_sides_against_each_other(tmp_path):
    executives = saying(20, 5, region="Asia") + saying(5, 20, region="Europe")
    consumers = saying(10, 40, region="Asia") + saying(25, 25, region="Europe")
    row = two(tmp_path, executives, consumers, segments={"region": {"of": "region"}}).gap("g", "region", "Asia")
    assert (row["executive_n"], row["consumer_n"], row["segment_sides"]) == (25, 50, "both")
    assert row["gap_estimate"] == pytest.approx(0.8 - 0.2)


def test_a_segment_of_one_side_is_set_against_everyone_and_says_so(tmp_path):
    consumers = saying(10, 40, age="young") + saying(25, 25, age="old")
    row = two(tmp_path, saying(30, 10), consumers, segments={"age": {"of": "age"}}).gap("g", "age", "young")
    assert (row["executive_n"], row["consumer_n"], row["segment_sides"]) == (40, 50, "consumer")
    assert row["gap_estimate"] == pytest.approx(0.75 - 0.2)


def test_a_segment_of_both_sides_never_falls_back_to_everyone(tmp_path):
    # No executive is in Asia: Asia's consumers are not set against all executives.
    consumers = saying(20, 20, region="Asia") + saying(25, 25, region="Europe")
    gaps = two(tmp_path, saying(26, 9, region="Europe"), consumers, segments={"region": {"of": "region"}}).gaps()
    assert [
        row["executive_n"] for row in gaps if row["segment_value"] == "Asia" and row["gap_estimate"] is not None
    ] == []


# ---- tests and families


def test_gaps_are_adjusted_within_the_totals_and_within_each_segment(tmp_path):
    consumers = saying(10, 40, age="young", region="Asia") + saying(25, 25, age="old", region="Europe")
    segments = {"region": {"of": "region"}, "age": {"of": "age"}}
    gaps = {"g": {"metric": "m", "compare": "same"}, "again": {"metric": "m", "compare": "same"}}
    executives = saying(15, 5, region="Asia") + saying(15, 5, region="Europe")
    found = {}
    for row in two(tmp_path, executives, consumers, segments=segments, gaps=gaps).gaps():
        found.setdefault(row["family"], []).append(row["family_size"])
    assert found == {"total": [2, 2], "region": [4] * 4, "age": [4] * 4}


def test_a_gap_that_cannot_be_tested_leaves_its_family(tmp_path):
    gaps = {
        "g": ("26 of 35", "42% of 1200"),
        "untestable": ("35 of 35", "100% of 1200"),
        "no_base": ("26 of 35", "42%"),
    }
    found = {row["gap"]: row for row in published(tmp_path, gaps).gaps()}
    assert (found["g"]["family_size"], found["g"]["p_adjusted"]) == (1, found["g"]["p_value"])
    for name in ("untestable", "no_base"):
        assert [found[name][column] for column in ("p_value", "p_adjusted", "family", "significant")] == [None] * 4
        assert (found[name]["verdict"], found[name]["no_verdict"]) == (None, "not_tested")
    assert found["no_base"]["gap_estimate"] == pytest.approx(26 / 35 - 0.42)


@pytest.mark.parametrize(
    ("sides", "base", "code", "why"),
    [
        (("<44%", "42% of 1200"), "1200", "no_figure", None),  # a bound is no figure, whatever its base
        (("<44%", "42% of 1200"), "5", "no_figure", None),
        (("5 of 9", "42% of 1200"), "", "withheld_base", "base"),
    ],
)
def test_a_gap_without_a_figure_says_whether_one_was_withheld(tmp_path, sides, base, code, why):
    row = published(tmp_path, {"g": (f"{sides[0]} of {base}" if base else sides[0], sides[1])}).gap("g")
    assert (row["gap_estimate"], row["verdict"], row["no_verdict"]) == (None, None, code)
    assert row["executive_withheld"] == why


def test_a_figure_that_is_withheld_for_anothers_sake_says_so(tmp_path):
    """Of 21 executives 9 are in Asia: their figure is withheld, and with it that of the 12 others, or all less 12 gives it."""
    executives = saying(5, 4, region="Asia") + saying(6, 6, region="Europe")
    consumers = saying(50, 50, region="Asia") + saying(50, 50, region="Europe")
    run = two(tmp_path, executives, consumers, segments={"region": {"of": "region"}})
    asia, europe = (run.gap("g", "region", part) for part in ("Asia", "Europe"))
    assert (asia["executive_n"], asia["no_verdict"]) == (9, "withheld_base")
    assert (europe["executive_n"], europe["no_verdict"]) == (12, "withheld_protection")
    row = run.estimate("m", "executive", "region", "Europe")
    assert (row["estimate"], row["withheld"]) == (None, "protection")


def test_every_row_has_a_verdict_or_says_why_not(tmp_path):
    gaps = {
        "clear": ("80 of 100", "20% of 100"),
        "unclear": ("50 of 100", "51% of 100"),
        "few": ("20 of 20", "10% of 90"),
    }
    gaps |= {
        "untested": ("35 of 35", "100% of 90"),
        "bound": ("<44% of 90", "40% of 90"),
        "small": ("5 of 9", "40% of 90"),
    }
    for row in published(tmp_path, gaps).gaps():
        assert (row["verdict"] is None) != (row["no_verdict"] is None), row["gap"]


def test_an_indicative_base_is_never_significant_and_has_no_verdict(tmp_path):
    row = published(tmp_path, {"g": ("20 of 20", "10% of 1200")}).gap("g")
    assert row["p_value"] < 1e-6
    assert (row["reliability"], row["significant"]) == ("indicative", False)
    assert (row["verdict"], row["no_verdict"]) == (None, "too_few")
    assert row["interval_note"] == "leaves_zero_out_base"


def test_a_note_is_made_where_the_interval_and_the_adjusted_test_disagree(tmp_path):
    alone = published(tmp_path / "alone", {"g": ("40 of 100", "26% of 100")}).gap("g")
    assert (alone["significant"], alone["interval_note"]) == (True, None)
    many = {"g": ("40 of 100", "26% of 100"), **{f"none_{n}": ("30 of 100", "30% of 100") for n in range(4)}}
    row = published(tmp_path / "many", many).gap("g")
    assert row["gap_ci_low"] > 0
    assert (row["significant"], row["verdict"]) == (False, "no_clear_difference")
    assert row["interval_note"] == "leaves_zero_out_adjusted"


@pytest.mark.parametrize(
    ("report", "sides", "verdict"),
    [
        ("own_view", ("80 of 100", "20% of 100"), "executive_higher"),
        ("own_view", ("20 of 100", "80% of 100"), "consumer_higher"),
        ("estimate_of_consumers", ("80 of 100", "20% of 100"), "executive_overestimates"),
        ("estimate_of_consumers", ("20 of 100", "80% of 100"), "executive_underestimates"),
        ("estimate_of_consumers", ("50 of 100", "51% of 100"), "no_clear_difference"),
    ],
)
def test_over_and_underestimates_are_said_only_where_executives_estimated(tmp_path, report, sides, verdict):
    assert published(tmp_path, {"g": sides}, executives_report=report).gap("g")["verdict"] == verdict


def test_two_groups_of_one_poll_make_a_gap(tmp_path):
    voters = (
        [["always", "y"]] * 30
        + [["always", "n"]] * 10
        + [["never", "y"]] * 20
        + [["never", "n"]] * 60
        + [["", "y"]] * 5
    )
    run = built(
        tmp_path,
        {"poll.csv": table(["id", "voter", "q"], [[n, *voter] for n, voter in enumerate(voters)])},
        groups={
            name: {"source": "poll", "where": {"voter": word}}
            for name, word in (("executive", "always"), ("consumer", "never"))
        },
        questions={"voter": {"at": "voter", "answers": ["always", "never"]}, "q": {"at": "q", "answers": ["y", "n"]}},
        metrics={"m": {"of": "q", "top": 1}},
        gaps={"g": {"metric": "m", "compare": "same"}},
    )
    row = run.gap("g")
    assert (row["executive_n"], row["consumer_n"], row["gap_estimate"]) == (40, 80, 0.5)


def test_a_gap_without_a_label_has_that_of_its_metric(tmp_path):
    export = rows("id,who,q", *(f"{at},{at % 2},{at % 3}" for at in range(60)))
    ran = built(
        tmp_path,
        {"poll.csv": export},
        groups={
            "executive": {"source": "poll", "where": {"who": ["0"]}},
            "consumer": {"source": "poll", "where": {"who": ["1"]}},
        },
        questions={"who": {"at": "who", "answers": ["0", "1"]}, "q": {"at": "q", "answers": ["0", "1", "2"]}},
        metrics={"good": {"of": "q", "share": "0", "label": "The service is good"}, "bad": {"of": "q", "share": "2"}},
        gaps={
            "good": {"metric": "good", "compare": "same"},
            "so_bad": {"metric": "bad", "compare": "same"},
            "own": {"metric": "good", "compare": "same", "label": "Goodness"},
        },
    )
    assert [row["label"] for row in ran.gaps()] == ["The service is good", "so bad", "Goodness"]
