"""What must not change a figure: the unit of the weights, the order of rows, how an export is cut into files, the key."""

import random

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from building import POLL, Ran, built, rows, with_key

HEADER = "id,role,region,firm,w,q,score"
STUDY = {
    "groups": {g: {"source": "poll", "where": {"role": r}} for g, r in (("executive", "boss"), ("consumer", "staff"))},
    "segments": {"region": {"of": "region"}},
    "questions": {
        "role": {"at": "role", "answers": ["boss", "staff"]},
        "region": {"at": "region", "answers": ["A", "B"]},
        "q": {"at": "q", "answers": ["y", "n"], "other": {"don't know": "?"}},
        "score": {"at": "score", "numbers": [0, 10]},
    },
    "metrics": {"m": {"of": "q", "top": 1}, "nps": {"of": "score", "nps": True}},
    "gaps": {"g": {"metric": "m", "compare": "same"}, "nps": {"metric": "nps", "compare": "same"}},
}


def poll(place, lines: list[str], files: int = 1, **design: object) -> Ran:
    cut = -(-len(lines) // files)
    exports = {f"poll{at}.csv": rows(HEADER, *lines[at * cut : (at + 1) * cut]) for at in range(files)}
    return built(place, exports, sources={"poll": {**POLL, "weight": "w", **design}}, **STUDY)


def people(count: int, seed: int, unit: float = 1.0) -> list[str]:
    draw = random.Random(seed)
    return [
        f"{n},{draw.choice(['boss', 'staff', 'staff'])},{draw.choice('AB')},f{draw.randrange(count // 4)},"
        f"{round(draw.choice([0.3, 0.7, 1.1, 2.9]) * unit, 6)},{draw.choice('yyn?')},{draw.randrange(11)}"
        for n in range(count)
    ]


DESIGNS = [{}, {"strata": "region"}, {"cluster": "firm"}]


def tables(run: Ran) -> tuple[pa.Table, list[dict]]:
    return run.estimated(), run.gaps()


@pytest.mark.parametrize("design", DESIGNS)
def test_the_order_of_rows_changes_nothing_to_the_last_digit(tmp_path, design):
    lines = people(240, 1)
    shuffled = random.Random(2).sample(lines, len(lines))
    assert tables(poll(with_key(tmp_path / "a"), lines, **design)) == tables(
        poll(with_key(tmp_path / "b"), shuffled, **design)
    )


@pytest.mark.parametrize("design", DESIGNS)
def test_an_export_in_two_files_gives_the_figures_of_one(tmp_path, design):
    lines = people(240, 3)
    assert tables(poll(with_key(tmp_path / "a"), lines, **design)) == tables(
        poll(with_key(tmp_path / "b"), lines, files=2, **design)
    )


@pytest.mark.parametrize("design", DESIGNS)
def test_the_key_that_calls_respondents_and_clusters_changes_nothing_to_the_last_digit(tmp_path, design):
    lines = people(240, 5)
    one, other = (poll(with_key(tmp_path / str(secret), bytes([secret] * 32)), lines, **design) for secret in (1, 2))
    assert one.responses()[0]["respondent"] != other.responses()[0]["respondent"]
    assert tables(one) == tables(other)


@pytest.mark.parametrize("design", DESIGNS)
@pytest.mark.parametrize("unit", [1000.0, 0.001, 3.7])
def test_the_unit_of_the_weights_changes_nothing(tmp_path, design, unit):
    one, other = (poll(tmp_path / str(by), people(240, 4, by), **design).gaps() for by in (1.0, unit))
    for a, b in zip(one, other, strict=True):
        for column in ("gap_estimate", "gap_se", "gap_ci_low", "gap_ci_high", "p_value", "executive_n_effective"):
            assert b[column] == pytest.approx(a[column], rel=1e-6, abs=1e-9), column


@settings(max_examples=15, deadline=None, derandomize=True)
@given(st.integers(0, 10_000))
def test_the_parts_of_a_segment_add_up_to_the_whole(tmp_path_factory, seed):
    run = poll(tmp_path_factory.mktemp("parts"), people(200, seed))
    found = [row for row in run.estimated().to_pylist() if row["kind"] == "metric"]
    for metric in STUDY["metrics"]:
        for group in ("executive", "consumer"):
            mine = [row for row in found if (row["metric"], row["group_name"]) == (metric, group)]
            parts = [row for row in mine if row["segment"] == "region"]
            whole = next(row for row in mine if row["segment"] == "total")
            assert sum(row["n"] for row in parts) == whole["n"]
            assert sum(row["n_weighted"] for row in parts) == pytest.approx(whole["n_weighted"], rel=1e-12)
