"""`gap report` as a user calls it, and what a run is spared."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from building import POLL, TWO_SIDES, rows, write_study
from conftest import PROJECT
from pipeline.command_line import app
from pipeline.definitions import JOB, REPORT, build_defs


def test_a_run_neither_draws_nor_loads_what_draws():
    defs = build_defs()
    of = {name: set(defs.resolve_job_def(name).asset_layer.selected_asset_keys) for name in (JOB, REPORT)}
    assert {key.path[0] for key in of[REPORT]} == {"report", "workbook", "deck"}
    assert not of[JOB] & of[REPORT]
    code = "import sys, pipeline.commands.run; sys.exit(bool({'vl_convert', 'xlsxwriter', 'pptx'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], cwd=PROJECT, check=False).returncode == 0


@pytest.mark.slow
@pytest.mark.parametrize(
    "changed",
    [{"title": "Another title"}, {"gaps": {"service": {"metric": "good", "compare": "same", "label": "Another label"}}},
     {"sources": {"poll": POLL | {"sampling": "opt_in"}}}, {"waves": {"w1": {"fieldwork": "2026-03"}}}],
)  # fmt: skip
def test_a_study_file_that_was_changed_and_not_run_is_refused_in_one_sentence(run_gap, tmp_path, changed):
    described = {
        "groups": {side: {"source": "poll", "where": {"role": [side]}} for side in ("executive", "consumer")},
        "questions": {
            "role": {"at": "role", "answers": ["executive", "consumer"]},
            "q": {"at": "q", "answers": [1, 2]},
        },
        "metrics": {"good": {"of": "q", "share": "1"}},
        "gaps": {"service": {"metric": "good", "compare": "same"}},
    }
    export = rows("id,role,q", *(f"{at},{('executive', 'consumer')[at % 2]},{1 + at % 3 % 2}" for at in range(60)))
    folder, lake = write_study(tmp_path, {"poll.csv": export}, **described), tmp_path / "lake"
    assert run_gap("run", folder, "--lake", lake).returncode == 0
    write_study(tmp_path, **described | changed)
    ended = run_gap("report", folder, "--lake", lake)
    assert ended.returncode == 1 and "Traceback" not in ended.output
    refused = "the tables do not follow from the study file and the code as they are now; run gap run small first."
    assert " ".join(ended.output.split()).count(refused) == 1
    assert not list(lake.glob("report/small/*"))


def test_a_study_that_was_not_run_is_refused_in_a_sentence(run_gap, tmp_path):
    ended = run_gap("report", "high-tech-service-published", "--lake", tmp_path / "lake")
    assert ended.returncode == 1
    assert "run gap run high-tech-service-published first." in " ".join(ended.output.split())
    assert "Traceback" not in ended.output


ENDINGS = {"page": "html", "workbook": "xlsx", "deck": "pptx"}


class Desk:
    """A study that has been run, and its report."""

    def __init__(self, place: Path):
        export = rows("id,role,q", *(f"{at},{('boss', 'staff')[at % 2]},{'yn'[at % 3 % 2]}" for at in range(60)))
        self.folder, self.lake = write_study(place, {"poll.csv": export}, **TWO_SIDES), place / "lake"
        self.gap("run")

    def gap(self, *words: str, exits: int = 0) -> str:
        done = CliRunner().invoke(app, [*words, "--studies", str(self.folder.parent), "--lake", str(self.lake)])
        assert done.exit_code == exits, done.output
        return " ".join(done.output.split())

    def file(self, part: str) -> Path:
        return self.lake / "report" / "small" / f"w1.{ENDINGS[part]}"

    def remade(self, *words: str) -> set[str]:
        """The parts that `gap report` makes."""
        before = {part: self.file(part).exists() and self.file(part).stat().st_ino for part in ENDINGS}
        said = self.gap("report", *words)
        found = {part for part in ENDINGS if self.file(part).exists() and self.file(part).stat().st_ino != before[part]}
        assert ("nothing to do" in said) is not bool(found)
        return found

    def rename(self, old: str, new: str) -> None:
        study = self.folder / "study.yaml"
        study.write_text(study.read_text().replace(old, new))


@pytest.mark.slow
def test_only_what_is_stale_of_a_report_is_made_again(tmp_path, monkeypatch):
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path / "home"))
    desk = Desk(tmp_path)
    assert desk.remade("--only", "page") == {"page"}
    assert desk.remade() == {"workbook", "deck"}
    assert desk.remade() == set()
    assert str(desk.file("page")) in desk.gap("report")  # where it lies is said in any case
    desk.file("deck").unlink()
    desk.file("page").write_text("mine")
    assert desk.remade() == {"page", "deck"}
    shutil.rmtree(desk.file("page").with_name("w1.pictures"))
    assert desk.remade() == {"page"}
    desk.rename("A small study", "A renamed study")
    refused = "the tables do not follow from the study file and the code as they are now; run gap run small first."
    assert refused in desk.gap("report", exits=1)
    desk.gap("run")
    assert desk.remade() == {"page", "workbook", "deck"}
    assert "A renamed study" in desk.file("page").read_text()
    desk.rename('"study"', '"disclosure": {"sponsor": "Widget Ltd"}, "study"')
    desk.gap("run")
    assert desk.remade("--only", "page") == {"page"}
    assert "Widget Ltd" in desk.file("page").read_text()
