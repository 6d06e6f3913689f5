"""The real exports that are damaged, and the studies that read them."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import yaml

from building import WAVE, write_study
from mutation.damage import TEXT, Damage, Damaged, Sound
from mutation.naive import HEADERS, Table, read_text
from schemas.study import Study
from schemas.study_file import load_study

REAL = Path(__file__).resolve().parent.parent / "real"
Place = Callable[[str], Path]
"""Where a file beside the project is."""


@dataclass(frozen=True)
class Case:
    """A real export, and the study that reads it."""

    name: str
    path: Path
    layout: str
    parts: dict = field(repr=False)
    """The study file, as data."""
    first: int | None = None
    """So many bytes of it, on to the end of a line; None: all."""
    encoding: str = "utf-8"
    damages: tuple[Damage, ...] = tuple(TEXT)

    @cached_property
    def sound(self) -> Sound:
        """The export as it was delivered."""
        content = self.path.read_bytes()
        if self.first:
            content = content[: content.index(b"\n", self.first) + 1]
        return Sound(content, HEADERS[self.layout][0], self.encoding)

    @property
    def wave(self) -> str:
        """The one wave of the study."""
        return next(iter(self.parts["waves"]))

    def study(self, place: Path, content: bytes) -> tuple[Path, Study]:
        """A folder under `place` with the study and `content` as its export, and what the study says."""
        folder = write_study(place, {self.parts["sources"]["poll"]["files"]: content}, **self.parts)
        return folder, load_study(folder)

    def read(self, damaged: Damaged) -> Table:
        """What is in a damaged export. Raises Unsound."""
        return read_text(damaged.content, self.layout, damaged.encoding, damaged.delimiter)


def cases(shared: Place) -> list[Case]:
    """All of them: exports read by a study that allows no bad row, and by one that sets them aside."""
    nonvoters, ospo = _real("nonvoters-2020"), _real("ospo-2024")
    pair = shared("real/qualtrics-pairs")
    voters = shared("real/nonvoters-2020/nonvoters_data.csv")
    owners = shared("real/ospo-2024/ospo2024_numeric.csv")
    found = [
        Case("non-voters", voters, "plain", nonvoters),
        Case("non-voters, some", voters, "plain", nonvoters, first=60_000),
        Case("ospo", owners, "surveymonkey", ospo),
        Case("qualtrics, options", pair / "mc_multi_insights.csv", "qualtrics", OPTIONS),
        Case("qualtrics, grid", pair / "matrix_insights.csv", "qualtrics", GRID),
    ]
    return [case for one in found for case in (one, _tolerant(one))]


def _real(name: str) -> dict:
    return yaml.load((REAL / name / "study.yaml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader)


def _tolerant(case: Case) -> Case:
    parts = deepcopy(case.parts)
    parts["sources"]["poll"]["bad_rows"] = 0.9
    return Case(f"{case.name}*", case.path, case.layout, parts, case.first, case.encoding, case.damages)


def _parts(files: str, respondent: str, groups: dict, questions: dict, metrics: dict) -> dict:
    return {
        "study": "small",
        "title": "A small study",
        "waves": {WAVE: {}},
        "sources": {"poll": {"kind": "panel", "files": files, "respondent": respondent, "sampling": "opt_in"}},
        "groups": {**groups, "everyone": {"source": "poll"}},
        "questions": questions,
        "metrics": metrics,
        "gaps": {name: {"metric": name, "compare": "same"} for name in metrics},
        "reliability": {"withheld": 1},
    }


OPTIONS = _parts(
    "poll.csv",
    "ResponseID",
    {
        "executive": {"source": "poll", "where": {"first": "yes"}},
        "consumer": {"source": "poll", "where": {"first": "no"}},
    },
    {
        "first": {"at": "Q3_5", "answers": {"yes": "1", "no": ""}},
        "ticks": {"options": {f"t{n}": f"Q5_{n}" for n in range(10, 17)}, "selected": "1"},
        "custom": {"options": {f"c{n}": f"Q4_{n}" for n in (10, 11, 12)}, "selected": "1"},
        "second": {"at": "Q3_2", "answers": {"yes": "1", "no": ""}},
    },
    {"second": {"of": "second", "share": "yes"}},
)
GRID = _parts(
    "poll.csv",
    "ResponseID",
    {
        "executive": {"source": "poll", "where": {"first": ["1", "2"]}},
        "consumer": {"source": "poll", "where": {"first": ["3", "4"]}},
    },
    {
        "first": {"at": "Q3_question_one", "answers": ["1", "2", "3", "4"]},
        "q2": {"at": "Q2_1", "answers": ["1", "2", "3", "4"]},
        "q5": {"at": "Q5_question_two", "answers": ["10", "11", "12", "13"]},
        "recoded": {"at": "Q4_1", "answers": ["10", "11", "12"]},
    },
    {"q2": {"of": "q2", "share": "3"}, "q5": {"of": "q5", "top": 2}},
)
