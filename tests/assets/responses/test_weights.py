"""Weights: a column as it is, or raking until the targets hold; what cannot be weighted is refused."""

from random import Random

import numpy as np
import pytest

from building import POLL, Ran, built, refusal, rows, with_key
from schemas.refused import Refused

QUESTIONS = {
    "sex": {"at": "sex", "answers": ["f", "m"], "other": {"refused": "x"}},
    "age": {"at": "age", "answers": ["young", "old"]},
}
HALF = {"sex": {"f": 0.5, "m": 0.5}}
BOTH = {"sex": {"f": 0.52, "m": 0.48}, "age": {"young": 0.3, "old": 0.7}}


def lines(count: int = 200, seed: int = 7) -> list[str]:
    """Respondents of whom too many are young men, with a weight of their own."""
    draw = Random(seed)
    return [
        f"{n},{draw.choice('fmmm')},{draw.choice(['young', 'young', 'old'])},{draw.choice([0.5, 1, 1.25, 2])}"
        for n in range(count)
    ]


def source(weight: object) -> dict:
    return {"poll": {**POLL, "weight": weight}}


def weighted(place, weight: object, *export: str) -> Ran:
    return built(
        place, {"poll.csv": rows("id,sex,age,w", *(export or lines()))}, sources=source(weight), questions=QUESTIONS
    )


def refused(place, weight: object, *export: str) -> str:
    return refusal(place, {"poll.csv": rows("id,sex,age,w", *export)}, sources=source(weight), questions=QUESTIONS)


def weights(run: Ran) -> np.ndarray:
    return np.array([row["weight"] for row in run.responses()])


def share(run: Ran, question: str, code: int) -> float:
    """The weighted share of one answer among those who gave one."""
    held = {row["source_row"]: row["weight"] for row in run.responses() if row[question] > 0}
    hits = [row["weight"] for row in run.responses() if row[question] == code]
    return sum(hits) / sum(held.values())


# ---- a column


def test_a_weight_column_is_used_as_it_stands(tmp_path):
    run = weighted(tmp_path, "w", "1,f,old,0.1", "2,m,old,2", "3,m,old,1e-3", "4,f,old, 3.25 ")
    assert list(weights(run)) == [0.1, 2, 0.001, 3.25]


def test_weights_that_exact_sums_do_not_hold_are_refused_and_never_rounded(tmp_path):
    """Of 1.912e-11 twelve decimals hold 19 units, not 19.12: in a segment of such respondents every share would be another."""
    large = [f"{n},f,old,{1 + n % 7 / 10:.1f}" for n in range(200)]
    tiny = [f"{200 + n},m,old,{3.456e-11 if n % 5 < 3 else 1.912e-11}" for n in range(50)]
    said = refused(tmp_path / "tiny", "w", *large, *tiny)
    assert said == (
        "small, source poll: the least weight is 1.912e-11 and their mean 1.0376; 50 weights are too small for the 12 decimals of "
        "exact sums. Mend the weight column, or leave out by rows whoever is not to count."
    )
    firms = [f"{n},f,old,{1 if n % 10 == 0 else 4321.987}" for n in range(200)]
    assert len(weights(weighted(tmp_path / "firms", "w", *firms))) == 200


@pytest.mark.parametrize("cell", ["1e308", "1e61", "1e-300"])
def test_weights_whose_sums_no_number_holds_are_refused(tmp_path, cell):
    said = refused(tmp_path, "w", f"1,f,old,{cell}", f"2,m,old,{cell}")
    assert said.startswith(f"small, source poll: the largest weight is {float(cell):g} and their mean ")
    assert said.endswith("no weighting is meant so, mend the weight column.")


def test_without_a_weight_everybody_weighs_one(tmp_path):
    assert set(weights(weighted(tmp_path, "none"))) == {1.0}


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ("-1", "the weight '-1' is negative"),
        *((cell, "is no number") for cell in ("", "nan", "1e400", '"1,5"')),
    ],
)
def test_a_weight_that_is_negative_or_no_number_breaks_a_rule(tmp_path, cell, why):
    reason = refused(tmp_path, "w", "1,f,old,1", f"2,m,old,{cell}")
    assert reason.startswith("poll.csv, row 3, column w: ")
    assert why in reason
    assert "mend the weight column" in reason


def test_a_weight_is_not_guessed_from_text_that_looks_odd(tmp_path):
    assert "is no number" in refused(tmp_path, "w", "1,f,old,1", "2,m,old,1_000")


def test_a_weight_of_zero_leaves_the_respondent_out_and_is_counted(tmp_path):
    run = weighted(tmp_path, "w", "1,f,old,1", "2,m,old,0", "3,m,old,0.0")
    assert run.accounts[0].excluded == {"weight is 0": 2}
    assert len(run.responses()) == 1


def test_weights_that_are_all_zero_are_refused(tmp_path):
    assert "no respondent is left in source poll (2 rows where weight is 0)" in refused(
        tmp_path, "w", "1,f,old,0", "2,m,old,0"
    )


# ---- raking


def test_the_targets_hold_after_raking(tmp_path):
    run = weighted(tmp_path, {"rake": BOTH})
    assert share(run, "sex", 1) == pytest.approx(0.52, abs=1e-11)
    assert share(run, "age", 1) == pytest.approx(0.3, abs=1e-11)


def test_raking_starts_from_the_weights_of_the_column_and_keeps_their_sum(tmp_path):
    run = weighted(tmp_path, {"column": "w", "rake": BOTH})
    before = sum(float(line.split(",")[3]) for line in lines())
    assert weights(run).sum() == pytest.approx(before, rel=1e-12)
    assert share(run, "sex", 1) == pytest.approx(0.52, abs=1e-11)
    same = [row["weight"] for row, line in zip(run.responses(), lines(), strict=True) if line.endswith("m,old,1")]
    twice = [row["weight"] for row, line in zip(run.responses(), lines(), strict=True) if line.endswith("m,old,2")]
    assert twice[0] == pytest.approx(2 * same[0], rel=1e-12)


def test_raking_does_not_depend_on_the_order_of_the_rows(tmp_path):
    shuffled = lines()
    Random(1).shuffle(shuffled)
    one = weighted(with_key(tmp_path / "one"), {"rake": BOTH})
    other = weighted(with_key(tmp_path / "again"), {"rake": BOTH}, *shuffled)
    by_person = [{row["respondent"]: row["weight"] for row in run.responses()} for run in (one, other)]
    assert by_person[0] == by_person[1]


def test_who_did_not_answer_a_target_keeps_the_weight_for_it(tmp_path):
    run = weighted(tmp_path, {"rake": HALF}, "1,f,old,1", "2,m,old,1", "3,m,old,1", "4,x,old,1", "5,,old,1")
    assert list(weights(run)) == pytest.approx([1.5, 0.75, 0.75, 1, 1])


def test_set_aside_and_excluded_rows_do_not_count_towards_the_targets(tmp_path):
    export = ["1,f,old,1", "2,m,old,1", "3,m,old,1", "4,zz,old,1"]
    sources = {"poll": {**POLL, "weight": {"rake": HALF}, "bad_rows": 0.5, "rows": {"age": "old"}}}
    files = {"poll.csv": rows("id,sex,age,w", *export, "5,m,young,1")}
    run = built(tmp_path, files, sources=sources, questions=QUESTIONS)
    assert list(weights(run)) == pytest.approx([1.5, 0.75, 0.75])


def test_a_target_that_nobody_answered_is_refused_by_name(tmp_path):
    reason = refused(tmp_path, {"rake": HALF}, "1,m,old,1", "2,m,young,1")
    assert "small, source poll: the weight target sex gives 0.5 to 'f', and no respondent answered that" in reason


def test_targets_that_contradict_each_other_are_refused(tmp_path):
    # All women are old and all men young, so both targets cannot hold.
    reason = refused(tmp_path, {"rake": BOTH}, "1,f,old,1", "2,m,young,1", "3,f,old,1")
    assert "raking does not settle" in reason


NEARER = {"sex": {"f": 0.4, "m": 0.6}, "age": {"young": 0.5, "old": 0.5}}


def test_bounds_and_targets_both_hold_after_trimming(tmp_path):
    loose = weights(weighted(tmp_path, {"column": "w", "rake": NEARER}))
    run = weighted(tmp_path / "trimmed", {"column": "w", "rake": NEARER, "trim": [0.4, 2.5]})
    found = weights(run)
    assert loose.min() < 0.4 * loose.mean() and loose.max() > 2.5 * loose.mean()
    assert found.min() >= 0.4 * found.mean() * (1 - 1e-9)
    assert found.max() <= 2.5 * found.mean() * (1 + 1e-9)
    assert share(run, "sex", 1) == pytest.approx(0.4, abs=1e-11)
    assert share(run, "age", 1) == pytest.approx(0.5, abs=1e-11)


def test_bounds_that_cannot_hold_are_refused(tmp_path):
    export = [*(f"{n},m,old,1" for n in range(9)), "10,f,old,1"]
    assert "no weights meet the raking targets and stay between 0.3 and 3 times their mean; widen trim" in refused(
        tmp_path, {"rake": HALF, "trim": [0.3, 3]}, *export
    )


def test_bounds_without_targets_are_refused(tmp_path):
    with pytest.raises(Refused, match="trim belongs to raking"):
        weighted(tmp_path, {"column": "w", "trim": [0.3, 3]})


@pytest.mark.parametrize("name", ["before", "w", "sex_again"])
def test_a_target_may_have_any_name(tmp_path, name):
    questions = {name: QUESTIONS["sex"]}
    run = built(
        tmp_path,
        {"poll.csv": rows("id,sex", "1,f", "2,m", "3,m")},
        sources=source({"rake": {name: HALF["sex"]}}),
        questions=questions,
    )
    assert list(weights(run)) == pytest.approx([1.5, 0.75, 0.75])
