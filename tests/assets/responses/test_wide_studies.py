"""Studies of hundreds of options and questions: the work grows as they do, and no query is nested too deep."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from assets.lake.duck import chained, connect
from assets.responses import staging
from building import built, table, write_study
from schemas.source_wave import SourceWave
from schemas.study import load_study

EACH_TWICE = 2.2
"""Twice the work, and a little for longer names; work that grows with the square is four times as much."""


def _options(number: int) -> dict:
    return {"questions": {"tools": {"options": {f"o{at}": f"o{at}" for at in range(number)}, "selected": "1"}}}


def _cells(number: int) -> str:
    header = ",".join(["id", *(f"o{at}" for at in range(number))])
    ticks = ",".join(str(at % 2) if at % 2 else "" for at in range(number))
    return f"{header}\np1,{ticks}\np2{',' * number}\n"


def _calls(work: Callable[[], object]) -> int:
    """How many Python functions it takes."""
    made = 0

    def count(_frame: object, event: str, _argument: object) -> None:
        nonlocal made
        made += event == "call"

    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(None)
    return made


def _letters_of_staging(place: Path, number: int, monkeypatch: pytest.MonkeyPatch) -> int:
    """How long the query is that codes the export, in which every second option is ticked by one and none by another."""
    queries: list[str] = []
    build = staging.staged_sql
    with monkeypatch.context() as patch:
        patch.setattr(staging, "staged_sql", lambda *words: queries.append(build(*words)) or queries[-1])
        ran = built(place / str(number), {"poll.csv": _cells(number)}, **_options(number))
    assert ran.answers("tools__o0") == [0, -2]
    assert ran.answers("tools__o1") == [1, -2]
    return len(queries[0])


def test_twice_the_options_are_twice_the_query_that_codes_them(tmp_path, monkeypatch):
    few, many = (_letters_of_staging(tmp_path, number, monkeypatch) for number in (40, 80))
    assert many < EACH_TWICE * few


def test_twice_the_options_are_twice_the_work_of_their_codebook(tmp_path):
    studies = [load_study(write_study(tmp_path / str(number), **_options(number))) for number in (20, 40)]
    few, many = (_calls(lambda study=study: SourceWave(study, "w1", "poll").book) for study in studies)
    assert many < EACH_TWICE * few


def test_a_thousand_questions_are_read_and_counted(tmp_path):
    names = [f"q{at}" for at in range(1_100)]
    questions = {"scales": {"s": ["y", "n"]}, "questions": {name: {"at": name, "scale": "s"} for name in names}}
    export = table(["id", *names], [["p1", *["y"] * 1_100], ["p2", *["n"] * 1_099, "y"]])
    ran = built(tmp_path, {"poll.csv": export}, **questions)
    (lines,) = ran.quality("straight-lining")
    (twice,) = ran.quality("duplicate answers")
    assert (lines["n"], lines["flagged"], twice["n"], twice["flagged"]) == (2, 1, 2, 0)


def test_a_sum_of_any_length_is_one_that_duckdb_takes():
    ones = chained(" + ", ["1"] * 2_001)
    assert connect().execute(f"select {ones}").fetchone() == (2_001,)
