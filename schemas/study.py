"""The study file as models: what an analyst may write in `study.yaml`, word for word.

Belongs here: the words of the file and what each one means on its own; those of `checks` stand in `checks.py`. What they
mean together (does that question exist?) is in `references.py`; what they come to for one wave and one source is in
`codebook.py`.
"""

import json
from itertools import pairwise
from math import inf
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    StringConstraints,
    Tag,
    WithJsonSchema,
    model_validator,
)

from schemas.checks import Checks, Rhythm

ANY_TEXT = "any text"
"""In place of raw cells: any cell that is not blank."""

OtherCode = Literal["don't know", "no answer", "refused", "not asked", "not applicable"]
"""What a cell can say besides an answer. None of these is in a base unless a metric keeps it."""

MOST_NUMBERS = 1000
"""Beyond so many whole numbers a question is cut into bands."""

KINDS = ("scale", "answers", "numbers", "bands", "options")
"""The kinds of answer that a question can have; it has one."""

Kind = Literal["interviews", "panel", "reported"]
Sampling = Literal["probability", "opt_in", "purposive", "census"]
CONDITIONAL = ("opt_in", "purposive")
"""Samples of which nobody knows anyone's chance to be asked: their intervals hold as if they were random."""
SIDES = ("executive", "consumer")
"""The groups that every gap compares, the first minus the second."""

_SCALAR = WithJsonSchema({"type": ["string", "number", "boolean"]})
Text = Annotated[str, _SCALAR]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$"), _SCALAR]
GapName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_]*$"), _SCALAR]
StudyName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]*$"), _SCALAR]
WaveName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$"), _SCALAR]


def _as_list(value: object) -> object:
    return value if isinstance(value, list) else [value]


def _written(value: object) -> str:
    """A value as a study file may write it."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_written(part)}" for key, part in value.items()) + "}"
    return f"[{', '.join(map(_written, value))}]" if isinstance(value, list) else str(value)


def _answers(value: object) -> object:
    """`[Asia, Europe]` and `Asia:` mean the raw cell that reads like the answer."""
    if isinstance(value, list):
        if twice := [name for at, name in enumerate(value) if name in value[:at]]:
            raise ValueError(f"names {twice[0]!r} twice; keep one")
        if lines := [item for item in value if isinstance(item, dict | list)]:
            raise ValueError(
                f"has {_written(lines[0])} in a list; write every answer on a line of its own, {{answer: cells}}"
            )
        return {str(name): [str(name)] for name in value}
    if isinstance(value, dict):
        return {str(name): [str(name)] if cells is None else _as_list(cells) for name, cells in value.items()}
    return value


Cells = Annotated[list[Text], Field(min_length=1), BeforeValidator(_as_list, json_schema_input_type=list[Text] | Text)]
"""Raw cells of an export as text; one cell may be written without brackets."""

Answers = Annotated[
    dict[Text, Cells], BeforeValidator(_answers, json_schema_input_type=dict[Text, Cells | None] | list[Text])
]
"""Answers in their order (a scale: best first); right of each, the raw cells that mean it."""


class Model(BaseModel):
    """A part of the study file: an unknown key is an error, never ignored."""

    model_config = ConfigDict(extra="forbid")


class Column(Model):
    """A column that cannot drift: the sheet's letter, and the label that is expected there (`*` stands for any text)."""

    column: Text
    says: Text


JSON = "json"
"""In place of the text between answers: each cell is a JSON list of them."""


class Joined(Model):
    """A column whose cells hold several answers, and the text between them (`json`: each cell is a JSON list)."""

    joined: Text
    by: str


def _place(value: object) -> object:
    """Tell an address (`Q4`, {column, says}, {joined, by}) from addresses by source ({interviews: Q4, panel: sat})."""
    if isinstance(value, dict) and not {"column", "joined"} & set(value):
        return value
    return {"": value}


def _as_columns(value: object) -> object:
    return value if isinstance(value, list) else [value]


def _which_place(value: object) -> str:
    words = set(value) if isinstance(value, dict) else {name for name in ("column", "joined") if hasattr(value, name)}
    return "joined" if "joined" in words else "column" if words else "handle"


Place = Annotated[
    Annotated[Text, Tag("handle")] | Annotated[Column, Tag("column")] | Annotated[Joined, Tag("joined")],
    Discriminator(_which_place),
]
Address = Annotated[Annotated[Text, Tag("handle")] | Annotated[Column, Tag("column")], Discriminator(_which_place)]
"""One column: its handle, or its letter with the label that is expected there."""

Places = Annotated[
    dict[str, Place],
    BeforeValidator(_place),
    WithJsonSchema({"description": "A column's handle, {column, says}, {joined, by}, or one of these by source."}),
]
"""Where a question stands, by source; the key "" is a study with one source of respondents."""


def _options(value: object) -> object:
    """Options without columns, as in a study of published figures, may be a list."""
    if isinstance(value, list):
        return {str(name): {} for name in value}
    return {name: {} if at is None else at for name, at in value.items()} if isinstance(value, dict) else value


Texts = Annotated[
    dict[str, str],
    BeforeValidator(lambda value: value if isinstance(value, dict) else {"": value}),
    WithJsonSchema({"description": "A text, or one by source."}),
]


class Wave(Model):
    """One round of fieldwork. The order of the waves in the file is the order of the trend."""

    label: str = ""
    fieldwork: Text = ""


class WaveColumn(Model):
    """A column that tells the waves of one export apart."""

    column: Address
    cells: dict[WaveName, Cells]


class Weight(Model):
    """How respondents are weighted: a column, raking to known shares, or raking from a column's weights."""

    column: Address | None = None
    rake: dict[Name, dict[Text, Annotated[float, Field(gt=0)]]] = {}
    trim: tuple[Annotated[float, Field(gt=0, lt=1)], Annotated[float, Field(gt=1)]] | None = None

    @model_validator(mode="after")
    def _something(self) -> "Weight":
        if not self.column and not self.rake:
            raise ValueError("a weight needs a column, raking targets, or both")
        if self.trim and not self.rake:
            raise ValueError("trim belongs to raking: add targets under rake, or drop trim")
        return self


def _weight(value: object) -> object:
    """A handle, or {column, says}, is a weight column."""
    is_column = isinstance(value, str) or (isinstance(value, dict) and "says" in value)
    return {"column": value} if is_column and value != "none" else value


OF_RESPONDENTS = (
    "respondent", "rows", "wave", "weight", "layout", "encoding", "sheet", "header", "strata", "cluster", "population",
    "single_psu", "duration", "bad_rows", "erase",
)  # fmt: skip


class Source(Model):
    """What a vendor delivers: export files of one layout, or published figures without respondents."""

    kind: Kind
    files: Cells
    sampling: Sampling
    layout: Text | None = None
    encoding: Text | None = None
    sheet: Text | None = None
    header: Annotated[
        list[Annotated[int, Field(ge=1)]] | None,
        BeforeValidator(lambda value: [value] if isinstance(value, int | str) else value),
    ] = None
    respondent: Address | None = None
    rows: dict[Text, Cells] = {}
    wave: WaveColumn | None = None
    weight: Annotated[
        Weight | Literal["none"] | None, BeforeValidator(_weight, json_schema_input_type=Weight | Text | None)
    ] = None
    strata: Annotated[list[Address], BeforeValidator(_as_columns, json_schema_input_type=list[Address] | Address)] = []
    cluster: Address | None = None
    population: Annotated[int, Field(ge=1)] | dict[Text, Annotated[int, Field(ge=1)]] | None = None
    single_psu: Literal["certainty", "adjust", "average"] | None = None
    duration: Address | None = None
    bad_rows: Annotated[float, Field(ge=0, le=1)] = 0.0
    erase: Text | None = None

    @property
    def is_weighted(self) -> bool:
        """Whether its respondents have weights of their own."""
        return isinstance(self.weight, Weight)

    @model_validator(mode="after")
    def _respondents(self) -> "Source":
        if self.kind == "reported":
            given = self.model_fields_set & {*OF_RESPONDENTS}
            if given:
                raise ValueError(f"a reported source has figures and no respondents: drop {', '.join(sorted(given))}")
        elif not self.respondent:
            raise ValueError("needs respondent: the column that identifies one respondent")
        if self.population and self.sampling not in ("probability", "census"):
            raise ValueError(
                f"a finite population corrects random samples, and sampling is {self.sampling}: drop population"
            )
        if isinstance(self.population, dict) and not self.strata:
            raise ValueError("gives a population by stratum and has no strata: add them, or write one number")
        if isinstance(self.population, int) and self.strata:
            raise ValueError("has strata: give population by stratum, {stratum: how many}")
        if self.single_psu and not self.strata:
            raise ValueError("single_psu is about strata: add them, or drop it")
        return self


class Group(Model):
    """Who is compared: a whole source, or those of it who gave certain answers."""

    source: Name
    label: str = ""
    where: dict[Name, Cells] = {}


class Segment(Model):
    """A question whose answers break the results down; `answers` may merge several of them into one."""

    of: Name
    label: str = ""
    answers: Answers | None = None


class Asking(Model):
    """The part of a question that may differ by source or wave."""

    at: Places | None = None
    text: Texts | None = None
    scale: Name | None = None
    answers: Answers | None = None
    numbers: tuple[int, int] | None = None
    bands: dict[Text, tuple[float | None, float | None]] | None = None
    options: (
        Annotated[
            dict[Text, Places], BeforeValidator(_options, json_schema_input_type=dict[Text, Places | None] | list[Text])
        ]
        | None
    ) = None
    selected: Cells | None = None
    not_selected: Cells | None = None
    nothing_ticked: Literal["no answer", "none of them"] | None = None
    other: dict[OtherCode, Cells] | None = None
    asked: dict[Name, Cells] | None = None

    @model_validator(mode="after")
    def _one_kind(self) -> "Asking":
        given = [kind for kind in KINDS if getattr(self, kind) is not None]
        if len(given) > 1:
            raise ValueError(f"has {' and '.join(given)}; one question has one kind of answer")
        if self.numbers and not 0 < self.numbers[1] - self.numbers[0] < MOST_NUMBERS:
            raise ValueError(
                f"numbers run from {self.numbers[0]} to {self.numbers[1]}; write [lowest, highest], or cut them into bands"
            )
        self._ordered_bands()
        return self

    def _ordered_bands(self) -> None:
        spans = {
            name: (-inf if low is None else low, inf if high is None else high)
            for name, (low, high) in (self.bands or {}).items()
        }
        for name, (low, high) in spans.items():
            if low > high:
                raise ValueError(f"the band {name!r} ends before it begins; write [from, to]")
        for (name, (_, high)), (other, (low, _)) in pairwise(sorted(spans.items(), key=lambda item: item[1])):
            if low <= high:
                raise ValueError(f"the bands {name!r} and {other!r} overlap; both ends of a band belong to it")


class WaveAsking(Asking):
    """What differs in one wave. `trend: break` says that its figures do not continue those before, `continues` that they do."""

    trend: Literal["break", "continues"] | None = None


class Question(Asking):
    """One question: where it stands, what its cells mean, and who was asked."""

    label: str = ""
    sources: dict[Name, Asking] = {}
    waves: dict[WaveName, WaveAsking] = {}


class Metric(Model):
    """One figure of one question: a share, a mean, a net promoter score, or the share who chose an option.

    With `minus`, less another metric of the same respondents.
    """

    of: Name
    label: str = ""
    top: Annotated[int, Field(ge=1)] | None = None
    bottom: Annotated[int, Field(ge=1)] | None = None
    share: Cells | None = None
    option: Text | None = None
    mean: bool | dict[Text, float] = False
    nps: bool = False
    percent_of_maximum: bool = False
    base: Literal["respondents", "mentions"] = "respondents"
    minus: Name | None = None
    keep: Annotated[list[OtherCode], BeforeValidator(_as_list, json_schema_input_type=list[OtherCode] | OtherCode)] = []
    weight: Literal["none"] | None = None
    groups: Annotated[list[Name], BeforeValidator(_as_list, json_schema_input_type=list[Name] | Name)] = []
    better: Literal["higher", "lower", "neither"] = "neither"

    @model_validator(mode="after")
    def _one_statistic(self) -> "Metric":
        given = [key for key in ("top", "bottom", "share", "option", "mean", "nps") if getattr(self, key)]
        if len(given) != 1:
            raise ValueError(f"needs one of top, bottom, share, option, mean or nps, and has {len(given) or 'none'}")
        if self.keep and (self.mean or self.nps):
            raise ValueError("keeps answers that have no number; keep belongs to shares")
        if self.percent_of_maximum and not self.mean:
            raise ValueError("percent_of_maximum rescales a mean: add mean, or drop it")
        if self.base == "mentions" and (not self.option or self.minus or self.keep):
            raise ValueError("a share of mentions is of one option, by itself: give option, and neither minus nor keep")
        return self


class Gap(Model):
    """What is set against what, and whether it may be subtracted."""

    compare: Literal["same", "similar", "side_by_side"]
    metric: Name | None = None
    executive: Name | None = None
    consumer: Name | None = None
    label: str = ""
    topic: str = ""
    why: str = ""
    executives_report: Literal["own_view", "estimate_of_consumers"] = "own_view"

    @model_validator(mode="after")
    def _two_sides(self) -> "Gap":
        if self.metric and (self.executive or self.consumer):
            raise ValueError("names metric and a side; write metric alone, or executive and consumer")
        if not self.metric and not (self.executive and self.consumer):
            raise ValueError("needs metric, or executive and consumer")
        if self.compare != "same" and not self.why:
            raise ValueError(f"compares {self.compare}: say why in one line under why")
        return self

    def side(self, group: str) -> str:
        """The metric that stands for `group` ("executive" or "consumer")."""
        return self.metric or getattr(self, group)


class Priorities(Model):
    """Two questions of what matters most, ranked side by side; options of equal name pair themselves."""

    executive: Name
    consumer: Name
    label: str = ""
    same: dict[Text, Text] = {}


class Reliability(Model):
    """Below which bases figures are withheld (respondents), indicative, or of a small base (effective respondents)."""

    withheld: Annotated[int, Field(ge=1)] = 10
    indicative: Annotated[int, Field(ge=1)] = 30
    small: Annotated[int, Field(ge=1)] = 75
    rule: Literal["bases", "nchs"] = "bases"

    @model_validator(mode="after")
    def _ascending(self) -> "Reliability":
        if not self.withheld <= self.indicative <= self.small:
            raise ValueError("withheld, indicative and small must not descend; write them from the smallest base up")
        return self


class Study(Model):
    """A study: two groups, what each was asked, and what is compared."""

    study: StudyName
    title: str
    about: str = ""
    synthetic: bool = False
    waves: Annotated[
        dict[WaveName, Annotated[Wave, BeforeValidator(lambda value: value or {}, json_schema_input_type=Wave | None)]],
        Field(min_length=1),
    ]
    sources: Annotated[dict[Name, Source], Field(min_length=1)]
    groups: Annotated[dict[Name, Group], Field(min_length=1)]
    segments: dict[Name, Segment] = {}
    scales: dict[Name, Answers] = {}
    questions: dict[Name, Question]
    metrics: dict[Name, Metric]
    gaps: dict[GapName, Gap] = {}
    priorities: dict[Name, Priorities] = {}
    claims: str | None = None
    reliability: Reliability = Reliability()
    expect: Rhythm | None = None
    checks: Checks = Checks()

    def respondents(self) -> dict[str, Source]:
        """The sources that hold respondents."""
        return {name: source for name, source in self.sources.items() if source.kind != "reported"}


def json_schema() -> dict[str, Any]:
    """The study file's JSON Schema, for editors that complete and check YAML."""
    schema = Study.model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": "Gap study file"}


if __name__ == "__main__":
    print(json.dumps(json_schema(), indent=1))
