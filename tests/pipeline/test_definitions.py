"""What Dagster is told of the pipeline changes on purpose only, and its own tool loads it."""

import difflib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from snapshot import KEPT, REWRITE, definitions

from conftest import PROJECT
from pipeline.definitions import build_defs


def test_definitions_are_those_that_are_kept_as_text():
    kept, now = KEPT.read_text(encoding="utf-8"), definitions(build_defs())
    changed = "\n".join(difflib.unified_diff(kept.splitlines(), now.splitlines(), "kept", "now", lineterm="", n=0))
    assert kept == now, f"the definitions have changed; if that was meant, rewrite the copy: {REWRITE}\n{changed}"


@pytest.mark.slow
@pytest.mark.parametrize("words", ["check defs", "list defs --json"])
def test_dg_loads_the_project(words, tmp_path):
    shutil.copy(PROJECT / "pipeline" / "dagster.yaml", tmp_path)
    env = {**os.environ, "DAGSTER_HOME": str(tmp_path), "HOME": str(tmp_path)}
    command = [str(Path(sys.executable).parent / "dg"), *words.split()]
    done = subprocess.run(command, cwd=PROJECT, env=env, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    told = "All definitions loaded successfully" if words == "check defs" else "gap_fact"
    assert told in done.stdout + done.stderr
