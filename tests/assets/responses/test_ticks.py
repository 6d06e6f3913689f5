"""Ticks that a study does not describe: one text over and over is a tick, unless it says that nothing was ticked."""

import pytest

from building import built, refusal, table


def option(place, cells: list[str], column: str = "d", **asking: object) -> str | list[int]:
    """The codes of one option whose column has these cells."""
    export = table(["id", column], [[f"p{at}", cell] for at, cell in enumerate(cells)])
    return built(place, {"poll.csv": export}, **_parts(column, **asking)).answers("q__phone")


def refused(place, cells: list[str], column: str = "d", **asking: object) -> str:
    export = table(["id", column], [[f"p{at}", cell] for at, cell in enumerate(cells)])
    return refusal(place, {"poll.csv": export}, **_parts(column, **asking))


def _parts(column: str, **asking: object) -> dict:
    return {"questions": {"q": {"options": {"phone": column}, "nothing_ticked": "none of them", **asking}}}


@pytest.mark.parametrize(
    "no", ["0", "No", "False", "n/a", "-1", "Unchecked", "0.0", "nein", "Not selected", "not mentioned"]
)
def test_a_column_of_nothing_but_no_is_not_ticked_by_all(tmp_path, no):
    for cells in ([no, no, no], [no, "", no]):
        reason = refused(tmp_path, cells)
        assert f"column d: it holds nothing but '{no}', which reads as not ticked" in reason
        assert f"write not_selected: {no} and selected there" in reason


def test_a_column_of_nothing_but_no_is_ticked_by_nobody_where_the_study_says_so(tmp_path):
    assert option(tmp_path, ["0", "0"], not_selected="0") == [0, 0]
    assert option(tmp_path / "both", ["0", "0"], selected="1", not_selected="0") == [0, 0]


@pytest.mark.parametrize("yes", ["1", "x", "Yes", "TRUE", "Selected"])
def test_a_column_of_nothing_but_yes_is_ticked_by_all(tmp_path, yes):
    assert option(tmp_path, [yes, yes, yes]) == [1, 1, 1]


def test_an_answer_that_reads_no_is_a_tick_in_its_own_column(tmp_path):
    assert option(tmp_path, ["No", "", "No"], column="Do you call? | No") == [1, 0, 1]


@pytest.mark.parametrize("position", ["2", "Mail"])
def test_a_position_or_a_label_with_blanks_beside_it_is_a_tick(tmp_path, position):
    assert option(tmp_path, [position, "", position]) == [1, 0, 1]


def test_a_code_in_every_row_is_asked_about(tmp_path):
    assert "'2' stands in every row, and no option of question q has a blank" in refused(tmp_path, ["2", "2", "2"])


def test_neighbours_with_blanks_tell_that_a_code_in_every_row_is_a_tick(tmp_path):
    export = table(["id", "a", "b"], [["p1", "2", ""], ["p2", "2", "3"]])
    questions = {"q": {"options": {"a": "a", "b": "b"}}}
    assert built(tmp_path, {"poll.csv": export}, questions=questions).answers("q__a") == [1, 1]
