"""The edit of a formula makes exactly the tables stale that follow from it, with nothing typed beside it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import PROJECT
from lakes import tables, write

pytestmark = pytest.mark.slow

WILSON = "assets/estimates/intervals.py", "z = normal_limit(alpha)", "z = normal_limit(alpha / 2)"
FOLLOWS = {
    "estimates",
    "gap_fact",
    "gap_audit",
    "segment_contrast",
    "gap_trend",
    "gap_summary",
    "priority_ranking",
    "claims",
}
"""The tables that have intervals, and those that are made of them."""


class Checkout:
    """A copy of the project with a lake of its own."""

    def __init__(self, place: Path):
        self.place = place
        for part in ("assets", "pipeline", "schemas"):
            shutil.copytree(PROJECT / part, place / part)
        write(place)

    def gap(self, verb: str, *words: str) -> str:
        """What a verb says, in a process of its own."""
        env = {**os.environ, "PYTHONPATH": str(self.place), "DAGSTER_HOME": str(self.place / "home")}
        command = [sys.executable, "-c", "from pipeline.command_line import app; app()", verb, *words]
        done = subprocess.run(command, cwd=self.place, env=env, capture_output=True, text=True, check=False)
        assert "Traceback" not in done.stderr, done.stderr
        return done.stdout + done.stderr

    def edit(self, file: str, old: str, new: str) -> None:
        """Replace a text in a file of the code."""
        text = (self.place / file).read_text()
        assert old in text
        (self.place / file).write_text(text.replace(old, new))

    def remade(self) -> set[str]:
        """The tables that a run makes again."""
        before = self._states()
        self.gap("run")
        return {name.split("/")[0] for name, found in self._states().items() if before.get(name) != found}

    def _states(self) -> dict[str, int]:
        return {name: (self.place / "lake" / name).stat().st_ino for name in tables(self.place)}


@pytest.fixture(scope="module")
def checkout(tmp_path_factory):
    """A copy of the project that has run a study."""
    found = Checkout(tmp_path_factory.mktemp("checkout"))
    found.gap("run")
    return found


def test_comments_docstrings_and_layout_make_nothing_stale(checkout):
    file, old, _ = WILSON
    said = f"# how sure\n    {old.replace(' = ', '   =   ')}\n    '''Of every interval.'''"
    checkout.edit(file, old, said)
    assert checkout.remade() == set()
    checkout.edit(file, said, old)


def test_an_edit_that_is_taken_back_leaves_nothing_to_do(checkout):
    file, old, new = WILSON
    checkout.edit(file, old, new)
    said = checkout.gap("verify", "--wave", "w1")
    assert "gap_fact/small/w1.parquet: changed since: the code" in said
    assert "gap_ci_low stands as" in said and "responses/small" not in said
    checkout.edit(file, new, old)
    assert "nothing to do" in checkout.gap("run")


def test_an_edit_of_the_level_makes_again_what_follows_from_it_and_so_does_its_way_back(checkout):
    file, old, new = WILSON
    before = tables(checkout.place)
    checkout.edit(file, old, new)
    assert checkout.remade() == FOLLOWS
    assert tables(checkout.place)["gap_fact/small/w1.parquet"] != before["gap_fact/small/w1.parquet"]
    checkout.edit(file, new, old)
    assert checkout.remade() == FOLLOWS
    assert tables(checkout.place) == before
