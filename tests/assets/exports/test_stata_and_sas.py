"""Stata and SAS files: codes as the packages show them, missing values with their letters, labels and dates."""

import polars as pl
import pyarrow.parquet as pq
import pyreadstat
import pytest

from assets.exports.export import Export, Reading
from assets.exports.readers import codes, copy_cells, describe, readstat
from building import built, one_question, refusal

ONE_OR_TWO = one_question(answers={"a": 1, "b": 2})
DAYS_TO_MARCH_2024 = 23_440.0
"""The fifth of March 2024 in days since 1960."""


def written(place, frame: dict[str, list], name: str = "poll.dta", **labels) -> bytes:
    """The bytes of a Stata or SAS file."""
    write = pyreadstat.write_dta if name.endswith("dta") else pyreadstat.write_xport
    place.mkdir(exist_ok=True)
    write(pl.DataFrame(frame, strict=False), str(place / name), **labels)
    return (place / name).read_bytes()


def read(place, name: str = "poll.dta") -> tuple[Export, list[list[str | None]]]:
    """A file's description, and its cells as text."""
    export = describe(place / name, Reading())
    copy_cells(place / name, export, [], place, place / "cells.parquet")
    return export, [list(row.values()) for row in pq.read_table(place / "cells.parquet").to_pylist()]


@pytest.mark.parametrize("name", ["poll.dta", "poll.xpt"])
def test_codes_read_without_point_zero_and_missing_cells_are_blank(tmp_path, name):
    content = written(tmp_path, {"id": ["r1", "r2", "r3"], "q": [1.0, 2.0, None]}, name)
    run = built(tmp_path, {name: content}, questions=ONE_OR_TWO)
    assert run.answers("q") == [1, 2, -2]
    assert [row["source_row"] for row in run.responses()] == [1, 2, 3]


@pytest.mark.parametrize("name", ["poll.dta", "poll.xpt"])
def test_decimals_and_text_stay_what_they_are(tmp_path, name):
    written(tmp_path, {"v": [0.1, 1.5], "t": ["007", "a"]}, name)
    assert read(tmp_path, name)[1] == [["0.1", "007"], ["1.5", "a"]]


def test_a_number_of_four_bytes_reads_as_stata_shows_it():
    assert [codes.single(value) for value in (0.10000000149011612, 3.0, 16777216.0)] == ["0.1", "3", "16777216"]


def test_extended_missing_values_keep_their_letters_and_are_no_answer(tmp_path):
    frame = {"id": ["r1", "r2", "r3", "r4"], "q": [1, "a", "z", None]}
    path = tmp_path / "poll.dta"
    pyreadstat.write_dta(
        pl.DataFrame({"id": frame["id"], "q": pl.Series(frame["q"], dtype=pl.Object)}),
        str(path),
        missing_user_values={"q": ["a", "z"]},
        variable_value_labels={"q": {1: "yes", "a": "refused"}},
    )
    export, rows = read(tmp_path)
    assert [row[1] for row in rows] == ["1", ".a", ".z", None]
    assert export.columns[1].missing == [(".a", ".a"), (".z", ".z")]
    assert export.columns[1].labels == {"1": "yes", ".a": "refused"}
    assert built(tmp_path, {"poll.dta": path.read_bytes()}, questions=ONE_OR_TWO).answers("q") == [1, -2, -2, -2]
    told = one_question(answers={"a": 1, "b": 2}, other={"refused": ".a"})
    assert built(tmp_path / "told", {"poll.dta": path.read_bytes()}, questions=told).answers("q")[:2] == [1, -3]


@pytest.mark.parametrize(
    ("form", "value", "shown"),
    [
        ("%td", DAYS_TO_MARCH_2024, "2024-03-05"),
        ("%tdCCYY-NN-DD", DAYS_TO_MARCH_2024, "2024-03-05"),
        ("%tc", DAYS_TO_MARCH_2024 * 86_400_000 + 37_230_000, "2024-03-05 10:20:30"),
        ("%tcHH:MM:SS", 37_230_000.0, "10:20:30"),
        ("%tq", 256.0, "2024q1"),
        ("%tm", 770.0, "2024m3"),
        ("%th", -1.0, "1959h2"),
        ("%ty", 2024.0, "2024"),
    ],
)
def test_stata_dates_read_as_dates(tmp_path, form, value, shown):
    written(tmp_path, {"d": [value, None]}, variable_format={"d": form})
    assert read(tmp_path)[1] == [[shown], [None]]


@pytest.mark.parametrize(
    ("form", "value", "shown"),
    [
        ("DATE9", DAYS_TO_MARCH_2024, "2024-03-05"),
        ("YYMMDD10", DAYS_TO_MARCH_2024, "2024-03-05"),
        ("DATETIME20", DAYS_TO_MARCH_2024 * 86_400 + 37_230, "2024-03-05 10:20:30"),
        ("TIME8", 95_040.0, "26:24:00"),
        ("BEST12", 5.0, "5"),
    ],
)
def test_sas_dates_read_as_dates(tmp_path, form, value, shown):
    written(tmp_path, {"d": [value, None]}, "poll.xpt", variable_format={"d": form})
    assert read(tmp_path, "poll.xpt")[1] == [[shown], [None]]


def test_what_a_transport_file_cannot_tell_is_said(tmp_path):
    written(tmp_path, {"q": [1.0]}, "poll.xpt")
    assert "special missing values (.A to .Z) read as blank" in read(tmp_path, "poll.xpt")[0].notes[0]


@pytest.mark.parametrize("name", ["poll.dta", "poll.xpt"])
def test_a_large_file_is_read_in_parts_that_join_without_a_seam(tmp_path, monkeypatch, name):
    monkeypatch.setattr(readstat, "CELLS", 21)
    written(tmp_path, {"id": list(map(float, range(100))), "q": [1.0] * 100}, name)
    assert [row[0] for row in read(tmp_path, name)[1]] == [str(number) for number in range(100)]


@pytest.mark.parametrize("kept", [30, 400, 2000, -100])
def test_a_stata_file_that_was_cut_is_refused(tmp_path, kept):
    content = written(tmp_path, {"id": list(map(float, range(500))), "q": [1.0] * 500})
    reason = refusal(tmp_path, {"poll.dta": content[:kept]}, questions=ONE_OR_TWO)
    assert reason.startswith("poll.dta: the Stata file cannot be read") or "it was cut" in reason
