"""`gap describe` as an analyst meets a vendor's file: what is in it, and what would have gone wrong."""

import json
import re
from io import StringIO

import polars as pl
import pyreadstat
import pytest
from rich.console import Console

from assets.exports.export import Reading
from building import rows, table
from pipeline.commands.describe import describe

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
    assert "98 Don't know (24, declared missing)" in ended.output


def test_a_file_that_is_not_there_is_one_sentence(run_gap, tmp_path):
    ended = run_gap("describe", tmp_path / "none.csv")
    assert ended.returncode == 1
    assert "there is no such file" in ended.output and ended.output.count("\n") == 1


def test_a_thousand_columns_are_described(run_gap, shared):
    ended = run_gap("describe", shared("real/ospo-2024") / "ospo2024_numeric.csv")
    assert ended.returncode == 0
    assert "1,072 columns" in ended.output
    assert all(len(line) <= 100 for line in ended.output.splitlines())


# ---- what is shown, and what never is


def shown(place, text: str, every: bool = False, as_json: bool = False) -> str:
    path = place / "poll.csv"
    path.write_text(text, encoding="utf-8")
    out = StringIO()
    describe(path, Reading(), Console(file=out, width=100), every, as_json)
    return out.getvalue()


PEOPLE = table(
    ["record_id", "name_last", "dob", "children/name", "tel", "story", "town"],
    [
        [at, f"Lovelace{at}", f"19{at + 20}-03-11", f"Ada{at}", f"+44 20 7946 09{at + 10}", f"I was there {at} times",
         f"Town {at % 15}" if at < 30 else "Lonely Village"]
        for at in range(31)
    ],
)  # fmt: skip


@pytest.mark.parametrize("how", [{}, {"every": True}, {"as_json": True}], ids=["text", "all", "json"])
def test_nobodys_name_birthday_number_or_words_are_shown(tmp_path, how):
    said = shown(tmp_path, PEOPLE, **how)
    assert "Town 3" in said
    assert not [word for word in ("Lovelace", "1923", "Ada1", "7946", "I was there", "Lonely") if word in said]


def test_all_codes_are_shown_to_whoever_asks(tmp_path):
    poll = table(["id", "q"], [[f"p{at}", f"answer {at % 20}"] for at in range(60)])
    assert "and 8 more" in shown(tmp_path, poll)
    said = shown(tmp_path, poll, every=True)
    assert "more" not in said and all(f"answer {number} (3)" in said for number in range(20))
    found = json.loads(shown(tmp_path, poll, as_json=True))
    assert found["rows"] == 60
    assert {cell["cell"]: cell["rows"] for cell in found["columns"][1]["cells"]} == {
        f"answer {n}": 3 for n in range(20)
    }


def test_what_the_file_declares_missing_is_named_and_labels_are_whole(tmp_path):
    path = tmp_path / "poll.sav"
    label = "Neither satisfied nor dissatisfied with what the service did for me in the last twelve months"
    frame = pl.DataFrame({"id": [1.0, 2.0, 3.0], "q": [1.0, 9.0, 1.0]})
    pyreadstat.write_sav(frame, path, variable_value_labels={"q": {1: label, 9: "Refused"}}, missing_ranges={"q": [9]})
    out = StringIO()
    describe(path, Reading(), Console(file=out, width=100))
    assert label in " ".join(out.getvalue().split()) and "9 Refused (1, declared missing)" in out.getvalue()


def test_tests_and_unfinished_interviews_are_told(tmp_path):
    poll = table(["id", "Status"], [[at, "Survey Preview" if at % 4 == 0 else "IP Address"] for at in range(40)])
    assert "tests or unfinished, which a draft leaves out: Survey Preview (10)" in shown(tmp_path, poll)
