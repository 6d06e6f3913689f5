"""What a respondent wrote stands in kept exports and in `rejected`; what is stored or sent of a run does without, and obeys none."""

import re
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from typer.testing import CliRunner

from assets.lake.paths import Lake
from assets.making.materialize import FAULT
from assets.responses import respond
from building import POLL, TWO_SIDES, rows, write_study
from pipeline.command_line import app
from pipeline.history.home import open_home

MARK = "jane.zzmarker"
HOSTILE = f"![{MARK}](/graphql?query=mutation%7BsetNuxSeen%7D)"
PEOPLE = [*(f"{at},boss,y" for at in range(12)), *(f"{at},staff,n" for at in range(20, 40))]
LENIENT = {**POLL, "bad_rows": 0.5}
TICKS = {**TWO_SIDES["questions"], "b": {"options": {"x": "b_x"}}}
OLD = {"poll": {**POLL, "files": "poll.csv"}}
CASES = {
    "an undeclared cell": ({}, rows("id,role,q", *PEOPLE, f"90,staff,{MARK}")),
    "several": ({}, rows("id,role,q", *PEOPLE, f"90,staff,{MARK}", f"91,staff,{MARK}", "92,staff,z")),
    "a picture": ({}, rows("id,role,q", *PEOPLE, f"90,staff,{HOSTILE}")),
    "set aside": ({"sources": {"poll": LENIENT}}, rows("id,role,q", *PEOPLE, f"90,staff,{MARK}", f"91,staff,{MARK}")),
    "ticks": ({"questions": TICKS}, rows("id,role,q,b_x", *(f"{each},{MARK if at % 2 else 'z'}" for at, each in enumerate(PEOPLE)))),
    "an encoding": ({}, rows("id,role,q", *PEOPLE, f"90,staff,{MARK}é").encode("cp1252")),
    "a weight": ({"sources": {"poll": {**POLL, "weight": "w"}}}, rows("id,role,q,w", *(f"{each},1" for each in PEOPLE), f"90,staff,y,{MARK}")),
}  # fmt: skip


def gap(word: str, folder: Path) -> str:
    lake = ["--lake", str(folder.parent / "lake")] if word == "run" else []
    return " ".join(CliRunner().invoke(app, [word, "--studies", str(folder.parent), *lake]).output.split())


@pytest.fixture
def told(tmp_path, monkeypatch):
    """Where who is told of failures keeps what they hear."""
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path / "lake" / ".dagster"))
    monkeypatch.setenv("GAP_ON_FAILURE", f"cat >> {tmp_path / 'told'}")
    return tmp_path / "told"


def holders(place: Path) -> set[str]:
    """The folders and files of a lake whose bytes have the mark in them."""
    found = [path for path in place.rglob("*") if path.is_file() and MARK.encode() in path.read_bytes()]
    return {path.relative_to(place).parts[0] for path in found}


@pytest.mark.parametrize("case", CASES)
def test_what_is_stored_and_sent_of_a_run_quotes_no_cell_and_gap_check_does(tmp_path, told, case):
    parts, export = CASES[case]
    folder = write_study(tmp_path, {"poll.csv": export}, **{**TWO_SIDES, **parts})
    said = gap("run", folder)
    told.touch()
    assert holders(tmp_path / "lake") <= {"exports", "rejected"}
    assert MARK not in said + told.read_text()
    assert "(see gap check)" in said
    assert MARK in gap("check", folder)


def test_nobody_is_sent_what_an_unexpected_error_says(tmp_path, told, monkeypatch):
    def broken(*_):
        raise ValueError(f"cannot convert {MARK}")

    monkeypatch.setattr(respond, "stage", broken)
    folder = write_study(tmp_path, {"poll.csv": rows("id,role,q", *PEOPLE)}, **TWO_SIDES)
    assert MARK not in gap("run", folder)
    assert holders(tmp_path / "lake") == set()
    assert FAULT in told.read_text()


def test_whatever_the_ui_renders_of_a_hostile_study_is_text_and_the_one_chart(tmp_path, told):
    evil = "![x](/graphql?query=mutation) <img src=x> [y](z) `"
    parts = {
        **TWO_SIDES,
        "groups": {name: {**group, "label": f"{evil} {name}"} for name, group in TWO_SIDES["groups"].items()},
        "questions": {**TWO_SIDES["questions"], "q": {"at": evil, "text": evil, "answers": ["y", "n", evil]}},
        "gaps": {"g": {"metric": "yes", "compare": "same", "label": evil}},
        "title": evil,
        "sources": {"poll": {**POLL, "bad_rows": 0.5}},
    }
    export = rows(f"id,role,{evil}", *PEOPLE, *(f"{at},staff,{evil}{at}" for at in range(90, 93)))
    gap("run", write_study(tmp_path, {"poll![a](b).csv": export}, **parts))
    rendered = [each for each in _markdown(tmp_path) if "x" in each]
    assert any("graphql" in each for each in rendered)
    kinds = {kind for each in rendered for kind in _inside(each)}
    assert kinds <= {"text", "text_special", "softbreak", "strong_open", "strong_close", "the chart"}


def _markdown(place: Path) -> list[str]:
    """Everything in a history that Dagster renders as Markdown."""
    instance = open_home(Lake(place / "lake"))
    events = [log.dagster_event for run in instance.get_runs() for log in instance.all_logs(run.run_id)]
    data = [event.event_specific_data for event in events if event and event.event_specific_data]
    entries: list[str] = []
    for each in data:
        made = getattr(each, "materialization", each)
        entries += [
            value.value for value in (getattr(made, "metadata", None) or {}).values() if hasattr(value, "md_str")
        ]
        entries += [getattr(made, "description", None) or ""]
        schema = (getattr(made, "metadata", None) or {}).get("dagster/column_schema")
        entries += [column.description or "" for column in schema.schema.columns] if schema else []
    return entries


def _inside(text: str) -> list[str]:
    tokens = MarkdownIt("commonmark", {"html": True}).enable("table").parse(text)
    assert "html_block" not in {token.type for token in tokens}
    return [
        "the chart" if child.type == "image" and re.match("data:image/svg", str(child.attrs["src"])) else child.type
        for token in tokens
        for child in token.children or ()
    ]
