"""What identifies people or is in their own words stays out unless a study names it, and nobody else can read it."""

from dataclasses import replace

import pytest

from assets.exports.cells import kept_cells
from assets.exports.extract import extract
from assets.lake.duck import connect
from assets.lake.paths import Lake
from building import POLL, WAVE, built, one_question, refusal, rows, run, table, write_study
from schemas.refused import Refused
from schemas.study import load_study

QUALTRICS = [
    ["ResponseId", "IPAddress", "RecipientEmail", "Q1", "Q1_9_TEXT", "LocationLatitude"],
    ["Response ID", "IP Address", "Recipient Email", "Why?", "Why? - Other - Text", "Location Latitude"],
    [f'{{"ImportId":"{each}"}}' for each in ("_recordId", "ipAddress", "recipientEmail", "QID1", "QID1_9", "latitude")],
]


def extracted(place, content: str, **source: object):
    folder = write_study(place, {"poll.csv": content}, sources={"poll": {**POLL, **source}})
    lake = Lake(place / "lake")
    (export,) = extract(load_study(folder), WAVE, folder, "panel", lake)["poll"]
    return export


def marks(export) -> dict[str, str]:
    return {column.handle: column.personal for column in export.columns}


def test_columns_that_vendors_name_after_people_are_told_by_name_however_it_is_written(tmp_path):
    lines = [["R_1", "", "", "a", "", ""], ["R_2", "", "", "b", "", ""]]
    export = extracted(tmp_path, table(QUALTRICS[0], [*QUALTRICS[1:], *lines]), respondent="ResponseId")
    assert marks(export) == {
        "ResponseId": "external id",
        "IPAddress": "IP address",
        "RecipientEmail": "e-mail address",
        "Q1": "",
        "Q1_9_TEXT": "free text",
        "LocationLatitude": "location",
    }
    header = "id,IP\u00a0 address,E-Mail,user agent,Vorname,ip_addr,Phone number,Other (please specify),country"
    export = extracted(tmp_path / "odd", rows(header, "1,,,,,,,,"))
    assert list(marks(export).values()) == [
        "", "IP address", "e-mail address", "device", "name", "IP address", "phone number", "free text", "",
    ]  # fmt: skip


def test_columns_are_told_by_their_cells_where_no_name_says_it(tmp_path):
    lines = [
        [at, f"someone{at}@firm.example", f"10.0.0.{at}", f"+49 170 555{at:04}", f"Reason {at}: it took them far too long",
         "It took them far too long to answer me", f"{at % 5 + 1}", f"2024-03-{at:02} 08:16:03"]
        for at in range(1, 21)
    ]  # fmt: skip
    export = extracted(tmp_path, table(["id", "a", "b", "c", "d", "e", "f", "g"], lines))
    assert list(marks(export).values()) == ["", "e-mail address", "IP address", "phone number", "free text", "", "", ""]


def test_an_answer_that_is_called_like_personal_data_and_ticked_stays_an_answer(tmp_path):
    header = ["id", "q5 | E-mail", "q5 | Phone", "q5 | Other (please specify)"]
    export = extracted(tmp_path, table(header, [[at, "1", "Phone" if at % 2 else "", "1"] for at in range(1, 9)]))
    assert set(marks(export).values()) == {""}


def test_verbatims_that_hold_an_address_or_a_number_of_somebody_are_counted(tmp_path):
    said = [f"It was the {at}th call before anybody listened" for at in range(20)]
    said[3] += ", write to me@home.example"
    said[7] += ", ring me on +44 20 7946 0958"
    export = extracted(tmp_path, table(["id", "why"], [[at, text] for at, text in enumerate(said)]))
    assert export.notes == [
        "column why (free text): of 20 cells 1 with an e-mail address and 1 with a phone number, in the first 10,000 rows"
    ]


SPOKEN = table(
    ["id", "q | Yes", "q | No", "q | Other (please specify)"],
    [[1, "1", "", ""], [2, "", "2", ""], [3, "", "", "it depends"], [4, "", "", "who knows"], [5, "", "", "maybe"]],
)


def test_a_pattern_takes_in_no_personal_column_and_the_account_says_which_it_left_out(tmp_path):
    asked = {"q": {"at": "q | *", "answers": {"yes": 1, "no": 2}}}
    ran = built(tmp_path, {"poll.csv": SPOKEN}, questions=asked)
    assert [code >= 0 for code in ran.answers("q")] == [True, True, False, False, False]
    assert ran.accounts[0].notes[0] == (
        "poll: question q: 'q | *' leaves out q | Other (please specify): free text; name it to take it in"
    )


def test_free_text_answers_a_question_that_takes_any_text_and_its_words_go_nowhere(tmp_path):
    asked = {"q": {"at": "q | *", "answers": {"yes": 1, "no": 2, "other": "any text"}}}
    ran = built(tmp_path, {"poll.csv": SPOKEN}, questions=asked)
    assert len(set(ran.answers("q")[2:])) == 1 and min(ran.answers("q")) >= 0
    assert b"depends" not in ran.responses_path().read_bytes()


def test_a_pattern_that_is_like_nothing_but_personal_columns_is_refused_with_what_to_do(tmp_path):
    reason = refusal(tmp_path, {"poll.csv": "id,E-mail\n1,a\n"}, questions={"q": {"at": "E-*", "answers": {"a": "a"}}})
    assert "all that are like it are personal (E-mail: e-mail address); write the whole name" in reason
    ran = built(
        tmp_path / "named", {"poll.csv": "id,E-mail\n1,a\n"}, questions={"q": {"at": "E-mail", "answers": {"a": "a"}}}
    )
    assert len(ran.answers("q")) == 1


def test_a_raw_cell_of_a_personal_column_is_neither_set_aside_nor_printed(tmp_path):
    files = {"poll.csv": "id,Comments\n1,yes\n2,I am Ann Example\n"}
    asked = {"q": {"at": "Comments", "answers": {"yes": "yes"}}}
    reason = refusal(tmp_path, files, questions=asked)
    assert "the cell (withheld: free text) is none that question q declares" in reason
    assert "Ann" not in reason
    ran = built(tmp_path, files, questions=asked, sources={"poll": {**POLL, "bad_rows": 0.5}})
    assert [(row["source_row"], row["raw"], row["withheld"]) for row in ran.rejected()] == [(3, None, "free text")]


def test_what_is_personal_is_part_of_what_tables_follow_from(tmp_path):
    line = "1,a long answer that says something {}"
    export = extracted(tmp_path, rows("id,why", *(line.format(at) for at in range(12))))
    assert export.columns[1].personal == "free text"
    unmarked = replace(export, columns=[replace(column, personal="") for column in export.columns])
    assert export.fingerprint() != unmarked.fingerprint()


def test_nobody_but_the_owner_can_read_kept_exports_rejected_rows_and_scratch(tmp_path):
    files = {"poll.csv": "id,q\n1,1\n2,zz\n3,1\n"}
    sources = {"poll": {**POLL, "bad_rows": 0.5}}
    ran = built(tmp_path, files, questions=one_question(answers={"a": 1}), sources=sources)
    root = ran.lake.root
    private = [path for name in ("exports", "rejected", ".work") for path in (root / name, *(root / name).rglob("*"))]
    assert len(private) > 6
    assert {path.stat().st_mode & 0o077 for path in private} == {0}


# ---- respondents who ask to be erased

LIST = {**POLL, "erase": "erased.csv"}
EXPORT = table(
    ["id", "q", "why"], [[f"R_{at}", at % 2 + 1, f"what respondent {at} had to say of it"] for at in range(1, 13)]
)


def test_an_erased_respondent_is_excluded_and_every_other_row_keeps_its_number(tmp_path):
    files = {"poll.csv": EXPORT, "erased.csv": " R_3 \nR_99\n\n"}
    ran = built(tmp_path, files, sources={"poll": LIST}, questions=one_question(answers={"a": 1, "b": 2}))
    assert str(ran.accounts[0]) == "poll: 12 rows read = 11 responses + 0 rejected + 1 excluded (1: erased)"
    assert [row["source_row"] for row in ran.responses()] == [2, 3, *range(5, 14)]


def test_of_an_export_with_an_erased_respondent_the_other_cells_are_all_that_is_kept(tmp_path):
    files = {"poll.csv": EXPORT}
    asked = one_question(answers={"a": 1, "b": 2})
    before = built(tmp_path, files, questions=asked)
    after = built(tmp_path, {**files, "erased.csv": "R_3\n"}, sources={"poll": LIST}, questions=asked)
    (kept,) = (after.lake.root / "exports").iterdir()
    assert sorted(path.name for path in kept.iterdir()) == ["cells", "export.json"]
    export = extract(after.study, WAVE, after.folder, "panel", after.lake)["poll"][0]
    found = connect().execute(f"select * from {kept_cells(export, after.lake)}").fetchall()
    assert found[2] == ("[erased]", None, None)
    assert found[3] == ("R_4", "1", "what respondent 4 had to say of it")
    same = [row for row in before.responses() if row["source_row"] != 4]
    assert after.responses() == same


def test_a_list_that_is_not_there_is_refused(tmp_path):
    reason = refusal(tmp_path, {"poll.csv": EXPORT}, sources={"poll": LIST}, questions=one_question(answers={"a": 1}))
    assert "small/erased.csv: the list cannot be read" in reason
    folder = write_study(tmp_path / "out", {"poll.csv": EXPORT}, sources={"poll": {**LIST, "erase": "../erased.csv"}})
    with pytest.raises(Refused, match="no file inside the study's folder"):
        run(folder)


def test_a_list_that_is_a_link_out_of_the_folder_is_refused(tmp_path):
    (tmp_path / "secret").write_text("R_3\n")
    folder = write_study(
        tmp_path, {"poll.csv": EXPORT}, sources={"poll": LIST}, questions=one_question(answers={"a": 1, "b": 2})
    )
    (folder / "erased.csv").symlink_to(tmp_path / "secret")
    with pytest.raises(
        Refused, match=r"erased\.csv: the list is a link out of the study's folder; put the file itself"
    ):
        run(folder)
    (folder / "erased.csv").unlink()
    (folder / "kept.csv").write_text("R_3\n")
    (folder / "erased.csv").symlink_to(folder / "kept.csv")
    assert len(run(folder).responses()) == 11
