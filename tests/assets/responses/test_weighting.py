"""What weighting did, in figures that a survey statistician can judge; a target that does not hold is refused."""

import pytest

from assets.responses import raking
from building import POLL, Ran, built, refusal, rows

QUESTIONS = {
    "sex": {"at": "sex", "answers": ["f", "m"], "other": {"refused": "x"}},
    "age": {"at": "age", "answers": ["young", "old"]},
}
HALF = {"sex": {"f": 0.5, "m": 0.5}}
PEOPLE = ["1,f,old,1", "2,m,old,3", "3,m,young,2", "4,m,young,2"]


def weighted(place, weight: object, *export: str) -> Ran:
    sources = {"poll": {**POLL, "weight": weight}}
    return built(place, {"poll.csv": rows("id,sex,age,w", *export)}, sources=sources, questions=QUESTIONS)


def test_the_whole_source_has_its_design_effect_and_effective_base(tmp_path):
    whole, levels = weighted(tmp_path, "w", *PEOPLE).weighting()
    assert levels == []
    assert (whole["method"], whole["target"], whole["n"]) == ("column", None, 4)
    assert (whole["n_weighted"], whole["mean_weight"]) == (8, 2)
    assert (whole["min_weight"], whole["max_weight"]) == (0.5, 1.5)
    assert whole["design_effect"] == pytest.approx(4 * 18 / 8**2, rel=1e-12)
    assert whole["n_effective"] == pytest.approx(8**2 / 18, rel=1e-12)
    assert whole["efficiency"] == pytest.approx(8**2 / 18 / 4, rel=1e-12)


@pytest.mark.parametrize("size", [1e-7, 1e9])
def test_the_size_of_the_weights_changes_nothing_but_their_sum_and_mean(tmp_path, size):
    larger = [f"{line.rsplit(',', 1)[0]},{float(line.rsplit(',', 1)[1]) * size!r}" for line in PEOPLE]
    one, other = weighted(tmp_path / "one", "w", *PEOPLE), weighted(tmp_path / "other", "w", *larger)
    scaled = {**one.weighting()[0], "n_weighted": 8 * size, "mean_weight": 2 * size}
    assert other.weighting()[0] == {key: pytest.approx(value) if value else value for key, value in scaled.items()}


def test_a_source_without_weights_has_its_row(tmp_path):
    whole, levels = weighted(tmp_path, "none", *PEOPLE).weighting()
    assert levels == []
    assert (whole["method"], whole["n"], whole["n_weighted"]) == ("none", 4, 4)
    assert (whole["design_effect"], whole["n_effective"], whole["efficiency"]) == (1, 4, 1)
    assert (whole["trimmed_share"], whole["unanswered_share"], whole["zero_weights"]) == (0, 0, 0)


def test_each_level_of_a_target_has_its_shares_before_and_after(tmp_path):
    whole, levels = weighted(tmp_path, {"column": "w", "rake": HALF}, *PEOPLE).weighting()
    found = [(row["target"], row["level"], row["target_share"], row["share_before"], row["n"]) for row in levels]
    assert found == [("sex", "f", 0.5, 1 / 8, 1), ("sex", "m", 0.5, 7 / 8, 3)]
    assert [row["share_after"] for row in levels] == pytest.approx([0.5, 0.5], abs=1e-12)
    assert whole["method"] == "raked from column"
    assert whole["n_weighted"] == pytest.approx(8)


def test_raking_from_equal_weights_starts_from_the_shares_of_the_sample(tmp_path):
    whole, levels = weighted(tmp_path, {"rake": HALF}, *PEOPLE).weighting()
    assert whole["method"] == "raked"
    assert [row["share_before"] for row in levels] == [0.25, 0.75]


def test_who_gave_no_answer_to_a_target_is_counted_and_out_of_its_shares(tmp_path):
    targets = {**HALF, "age": {"young": 0.4, "old": 0.6}}
    silent = ["5,x,old,1", "6,,,1", "7,f,,1", "8,f,young,1"]
    whole, levels = weighted(tmp_path, {"rake": targets}, *PEOPLE, *silent).weighting()
    assert whole["unanswered_share"] == 3 / 8
    assert {(row["target"], row["unanswered_share"]) for row in levels} == {("sex", 2 / 8), ("age", 2 / 8)}
    assert [row["n"] for row in levels] == [3, 3, 3, 3]
    assert [row["share_after"] for row in levels] == pytest.approx([0.5, 0.5, 0.4, 0.6], abs=1e-9)


def test_trimmed_respondents_are_counted(tmp_path):
    export = [*(f"{n},{'mf'[n % 2]},old,1" for n in range(90)), *(f"{n},{'mf'[n % 2]},old,9" for n in range(90, 100))]
    loose = weighted(tmp_path / "loose", {"column": "w", "rake": HALF}, *export).weighting()[0]
    tight = weighted(tmp_path / "tight", {"column": "w", "rake": HALF, "trim": [0.3, 3]}, *export).weighting()[0]
    assert loose["trimmed_share"] == 0 and loose["max_weight"] > 3
    assert tight["trimmed_share"] == 0.1 and tight["max_weight"] == pytest.approx(3)


def test_raked_weights_that_are_all_equal_are_noted_as_a_filled_quota_sample(tmp_path):
    whole, _ = weighted(tmp_path / "quota", {"rake": HALF}, "1,f,old,1", "2,m,old,1").weighting()
    assert whole["all_equal"] is True
    assert weighted(tmp_path / "raked", {"rake": HALF}, *PEOPLE).weighting()[0]["all_equal"] is False


def test_rows_dropped_for_a_weight_of_zero_are_noted(tmp_path):
    run = weighted(tmp_path, "w", *PEOPLE, "5,f,old,0", "6,f,old,0")
    whole, _ = run.weighting()
    assert whole["zero_weights"] == 2
    assert whole["n"] == 4 and run.accounts[0].excluded == {"weight is 0": 2}


def test_a_share_that_is_off_its_target_after_all_steps_is_refused_and_nothing_is_published(tmp_path, monkeypatch):
    monkeypatch.setattr(raking, "CLOSE", 0.1)  # raking that ends too early: the last target holds, the first does not
    targets = {**HALF, "age": {"young": 0.6, "old": 0.4}}
    sources = {"poll": {**POLL, "weight": {"rake": targets}}}
    export = [
        *(f"{n},f,old,1" for n in range(5)),
        *(f"{n},m,young,1" for n in range(5, 11)),
        "11,f,young,1",
        "12,m,old,1",
    ]
    reason = refusal(tmp_path, {"poll.csv": rows("id,sex,age,w", *export)}, sources=sources, questions=QUESTIONS)
    assert "small, source poll: after weighting" in reason
    assert "answer 'f' to sex, and the target is 0.5" in reason
    assert list((tmp_path / "lake").rglob("*.parquet")) == []


def test_targets_may_have_the_names_that_sql_uses_for_weights(tmp_path):
    questions = {"w": QUESTIONS["sex"], "fraction": QUESTIONS["age"]}
    targets = {"w": HALF["sex"], "fraction": {"young": 0.5, "old": 0.5}}
    run = built(
        tmp_path,
        {"poll.csv": rows("id,sex,age,w", *PEOPLE, "5,f,young,1")},
        sources={"poll": {**POLL, "weight": {"rake": targets}}},
        questions=questions,
    )
    assert [row["target"] for row in run.weighting()[1]] == ["w", "w", "fraction", "fraction"]
