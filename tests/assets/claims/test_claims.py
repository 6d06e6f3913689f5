"""The claims ledger: counts that a figure allows, what the data make of it, and what cannot be true together."""

from fractions import Fraction

import pytest

from assets.claims.ledger import HEADER, claims, read_claims
from building import ORIGIN, WAVE, table, write_study
from conftest import PROJECT
from schemas.refused import Refused
from schemas.study import Study, load_study
from schemas.tables.estimates import ESTIMATES

DEFAULTS = {"documents": "000", "group": "everyone", "statement": "so they say", "base_is": "stated", "weighted": "no"}


def ledger(*entries: dict) -> str:
    return table(HEADER, [[{**DEFAULTS, **entry}.get(name, "") for name in HEADER] for entry in entries])


def study(place, *entries: dict, **parts) -> Study:
    """A study of a share m and a mean grade with this ledger."""
    folder = write_study(
        place,
        {"claims.csv": ledger(*entries)},
        questions={"q": {"at": "q", "answers": ["yes", "no"]}, "grade": {"at": "grade", "numbers": [1, 10]}},
        metrics={"m": {"of": "q", "top": 1}, "grade": {"of": "grade", "mean": True}},
        claims="claims.csv",
        **parts,
    )
    return load_study(folder)


def estimate(metric: str, figure: float | None, base: int, **columns: object) -> dict:
    """One row of the estimates, as far as the ledger looks at it."""
    unit = "share" if metric == "m" else "1-10 points"
    return {
        "kind": "metric", "segment": "total", "segment_value": "all", "group_name": "everyone", "metric": metric,
        "unit": unit, "estimate": figure, "n": base, **columns,
    }  # fmt: skip


def verdicts(place, *entries: dict, yes: int = 26, base: int = 35, **parts) -> list[dict]:
    """The ledger where `yes` of `base` respondents say yes, and all their grades are 7."""
    described = study(place, *entries, **parts)
    estimates = ESTIMATES.build([estimate("m", yes / base, base), estimate("grade", 7.0, base)])
    return claims(described, WAVE, place / "small", estimates, ORIGIN).to_pylist()


def claim(number: str = "E4", low: object = 74, high: object = "", **entry: object) -> dict:
    return {"claim": number, "low": low, "high": low if high == "" else high, "metric": "m", "base": 35, **entry}


def bound(**entry: object) -> dict:
    """A claim with one open end."""
    return {"claim": "E4", "metric": "m", "base": 35, **entry}


# ---- counts


@pytest.mark.parametrize(
    ("percent", "base", "counts"),
    [
        (74, 35, "26 of 35"),
        (75, 35, "none of 35"),
        (93, 35, "none of 35"),
        (93, 27, "25 of 27"),
        (77, 35, "27 of 35"),
        (42, 1200, "498 to 509 of 1200"),
        (75, "35; 27; 8", "none of 35; none of 27; 6 of 8"),
        (0, 35, "0 of 35"),
        (100, 35, "35 of 35"),
        ("54.3", 35, "19 of 35"),
        ("54.0", 35, "none of 35"),
    ],
)
def test_the_counts_that_a_percent_allows_follow_from_percent_and_base(tmp_path, percent, base, counts):
    assert verdicts(tmp_path, claim(low=percent, base=base))[0]["attainable_counts"] == counts


@pytest.mark.parametrize(("percent", "holds"), [(12, False), (13, True)])
def test_halves_are_rounded_up(tmp_path, percent, holds):
    """1 of 8 is 12.5%, which is printed as 13%."""
    assert verdicts(tmp_path, claim(low=percent, base=8))[0]["attainable_counts"] == (
        "1 of 8" if holds else "none of 8"
    )


def test_80_54_57_17_77_43_and_37_percent_have_one_base_in_common(tmp_path):
    numbers = list(range(1, 61))
    described = study(
        tmp_path, *(claim(f"E{n}", n, base="; ".join(map(str, numbers))) for n in (80, 54, 57, 17, 77, 43, 37))
    )
    found = read_claims(tmp_path / "small" / "claims.csv", described).values()
    assert [base for base in numbers if all(claim.counts(base) for claim in found)] == [35]


@pytest.mark.parametrize(
    ("ends", "counts"),
    [({"low": 82, "high": 85}, "29 of 35"), ({"high": 44}, "0 to 15 of 35"), ({"low": 90}, "32 to 35 of 35")],
)
def test_a_range_and_a_bound_allow_all_counts_inside(tmp_path, ends, counts):
    assert verdicts(tmp_path, bound(**ends))[0]["attainable_counts"] == counts


def test_a_mean_has_no_counts(tmp_path):
    assert verdicts(tmp_path, claim(low=7, metric="grade"))[0]["attainable_counts"] is None


# ---- verdicts


@pytest.mark.parametrize(
    ("entry", "verdict"),
    [
        (claim(low=74), "yes"),
        (claim(low="74.3"), "yes"),
        (claim(low="74.2"), "differs by 0.1 points"),
        (claim(low=75), "differs by 0.7 points"),
        (claim(low=70, high=80), "yes"),
        (claim(low=80, high=85), "differs by 5.7 points"),
        (bound(high=60), "differs by 14.3 points"),
        (bound(low=60), "yes"),
        (claim(low=7, metric="grade"), "yes"),
        (claim(low=8, metric="grade"), "differs by 1.0 points"),
        (claim(metric=""), "not computable"),
    ],
)
def test_a_claim_is_reproduced_where_the_data_round_to_it(tmp_path, entry, verdict):
    assert verdicts(tmp_path, entry)[0]["reproduced"] == verdict


@pytest.mark.parametrize(("yes", "base", "printed"), [(167, 2000, "8.4"), (3, 2000, "0.2"), (23, 40, "58")])
def test_halves_are_rounded_up_also_where_the_data_are_compared(tmp_path, yes, base, printed):
    # 8.35 as a binary number is a little less than a half: 167 of 2000 is printed as 8.4% all the same.
    assert verdicts(tmp_path, claim(low=printed, base=base), yes=yes, base=base)[0]["reproduced"] == "yes"


def test_synthetic_respondents_reproduce_by_construction_only(tmp_path):
    found = verdicts(tmp_path, claim(low=74), synthetic=True)[0]
    assert found["reproduced"] == "by construction (synthetic)"


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (estimate("m", None, 8, withheld="base"), ("none_withheld", 8)),
        (estimate("m", None, 0), ("none_no_figure", 0)),
        (estimate("m", 0.74, 35, published="74%"), ("published", None)),
        (estimate("m", 0.74, 35, segment="region", segment_value="Asia"), ("no_metric", None)),
        (estimate("m", 0.74, 35, group_name="others"), ("no_metric", None)),
    ],
    ids=["withheld", "nobody", "published", "segment", "group"],
)
def test_nothing_is_computed_from_what_is_no_figure_of_the_whole_group(tmp_path, row, why):
    described = study(tmp_path, claim())
    found = claims(described, WAVE, tmp_path / "small", ESTIMATES.build([row]), ORIGIN).to_pylist()[0]
    assert (found["reproduced"], found["computed"]) == ("not computable", None)
    assert (found["why"], found["why_number"]) == why


def test_an_impossible_count_is_what_stands_behind_a_difference(tmp_path):
    found = verdicts(tmp_path, claim(low=75))[0]
    assert (found["why"], found["why_number"]) == ("no_such_count", 35)


# ---- what cannot be true together


def conflicts(place, *entries: dict) -> dict[str, str | None]:
    return {row["claim"]: row["conflicts_with"] for row in verdicts(place, *entries)}


def test_parts_that_make_the_whole_do_not_conflict(tmp_path):
    """57 and 17 are 20 and 6 of 35: together 26, which is 74."""
    parts = (claim("E4a", 57), claim("E4b", 17))
    assert conflicts(tmp_path, claim("E4", 74, same_question_as="E4a + E4b"), *parts) == {
        "E4": None,
        "E4a": None,
        "E4b": None,
    }


def test_parts_that_cannot_make_the_whole_conflict_on_every_side(tmp_path):
    found = conflicts(tmp_path, claim("E4", 75, same_question_as="E4a + E4b"), claim("E4a", 57), claim("E4b", 17))
    assert found == {"E4": "E4a + E4b", "E4a": "E4 (with E4b)", "E4b": "E4 (with E4a)"}


def test_two_figures_for_one_quantity_conflict(tmp_path):
    assert conflicts(tmp_path, claim("A", 64), claim("B", 42, same_question_as="A")) == {"A": "B", "B": "A"}


@pytest.mark.parametrize(("rest", "conflict"), [(73, None), (74, None), (75, "100 - C9b")])
def test_a_derived_claim_is_what_remains(tmp_path, rest, conflict):
    """27 may be 26.5, which leaves 73.5, which is printed as 74."""
    found = conflicts(tmp_path, claim("C10", rest, base="", derived_from="100 - C9b"), claim("C9b", 27, base=""))
    assert found["C10"] == conflict


def test_rounded_parts_of_different_bases_may_miss_their_sum_by_the_rounding(tmp_path):
    parts = (claim("A", 33, base=100), claim("B", 33, base=200))
    assert conflicts(tmp_path / "near", claim("C", 67, base=150, derived_from="A + B"), *parts)["C"] is None
    assert conflicts(tmp_path / "far", claim("C", 68, base=150, derived_from="A + B"), *parts)["C"] == "A + B"


def test_another_figure_printed_for_the_same_statement_conflicts(tmp_path):
    assert conflicts(tmp_path, claim("A", 73, also_printed="78; 73.2"))["A"] == "78 (also printed)"


@pytest.mark.parametrize(("low", "conflict"), [(60, None), (70, "B")])
def test_a_bound_conflicts_with_what_lies_outside_of_it(tmp_path, low, conflict):
    bounded = {**bound(low=low, base=""), "claim": "B", "same_question_as": "A"}
    assert conflicts(tmp_path, claim("A", 64, base=""), bounded)["A"] == conflict


# ---- a ledger that cannot be read


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        (claim(group="boss"), "there is no group 'boss' in the study"),
        (claim(metric="z"), "there is no metric 'z' in the study"),
        (claim(base_is="guessed"), "base_is is 'guessed'; write stated, inferred, unknown"),
        (claim(weighted="maybe"), "weighted is 'maybe'; write yes, no, unknown"),
        (claim(base="about 35"), "the base 'about 35' is no number of respondents"),
        (claim(low="three fourths"), "'three fourths' is no figure"),
        (bound(), "has no figure; write low and high"),
    ],
)  # fmt: skip
def test_a_row_that_cannot_be_read_is_refused_with_its_number(tmp_path, entry, reason):
    with pytest.raises(Refused, match=f"claims.csv, row 3: {reason}"):
        verdicts(tmp_path, claim("A"), entry)


def test_a_claim_that_stands_twice_is_refused(tmp_path):
    with pytest.raises(Refused, match="row 3: claim A stands twice"):
        verdicts(tmp_path, claim("A"), claim("A"))


@pytest.mark.parametrize("column", ["same_question_as", "derived_from"])
def test_a_sum_of_claims_that_are_not_there_is_refused(tmp_path, column):
    with pytest.raises(Refused, match=f"claim A: {column} names 'B'"):
        verdicts(tmp_path, claim("A", **{column: "100 - B"}))


def test_a_sum_may_hold_a_number_with_decimals(tmp_path):
    assert (
        conflicts(tmp_path, claim("A", 74, base=""), claim("B", "25.5", base="", derived_from="99.5 - A"))["B"] is None
    )


@pytest.mark.parametrize("printed", ["<44", "about 80", "82-85"])
def test_another_printed_figure_that_is_none_is_refused_in_a_sentence(tmp_path, printed):
    with pytest.raises(Refused, match="claims.csv, row 2: '"):
        verdicts(tmp_path, claim("A", also_printed=printed))


@pytest.mark.parametrize("entry", [claim(""), claim("A", 80, 70)], ids=["no number", "low above high"])
def test_a_claim_without_number_or_with_its_ends_reversed_is_refused(tmp_path, entry):
    with pytest.raises(Refused, match=r"claims.csv, row 2"):
        verdicts(tmp_path, entry)


def test_the_published_ledger_is_read_whole():
    folder = PROJECT / "studies" / "high-tech-service"
    found = read_claims(folder / "claims.csv", load_study(folder))
    assert list(found["E4"].counts(35)) == []
    assert [list(found[name].counts(35)) for name in ("E4a", "E4b")] == [[20], [6]]
    assert found["E6b"].low == Fraction(74)
