"""SPSS files: codes as SPSS shows them, missing values as declared, and the case weight that the file names itself."""

import polars as pl
import pyreadstat
import pytest

from assets.exports.export import Reading
from assets.exports.readers import describe
from building import POLL, Ran, built, one_question, refusal

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
