"""Twelve ways to break a study or its exports: each is answered by one sentence that a newcomer can act on."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import PROJECT

NAME = "poll-of-two"
STUDY = """\
study: poll-of-two
title: A poll that holds both groups
waves: {"2024": }
sources:
  poll:
    kind: panel
    files: exports/poll.csv
    respondent: id
    sampling: opt_in
    weight: {column: w, rake: {region: {north: .5, south: .5}}}
groups:
  executive: {source: poll, where: {role: [boss]}}
  consumer: {source: poll, where: {role: [staff]}}
questions:
  role: {at: role, answers: {boss: 1, staff: 2}}
  region: {at: region, answers: [north, south]}
  service: {at: service, answers: {good: 1, bad: 2}, other: {don't know: 9}}
  again: {at: again, answers: {yes: 1, no: 2}, asked: {service: [good]}}
metrics:
  good_service: {of: service, share: good, better: higher}
gaps:
  service: {metric: good_service, compare: same}
"""
ROWS = ["id,role,region,service,again,w"] + [
    f"{at},{1 + at % 2},{'north' if at % 3 else 'south'},1,1,1.5" for at in range(60)
]


def sav(folder: Path) -> None:
    shutil.copytree(PROJECT / "studies" / "high-tech-service", folder.parent / "high-tech-service")
    panel = folder.parent / "high-tech-service" / "exports" / "2007" / "panel-synthetic.sav"
    panel.write_bytes(panel.read_bytes()[:20_000])


def study(old: str, new: str) -> Callable[[Path], None]:
    def break_it(folder: Path) -> None:
        assert old in STUDY
        (folder / "study.yaml").write_text(STUDY.replace(old, new))

    return break_it


def row(number: int, old: str, new: str) -> Callable[[Path], None]:
    def break_it(folder: Path) -> None:
        rows = list(ROWS)
        assert old in rows[number]
        rows[number] = rows[number].replace(old, new)
        (folder / "exports" / "poll.csv").write_text("\n".join(rows) + "\n")

    return break_it


def export(data: bytes) -> Callable[[Path], None]:
    return lambda folder: (folder / "exports" / "poll.csv").write_bytes(data) and None


BROKEN = {
    "unknown column": (study("at: service,", "at: servise,"), ["poll.csv", "'servise'", "did you mean 'service'"]),
    "undeclared code": (
        row(5, ",1,1,1.5", ",7,1,1.5"),
        ["poll.csv, row 6, column service", "'7'", "declares", "mend the export"],
    ),
    "duplicate respondent": (
        row(5, "4,", "3,"),
        ["poll.csv, row 5", "rows 5 and 6 have one respondent", "keep one row"],
    ),
    "negative weight": (row(9, "1.5", "-1.5"), ["poll.csv, row 10, column w", "'-1.5' is negative", "mend the weight"]),
    "empty export": (export(b""), ["poll.csv", "empty", "export it again"]),
    "truncated sav": (sav, ["panel-synthetic.sav", "cut or damaged", "copy or export it again"]),
    "wrong encoding": (
        export(b"\xef\xbb\xbf" + "\n".join(ROWS).replace("north", "nörth").encode("cp1252")),
        ["poll.csv, line 3: the text is not UTF-8 (byte 0xf6)", "export it again"],
    ),
    "unknown metric in a gap": (
        study("{metric: good_service,", "{metric: god_service,"),
        ["line 22", "did you mean 'good_service'"],
    ),
    "circular routing": (
        study("other: {don't know: 9}", "asked: {again: [yes]}, other: {don't know: 9}"),
        ["poll-of-two/study.yaml, line 1", "circle", "break it"],
    ),
    "two metrics of one name": (
        study("gaps:\n", "  good_service: {of: service, share: bad}\ngaps:\n"),
        ["line 21", "'good_service' stands twice under metrics", "first in line 20", "rename or delete"],
    ),
    "weight target without answers": (
        study("answers: [north, south]", "answers: [north, south, west]"),
        ["line 10", "leave out 'west'", "give every answer its share"],
    ),
    "weight target that nobody gave": (
        lambda folder: (
            study("answers: [north, south]", "answers: [north, south, west]")(folder),
            (folder / "study.yaml").write_text(
                (folder / "study.yaml").read_text().replace("south: .5", "south: .4, west: .1")
            ),
        )[0],
        ["poll-of-two, source poll", "'west'", "no respondent answered that", "drop that answer"],
    ),
    "a typo in YAML": (study("metrics:", "metrics"), ["poll-of-two/study.yaml, line", "YAML", "check"]),
    "a mistyped word": (study("compare: same", "compair: same"), ["line 22", "compair", "did you mean 'compare'?"]),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / NAME
    (folder / "exports").mkdir(parents=True)
    (folder / "study.yaml").write_text(STUDY)
    (folder / "exports" / "poll.csv").write_text("\n".join(ROWS) + "\n")
    return folder


def test_the_study_that_is_broken_below_is_sound(folder, run_gap):
    ended = run_gap("check", folder)
    assert ended.returncode == 0, ended.output
    assert "60 rows read = 60 responses + 0 rejected + 0 excluded" in ended.output


@pytest.mark.parametrize("fault", BROKEN)
def test_broken_input_gets_one_sentence_that_says_where_what_and_what_to_do(fault, folder, run_gap):
    break_it, expected = BROKEN[fault]
    break_it(folder)
    ended = run_gap(
        "check", folder.parent / ("high-tech-service" if fault == "truncated sav" else NAME), cwd=folder.parent
    )
    sentences = [line for line in ended.output.splitlines() if line.startswith("✗")]
    assert ended.returncode == 1
    assert "Traceback" not in ended.output
    assert sentences and all(line.endswith((".", "?")) for line in sentences), ended.output
    assert [words for words in expected if words not in sentences[0]] == [], ended.output
    assert not (folder.parent / "lake").exists()


def test_a_refused_run_leaves_the_last_good_tables(folder, run_gap):
    lake = folder.parent / "lake"
    assert run_gap("run", folder, "--lake", lake).returncode == 0
    stood = {path: path.read_bytes() for path in lake.rglob("*.parquet")}
    row(5, ",1,1,1.5", ",7,1,1.5")(folder)
    ended = run_gap("run", folder, "--lake", lake)
    assert ended.returncode == 1
    assert "every table that was not replaced stands as before" in ended.output
    assert "column service" in ended.output
    assert {path: path.read_bytes() for path in lake.rglob("*.parquet")} == stood
