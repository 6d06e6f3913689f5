"""`gap describe` as an analyst meets a vendor's file: what is in it, and what would have gone wrong."""

import re

import pytest

from building import rows

POLL = rows(
    "id,role,role,,q1,size,q2,same",
    "1,manager,a,x,5,Oct-49,1.0,k",
    "2,staff,b,y,4,1-9,2.0,k",
    "3,staff,a,y,9,1-9,2.0,k",
    "3,Staff,b,x,1,50+,1.0,k",
    "5,manager ,b,x,2,50+,1.0,k",
    "6,staff,b,x,3,50+,1.0,k",
)


@pytest.fixture(scope="module")
def described(run_gap, tmp_path_factory):
    path = tmp_path_factory.mktemp("exports") / "poll.csv"
    path.write_text(POLL, encoding="utf-8")
    ended = run_gap("describe", path)
    assert ended.returncode == 0, ended.output
    return ended.output


def test_every_cell_is_counted(described):
    assert "6 rows from row 2, 8 columns" in described
    assert re.search(r"q1 *\n +1 \(1\)  2 \(1\)  3 \(1\)  4 \(1\)  5 \(1\)  9 \(1\)", described)


def test_a_column_is_named_so_that_it_cannot_drift(described):
    assert "{column: C, says: role}" in described
    assert '{column: D, says: ""}' in described
    assert re.search(r"^E +6  q1 *$", described, re.M)


@pytest.mark.parametrize(
    "trap",
    [
        "perhaps no answer: 9 (1)",
        "'manager' = 'manager '",
        "'staff' = 'Staff'",
        "Oct-49 was perhaps 10-49",
        "whole numbers are stored with decimals",
        "all rows hold the same",
        "looks like the respondent, and 1 of 6 are there already",
    ],
)
def test_a_trap_is_told(described, trap):
    assert trap in described


def test_declared_weights_and_labels_are_shown(run_gap):
    ended = run_gap("describe", "studies/high-tech-service/exports/2007/panel-synthetic.sav")
    assert "weight that the file declares: weight" in ended.output
    assert "98 Don't know (24)" in ended.output


def test_a_file_that_is_not_there_is_one_sentence(run_gap, tmp_path):
    ended = run_gap("describe", tmp_path / "none.csv")
    assert ended.returncode == 1
    assert "there is no such file" in ended.output and ended.output.count("\n") == 1


def test_a_thousand_columns_are_described(run_gap, shared):
    ended = run_gap("describe", shared("real/ospo-2024") / "ospo2024_numeric.csv")
    assert ended.returncode == 0
    assert "1,072 columns" in ended.output
    assert all(len(line) <= 100 for line in ended.output.splitlines())
