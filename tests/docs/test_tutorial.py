"""Whoever follows the tutorial sees what it shows: its files are made, its commands run, and they print what stands there."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from documentation import DOCS, blocks

TUTORIAL = DOCS / "tutorial.md"


def commands(text: str) -> list[tuple[str, list[str]]]:
    """Each command of a block, and the lines below it."""
    _, *shown = re.split(r"^\$ (.*)\n", text, flags=re.M)
    return [(command, printed.splitlines()) for command, printed in zip(shown[::2], shown[1::2], strict=True)]


def pattern(shown: list[str]) -> str:
    """What a command must print; `…` is any text in a line, and alone in one it is any lines."""
    lines = ["(?:.*\n)*" if line == "…" else re.escape(squeezed(line)).replace("…", ".*") + "\n" for line in shown]
    return "".join(lines)


def squeezed(line: str) -> str:
    return " ".join(line.split())


@pytest.mark.slow
def test_whoever_follows_the_tutorial_sees_what_it_shows(tmp_path):
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    env = {name: value for name, value in os.environ.items() if name != "DAGSTER_HOME" and not name.startswith("GAP_")}
    ran = 0
    for block in blocks(TUTORIAL):
        if block.kind in ("python", "yaml"):
            (tmp_path / block.name).write_text(block.text, encoding="utf-8")
        for command, shown in commands(block.text) if block.kind == "text" else []:
            done = subprocess.run(
                shlex.split(command),
                cwd=tmp_path,
                env=env | {"PATH": path},
                text=True,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                timeout=300,
                check=False,
            )
            printed = "".join(f"{squeezed(line)}\n" for line in done.stdout.splitlines() if line.strip())
            assert done.returncode == 0, f"{command}: {done.stdout}"
            assert re.fullmatch(pattern(shown), printed), f"line {block.line}: {command} prints\n{done.stdout}"
            ran += 1
    assert ran >= 10
