"""The real exports that are damaged, and the studies that read them."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import yaml

from building import WAVE, write_study
from mutation.damage import BINARY, TEXT, WORKBOOK, Damage, Damaged, Sound
from mutation.naive import HEADERS, Table, read_text, read_workbook
from mutation.sav import read_sav
from schemas.study import Study, load_study

REAL = Path(__file__).resolve().parents[2] / "end_to_end" / "real"
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
        depth, _ = HEADERS.get(self.layout, (0, None))
        return Sound(content, depth, self.encoding)

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
        content = damaged.content if damaged.undone is None else damaged.undone
        if self.layout == "spss":
            return read_sav(content)
        if self.layout == "workbook":
            return read_workbook(content, "arts", 5, 15)
        return read_text(content, self.layout, damaged.encoding, damaged.delimiter)


UNPROTECTED = {"reliability": {"withheld": 1}}
"""Every figure is counted again, those of a few too."""


def cases(shared: Place) -> list[Case]:
    """All of them: exports read by a study that allows no bad row, and by one that sets them aside."""
    nonvoters, ospo = _real("nonvoters-2020"), _real("ospo-2024")
    pair = shared("real/qualtrics-pairs")
    voters = shared("real/nonvoters-2020/nonvoters_data.csv")
    films, binary = shared("real/star-wars-2014/StarWars.csv"), tuple(BINARY)
    owners = shared("real/ospo-2024/ospo2024_numeric.csv")
    found = [
        Case("non-voters", voters, "plain", nonvoters),
        Case("non-voters, some", voters, "plain", {**nonvoters, **UNPROTECTED}, first=60_000),
        Case("ospo", owners, "surveymonkey", ospo),
        Case("qualtrics, options", pair / "mc_multi_insights.csv", "qualtrics", OPTIONS),
        Case("qualtrics, grid", pair / "matrix_insights.csv", "qualtrics", GRID),
        Case("qualtrics, legacy", pair / "mc_multi_legacy.csv", "qualtrics-legacy", LEGACY, encoding="utf-8-sig"),
        Case("star wars", films, "surveymonkey, condensed", FILMS, encoding="mac_roman"),
        Case("employees", shared("real/spss-stata-sas/employee-data.sav"), "spss", EMPLOYEES, damages=binary),
        Case("deaths", shared("real/excel/deaths.xlsx"), "workbook", DEATHS, damages=tuple(WORKBOOK)),
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
        **UNPROTECTED,
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
LEGACY = _parts(
    "poll.csv",
    "V1",
    {
        "executive": {"source": "poll", "where": {"first": "yes"}},
        "consumer": {"source": "poll", "where": {"first": "no"}},
    },
    {
        "first": {"at": "Q2_1", "answers": {"yes": "1", "no": ""}},
        "ticks": {"options": {f"t{n}": f"Q5_{n}" for n in range(1, 8)}, "selected": "1"},
        "second": {"at": "Q3_2", "answers": {"yes": "1", "no": ""}},
    },
    {"second": {"of": "second", "share": "yes"}},
)
FILMS = _parts(
    "poll.csv",
    "RespondentID",
    {
        side: {"source": "poll", "where": {"gender": sex}}
        for side, sex in (("executive", "Male"), ("consumer", "Female"))
    },
    {
        "gender": {"at": "Gender", "answers": ["Male", "Female"]},
        "age": {"at": "Age", "answers": ["18-29", "30-44", "45-60", "> 60"]},
        "seen": {"at": "Have you seen any of the 6 films*", "answers": ["Yes", "No"]},
        "shot": {"at": "Which character shot first?", "answers": ["Han", "Greedo", "I don't understand this question"]},
        "films": {"options": {n: f"Which of the following*Episode {n} *" for n in ("I", "II", "III", "IV", "V", "VI")}},
    },
    {"seen": {"of": "seen", "share": "Yes"}, "han": {"of": "shot", "share": "Han"}},
)
EMPLOYEES = _parts(
    "staff.sav",
    "ID",
    {
        "executive": {"source": "poll", "where": {"job": "manager"}},
        "consumer": {"source": "poll", "where": {"job": "clerk"}},
    },
    {
        "job": {"at": "JOBCAT", "answers": {"clerk": "1", "custodian": "2", "manager": "3"}},
        "sex": {"at": "GENDER", "answers": {"women": "f", "men": "m"}},
        "minority": {"at": "MINORITY", "answers": {"yes": "1", "no": "0"}},
        "schooling": {"at": "EDUC", "answers": [str(years) for years in (21, 20, 19, 18, 17, 16, 15, 14, 12, 8)]},
    },
    {
        "minority": {"of": "minority", "share": "yes"},
        "women": {"of": "sex", "share": "women"},
        "schooling": {"of": "schooling", "top": 6},
    },
)
DEATHS = _parts(
    "deaths.xlsx",
    "Name",
    {
        "executive": {"source": "poll", "where": {"kids": "some"}},
        "consumer": {"source": "poll", "where": {"kids": "none"}},
    },
    {
        "kids": {"at": "Has kids", "answers": {"some": "TRUE", "none": "FALSE"}},
        "trade": {"at": "Profession", "answers": ["musician", "actor", "author"]},
    },
    {"musicians": {"of": "trade", "share": "musician"}},
)
DEATHS["sources"]["poll"] |= {"sheet": "arts", "header": [5]}
