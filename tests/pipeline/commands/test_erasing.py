"""`gap erase`: whoever asks to be erased is in no file of the lake afterwards, and the next run does without them."""

import duckdb
import pyarrow.parquet as pq
import pytest

from building import POLL, run, table, write_study

ID, VERBATIM = "R_1007", "my manager shouted at me in March"
HEADER = ["id", "wave", "q", "why"]


def lines(wave: str, count: int, of: int) -> list[list[object]]:
    return [[f"R_{of + at}", wave, at % 2 + 1, f"what I, number {of + at}, had to say of it"] for at in range(count)]


@pytest.fixture
def folder(tmp_path):
    """A study of two waves in one file, and one who took part in the second and breaks a rule in his verbatim."""
    known = [*lines("2025", 20, 2000), *lines("2026", 20, 1000)]
    known[27][3] = VERBATIM
    return write_study(
        tmp_path / "studies",
        {"poll.csv": table(HEADER, known)},
        waves={"2025": {}, "2026": {}},
        sources={
            "poll": {**POLL, "wave": {"column": "wave", "cells": {"2025": 2025, "2026": 2026}}, "erase": "erased.csv"}
        },
        groups={side: {"source": "poll"} for side in ("executive", "consumer")},
        questions={"q": {"at": "q", "answers": {"a": 1, "b": 2}}},
        metrics={"m": {"of": "q", "share": "a"}},
        gaps={"g": {"metric": "m", "compare": "same"}},
    )


def holding(lake, *texts: str) -> list[str]:
    """The files of a lake that hold one of these, as bytes or in a cell of Parquet."""
    found = []
    for path in (path for path in lake.rglob("*") if path.is_file()):
        data = path.read_bytes()
        if path.suffix == ".parquet":
            data += str(pq.ParquetFile(path).read().to_pylist()).encode()
        found += [str(path.relative_to(lake)) for text in texts if text.encode() in data]
    return found


def test_who_is_erased_is_in_no_file_of_the_lake_and_the_rest_comes_out_as_before(folder, run_gap, tmp_path):
    lake = tmp_path / "lake"
    where = ("--lake", str(lake), "--studies", str(folder.parent))
    (folder / "erased.csv").write_text("")
    assert run_gap("run", "small", *where).returncode == 0
    assert [name.split("/")[0] for name in holding(lake, ID, VERBATIM)] == ["exports", "exports"]
    duckdb.connect(str(lake / "catalog.duckdb")).close()
    (lake / ".catalog.duckdb.999999999.part").write_text(VERBATIM)  # of a run that was killed while it published
    tables = sorted(path.parent.name for path in lake.rglob("2026/poll.parquet"))

    (folder / "erased.csv").write_text(f"{ID}\nR_9999\n")
    ended = run_gap("erase", "small", *where)
    assert ended.returncode == 0, ended.output
    said = " ".join(ended.output.split())
    for words in (
        "exports",
        "responses",
        "gap_fact",
        "catalog.duckdb",
        "poll: 1 of 2 listed ids were found in the lake",
    ):
        assert words in said
    assert f"Still to delete by hand: their rows in the originals and the list itself ({folder}/poll*, " in said
    assert holding(lake, ID, VERBATIM) == []
    assert not list(lake.rglob("2026/poll.parquet")) and not list(lake.rglob("2026.parquet"))

    ended = run_gap("run", "small", *where)
    assert ended.returncode == 0, ended.output
    assert holding(lake, ID, VERBATIM) == []
    assert sorted(path.parent.name for path in lake.rglob("2026/poll.parquet")) == tables
    responses = pq.ParquetFile(lake / "responses/small/2026/poll.parquet").read().to_pylist()
    assert [row["source_row"] for row in responses] == [row for row in range(22, 42) if row != 29]
    assert "removed" not in run_gap("erase", "small", *where).output


def test_a_run_alone_keeps_nothing_of_who_is_erased(folder):
    for listed, left in (("", True), (f"{ID}\n", False)):
        (folder / "erased.csv").write_text(listed)
        lakes = [run(folder, wave).lake.root for wave in ("2025", "2026")]
        assert bool(holding(lakes[0], ID, VERBATIM)) is left


def test_a_study_that_lists_nobody_is_told_how_to(folder, run_gap, tmp_path):
    (folder / "erased.csv").write_text("")
    ended = run_gap("erase", "small", "--lake", str(tmp_path), "--studies", str(folder.parent))
    assert ended.returncode == 1
    assert "nobody is listed to be erased; write erase: erased.csv" in " ".join(ended.output.split())
