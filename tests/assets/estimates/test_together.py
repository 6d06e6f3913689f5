"""Samples that share sampling units: firms in two files, people and firms in two waves. Held against R and the plain formula."""

from collections import defaultdict
from math import sqrt
from pathlib import Path

import pytest
from scipy.stats import ttest_ind, ttest_rel

from building import POLL, TWO_SIDES, Ran, built, refusal, rows, run, trended, write_study

OF_R = {"adjust": (0.09183452, 0.05833888), "average": (0.1119047, 0.06621752), "certainty": (0.09136978, 0.05406638)}
"""SE of each side's change by R's survey 4.1.1 (options survey.lonely.psu, svydesign, svyby with covmat, svycontrast)."""
YES = {
    ("w1", "boss"): (3, "0 0 1 2 0 3 1 2 1 1 1 1 0 1 1 2 3"),
    ("w1", "staff"): (9, "4 2 3 1 1 4 3 3 2 3 4 1 0 4 3 3 8"),
    ("w2", "boss"): (3, "0 2 0 1 1 0 1 2 0 1 0 1 0 0 0 0 2"),
    ("w2", "staff"): (9, "2 4 0 0 4 0 2 5 3 2 3 2 1 1 3 2 4"),
}
"""How many of so many in each of 17 firms said yes: eight firms of stratum A, eight of B, one of C."""


@pytest.mark.parametrize("rule", OF_R)
def test_a_lone_unit_that_comes_again_counts_in_a_change_as_r_counts_it(tmp_path, rule):
    lines = [
        f"{wave}{role}{firm}-{at},{wave},{role},{'ABC'[firm // 8]},f{firm},{'y' if at < int(yes) else 'n'}"
        for (wave, role), (size, counts) in YES.items()
        for firm, yes in enumerate(counts.split())
        for at in range(size)
    ]
    wave = {"column": "wave", "cells": {"w1": "w1", "w2": "w2"}}
    source = {**POLL, "wave": wave, "strata": "st", "cluster": "firm", "single_psu": rule}
    parts = TWO_SIDES | {"waves": {"w1": {}, "w2": {}}, "sources": {"poll": source}}
    folder = write_study(tmp_path, {"poll.csv": rows("id,wave,role,st,firm,q", *lines)}, **parts)
    row = trended(run(folder, "w1"), run(folder, "w2"))[0]
    assert (row["executive_change_se"], row["consumer_change_se"]) == pytest.approx(OF_R[rule], rel=1e-6)


FIRMS = 24
EXECUTIVES = {firm: [(firm * 7 + at * 3) % 5 < 2 + firm % 3 for at in range(1 + firm % 3)] for firm in range(FIRMS)}
STAFF = {firm: [(firm * 5 + at * at) % 7 < 2 + firm % 4 for at in range(5 + firm % 4)] for firm in range(3, FIRMS)}
"""What each said, by firm. Three firms have executives and no staff in the files."""
LATER = {firm: [not yes if firm % 4 == 0 else yes for yes in said] for firm, said in STAFF.items()}


def two_files(place, same: object = None, staff: dict = STAFF, **design: object) -> Ran:
    parts = two_sources(same, **design)
    return built(place, {"executives.csv": lines_of("e", EXECUTIVES), "staff.csv": lines_of("s", staff)}, **parts)


def two_sources(same: object, **design: object) -> dict:
    source = {"respondent": "id", "sampling": "probability", "cluster": "firm", **design}
    staff = {"kind": "panel", "files": "staff*", **source} | ({"same_units_as": same} if same else {})
    return {
        "sources": {"executives": {"kind": "interviews", "files": "executives*", **source}, "staff": staff},
        "groups": {"executive": {"source": "executives"}, "consumer": {"source": "staff"}},
        "questions": {"q": {"at": {"executives": "q", "staff": "q"}, "answers": ["y", "n"]}},
        **{part: TWO_SIDES[part] for part in ("metrics", "gaps")},
    }


def lines_of(who: str, said: dict) -> str:
    every = ((firm, at, yes) for firm, answers in said.items() for at, yes in enumerate(answers))
    return rows("id,firm,q", *(f"{who}{firm}-{at},f{firm},{'y' if yes else 'n'}" for firm, at, yes in every))


def by_the_formula(*signed: tuple[int, dict]) -> float:
    """The SE of a signed sum of shares of the same firms: every firm's part in it, and how far these scatter."""
    parts: dict[int, float] = defaultdict(float)
    for sign, said in signed:
        n = sum(map(len, said.values()))
        share = sum(map(sum, said.values())) / n
        for firm, answers in said.items():
            parts[firm] += sign * sum(yes - share for yes in answers) / n
    n, mean = len(parts), sum(parts.values()) / len(parts)
    return sqrt(n / (n - 1) * sum((part - mean) ** 2 for part in parts.values()))


def test_the_same_firms_in_two_files_are_as_in_one(tmp_path):
    everyone = [
        line.replace("id,firm,q", "id,firm,q,role") if line.startswith("id") else f"{line},{role}"
        for role, said in (("boss", lines_of("e", EXECUTIVES)), ("staff", lines_of("s", STAFF)))
        for line in said.splitlines()[role == "staff" :]
    ]
    source = {"sources": {"poll": {**POLL, "cluster": "firm"}}}
    one = built(tmp_path / "one", {"poll.csv": rows(*everyone)}, **TWO_SIDES, **source)
    two = two_files(tmp_path / "two", "executives")
    for figure in ("gap_estimate", "gap_se", "gap_ci_low", "gap_ci_high", "p_value"):
        assert two.gap("g")[figure] == pytest.approx(one.gap("g")[figure], rel=2e-2), figure
    assert two.audited()[0]["t_df"] == one.audited()[0]["t_df"] == FIRMS - 2
    assert two.audited()[0]["covariance"] == pytest.approx(one.audited()[0]["covariance"], rel=1e-12)
    assert one.gap("g")["gap_se"] == pytest.approx(by_the_formula((1, EXECUTIVES), (-1, STAFF)), rel=1e-12)


def test_firms_that_every_file_has_give_the_very_error_of_one_file(tmp_path):
    executives = {firm: said for firm, said in EXECUTIVES.items() if firm in STAFF}
    parts = two_sources("executives")
    ran = built(tmp_path, {"executives.csv": lines_of("e", executives), "staff.csv": lines_of("s", STAFF)}, **parts)
    assert ran.gap("g")["gap_se"] == pytest.approx(by_the_formula((1, executives), (-1, STAFF)), rel=1e-12)


def test_firms_of_one_name_in_two_files_are_asked_about(tmp_path):
    parts = two_sources(None)
    files = {"executives.csv": lines_of("e", EXECUTIVES), "staff.csv": lines_of("s", STAFF)}
    assert refusal(tmp_path / "asked", files, **parts) == (
        "small/w1: 21 clusters of source staff are called as clusters of source executives; if they are the same, write "
        "same_units_as: executives under source staff, else same_units_as: none."
    )
    apart = two_files(tmp_path / "apart", "none")
    errors = [apart.estimate("yes", group)["se"] for group in ("executive", "consumer")]
    assert apart.gap("g")["gap_se"] == pytest.approx(sqrt(sum(se**2 for se in errors)), rel=1e-12)
    others = {firm + 100: said for firm, said in STAFF.items()}
    assert two_files(tmp_path / "others", None, others).gap("g")["gap_se"] > 0


def test_people_who_stand_in_two_files_are_one_sample(tmp_path):
    said = {at: ((at * 7) % 5 < 3, (at * 11) % 7 < 3) for at in range(60)}
    parts = two_sources("executives")
    for source in parts["sources"].values():
        del source["cluster"]
    files = {
        f"{name}.csv": rows("id,q", *(f"{at},{'y' if answers[which] else 'n'}" for at, answers in said.items()))
        for which, name in enumerate(("executives", "staff"))
    }
    before, after = ({at: [answers[which]] for at, answers in said.items()} for which in (0, 1))
    assert built(tmp_path, files, **parts).gap("g")["gap_se"] == pytest.approx(by_the_formula((1, before), (-1, after)))


def test_firms_in_two_files_and_two_waves_are_one_design(tmp_path):
    parts = two_sources("executives")
    for name, source in parts["sources"].items():
        source["files"] = f"{name}-{{wave}}.csv"
    executives = {firm: said for firm, said in EXECUTIVES.items() if firm in STAFF}
    files = {f"executives-{wave}.csv": lines_of(wave, executives) for wave in ("a", "b")}
    files |= {"staff-a.csv": lines_of("s", STAFF), "staff-b.csv": lines_of("s", LATER)}
    folder = write_study(tmp_path, files, **parts, waves={"a": {}, "b": {}})
    row = trended(run(folder, "a"), run(folder, "b"))[0]
    change = by_the_formula((1, executives), (-1, executives), (-1, LATER), (1, STAFF))
    assert row["gap_change_se"] == pytest.approx(change, rel=1e-9)
    assert row["consumer_change_se"] == pytest.approx(by_the_formula((1, LATER), (-1, STAFF)), rel=1e-9)


def test_one_firm_in_two_strata_is_refused(tmp_path):
    parts = two_sources("executives", strata="st")
    files = {
        name: rows("id,firm,q,st", *(f"{at},f{at // 2},{'yn'[at % 3 % 2]},{stratum}" for at in range(40)))
        for name, stratum in (("executives.csv", "A"), ("staff.csv", "B"))
    }
    said = refusal(tmp_path, files, **parts)
    assert (
        said
        == "small/w1: the same units of executives and staff are in two strata, such as A and B; mend strata, or same_units_as."
    )


@pytest.mark.parametrize(
    ("same", "said"),
    [
        ("nobody", "there is no source of respondents 'nobody'"),
        ("staff", "staff is the source itself"),
    ],
)
def test_units_of_a_source_that_is_not_there_are_refused_with_their_line(tmp_path, same, said):
    files = {"executives.csv": lines_of("e", EXECUTIVES), "staff.csv": lines_of("s", STAFF)}
    assert said in refusal(tmp_path, files, **two_sources(same))


NUMBERED = rows(
    "id,role,q", *(f"{at},{'boss' if at % 2 else 'staff'},{'y' if at % 4 < 2 else 'n'}" for at in range(200))
)


@pytest.mark.parametrize(
    ("panel", "se"),
    [(None, sqrt(2 * 0.25 / 100)), (False, sqrt(2 * 0.25 / 100)), (True, 0.0)],
    ids=["unsaid", "no", "yes"],
)
def test_ids_that_repeat_are_one_panel_only_where_the_source_says_so(tmp_path, panel, se):
    source = {**POLL, "files": "{wave}.csv"} | ({} if panel is None else {"panel": panel})
    parts = TWO_SIDES | {"waves": {"a": {}, "b": {}}, "sources": {"poll": source}}
    folder = write_study(tmp_path, {"a.csv": NUMBERED, "b.csv": NUMBERED}, **parts)
    row = trended(run(folder, "a"), run(folder, "b"))[0]
    assert row["executive_change_se"] == pytest.approx(se, rel=6e-3, abs=1e-9)


def test_bosses_and_staff_of_the_same_firms_are_tested_as_pairs_are(tmp_path):
    """One boss and one staff member a firm: the paired t test, which knows of so many firms and no more."""
    bosses, staff = [3, 5, 2, 4, 5, 1, 4, 4, 2, 5, 3], [2, 2, 1, 4, 3, 2, 1, 5, 1, 3, 3]
    lines = [
        f"{role}{firm},{role},f{firm},{said[firm]}"
        for role, said in (("boss", bosses), ("staff", staff))
        for firm in range(len(bosses))
    ]
    row = run(scored(tmp_path, {"poll.csv": rows("id,role,firm,q", *lines)}, cluster="firm"), "w1").gaps()[0]
    assert_is_of(ttest_rel(bosses, staff), row["df"], row["p_value"], row["gap_ci_low"], row["gap_ci_high"])


def test_the_change_of_those_who_answered_twice_is_tested_as_pairs_are(tmp_path):
    """Two panels of people: Welch's test of how much each person moved."""
    before = {"boss": [3, 5, 2, 4, 5, 1, 1, 2, 4, 3], "staff": [2, 2, 1, 4, 3, 2, 1, 5, 4, 1, 3, 2, 4]}
    after = {"boss": [2, 5, 4, 5, 5, 2, 3, 2, 4, 4], "staff": [1, 3, 1, 2, 3, 1, 1, 2, 4, 2, 1, 2, 5]}
    files = {
        f"{role}{wave}.csv": rows("id,role,q", *(f"{role}{at},{role},{each}" for at, each in enumerate(said[role])))
        for wave, said in (("1", before), ("2", after))
        for role in said
    }
    source = {**POLL, "panel": True}
    sources = {role: {**source, "files": f"{role}{{wave}}.csv"} for role in before}
    groups = {"executive": {"source": "boss"}, "consumer": {"source": "staff"}}
    q = {"at": {"boss": "q", "staff": "q"}, "answers": {str(n): n for n in range(1, 6)}}
    folder = scored(tmp_path, files, waves={"1": {}, "2": {}}, sources=sources, groups=groups, questions={"q": q})
    row = trended(run(folder, "1"), run(folder, "2"))[0]
    moved = [[b - a for a, b in zip(before[role], after[role], strict=True)] for role in before]
    assert_is_of(
        ttest_ind(*moved, equal_var=False), row["df"], row["p_value"], row["gap_change_low"], row["gap_change_high"]
    )
    for role, mine in (("boss", "executive"), ("staff", "consumer")):
        pairs = ttest_rel(after[role], before[role])
        assert row[f"{mine}_change_p_value"] == pytest.approx(pairs.pvalue)
        assert (row[f"{mine}_change_low"], row[f"{mine}_change_high"]) == pytest.approx(
            tuple(pairs.confidence_interval())
        )


def scored(place, files: dict[str, str], cluster: str = "", **parts: object) -> Path:
    """A study of one gap between means."""
    parts = {
        **TWO_SIDES,
        "sources": {"poll": {**POLL, **({"cluster": cluster} if cluster else {})}},
        "questions": {**TWO_SIDES["questions"], "q": {"at": "q", "answers": {str(n): n for n in range(1, 6)}}},
        "metrics": {"m": {"of": "q", "mean": True, "better": "higher"}},
        "gaps": {"g": {"metric": "m", "compare": "same"}},
        **parts,
    }
    return write_study(place, files, **parts)


def assert_is_of(test, df: float, p_value: float, low: float, high: float) -> None:
    assert (df, p_value, low, high) == pytest.approx((test.df, test.pvalue, *test.confidence_interval()))
