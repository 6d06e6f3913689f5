"""Gaps on bases that are inferred or unknown: no base and no count that the figures allow lies outside of what is said."""

from fractions import Fraction
from math import ceil, sqrt

import pytest

from building import run, table, write_study

Z = 1.959963984540054
GROUPS = {"executive": {"source": "few"}, "consumer": {"source": "many"}}
HEADER = ["group", "metric", "figure", "base", "documents", "note", "base_is"]
REPORTED = {"kind": "reported", "sampling": "probability"}


def published(place, few: tuple, many: tuple, **parts) -> dict:
    """The gap between two published figures, each with its base and how it is known."""
    files = {
        f"{name}.csv": table(HEADER, [[group, "yes", figure, base, "", "", base_is]])
        for name, group, (figure, base, base_is) in (("few", "executive", few), ("many", "consumer", many))
    }
    folder = write_study(
        place,
        files,
        sources={name: {**REPORTED, "files": f"{name}.csv"} for name in ("few", "many")},
        groups=GROUPS,
        questions={"q": {"answers": ["y", "n"]}},
        metrics={"yes": {"of": "q", "share": ["y"], "better": "higher"}},
        gaps={"g": {"metric": "yes", "compare": "same"}},
        **parts,
    )
    (row,) = run(folder).gaps()
    return row


def wilson(count: int, base: int) -> tuple[float, float, float]:
    """On the base that the error p(1-p)/(n-1) implies, as every interval of the project."""
    share = count / base
    base -= 0 < count < base
    middle, half = share + Z**2 / 2 / base, Z * sqrt(share * (1 - share) / base + Z**2 / 4 / base**2)
    return share, (middle - half) / (1 + Z**2 / base), (middle + half) / (1 + Z**2 / base)


def newcombe(few: tuple[int, int], many: tuple[int, int]) -> tuple[float, float]:
    (p, p_low, p_high), (q, q_low, q_high) = wilson(*few), wilson(*many)
    return p - q - sqrt((p - p_low) ** 2 + (q_high - q) ** 2), p - q + sqrt((p_high - p) ** 2 + (q - q_low) ** 2)


def counts(percent: int, bases: range) -> list[tuple[int, int]]:
    """Every count of every base that is printed so, a half either way."""
    return [
        (count, base)
        for base in bases
        for count in range(base * (percent - 1) // 100, min(base * (percent + 1) // 100 + 2, base + 1))
        if abs(Fraction(100 * count, base) - percent) <= Fraction(1, 2)
    ]


@pytest.mark.parametrize("figure", ["74%", "20 of 27"])
def test_the_envelope_of_an_inferred_base_is_that_of_every_count_of_every_base(tmp_path, figure):
    row = published(tmp_path, (figure, 27, "inferred"), ("39%", 200, "stated"))
    ends = [newcombe(few, (78, 200)) for few in counts(74, range(ceil(27 * 0.8), 28))]
    assert row["envelope_low"] == pytest.approx(min(low for low, _ in ends), abs=1e-9)
    assert row["envelope_high"] == pytest.approx(max(high for _, high in ends), abs=1e-9)
    assert row["bases_tried"] == len({base for _, base in counts(74, range(22, 28))})


def test_with_two_inferred_bases_all_pairs_are_tried(tmp_path):
    row = published(tmp_path, ("74%", 27, "inferred"), ("39%", 41, "inferred"))
    few, many = counts(74, range(22, 28)), counts(39, range(33, 42))
    ends = [newcombe(one, other) for one in few for other in many]
    assert row["envelope_low"] == pytest.approx(min(low for low, _ in ends), abs=1e-9)
    assert row["envelope_high"] == pytest.approx(max(high for _, high in ends), abs=1e-9)


@pytest.mark.parametrize(("percent", "other"), [(74, 39), (20, 39), (60, 39)])
def test_from_the_tipping_base_on_every_interval_leaves_0_out_and_just_before_it_one_does_not(tmp_path, percent, other):
    row = published(tmp_path, (f"{percent}%", "", "unknown"), (f"{other}%", 200, "stated"))
    assert row["tipping_side"] == "executive" and row["envelope_low"] is None
    known = (2 * other, 200)

    def is_clear(base: int) -> bool:
        ends = [newcombe(few, known) for few in counts(percent, range(base, base + 1))]
        return all(low > 0 if percent > other else high < 0 for low, high in ends)

    assert all(is_clear(base) for base in range(row["tipping_base"], 2001))
    before = [base for base in range(1, row["tipping_base"]) if counts(percent, range(base, base + 1))]
    assert not before or not is_clear(before[-1])


def test_two_figures_that_are_alike_tip_at_no_base(tmp_path):
    row = published(tmp_path, ("39%", "", "unknown"), ("39%", 200, "stated"))
    assert (row["tipping_base"], row["tipping_side"]) == (None, None)


def test_known_bases_have_no_envelope(tmp_path):
    row = published(tmp_path, ("74%", 27, ""), ("39%", 200, "stated"))
    assert [row[name] for name in ("envelope_low", "bases_tried", "tipping_base")] == [None, None, None]


def test_two_unknown_bases_say_nothing(tmp_path):
    row = published(tmp_path, ("74%", "", ""), ("39%", "", "unknown"))
    assert [row[name] for name in ("envelope_low", "bases_tried", "tipping_base")] == [None, None, None]


def test_a_rounding_that_is_known_narrows_the_envelope(tmp_path):
    """12.5% is 1 of 8, 2 of 16 and 3 of 24: printed 12 it is not that where halves are taken up."""
    wide = published(tmp_path / "any", ("12%", 27, "inferred"), ("39%", 200, "stated"))
    narrow = published(
        tmp_path / "up", ("12%", 27, "inferred"), ("39%", 200, "stated"), printed={"rounding": "half_up"}
    )
    assert narrow["bases_tried"] == wide["bases_tried"] - 1
