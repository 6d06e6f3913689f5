"""The tabulation: exact sums of weights, the same bytes in any order, and cells that say which respondents they hold."""

import io
import json
from decimal import Decimal
from random import Random

import pyarrow.parquet as pq
import pytest

from building import POLL, built, table
from schemas.contracts import prove
from schemas.tables.tabulation import TABULATION

WEIGHTED = {
    "sources": {"poll": {**POLL, "weight": "w"}},
    "groups": {
        "everyone": {"source": "poll"},
        "young": {"source": "poll", "where": {"age": "young"}},
        "satisfied": {"source": "poll", "where": {"q": ["a", "b"]}},
    },
    "segments": {"region": {"of": "region", "answers": {"East": ["east"], "Rest": ["north", "south"]}}, "age": {"of": "age"}},
    "questions": {
        "q": {"at": "q", "answers": ["a", "b", "c"], "other": {"don't know": "?"}},
        "age": {"at": "age", "answers": ["young", "old"]},
        "region": {"at": "region", "answers": ["east", "north", "south", "abroad"]},
        "several": {"options": {"x": "x", "y": "y"}},
    },
    "metrics": {"m": {"of": "q", "top": 1}, "k": {"of": "q", "mean": {"a": 5, "b": 2.5, "c": 1}}},
}  # fmt: skip
HEADER = ["id", "w", "q", "age", "region", "x", "y"]


def people(count: int = 300, seed: int = 3) -> list[list]:
    """Respondents with decimal weights of very different size."""
    draw = Random(seed)
    return [
        [n, f"{draw.choice(['0.1', '0.2', '0.3', '1.7', '123.456'])}", draw.choice("aabc?"), draw.choice(["young", "old", ""]),
         draw.choice(["east", "north", "south", "abroad", ""]), draw.choice("1 "), draw.choice("1 ")]
        for n in range(count)
    ]  # fmt: skip


def study(place, respondents: list[list], **parts):
    return built(place, {"poll.csv": table(HEADER, respondents)}, **{**WEIGHTED, **parts})


def written(counts) -> bytes:
    """The bytes of the file that a tabulation makes."""
    out = io.BytesIO()
    pq.write_table(counts, out, store_decimal_as_integer=True)
    return out.getvalue()


def test_sums_of_decimal_weights_are_exact(tmp_path):
    run = study(tmp_path, [[n, "0.1", "a", "", "", "", ""] for n in range(1000)])
    everybody = run.tabulated().to_pylist()[0]
    assert everybody["variable"] == "*"
    assert everybody["sum_w"] * Decimal(str(everybody["weight_unit"])) == Decimal(100)
    assert everybody["sum_w2"] * Decimal(str(everybody["weight_unit"])) ** 2 == Decimal(10)
    assert everybody["n"] == 1000


def test_the_order_of_the_rows_changes_not_one_byte(tmp_path):
    respondents = people()
    first = written(study(tmp_path / "one", respondents).tabulated())
    for seed in (1, 2):
        Random(seed).shuffle(respondents)
        assert written(study(tmp_path / str(seed), respondents).tabulated()) == first


def test_respondents_in_two_files_count_as_in_one(tmp_path):
    respondents = people()
    files = {"poll-1.csv": table(HEADER, respondents[:99]), "poll-2.csv": table(HEADER, respondents[99:])}
    assert written(built(tmp_path / "two", files, **WEIGHTED).tabulated()) == written(
        study(tmp_path, respondents).tabulated()
    )


@pytest.mark.parametrize("factor", ["1000", "0.001", "1e-9"])
def test_weights_in_another_unit_change_no_estimate(tmp_path, factor):
    scaled = [[n, str(Decimal(w) * Decimal(factor)), *rest] for n, w, *rest in people()]
    before, after = (
        study(tmp_path / name, found).estimated().to_pylist() for name, found in (("a", people()), ("b", scaled))
    )
    for name in ("n", "estimate", "se", "sd", "df", "n_effective", "n_interval", "ci_low", "ci_high"):
        assert [row[name] is None for row in after] == [row[name] is None for row in before]
        known = [[row[name] for row in rows if row[name] is not None] for rows in (before, after)]
        assert known[1] == pytest.approx(known[0], rel=1e-12, abs=1e-12)


@pytest.mark.parametrize("weight", ["1e-14", "1e27"])
def test_weights_far_from_one_are_no_reason_to_fail(tmp_path, weight):
    assert study(tmp_path, [[n, weight, "a", "", "", "", ""] for n in range(20)]).estimate("m")["estimate"] == 1


def test_every_cell_says_which_groups_and_segment_answers_it_holds(tmp_path):
    respondents = people()
    counts = study(tmp_path, respondents).tabulated().to_pylist()
    expected: dict[tuple, int] = {}
    for _, _, q, age, region, *_ in respondents:
        groups = ["everyone", *["young"] * (age == "young"), *["satisfied"] * (q in "ab")]
        part = {"east": "East", "north": "Rest", "south": "Rest"}.get(region)
        segments = {name: answer for name, answer in (("region", part), ("age", age)) if answer}
        key = " ".join(groups), tuple(segments.items())
        expected[key] = expected.get(key, 0) + 1
    found = {
        (row["groups"], tuple(json.loads(row["segments"]).items())): row["n"]
        for row in counts
        if row["variable"] == "*"
    }
    assert found == expected


def test_every_variable_counts_every_respondent(tmp_path):
    counts = study(tmp_path, people()).tabulated().to_pylist()
    totals: dict[str, int] = {}
    for row in counts:
        totals[row["variable"]] = totals.get(row["variable"], 0) + row["n"]
    assert totals == dict.fromkeys(["*", "q", "age", "region", "several__x", "several__y"], 300)


def test_groups_may_overlap(tmp_path):
    respondents = people()
    run = study(tmp_path, respondents)
    bases = {group: run.estimate("m", group)["n"] for group in ("everyone", "young", "satisfied")}
    assert bases == {
        "everyone": sum(q != "?" for _, _, q, *_ in respondents),
        "young": sum(q != "?" and age == "young" for _, _, q, age, *_ in respondents),
        "satisfied": sum(q in "ab" for _, _, q, *_ in respondents),
    }


def test_answers_that_a_segment_leaves_out_are_in_the_total_alone(tmp_path):
    respondents = people()
    rows = [
        row
        for row in study(tmp_path, respondents).estimated().to_pylist()
        if (row["metric"], row["group_name"]) == ("m", "everyone")
    ]
    found = {row["segment_value"]: row["n"] for row in rows if row["segment"] in ("region", "total")}
    inside = [region for _, _, q, _, region, *_ in respondents if q != "?"]
    assert found == {
        "all": len(inside),
        "East": inside.count("east"),
        "Rest": inside.count("north") + inside.count("south"),
    }


def test_the_tabulation_keeps_its_contract(tmp_path):
    assert "columns: types, NULLs and values as promised" in prove(study(tmp_path, people()).tabulated(), TABULATION)


NAMES = ["n", "sum_w", "excluded", "variable"]


@pytest.mark.parametrize("name", NAMES)
def test_a_question_may_have_any_name(tmp_path, name):
    # The stages have columns of these names themselves.
    respondents = [[number, 1 + number % 3, "aab"[number % 3], "", "", "", ""] for number in range(60)]
    questions = {"asked": {"at": "q", "answers": ["a", "b"]}, name: {"at": "q", "answers": ["a", "b"]}}
    parts = {"questions": questions, "groups": {"everyone": {"source": "poll"}}, "segments": {}}
    run = study(
        tmp_path, respondents, metrics={"m": {"of": "asked", "top": 1}, "same": {"of": name, "top": 1}}, **parts
    )
    for metric in ("m", "same"):
        assert (run.estimate(metric)["n"], run.estimate(metric)["estimate"]) == (60, pytest.approx(0.5))


@pytest.mark.parametrize("answers", [["US|Canada", "US|Mexico"], ["a=b", ">=65"], ["it's", 'a "b"']])
def test_a_segment_answer_may_hold_any_character(tmp_path, answers):
    respondents = [[number, 1, "a", "", answers[number % 2], "", ""] for number in range(40)]
    parts = {"questions": {"q": {"at": "q", "answers": ["a", "b"]}, "region": {"at": "region", "answers": answers}}}
    run = study(tmp_path, respondents, groups={"everyone": {"source": "poll"}}, segments={"region": {"of": "region"}},
                metrics={"m": {"of": "q", "top": 1}}, **parts)  # fmt: skip
    assert [run.estimate("m", "everyone", "region", answer)["n"] for answer in answers] == [20, 20]
