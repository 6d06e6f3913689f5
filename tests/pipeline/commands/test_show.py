"""`gap show`: the gaps for people, and the same rows for programs."""

import csv
import io
import json

import pyarrow.parquet as pq
import pytest

from conftest import PROJECT
from pipeline.terminal import console as terminal
from pipeline.terminal import gap_table
from schemas.study import load_study
from schemas.words.studies import Words

STUDY, WAVE = "high-tech-service", "2007"


@pytest.fixture(scope="module")
def lake(run_gap, tmp_path_factory):
    place = tmp_path_factory.mktemp("show") / "lake"
    assert run_gap("run", STUDY, "--lake", place).returncode == 0
    return place


def gaps(lake, segment: str) -> list[dict]:
    rows = pq.ParquetFile(lake / "gap_fact" / STUDY / f"{WAVE}.parquet").read().to_pylist()
    return [row for row in rows if row["segment"] == segment]


def test_json_is_the_rows_of_the_fact_table(lake, run_gap):
    shown = run_gap("show", STUDY, "--json", "--lake", lake)
    assert json.loads(shown.output) == gaps(lake, "total")


def test_csv_has_a_row_a_part_of_the_segment(lake, run_gap):
    shown = run_gap("show", STUDY, "--segment", "region", "--csv", "--lake", lake)
    rows = list(csv.DictReader(io.StringIO(shown.output)))
    assert [(row["gap"], row["segment_value"]) for row in rows] == [
        (row["gap"], row["segment_value"]) for row in gaps(lake, "region")
    ]
    assert float(rows[0]["gap_estimate"]) == gaps(lake, "region")[0]["gap_estimate"]


def test_a_segment_that_the_study_does_not_have_is_refused_with_those_that_it_has(lake, run_gap):
    ended = run_gap("show", STUDY, "--segment", "planet", "--lake", lake)
    assert ended.returncode == 1
    assert "there is no segment 'planet'; its segments are total, region, age and gender." in ended.output


LONG = [
    "It is one of the main tools I use professionally and every single day",
    "I do not use it at all but would very much like to in the future",
]


@pytest.mark.parametrize("segment", ["total", "region"])
@pytest.mark.parametrize("labels", [["Executives", "Consumers"], LONG], ids=["short", "long"])
@pytest.mark.parametrize("width", [40, 60, 80, 100, 120, 160])
def test_every_gap_is_readable_whole_however_wide_the_terminal_is(lake, monkeypatch, capsys, width, labels, segment):
    monkeypatch.setattr(terminal.out, "_width", width)
    words = Words(load_study(PROJECT / "studies" / STUDY))
    named = dict(zip(("executive_label", "consumer_label"), labels, strict=True))
    rows = [row | named for row in gaps(lake, segment)]
    gap_table.gap_table("", rows, words)
    printed = capsys.readouterr().out.splitlines()
    assert max(map(len, printed)) <= width
    whole, ends = "".join("".join(printed).split()), [line for line in printed if line.endswith(" ")]
    assert ends == []
    for gap in map(words.gap, rows):
        figures = [side.of_base for side in gap.sides.values()]
        assert all("".join(said.split()) in whole for said in (gap.signed, gap.interval, *figures))
    columns = [" ".join(" ".join(line[:at] for line in printed).split()) for at in range(24, width + 1)]
    assert [row["label"] for row in rows if not any(row["label"] in column for column in columns)] == []


def test_a_pipe_is_as_wide_as_columns_says(lake, run_gap, monkeypatch):
    for width in (60, 130):
        monkeypatch.setenv("COLUMNS", str(width))
        longest = max(map(len, run_gap("show", STUDY, "--lake", lake).output.splitlines()))
        assert width - 20 < longest <= width


def test_long_labels_of_groups_stand_whole_in_the_heading(lake, monkeypatch, capsys):
    monkeypatch.setattr(terminal.out, "_width", 110)
    labels = dict(zip(("executive_label", "consumer_label"), LONG, strict=True))
    rows = [row | labels for row in gaps(lake, "total")]
    gap_table.gap_table("", rows, Words(load_study(PROJECT / "studies" / STUDY)))
    printed = capsys.readouterr().out.splitlines()
    heading = " ".join(
        " ".join(
            line[24:] for line in printed[: printed.index(next(line for line in printed if line.startswith("gap"))) + 1]
        ).split()
    )
    assert all(word in heading for label in LONG for word in label.split() if len(word) < 9)


def test_a_wide_terminal_shows_both_shares_on_one_line(lake, monkeypatch, capsys):
    monkeypatch.setattr(terminal.out, "_width", gap_table.CHARTED)
    words = Words(load_study(PROJECT / "studies" / STUDY))
    gap_table.gap_table("", [row for row in gaps(lake, "total") if row["gap"] == "G1"], words)
    assert "········○━━━━━━●·····" in capsys.readouterr().out
