"""Segments against each other: each pair, and each against the rest."""

import math

import pytest

from assets.contrasts.segments import REST, segment_contrast
from building import ORIGIN, POLL, Ran, built, rows


def contrasted(run: Ran) -> dict[tuple[str, str], dict]:
    table = segment_contrast(run.study, run.wave, run.samples, ORIGIN).to_pylist()
    return {(row["segment_value"], row["against"]): row for row in table}


def poll(place, cells: list[tuple[str, str]], answers: list[str]) -> Ran:
    lines = [f"{n},{region},{cell}" for n, (region, cell) in enumerate(cells)]
    return built(
        place,
        {"poll.csv": rows("id,region,q", *lines)},
        sources={"poll": POLL},
        segments={"region": {"of": "region"}},
        questions={"region": {"at": "region", "answers": answers}, "q": {"at": "q", "answers": ["y", "n"]}},
        metrics={"m": {"of": "q", "top": 1}},
    )


CELLS = (
    [("A", "y")] * 30
    + [("A", "n")] * 10
    + [("B", "y")] * 10
    + [("B", "n")] * 30
    + [("C", "y")] * 20
    + [("C", "n")] * 20
)


def test_each_pair_and_each_against_the_rest(tmp_path):
    found = contrasted(poll(tmp_path, CELLS, ["A", "B", "C"]))
    assert set(found) == {("A", "B"), ("A", "C"), ("B", "C"), ("A", REST), ("B", REST), ("C", REST)}
    pair, rest = found["A", "B"], found["A", REST]
    assert (pair["estimate"], pair["against_estimate"], pair["difference"]) == (0.75, 0.25, 0.5)
    assert (rest["against_estimate"], rest["against_n"]) == (0.375, 80)
    assert (pair["verdict"], found["B", "C"]["verdict"], found["A", REST]["verdict"]) == ("higher", "lower", "higher")
    assert pair["se"] == pytest.approx(math.sqrt(120 / 119 * 2 * 0.75 * 0.25 / 40), rel=1e-12)
    assert (pair["family_size"], pair["significant"], rest["family"]) == (
        3,
        True,
        "m of everyone by region against the rest",
    )


def test_parts_that_are_not_clearly_apart_have_that_verdict(tmp_path):
    row = contrasted(poll(tmp_path, [("A", "y"), ("A", "n"), ("B", "n"), ("B", "y")] * 30, ["A", "B"]))["A", "B"]
    assert (row["verdict"], row["no_verdict"]) == ("no_clear_difference", None)


def test_two_parts_have_no_rest_beside_each_other(tmp_path):
    assert set(contrasted(poll(tmp_path, CELLS[:80], ["A", "B"]))) == {("A", "B")}


def test_a_withheld_part_is_contrasted_with_nothing(tmp_path):
    found = contrasted(poll(tmp_path, CELLS[:80] + [("C", "y")] * 9, ["A", "B", "C"]))
    row = found["A", "C"]
    assert (row["against_n"], row["against_estimate"], row["difference"], row["p_value"], row["significant"]) == (
        9,
        None,
        None,
        None,
        None,
    )
    assert (row["verdict"], row["no_verdict"]) == (None, "withheld_base")
