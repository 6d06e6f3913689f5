"""Every row of an export is a response, set aside with its reason, or excluded with its reason."""

import pytest

from building import POLL, WAVE, built, one_question, refusal, rows, run, table, write_study
from schemas.refused import Refused

QUESTION = one_question(answers={"a": 1, "b": 2})


def poll(place, *lines: str, header: str = "id,q", **source):
    return built(place, {"poll.csv": rows(header, *lines)}, sources={"poll": {**POLL, **source}}, questions=QUESTION)


def test_a_rejected_row_carries_rule_column_raw_value_and_row_and_never_an_id(tmp_path):
    run = poll(tmp_path, "1,1", "2,zz", "3,2", "3,1", ",1", "6, 1", bad_rows=0.9)
    told = ("source_row", "rule", "question", "column", "raw", "withheld")
    assert [tuple(row[name] for name in told) for row in run.rejected()] == [
        (3, "undeclared cell", "q", "q", "zz", None),
        (4, "duplicate respondent", None, "id", None, "respondent id"),
        (5, "duplicate respondent", None, "id", None, "respondent id"),
        (6, "no respondent id", None, "id", None, None),
    ]
    assert [row["source_row"] for row in run.responses()] == [2, 7]
    assert {row["export_name"] for row in run.rejected()} == {"poll.csv"}


def test_a_row_that_breaks_two_rules_is_one_rejected_row(tmp_path):
    account = (run := poll(tmp_path, "1,1", ",zz", bad_rows=0.5)).accounts[0]
    assert (account.read, account.kept, account.rejected, len(run.rejected())) == (2, 1, 1, 2)


@pytest.mark.parametrize(("bad_rows", "refused"), [(0, True), (0.24, True), (0.25, False), (1, False)])
def test_a_source_with_more_bad_rows_than_the_study_allows_is_refused(tmp_path, bad_rows, refused):
    lines = ("1,1", "2,zz", "3,1", "4,2")
    if refused:
        reason = refusal(
            tmp_path,
            {"poll.csv": rows("id,q", *lines)},
            sources={"poll": {**POLL, "bad_rows": bad_rows}},
            questions=QUESTION,
        )
        assert "the cell 'zz'" in reason
        assert "bad_rows under source poll" in reason
    else:
        assert str(poll(tmp_path, *lines, bad_rows=bad_rows).accounts[0]) == (
            "poll: 4 rows read = 3 responses + 1 rejected + 0 excluded"
        )


def test_excluded_rows_do_not_count_towards_the_share_of_bad_rows(tmp_path):
    lines = ("1,1,keep", "2,zz,keep", *(f"{n},1,drop" for n in range(3, 20)))
    reason = refusal(
        tmp_path,
        {"poll.csv": rows("id,q,status", *lines)},
        sources={"poll": {**POLL, "rows": {"status": "keep"}, "bad_rows": 0.4}},
        questions=QUESTION,
    )
    assert "'zz'" in reason


def test_rows_that_the_study_leaves_out_are_counted_with_their_reason(tmp_path):
    lines = ("1,1,complete", "2,zz,partial", "1,2,", "4,2, complete ")
    account = poll(tmp_path, *lines, header="id,q,status", rows={"status": ["complete", "over"]}).accounts[0]
    assert account.excluded == {"status is not complete or over": 2}
    assert account.kept == 2


def test_a_row_that_is_blank_in_all_cells_is_excluded(tmp_path):
    run = poll(tmp_path, "1,1", ",", '"",""', "2,2")
    assert run.accounts[0].excluded == {"blank row": 2}
    assert [row["source_row"] for row in run.responses()] == [2, 5]


def test_a_row_of_nothing_but_spaces_is_blank(tmp_path):
    assert poll(tmp_path, "1,1", "  ,", "2,2").accounts[0].excluded == {"blank row": 1}


def test_nobody_left_is_refused_with_where_the_rows_went(tmp_path):
    reason = refusal(
        tmp_path,
        {"poll.csv": "id,q,status\n1,1,partial\n"},
        sources={"poll": {**POLL, "rows": {"status": "complete"}}},
        questions=QUESTION,
    )
    assert "no respondent is left in source poll" in reason
    assert "1 rows where status is not complete" in reason
    assert "no row below the header" in refusal(tmp_path, {"poll.csv": "id,q\n"}, questions=QUESTION)


def test_everybody_set_aside_is_refused_whatever_share_is_allowed(tmp_path):
    reason = refusal(
        tmp_path, {"poll.csv": "id,q\n1,zz\n"}, sources={"poll": {**POLL, "bad_rows": 1}}, questions=QUESTION
    )
    assert "poll.csv" in reason


def test_a_stray_blank_does_not_make_another_respondent(tmp_path):
    assert "rows 2 and 3 have one respondent" in refusal(
        tmp_path, {"poll.csv": "id,q\n7,1\n 7,2\n"}, questions=QUESTION
    )


# ---- several files, several waves


def test_the_files_of_a_source_are_read_as_one_in_order_of_name(tmp_path):
    files = {"poll-2.csv": rows("id,q", "3,2"), "poll-1.csv": rows("q,id", "1,1", "2,2")}
    run = built(tmp_path, files, questions=QUESTION)
    assert [(row["export"], row["source_row"], row["q"]) for row in run.responses()] == [
        (1, 2, 1),
        (1, 3, 2),
        (2, 2, 2),
    ]


def test_a_respondent_in_two_files_is_a_duplicate_in_both(tmp_path):
    files = {"poll-1.csv": rows("id,q", "1,1", "2,2"), "poll-2.csv": rows("id,q", "9,1", "2,2")}
    run = built(tmp_path, files, sources={"poll": {**POLL, "bad_rows": 0.5}}, questions=QUESTION)
    assert [(row["export_name"], row["source_row"], row["rule"]) for row in run.rejected()] == [
        ("poll-1.csv", 3, "duplicate respondent"),
        ("poll-2.csv", 3, "duplicate respondent"),
    ]


def test_the_reason_names_the_file_of_the_row(tmp_path):
    files = {"poll-1.csv": rows("id,q", "1,1"), "poll-2.csv": rows("id,q", "2,zz")}
    assert "poll-2.csv, row 2, column q" in refusal(tmp_path, files, questions=QUESTION)


BY_ROUND = {**POLL, "wave": {"column": "round", "cells": {WAVE: ["1", "spring"], "w2": "2"}}}
ROUNDS = rows("id,q,round", "1,1,1", "2,2,2", "1,2,2", "4,1, spring")


def test_a_column_tells_the_waves_of_one_export_apart(tmp_path):
    folder = write_study(
        tmp_path, {"poll.csv": ROUNDS}, sources={"poll": BY_ROUND}, waves={WAVE: {}, "w2": {}}, questions=QUESTION
    )
    first, second = run(folder), run(folder, "w2")
    assert ([row["source_row"] for row in first.responses()], [row["source_row"] for row in second.responses()]) == (
        [2, 5],
        [3, 4],
    )
    assert first.accounts[0].excluded == {"another wave": 2}


def test_a_wave_without_cells_does_not_take_the_rows_of_the_others(tmp_path):
    waves = {WAVE: {}, "w2": {}, "w3": {}}
    folder = write_study(
        tmp_path,
        {"poll.csv": ROUNDS.replace("1,2,2", "3,2,2")},
        sources={"poll": BY_ROUND},
        waves=waves,
        questions=QUESTION,
    )
    with pytest.raises(Refused, match="w3|no respondent"):
        run(folder, "w3")


def test_a_file_is_read_once_and_holds_whole_cells_of_any_size(tmp_path):
    run = built(
        tmp_path,
        {"poll.csv": table(["id", "q", "said"], [[1, 1, "ü" * 300_000], [2, 2, "x\n" * 10]])},
        questions=QUESTION,
    )
    assert run.answers("q") == [1, 2]


def test_without_ids_each_row_that_says_anything_is_a_respondent(tmp_path):
    run = poll(tmp_path, "x,1", "x,1", ",2", ",", "y,1", header="remark,q", respondent="rows")
    assert str(run.accounts[0]) == "poll: 5 rows read = 4 responses + 0 rejected + 1 excluded (1: blank row)"
    assert [(row["source_row"], row["q"]) for row in run.responses()] == [(2, 1), (3, 1), (4, 2), (6, 1)]
    assert len({row["respondent"] for row in run.responses()}) == 4
    assert "nobody can be erased by id" in run.accounts[0].notes[0]


def test_without_ids_rows_of_several_files_and_waves_are_never_one_respondent(tmp_path):
    waves = {"w1": {}, "w2": {}}
    files = {f"{wave}/{part}/poll.csv": rows("q", "1", "2", "1") for wave in waves for part in "ab"}
    sources = {"poll": {**POLL, "respondent": "rows", "files": "{wave}/*/poll.csv"}}
    folder = write_study(tmp_path, files, waves=waves, sources=sources, questions=QUESTION)
    made = [run(folder, wave).responses() for wave in waves]
    assert len({row["respondent"] for found in made for row in found}) == 12


def test_a_column_called_rows_is_not_taken_for_no_id(tmp_path):
    files = {"poll.csv": rows("rows,q", "1,1", "2,1")}
    reason = refusal(tmp_path, files, sources={"poll": {**POLL, "respondent": "rows"}}, questions=QUESTION)
    assert "there is a column of that name; write {column: A, says: rows}" in reason
    named = {"column": "A", "says": "rows"}
    assert poll(tmp_path / "named", "1,1", "2,1", header="rows,q", respondent=named).accounts[0].kept == 2


def test_nobody_can_be_listed_to_be_erased_where_nothing_identifies_them(tmp_path):
    with pytest.raises(Refused, match="nothing identifies them"):
        poll(tmp_path, "x,1", header="remark,q", respondent="rows", erase="gone.csv")
