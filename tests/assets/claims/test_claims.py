"""The claims ledger: counts that a figure allows, what the data make of it, and what cannot be true together."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import product

import pytest

from assets.claims.ledger import claims
from assets.claims.reading import HEADER, OPTIONAL, read_claims
from assets.estimates.span import rounded
from building import ORIGIN, WAVE, table, write_study
from conftest import PROJECT
from schemas.refused import Refused
from schemas.study import Study, load_study
from schemas.tables.estimates import ESTIMATES

DEFAULTS = {"documents": "000", "group": "everyone", "statement": "so they say", "base_is": "stated", "weighted": "no"}


def ledger(*entries: dict) -> str:
    header = [*HEADER, *(name for name in OPTIONAL if any(name in entry for entry in entries))]
    return table(header, [[{**DEFAULTS, **entry}.get(name, "") for name in header] for entry in entries])


def study(place, *entries: dict, regions: Sequence[str] = (), **parts) -> Study:
    """A study of a share m and a mean grade with this ledger, and with `regions` as a segment, if there are any."""
    where = {"region": {"at": "region", "answers": list(regions)}} if regions else {}
    folder = write_study(
        place,
        {"claims.csv": ledger(*entries)},
        questions={"q": {"at": "q", "answers": ["yes", "no"]}, "grade": {"at": "grade", "numbers": [1, 10]}, **where},
        segments={"region": {"of": "region"}} if regions else {},
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
        (42, 1200, "498 to 510 of 1200"),
        (75, "35; 27; 8", "none of 35; none of 27; 6 of 8"),
        (0, 35, "0 of 35"),
        (100, 35, "35 of 35"),
        ("54.3", 35, "19 of 35"),
        ("54.0", 35, "none of 35"),
    ],
)
def test_the_counts_that_a_percent_allows_follow_from_percent_and_base(tmp_path, percent, base, counts):
    assert verdicts(tmp_path, claim(low=percent, base=base))[0]["attainable_counts"] == counts


@pytest.mark.parametrize(
    ("rounding", "fits"),
    [
        ({}, {12, 13}),
        ({"rounding": "half_up"}, {13}),
        ({"rounding": "half_even"}, {12}),
        ({"rounding": "truncated"}, {12}),
    ],
)
def test_a_half_may_be_printed_either_way_unless_the_study_says_which(tmp_path, rounding, fits):
    """1 of 8 is 12.5%: spreadsheets print 13, R and Python 12."""
    lines = [claim(str(percent), percent, base=8) for percent in range(11, 15)]
    found = {row["claim"]: row["attainable_counts"] for row in verdicts(tmp_path, *lines, printed=rounding)}
    assert {int(percent) for percent, counts in found.items() if counts == "1 of 8"} == fits


@pytest.mark.parametrize("rounding", ["half_up", "half_even", "unknown"])
def test_what_python_or_a_spreadsheet_prints_of_any_count_is_allowed(rounding):
    """Every count of every base to 60, printed by Python's decimals with no digit and with one."""
    modes = {"half_up": ["ROUND_HALF_UP"], "half_even": ["ROUND_HALF_EVEN"]}
    for digits, base in product((0, 1), range(1, 61)):
        for count, mode in product(range(base + 1), modes.get(rounding, ["ROUND_HALF_UP", "ROUND_HALF_EVEN"])):
            share = Decimal(100 * count) / Decimal(base)
            printed = Fraction(share.quantize(Decimal(10) ** -digits, rounding=mode))
            assert count in rounded(printed, printed, digits, rounding).counts(base)


def test_a_figure_that_no_count_gives_is_said_to_fit_fewer_who_answered_or_words(tmp_path):
    """75% is 24 of 32 and 21 of 28, and three quarters may be said of 26 (74.3%) and 27 (77.1%) of 35."""
    found = verdicts(tmp_path, claim(low=75))[0]
    assert (found["would_fit"], found["in_words"]) == ("24 of 32; 21 of 28", "26 to 27 of 35")
    found = verdicts(tmp_path / "fewer", claim(low=75), printed={"unanswered": 0.1})[0]
    assert found["would_fit"] == "24 of 32"
    found = verdicts(tmp_path / "fits", claim(low=74))[0]
    assert (found["would_fit"], found["in_words"]) == (None, None)


@pytest.mark.parametrize(
    ("printed", "counts"), [("figure", "none of 35"), ("about", "26 to 27 of 35"), ("words", "22 to 30 of 35")]
)
def test_what_was_said_about_or_in_words_allows_more_counts(tmp_path, printed, counts):
    """About 75%: 72.5 to 77.5. Three quarters: nearer to them than to a half or to all, 62.5 to 87.5."""
    assert verdicts(tmp_path, claim(low=75, printed=printed))[0]["attainable_counts"] == counts


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


# ---- what a claim is about


def test_a_claim_about_one_wave_is_judged_in_no_other(tmp_path):
    found = verdicts(tmp_path, claim("A", wave="w0"), claim("B", wave=WAVE), claim("C"), waves={"w0": {}, WAVE: {}})
    assert [row["claim"] for row in found] == ["B", "C"]


def test_a_crosstab_is_entered_without_a_metric_and_a_group_for_each_figure(tmp_path):
    """yes in Asia 30 of 50, no in Asia 20 of 50, yes in Europe 10 of 40, printed 60, 40 and 26."""
    cells = [("yes", "Asia", 60), ("no", "Asia", 40), ("yes", "Europe", 26)]
    described = study(
        tmp_path,
        *(
            claim(f"T{at}", low, metric="", base="", question="q", answer=answer, segment="region", segment_value=part)
            for at, (answer, part, low) in enumerate(cells)
        ),
        regions=["Asia", "Europe"],
    )
    figures = {("yes", "Asia"): (0.6, 50), ("no", "Asia"): (0.4, 50), ("yes", "Europe"): (0.25, 40)}
    rows = [
        estimate("m", share, base, kind="answer", question="q", answer=answer, segment="region", segment_value=part)
        | {"metric": None}
        for (answer, part), (share, base) in figures.items()
    ]
    found = claims(described, WAVE, tmp_path / "small", ESTIMATES.build(rows), ORIGIN).to_pylist()
    assert [row["reproduced"] for row in found] == ["yes", "yes", "differs by 1.0 points"]


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        ({"wave": "w9"}, "there is no wave 'w9' in the study; write one of w1"),
        ({"segment": "age"}, "there is no segment 'age' in the study"),
        ({"segment_value": "Asia"}, "segment_value is 'Asia' and segment is empty"),
        ({"question": "q", "answer": "yes"}, "has a metric and an answer"),
        ({"metric": "", "question": "q", "answer": "perhaps"}, "'perhaps' is no answer of q; write one of yes and no"),
        ({"metric": "", "question": "z", "answer": "yes"}, "question is 'z', which is no question of the study"),
        ({"adds_to": "100"}, "adds_to is '100'; write base, at most base"),
        ({"printed": "maybe"}, "printed is 'maybe'; write figure, about, words"),
    ],
)
def test_what_a_claim_is_about_is_refused_where_the_study_has_no_such_thing(tmp_path, entry, reason):
    with pytest.raises(Refused, match=f"claims.csv, row 2: {reason}"):
        verdicts(tmp_path, claim(**entry))


def test_a_base_that_is_the_count_of_a_claim_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(Refused, match="claim E4: asked_of names 'E9', which is no claim"):
        verdicts(tmp_path, claim(asked_of="those of E9"))


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
