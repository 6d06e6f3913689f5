"""SPSS files: codes as SPSS shows them, missing values as declared, and the case weight that the file names itself."""

import struct

import polars as pl
import pyarrow.parquet as pq
import pyreadstat
import pytest

from assets.exports.export import Reading
from assets.exports.readers import copy_cells, describe, readstat
from building import POLL, Ran, built, one_question, refusal
from schemas.refused import Refused

ONE_OR_TWO = one_question(answers={"a": 1, "b": 2})
WEIGHT_POSITION = slice(76, 80)


def sav(place, frame: dict[str, list], weight_piece: int = 0, **labels) -> bytes:
    """The bytes of an SPSS file; `weight_piece` is where the header says that the case weight stands."""
    path = place / "written.sav"
    place.mkdir(parents=True, exist_ok=True)
    pyreadstat.write_sav(pl.DataFrame(frame), str(path), **labels)
    content = bytearray(path.read_bytes())
    content[WEIGHT_POSITION] = weight_piece.to_bytes(4, "little", signed=True)
    return bytes(content)


def read(place, content: bytes, **parts) -> Ran:
    return built(place, {"poll.sav": content}, **{"questions": ONE_OR_TWO, **parts})


def test_codes_read_as_spss_shows_them_and_system_missing_is_blank(tmp_path):
    run = read(tmp_path, sav(tmp_path, {"id": [1.0, 2.0, 3.0], "q": [1.0, 2.0, None]}))
    assert run.answers("q") == [1, 2, -2]
    assert [row["source_row"] for row in run.responses()] == [1, 2, 3]


def test_a_code_with_decimals_is_not_rounded_to_an_answer(tmp_path):
    content = sav(tmp_path, {"id": [1.0, 2.0], "q": [1.0, 1.6]})
    assert "poll.sav, row 2, column q: the cell '1.6' is none" in refusal(
        tmp_path, {"poll.sav": content}, questions=ONE_OR_TWO
    )


def test_user_missing_codes_and_ranges_are_no_answer(tmp_path):
    missing = {"q": [99, {"lo": 90, "hi": 97}]}
    content = sav(
        tmp_path, {"id": [1.0, 2.0, 3.0, 4.0, 5.0], "q": [1.0, 99.0, 90.0, 97.0, 2.0]}, missing_ranges=missing
    )
    assert read(tmp_path, content).answers("q") == [1, -2, -2, -2, 2]


def test_a_missing_range_without_a_lower_end_is_no_answer(tmp_path):
    missing = {"q": [{"lo": float("-inf"), "hi": -1}]}
    content = sav(tmp_path, {"id": [1.0, 2.0, 3.0], "q": [1.0, -900.0, -1.0]}, missing_ranges=missing)
    assert read(tmp_path, content).answers("q") == [1, -2, -2]


def test_a_code_beside_the_missing_range_is_still_undeclared(tmp_path):
    content = sav(tmp_path, {"id": [1.0, 2.0], "q": [1.0, 98.0]}, missing_ranges={"q": [99, {"lo": 90, "hi": 97}]})
    assert "the cell '98' is none" in refusal(tmp_path, {"poll.sav": content}, questions=ONE_OR_TWO)


def test_the_study_has_the_last_word_on_a_code_that_the_file_calls_missing(tmp_path):
    content = sav(tmp_path, {"id": [1.0, 2.0], "q": [1.0, 9.0]}, missing_ranges={"q": [9]})
    questions = one_question(answers={"a": 1, "b": 9})
    assert read(tmp_path, content, questions=questions).answers("q") == [1, 2]


def test_string_variables_are_matched_as_text_without_their_padding(tmp_path):
    content = sav(tmp_path, {"id": ["r1", "r2", "r3"], "q": ["1", "2  ", ""]})
    assert read(tmp_path, content).answers("q") == [1, 2, -2]


@pytest.mark.parametrize("code", ["Z", "nan"])
def test_a_string_that_is_declared_missing_is_no_answer(tmp_path, code):
    content = sav(tmp_path, {"id": [1.0, 2.0, 3.0], "q": ["1", code, "2"]}, missing_ranges={"q": [code]})
    assert read(tmp_path, content).answers("q") == [1, -2, 2]


def test_the_files_own_labels_are_kept_beside_the_codes(tmp_path):
    labels = {"column_labels": {"q": "Satisfied?"}, "variable_value_labels": {"q": {1.0: "yes", 2.0: "no"}}}
    path = tmp_path / "poll.sav"
    path.write_bytes(sav(tmp_path, {"id": [1.0], "q": [1.0]}, **labels))
    column = describe(path, Reading()).columns[1]
    assert (column.handle, column.label, column.labels) == ("q", "Satisfied?", {"1": "yes", "2": "no"})


WEIGHTED = {"id": ["long" * 5, "r2", "r3"], "q": [1.0, 2.0, 1.0], "w": [1.0, 0.5, 1.5]}
"""The id takes three pieces of eight bytes, so w is the fifth piece."""


def test_a_declared_case_weight_that_the_study_is_silent_about_stops_the_source(tmp_path):
    reason = refusal(tmp_path, {"poll.sav": sav(tmp_path, WEIGHTED, weight_piece=5)}, questions=ONE_OR_TWO)
    assert "poll.sav: the file declares w as its case weight" in reason
    assert "write weight: w or weight: none under source poll" in reason


@pytest.mark.parametrize(("weight", "used"), [("w", [1.0, 0.5, 1.5]), ("none", [1.0, 1.0, 1.0])])
def test_the_study_says_whether_the_declared_weight_is_used(tmp_path, weight, used):
    sources = {"poll": {**POLL, "weight": weight}}
    run = read(tmp_path, sav(tmp_path, WEIGHTED, weight_piece=5), sources=sources)
    assert [row["weight"] for row in run.responses()] == used


def test_the_declared_weight_is_found_behind_a_string_longer_than_255(tmp_path):
    path = tmp_path / "poll.sav"
    path.write_bytes(sav(tmp_path, {"id": ["x" * 600], "w": [1.0]}, weight_piece=77))
    assert describe(path, Reading()).weight == "w"


@pytest.mark.parametrize("kept", [4, 50, 300, 4000, -100])
def test_a_file_that_was_cut_is_refused_wherever_the_cut_is(tmp_path, kept):
    content = sav(tmp_path, {"id": [float(number) for number in range(500)], "q": [1.0] * 500})[:kept]
    reason = refusal(tmp_path, {"poll.sav": content}, questions=ONE_OR_TWO)
    assert reason.startswith("poll.sav: ")
    assert "it was cut" in reason


def test_a_compressed_file_reads_alike(tmp_path):
    assert read(tmp_path, sav(tmp_path, {"id": [1.0, 2.0], "q": [1.0, 2.0]}, compress=True)).answers("q") == [1, 2]


# ---- dates and spans

OCTOBER_2014 = 13_631_500_800.0
"""The first of October 2014 in seconds since the Gregorian calendar began, as SPSS counts."""


@pytest.mark.parametrize(
    ("form", "value", "shown"),
    [
        ("DATE11", OCTOBER_2014, "2014-10-01"),
        ("ADATE10", OCTOBER_2014, "2014-10-01"),
        ("DATETIME20", OCTOBER_2014 + 37_230, "2014-10-01 10:20:30"),
        ("DATETIME20", OCTOBER_2014, "2014-10-01"),
        ("QYR6", OCTOBER_2014, "4 Q 2014"),
        ("MOYR8", OCTOBER_2014, "OCT 2014"),
        ("WKYR10", OCTOBER_2014, "40 WK 2014"),
        ("TIME8", 95_040.0, "26:24:00"),
        ("MONTH9", 10.0, "10"),
        ("DATE11", 1e300, str(int(1e300))),
    ],
)
def test_dates_read_as_dates_and_not_as_seconds(tmp_path, form, value, shown):
    path = tmp_path / "poll.sav"
    path.write_bytes(sav(tmp_path, {"id": [1.0, 2.0], "d": [value, None]}, variable_format={"d": form}))
    assert cells(tmp_path, path) == [["1", shown], ["2", None]]


def cells(place, path) -> list[list[str | None]]:
    """The cells of a file as text."""
    copy_cells(path, describe(path, Reading()), [], place, place / "cells.parquet")
    return [list(row.values()) for row in pq.read_table(place / "cells.parquet").to_pylist()]


# ---- sets


def with_record(content: bytes, kind: int, data: bytes) -> bytes:
    """The file with one more extension record at the end of its dictionary."""
    end = content.index(struct.pack("<2i", 999, 0))
    return content[:end] + struct.pack("<4i", 7, kind, 1, len(data)) + data + content[end:]


def test_the_files_own_multiple_response_sets_are_kept(tmp_path):
    content = sav(tmp_path, {"id": [1.0], "a": [1.0], "b": [0.0], "c": [3.0]})
    path = tmp_path / "poll.sav"
    path.write_bytes(with_record(content, 7, b"$web=D1 1 8 Websites a b\n$any=C 0  a b c\n"))
    web, every = sorted(describe(path, Reading()).sets, key=lambda found: -len(found.counted))
    assert (web.name, web.label, web.columns, web.counted) == ("web", "Websites", ["a", "b"], "1")
    assert (every.name, every.columns, every.counted) == ("any", ["a", "b", "c"], "")


# ---- encodings


def without_encoding(content: bytes) -> bytes:
    """The file as an older program would have written it: single bytes, and no word of which."""
    record = struct.pack("<3i", 7, 20, 1)
    assert record in content
    latin = content.replace("Größe".encode(), b"Gr\xf6\xdfe  ").replace("ä".encode(), b"\xe4 ")
    return latin.replace(record, struct.pack("<3i", 7, 99, 1))


def test_text_in_another_encoding_than_declared_is_refused_until_the_study_says_which(tmp_path):
    content = without_encoding(sav(tmp_path, {"id": ["ä", "b"], "q": [1.0, 2.0]}, column_labels={"id": "Größe"}))
    assert "say the right one (encoding: in the study" in refusal(tmp_path, {"poll.sav": content}, questions=ONE_OR_TWO)
    path = tmp_path / "poll.sav"
    path.write_bytes(content)
    export = describe(path, Reading(encoding="windows-1252"))
    assert export.columns[0].label == "Größe"
    assert export.notes == ["the text is read as windows-1252, because that was asked for"]


def test_an_encoding_that_nobody_knows_is_refused(tmp_path):
    path = tmp_path / "poll.sav"
    path.write_bytes(sav(tmp_path, {"id": [1.0]}))
    with pytest.raises(Refused, match="encoding klingon is asked for, which is none that is known"):
        describe(path, Reading(encoding="klingon"))


def test_labels_that_the_writer_cut_are_told(tmp_path):
    path = tmp_path / "poll.sav"
    path.write_bytes(sav(tmp_path, {"q": [1.0]}, variable_value_labels={"q": {1.0: "x" * 60, 2.0: "y"}}))
    assert describe(path, Reading()).notes == [
        "value labels were cut at 60 characters by what wrote the file: 1 of 2 are that long"
    ]


# ---- large, lying and other files


def test_a_large_file_is_read_in_parts_that_join_without_a_seam(tmp_path, monkeypatch):
    monkeypatch.setattr(readstat, "CELLS", 21)
    for compress in (False, True):
        path = tmp_path / "poll.sav"
        path.write_bytes(sav(tmp_path, {"id": list(map(float, range(100))), "q": [1.0] * 100}, compress=compress))
        assert [row[0] for row in cells(tmp_path, path)] == [str(number) for number in range(100)]


@pytest.mark.parametrize("announced", [2**31 - 1, 4])
def test_a_header_that_announces_more_cases_than_there_are_is_refused(tmp_path, announced):
    content = bytearray(sav(tmp_path, {"id": [1.0, 2.0, 3.0], "q": [1.0, 2.0, 1.0]}))
    content[80:84] = announced.to_bytes(4, "little")
    reason = refusal(tmp_path, {"poll.sav": bytes(content)}, questions=ONE_OR_TWO)
    assert reason.startswith("poll.sav: ")


def test_a_header_that_does_not_know_the_number_of_cases_is_no_fault(tmp_path):
    content = bytearray(sav(tmp_path, {"id": [1.0, 2.0], "q": [1.0, 2.0]}))
    content[80:84] = (-1).to_bytes(4, "little", signed=True)
    assert read(tmp_path, bytes(content)).answers("q") == [1, 2]


def test_a_portable_file_is_refused_because_it_would_lose_missing_values_and_weights(tmp_path):
    pyreadstat.write_por(pl.DataFrame({"id": [1.0], "q": [1.0]}), str(tmp_path / "written.por"))
    reason = refusal(tmp_path, {"poll.por": (tmp_path / "written.por").read_bytes()}, questions=ONE_OR_TWO)
    assert "poll.por: a portable SPSS file does not tell which values are missing" in reason


def test_more_cases_than_the_header_announces_are_not_left_out_in_silence(tmp_path):
    content = bytearray(sav(tmp_path, {"id": [1.0, 2.0, 3.0], "q": [1.0, 2.0, 1.0]}))
    content[80:84] = (2).to_bytes(4, "little")
    reason = refusal(tmp_path, {"poll.sav": bytes(content)}, questions=ONE_OR_TWO)
    assert "poll.sav: the SPSS file cannot be read (it announces 2 cases and holds 3)" in reason


def test_labels_that_are_utf_8_though_the_file_says_latin_1_are_read_as_they_are(tmp_path):
    frame = {"id": ["ä1", "b2"], "q": [1.0, 2.0]}
    content = sav(
        tmp_path, frame, column_labels={"id": "Größe", "q": "Zufriedenheit"}, variable_value_labels={"q": {1.0: "für"}}
    )
    said = struct.pack("<4i", 7, 20, 1, 5)
    assert said + b"UTF-8" in content
    path = tmp_path / "poll.sav"
    path.write_bytes(content.replace(said + b"UTF-8", said + b"CP819"))  # another name of Latin-1
    export = describe(path, Reading())
    assert [column.label for column in export.columns] == ["Größe", "Zufriedenheit"]
    assert export.columns[1].labels == {"1": "für"}
    assert export.notes == ["the text is read as UTF-8, because all its letters are, though the file says CP819"]
    assert [row[0] for row in cells(tmp_path, path)] == ["ä1", "b2"]
