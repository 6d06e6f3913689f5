"""Checks of figures: whose base is too small for a verdict, and which claims are no longer reproduced."""

from assets.checks.figures import BASE_SIZES, REPRODUCED_CLAIMS, Ledgers
from building import built, one_question, rows

SIDES = {g: {"source": "poll", "where": {"role": r}} for g, r in (("executive", "boss"), ("consumer", "staff"))}
QUESTIONS = {"role": {"at": "role", "answers": ["boss", "staff"]}, **one_question(answers=["y", "n"])}
TWO = {
    "groups": SIDES,
    "questions": QUESTIONS,
    "metrics": {"m": {"of": "q", "top": 1}},
    "gaps": {"g": {"metric": "m", "compare": "same"}},
}


def people(bosses: int, staff: int) -> str:
    return rows("id,role,q", *(f"{at},{'boss' if at < bosses else 'staff'},y" for at in range(bosses + staff)))


def test_a_figure_of_too_small_a_base_is_told_with_the_gaps_that_rest_on_it(tmp_path):
    ran = built(tmp_path, {"poll.csv": people(29, 100)}, **TWO)
    finding = BASE_SIZES.of(ran.study, ran.estimated())
    assert str(finding) == (
        "base_sizes: 1 of 2 figures have too small a base for a verdict: m of executive (29, indicative)."
    )
    assert finding.first_rows().endswith("| executive | m | 29 | 29 | indicative | g |")


def test_a_base_is_too_small_by_the_rules_of_the_study(tmp_path):
    ran = built(tmp_path, {"poll.csv": people(30, 100)}, **TWO)
    assert BASE_SIZES.of(ran.study, ran.estimated()).holds
    strict = built(tmp_path / "strict", {"poll.csv": people(30, 100)}, **TWO, reliability={"indicative": 50})
    assert not BASE_SIZES.of(strict.study, strict.estimated()).holds


def test_parts_of_a_segment_may_be_small(tmp_path):
    ran = built(tmp_path, {"poll.csv": people(30, 100)}, **TWO, segments={"role": {"of": "role"}})
    assert BASE_SIZES.of(ran.study, ran.estimated()).holds


def claim(name: str, reproduced: str) -> dict:
    words = {"group_name": "consumer", "metric": "m", "statement": "a", "computed": 42.0, "why": "b"}
    return {"claim": name, "reproduced": reproduced, **words}


def test_a_claim_that_was_reproduced_and_is_no_longer_is_told(tmp_path):
    study = built(tmp_path, {"poll.csv": people(1, 1)}, **TWO).study
    before = [claim("C1", "yes"), claim("C2", "by construction (synthetic)"), claim("C3", "differs by 2.0 points")]
    now = [claim("C1", "differs by 3.0 points"), claim("C2", "not computable"), claim("C3", "differs by 9.0 points")]
    finding = REPRODUCED_CLAIMS.of(study, Ledgers(before, now))
    assert [row["claim"] for row in finding.rows] == ["C1", "C2"]
    assert "C1 (differs by 3.0 points) and C2 (not computable)" in finding.sentence
    assert REPRODUCED_CLAIMS.of(study, Ledgers(now, before)).holds


def test_claims_of_a_first_run_are_compared_with_nothing(tmp_path):
    study = built(tmp_path, {"poll.csv": people(1, 1)}, **TWO).study
    finding = REPRODUCED_CLAIMS.of(study, Ledgers(None, [claim("C1", "differs by 3.0 points")]))
    assert finding.holds and finding.sentence == "There were no claims before this run to compare with."
