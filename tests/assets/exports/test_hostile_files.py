"""Files that are broken, lie, or mean harm: each is answered by one sentence, in bounded memory and time, and nothing crashes.

What could take the memory or end the process runs in a process of its own, which may take little more than it starts with.
"""

import gzip
import io
import json
import os
import random
import subprocess
import sys
import zipfile
from pathlib import Path

import polars as pl
import pyreadstat
import pytest
import xlsxwriter

from assets.exports.erasure import erase_list
from assets.exports.export import Reading, _matches
from assets.exports.readers import beside, copy_cells, describe
from building import POLL, built, one_question, refusal, write_study
from conftest import PROJECT
from schemas.refused import Refused, suggestion
from schemas.study import load_study

QUESTION = one_question(answers={"a": 1, "b": 2})
MEMORY = 2 << 30
"""Bytes that a process may take beyond what it has after its imports."""
LIMITED = f"""
import resource, sys
from pathlib import Path
from assets.exports.export import Reading
from assets.exports.readers import beside, copy_cells, describe
from building import run
from schemas.refused import Refused
mapped = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (mapped + {MEMORY},) * 2)
place = Path(sys.argv[1])
try:
    if place.is_dir():
        run(place)
    else:
        export = describe(place, Reading(), beside(place))
        if not export.straight:
            copy_cells(place, export, beside(place), place.parent, place.parent / "cells.parquet")
    print("read")
except Refused as refused:
    print(refused)
"""


def limited(place: Path, seconds: int = 60) -> str:
    """What reading the file at `place`, or running the study in it, ends with in a process of little memory."""
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, str(place)],
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join(str(PROJECT / folder) for folder in ("", "tests", "tests/support")),
        },
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
    )
    assert done.returncode == 0, f"it ended with {done.returncode}: {done.stderr[-2000:]}"
    return done.stdout.strip()


def one_sentence(reason: str, name: str) -> bool:
    """Whether a refusal says where, what, and what to do, once."""
    return reason.startswith(name) and ";" in reason and "\n" not in reason and "Traceback" not in reason


def sparse(path: Path, start: bytes, size: int) -> Path:
    """A file that begins with `start` and then holds zeros that take no room on the disk."""
    path.write_bytes(start)
    os.truncate(path, size)
    return path


# ---- workbooks


def workbook(*rows: list) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    sheet = book.add_worksheet()
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    book.close()
    return out.getvalue()


POLL_ROWS = (["id", "q"], ["r1", "1"], ["r2", "2"])


def repacked(content: bytes, parts: dict[str, bytes | None]) -> bytes:
    """A workbook with some parts replaced, added, or, where None, left out."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in [*old.namelist(), *(name for name in parts if name not in old.namelist())]:
            part = parts[name] if name in parts else old.read(name)
            if part is not None:
                new.writestr(name, part)
    return out.getvalue()


def part(content: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(name)


def ods(cells: bytes, prolog: bytes = b"") -> bytes:
    content = (
        b'<?xml version="1.0"?>'
        + prolog
        + b'<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        b'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        b'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
        b'<table:table table:name="S">' + cells + b"</table:table></office:spreadsheet></office:body>"
        b"</office:document-content>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
    return out.getvalue()


LOL = (
    b'<!DOCTYPE x [<!ENTITY a0 "ha">'
    + b"".join(b'<!ENTITY a%d "%s">' % (at, b"&a%d;" % (at - 1) * 10) for at in range(1, 10))
    + b"]>"
)
OUTSIDE = b'<!DOCTYPE x [<!ENTITY a9 SYSTEM "file:///etc/passwd">]>'
SHEET, STRINGS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"


def entity_in(name: str, declared: bytes) -> bytes:
    """A workbook, one part of which declares an entity and uses it."""
    book = workbook(*POLL_ROWS)
    xml = part(book, name)
    head, body = xml.split(b"?>", 1)
    used = body.replace(b">r1<", b">&a9;<").replace(b"<v>2</v>", b"<v>&a9;</v>", 1)
    return repacked(book, {name: head + b"?>" + declared + used})


@pytest.mark.parametrize("declared", [LOL, OUTSIDE], ids=["bomb", "outside"])
@pytest.mark.parametrize("name", [SHEET, STRINGS, "xl/workbook.xml", "xl/styles.xml"])
def test_an_entity_in_a_workbook_is_never_resolved(tmp_path, name, declared):
    path = tmp_path / "poll.xlsx"
    path.write_bytes(entity_in(name, declared))
    said = limited(path)
    assert said == "read" or one_sentence(said, "poll.xlsx")
    assert "root:" not in said
    if said == "read":
        cells = pl.read_parquet(tmp_path / "cells.parquet")
        assert cells.height == 2 and not any("root" in (cell or "") or "haha" in (cell or "") for cell in cells["c0"])


def test_an_entity_in_an_open_document_is_refused(tmp_path):
    path = tmp_path / "poll.ods"
    cell = b'<table:table-row><table:table-cell office:value-type="string"><text:p>&a9;</text:p></table:table-cell></table:table-row>'
    path.write_bytes(ods(cell, LOL))
    assert one_sentence(limited(path), "poll.ods")


@pytest.mark.parametrize("name", ["poll.xlsx", "poll.ods"])
def test_a_workbook_that_unpacks_to_far_more_than_it_is_is_refused(tmp_path, name):
    blanks = b" " * (300 << 20)
    bomb = repacked(workbook(*POLL_ROWS), {SHEET: blanks}) if name.endswith("xlsx") else ods(blanks)
    path = tmp_path / name
    path.write_bytes(bomb)
    said = limited(path)
    assert one_sentence(said, name) and "unpacks to" in said


def test_a_zip_bomb_that_lies_about_its_size_is_refused(tmp_path):
    path = tmp_path / "poll.xlsx"
    size = 200 << 20
    bomb = repacked(workbook(*POLL_ROWS), {SHEET: b" " * size})
    path.write_bytes(bomb.replace(size.to_bytes(4, "little"), (1000).to_bytes(4, "little")))
    assert one_sentence(limited(path), "poll.xlsx")


def test_repeated_cells_that_fill_the_memory_are_refused(tmp_path):
    path = tmp_path / "poll.ods"
    row = (
        b'<table:table-row table:number-rows-repeated="1000000"><table:table-cell table:number-columns-repeated="16000" '
        b'office:value-type="string"><text:p>x</text:p></table:table-cell></table:table-row>'
    )
    path.write_bytes(ods(row))
    assert one_sentence(limited(path), "poll.ods")


def test_a_workbook_inside_an_archive_is_sent_back_to_be_unpacked(tmp_path):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("poll.xlsx", workbook(*POLL_ROWS))
    said = refusal(tmp_path, {"poll.xlsx": out.getvalue()}, questions=QUESTION)
    assert said == "poll.xlsx: this is a zip archive and no workbook; unpack it and name the export inside."


def test_a_path_inside_an_archive_writes_nothing_outside(tmp_path):
    trick = repacked(workbook(*POLL_ROWS), {"../../outside.txt": b"x", "/tmp/../outside.txt": b"x"})
    assert built(tmp_path / "in", {"poll.xlsx": trick}, questions=QUESTION).answers("q") == [1, 2]
    assert not list(tmp_path.rglob("outside.txt"))


@pytest.mark.parametrize("rows", [(), (["id", "q"],)], ids=["nothing", "a header"])
def test_an_empty_workbook_is_refused(tmp_path, rows):
    said = refusal(tmp_path, {"poll.xlsx": workbook(*rows)}, questions=QUESTION)
    assert one_sentence(said, "poll.xlsx: no visible sheet has a header and a row below it")


FORMULAS = ["=1+1", "+1", "-1+2", "@SUM(1)", '=HYPERLINK("http://x")', "=cmd|'/c calc'!A1"]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_cell_that_begins_like_a_formula_is_text(tmp_path, kind):
    rows = [["id", "q"], *([f"r{at}", formula] for at, formula in enumerate(FORMULAS))]
    quoted = "\n".join(",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows) + "\n"
    export = workbook(*rows) if kind == "xlsx" else quoted
    questions = one_question(answers={f"a{at}": formula for at, formula in enumerate(FORMULAS)})
    assert built(tmp_path, {f"poll.{kind}": export}, questions=questions).answers("q") == [1, 2, 3, 4, 5, 6]


# ---- files of another kind


HTML = b"<!DOCTYPE html>\n<html><head><title>Log in</title></head><body>id,q\n1,1\n</body></html>"
ZIPPED = io.BytesIO()
with zipfile.ZipFile(ZIPPED, "w") as _archive:
    _archive.writestr("poll.csv", "id,q\n1,1\n")


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("poll.csv", gzip.compress(b"id,q\n1,1\n"), "this is a gzip archive; unpack it"),
        ("poll.csv", ZIPPED.getvalue(), "this is a zip archive and no workbook; unpack it"),
        ("poll.csv", HTML, "this is a web page, perhaps the vendor's login"),
        ("poll.xls", HTML, "this is a web page"),
        ("poll.xls", b"\xef\xbb\xbf\n<table><tr><td>id</td></tr></table>", "this is a web page"),
        ("poll.xls", HTML.decode().encode("utf-16"), "this is a web page"),
        ("poll.csv", b"%PDF-1.7\n1 0 obj\n", "this is a PDF"),
        ("poll.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "this is an Office file and no workbook"),
        ("poll.json", b'[{"id":1,"role":"manager"},\n {"id":2,"role":"staff"}]', "this is JSON; export the data as CSV"),
        ("poll.csv", b'\xef\xbb\xbf{"id":1,"role":"manager"}\n{"id":2,"role":"staff"}\n', "this is JSON lines; export"),
        ("poll.json", b'[{"id": 1, "text": "' + b"x" * (1 << 21), "this is JSON; export"),
        ("poll.json", '[{"id": 1}]'.encode("utf-16"), "this is JSON; export"),
        ("poll.xls", b'<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n<Workbook xmlns="urn:schemas-microsoft-com:'
         b'office:spreadsheet"><Worksheet/></Workbook>', "this is a workbook as XML (Excel 2003); export"),
        ("poll.xml", b"<survey><answer>1</answer></survey>", "this is XML (survey) and no Triple-S definition; export"),
        ("poll.csv", b"", "the export is empty"),
        ("poll.csv", b" \r\n\t\n", "the export is empty"),
    ],
    ids=["gzip", "zip", "html", "html.xls", "table.xls", "html in utf-16", "pdf", "ole", "json", "json lines", "endless json",
         "json in utf-16", "xml workbook", "xml", "nothing", "blanks"],
)  # fmt: skip
def test_a_file_of_another_kind_is_called_what_it_is(tmp_path, name, content, says):
    said = refusal(tmp_path, {name: content}, questions=QUESTION)
    assert one_sentence(said, f"{name}: {says}")


# ---- text


def test_text_that_ends_in_gigabytes_of_nothing_is_refused_at_once(tmp_path):
    path = sparse(tmp_path / "poll.csv", b"id,q\n1,1\n", 8 << 30)
    assert one_sentence(limited(path, seconds=30), "poll.csv")


def test_nul_bytes_in_text_are_refused(tmp_path):
    said = refusal(tmp_path, {"poll.csv": b"id,q\n1,1\n2,\x00\x00\n"}, questions=QUESTION)
    assert one_sentence(said, "poll.csv")


def test_utf_16_without_a_mark_is_read_or_refused_and_never_misread(tmp_path):
    folder = write_study(tmp_path, {"poll.csv": "id,q\n1,1\n2,2\n".encode("utf-16-le")}, questions=QUESTION)
    said = limited(folder)
    assert said == "read" or one_sentence(said, "poll.csv")


def test_a_quote_that_never_closes_in_a_large_file_is_refused(tmp_path):
    export = 'id,q\n1,1\n2,"1\n' + "3,1\n" * 20_000_000
    folder = write_study(tmp_path, {"poll.csv": export}, questions=QUESTION)
    assert one_sentence(limited(folder), "poll.csv")


# ---- Triple-S


def triple_s(variables: str, prolog: str = "") -> str:
    return f'{prolog}<sss version="2.0"><survey><record ident="A">{variables}</record></survey></sss>'


Q = '<variable ident="1" type="single"><name>q</name><label>{}</label><position start="1"/></variable>'


@pytest.mark.parametrize("declared", [LOL, OUTSIDE], ids=["bomb", "outside"])
def test_an_entity_in_a_triple_s_definition_is_refused(tmp_path, declared):
    (tmp_path / "poll.asc").write_text("1\n")
    path = tmp_path / "poll.sss"
    path.write_text(triple_s(Q.format("&a9;"), declared.decode()))
    assert one_sentence(limited(path), "poll.sss: the definition declares a document type of its own")


def test_a_dtd_is_never_fetched(tmp_path):
    (tmp_path / "poll.asc").write_text("1\n")
    path = tmp_path / "poll.sss"
    unanswered = '<!DOCTYPE sss SYSTEM "http://192.0.2.1/never.dtd">'
    path.write_text(triple_s(Q.format("How?"), unanswered))
    assert limited(path, seconds=30) == "read"


def test_triple_s_files_of_gigabytes_are_not_read_to_the_end(tmp_path):
    definition = triple_s(Q.format("How?"))
    (tmp_path / "poll.sss").write_text(definition)
    sparse(tmp_path / "poll.asc", b"1\n", 8 << 30)
    assert one_sentence(limited(tmp_path / "poll.sss", seconds=30), "poll.asc, line 2: the line does not end")
    path = sparse(tmp_path / "large.sss", definition.encode(), 8 << 30)
    assert one_sentence(limited(path, seconds=30), "large.sss: the definition has more than 32 MB")


# ---- SPSS


def sav(place: Path, **options: bool) -> bytes:
    frame = pl.DataFrame({"id": [f"r{at}" for at in range(40)], "q": [1.0, 2.0] * 20, "said": ["x" * 300] * 40})
    path = place / "written.sav"
    pyreadstat.write_sav(
        frame,
        str(path),
        column_labels={"q": "How?"},
        variable_value_labels={"q": {1.0: "a", 2.0: "b"}},
        missing_ranges={"q": [{"lo": 90, "hi": 97}, 99]},
        **options,
    )
    return path.read_bytes()


def with_number(content: bytes, at: int, number: int) -> bytes:
    return content[:at] + number.to_bytes(4, "little", signed=True) + content[at + 4 :]


@pytest.mark.parametrize(
    ("at", "number"),
    [(80, 2**31 - 1), (80, 41), (72, 7), (72, -1), (68, 2**31 - 1), (68, 0)],
    ids=["rows", "a row more", "compression", "compression -1", "variables", "no variables"],
)
def test_an_spss_header_that_lies_is_refused_or_changes_nothing(tmp_path, at, number):
    path = tmp_path / "poll.sav"
    path.write_bytes(with_number(sav(tmp_path), at, number))
    said = limited(path)
    if said != "read":
        assert one_sentence(said, "poll.sav")
    else:
        assert at != 80
        assert pl.read_parquet(tmp_path / "cells.parquet")["c1"].to_list() == ["1", "2"] * 20


@pytest.mark.parametrize("variable", [0, 256, -1, 2**25])
def test_spss_labels_of_a_variable_that_is_not_there_do_not_end_the_process(tmp_path, variable):
    content = sav(tmp_path)
    belongs = b"".join(number.to_bytes(4, "little") for number in (4, 1, 2))
    assert content.count(belongs) == 1
    path = tmp_path / "poll.sav"
    path.write_bytes(with_number(content, content.index(belongs) + 8, variable))
    said = limited(path)
    assert one_sentence(said, "poll.sav") and "value labels belong to a variable that is not there" in said


@pytest.mark.parametrize("options", [{}, {"row_compress": True}, {"compress": True}], ids=["plain", "rows", "zsav"])
def test_an_spss_file_with_flipped_bits_is_read_or_refused(tmp_path, options):
    content, path = sav(tmp_path, **options), tmp_path / "poll.sav"
    for seed in range(15):
        chance, flipped = random.Random(seed), bytearray(content)
        for _ in range(chance.choice([1, 1, 2, 8])):
            flipped[chance.randrange(len(flipped))] ^= 1 << chance.randrange(8)
        path.write_bytes(flipped)
        try:
            export = describe(path, Reading(), beside(path))
            copy_cells(path, export, [], tmp_path, tmp_path / "cells.parquet")
        except Refused as refused:
            assert one_sentence(str(refused), "poll.sav"), f"seed {seed}: {refused}"
        else:
            assert pl.read_parquet(tmp_path / "cells.parquet").height == 40, f"seed {seed}"


# ---- the study's folder


@pytest.mark.parametrize("files", ["../poll.csv", "/etc/passwd", "exports/../../poll.csv", "*/../../poll.csv"])
def test_a_pattern_that_leaves_the_study_is_refused(tmp_path, files):
    (tmp_path / "poll.csv").write_text("id,q\n1,1\n")
    assert "name files inside the study's folder" in refusal(tmp_path, sources={"poll": {**POLL, "files": files}})


@pytest.mark.parametrize("kind", ["file", "folder", "beside"])
def test_a_link_out_of_the_study_is_refused(tmp_path, kind):
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "poll.csv").write_text("id,q\n1,1\n")
    sources = {"poll": {**POLL, "files": "**/poll.*"}}
    inside = {"poll.sss": triple_s(Q.format("How?"))} if kind == "beside" else {}
    folder = write_study(tmp_path, inside, sources=sources, questions=QUESTION)
    if kind == "folder":
        (folder / "exports").symlink_to(tmp_path / "outside")
        sources["poll"]["files"] = "exports/poll.csv"
    else:
        ending = "asc" if kind == "beside" else "csv"
        (folder / f"poll.{ending}").symlink_to(tmp_path / "outside" / "poll.csv")
    said = refusal(tmp_path, inside, sources=sources, questions=QUESTION)
    assert "is a link out of the study's folder; put the file itself there." in said


@pytest.mark.parametrize("kind", ["folder", "pipe"])
def test_what_is_no_file_is_no_export(tmp_path, kind):
    folder = write_study(tmp_path, questions=QUESTION)
    (folder / "poll.csv").mkdir() if kind == "folder" else os.mkfifo(folder / "poll.csv")
    assert "no file matches 'poll*'; put the export there" in limited(folder)


@pytest.mark.parametrize("kind", ["folder", "pipe"])
def test_a_study_file_that_is_no_file_is_refused(tmp_path, kind):
    (folder := tmp_path / "small").mkdir()
    (folder / "study.yaml").mkdir() if kind == "folder" else os.mkfifo(folder / "study.yaml")
    assert "small/study.yaml: this is no file" in limited(folder)


def test_claims_outside_the_study_are_refused(tmp_path):
    (tmp_path / "claims.csv").write_text("secret\n")
    folder = write_study(tmp_path, claims="../claims.csv")
    with pytest.raises(Refused, match="'../claims.csv' lies outside the study's folder") as refused:
        load_study(folder)
    assert "secret" not in str(refused.value)


REPEATED = "a0: &a0 [x]\n" + "".join(f"a{at}: &a{at} [{','.join([f'*a{at - 1}'] * 10)}]\n" for at in range(1, 10))
LONG = f"study: &a {'x' * 1_000_000}\ntitle: [{','.join(['*a'] * 3000)}]\n"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (REPEATED, "the file has more than 100,000 values, repeats (& and *) included"),
        (LONG, "the file has more than 4,000,000 letters, repeats (& and *) included"),
        ("#" * 5_000_000, "the file has more than 4,000,000 bytes"),
        ("a: " + "[" * 300_000, "line 1: here are more than 50 levels"),
        ("- " * 300_000, "line 1: here are more than 50 levels"),
        ("a: &a [*a]\n", "a part of the file holds itself"),
        (json.dumps({"study": "small", "title": "x" * 100}) + "\x00", "a control character stands here"),
    ],
    ids=["repeats", "letters", "bytes", "brackets", "dashes", "itself", "nul"],
)
def test_a_study_file_that_is_a_bomb_is_refused(tmp_path, text, says):
    (folder := tmp_path / "small").mkdir()
    (folder / "study.yaml").write_text(text)
    said = limited(folder)
    assert said.startswith("small/study.yaml") and says in said


def test_a_pattern_of_many_stars_is_held_against_a_long_name_at_once(tmp_path):
    question = {"q": {"at": "a*" * 30 + "c", "answers": ["x"]}}
    said = refusal(tmp_path, {"poll.csv": f"id,{'a' * 60}\n1,x\n"}, questions=question)
    assert "and none is" in said


@pytest.mark.parametrize(
    ("place", "name", "fits"),
    [
        ("a*c", "abc", True), ("a*c", "ac", True), ("a*c", "ab", False), ("*", "", True), ("ab*ba", "aba", False),
        ("a*b*c", "axbxbxc", True), ("a*b*c", "acb", False), ("*b*", "abc", True), ("a.c", "abc", False), ("a", "a", True),
    ],
)  # fmt: skip
def test_a_star_is_any_text(place, name, fits):
    assert _matches(place, name) is fits


@pytest.mark.parametrize("files", ["**/**/*.csv", "**/a/**/*.csv", "a**b.csv", "**.csv"])
def test_folders_of_any_depth_are_looked_through_once(tmp_path, files):
    said = refusal(
        tmp_path, {"poll.csv": "id,q\n1,1\n"}, questions=QUESTION, sources={"poll": {**POLL, "files": files}}
    )
    assert f"files is '{files}'; ** is any number of folders" in said


@pytest.mark.parametrize("encoding", ["punycode", "idna", "unicode_escape", "raw_unicode_escape", "undefined"])
def test_what_is_no_encoding_of_exports_is_refused_by_its_name(tmp_path, encoding):
    poll = {**POLL, "encoding": encoding}
    said = refusal(tmp_path, {"poll.csv": "id,q\n1,1\n"}, questions=QUESTION, sources={"poll": poll})
    assert f"encoding '{encoding}' is asked for, which nobody knows" in said


def test_a_pipe_in_place_of_a_file_is_no_file(tmp_path):
    folder = write_study(tmp_path, {"poll.csv": "id,q\n1,1\n"}, questions=QUESTION)
    os.mkfifo(folder / "pipe")
    with pytest.raises(Refused, match="pipe: this is no file"):
        describe(folder / "pipe", Reading())
    source = load_study(folder).sources["poll"].model_copy(update={"erase": "pipe"})
    with pytest.raises(Refused, match="erase names no file"):
        erase_list(folder, source)


def test_the_nearest_of_very_long_names_is_not_looked_for():
    assert suggestion("a" * 300_000, ["b" * 300_000 + "a"]).startswith("there is ")
