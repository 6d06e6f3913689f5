"""What the command line says of itself, and the studies that it brings."""

import filecmp
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from typer.testing import CliRunner

from conftest import PROJECT, lacks
from pipeline.command_line import app

BUNDLED = {"high-tech-service", "high-tech-service-published"}
COMPLETED = """
source <({gap} --show-completion bash)
COMP_WORDS=(gap "$1") COMP_CWORD=1
_gap_completion gap "$1" gap
printf '%s\\n' "${{COMPREPLY[@]}}"
"""


def test_version_is_the_one_that_the_project_has(run_gap):
    said = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    ended = run_gap("--version")
    assert (ended.returncode, ended.output) == (0, f"gap {said}\n")


def test_an_address_is_no_lake_and_makes_no_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(app, ["sql", "select 1", "--lake", "s3://bucket/lake"])
    assert done.exit_code == 2
    assert "is an address, and a lake is a folder" in " ".join(done.output.replace("│", " ").split())
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("begun", "offered"), [("re", {"report"}), ("d", {"demo", "describe"}), ("", None)])
def test_bash_completes_the_verbs(begun, offered):
    bash = shutil.which("bash") or lacks("bash")
    gap = Path(sys.executable).parent / "gap"
    done = subprocess.run(
        [bash, "-c", COMPLETED.format(gap=gap), "bash", begun],
        env={"PATH": f"{gap.parent}:/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    every = {command.callback.__name__ for command in app.registered_commands}
    assert set(done.stdout.split()) == (every if offered is None else offered)


def test_demo_brings_the_bundled_studies_and_says_which_is_synthetic(run_gap, tmp_path):
    ended = run_gap("demo", cwd=tmp_path)
    assert ended.returncode == 0, ended.output
    assert {path.name for path in (tmp_path / "studies").iterdir()} == {*BUNDLED, "study.schema.json"}
    synthetic, published = ended.output.splitlines()[:2]
    assert "nobody gave these answers" in synthetic and "nobody" not in published
    for study in BUNDLED:
        same = filecmp.dircmp(PROJECT / "studies" / study, tmp_path / "studies" / study, ignore=["__pycache__"])
        assert not (same.left_only or same.right_only or same.diff_files or same.funny_files)


def test_demo_writes_over_nothing(run_gap, tmp_path):
    mine = tmp_path / "studies" / "high-tech-service" / "study.yaml"
    mine.parent.mkdir(parents=True)
    mine.write_text("mine", encoding="utf-8")
    ended = run_gap("demo", cwd=tmp_path)
    assert ended.returncode == 1
    assert ended.output == (
        "✗ studies/high-tech-service: it is there already; move it away, or name another folder with --studies.\n"
    )
    assert mine.read_text() == "mine"
    assert [path.name for path in mine.parent.parent.iterdir()] == ["high-tech-service"]
