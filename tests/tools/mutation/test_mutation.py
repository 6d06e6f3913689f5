"""Real exports, damaged: a part of `make mutate`, and the harness itself."""

import subprocess
import sys
from collections import Counter
from dataclasses import replace

import pytest

from building import one_question, write_study
from conftest import PROJECT
from mutation.counted import Counted
from mutation.isolated import Outcome
from mutation.judge import apart as told
from schemas.study import Study, load_study

SOME = 48


def test_no_damaged_export_gives_a_wrong_figure_without_a_word(shared):
    shared("real")
    done = subprocess.run(
        [sys.executable, "-m", "tests.tools.mutation", "--count", str(SOME)],
        cwd=PROJECT,
        text=True,
        capture_output=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


# ---- the harness itself

KEY = ("metric", "m", None, None, "executive")
OTHER = (*KEY[:-1], "consumer")
RAN = Outcome({KEY: (20, 0.5), OTHER: (30, 0.25)}, {}, {"m": 0.25}, read=52, kept=50, rejected=1, excluded=1)
SAYS = Counted(Counter({(1.0, "yes"): 50}), 52, 1, 1, {KEY: (20, 0.5), OTHER: (30, 0.25)})


@pytest.mark.parametrize(
    ("ran", "apart"),
    [
        (RAN, ""),
        (replace(RAN, read=51), "read, kept, rejected, excluded"),
        (replace(RAN, figures={**RAN.figures, KEY: (20, 0.5000001)}), "0.5000001"),
        (replace(RAN, figures={**RAN.figures, KEY: (19, 0.5)}), "(19, 0.5)"),
        (replace(RAN, figures={KEY: (20, 0.5)}), "figures of other things"),
        (replace(RAN, gaps={"m": 0.24}), "gap m"),
    ],
)
def test_a_figure_that_the_file_does_not_hold_is_told(tmp_path, ran, apart):
    found = told(ran, SAYS, _study(tmp_path))
    assert found == "" if not apart else apart in found


def _study(place) -> Study:
    parts = {
        "groups": {side: {"source": "poll", "where": {"q": [side]}} for side in ("executive", "consumer")},
        "questions": one_question(answers=["executive", "consumer"]),
        "metrics": {"m": {"of": "q", "top": 1}},
        "gaps": {"m": {"metric": "m", "compare": "same"}},
    }
    return load_study(write_study(place, {"poll.csv": "id,q\n"}, **parts))
