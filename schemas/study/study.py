"""A study file as a whole: its parts in their order, and what they say of each other.

Each part's words, and whether what it names is there, stand in its own module.
"""

from collections.abc import Iterator
from itertools import chain
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from schemas.study.checks import Checks
from schemas.study.disclosure import Disclosure, disclosure_problems
from schemas.study.effect import effect_problems
from schemas.study.gaps import Gap, gap_problems
from schemas.study.groups import Group, Segment, group_problems, segment_problems
from schemas.study.metrics import Metric, metric_problems
from schemas.study.printed import Printed
from schemas.study.priorities import Priorities, priority_problems
from schemas.study.problems import Problem
from schemas.study.questions import Question, question_problems, routing_problems
from schemas.study.reliability import Reliability
from schemas.study.sources import Source, wave_column_problems, weight_problems
from schemas.study.units import units_problems
from schemas.study.values import Answers, FilePath, GapName, Model, Name, StudyName, Text, WaveName
from schemas.study.waves import Rhythm, Wave, wave_problems
from schemas.words.catalogue import DEFAULT, languages

Confidence = Literal[90, 95, 99]
CONFIDENCE: Confidence = 95
"""The percent of intervals that are to hold the truth, unless a study says otherwise."""


def _whole(written: object) -> object:
    """The number that stands in the file as text."""
    return int(written) if isinstance(written, str) and written.isdecimal() else written


def alpha_of(confidence: int) -> float:
    """The level of the tests beside intervals of that confidence: .05."""
    return (100 - confidence) / 100


class Study(Model, title="The study"):
    """Two groups, what each was asked, and what is compared."""

    study: StudyName = Field(
        description="The study's name, which its folder has too: lower-case letters, digits and hyphens."
    )
    title: Text = Field(description="Its title for readers.")
    language: Text = Field(
        DEFAULT,
        description="The language of page, workbook, deck, pictures and printed gaps: "
        + " or ".join(f"`{name}`" for name in languages())
        + ".",
    )
    about: Text = Field(
        "", description="What a reader should know of it; the report opens its account of methods with this."
    )
    synthetic: bool = Field(
        False, description="`true`: respondents are made up. Every table, report and verdict repeats it."
    )
    disclosure: Disclosure = Field(
        Disclosure(),
        description="What a reader must know before believing a figure: who paid, who was to be reached, how they were asked. "
        "`gap check --disclosure` lists what is missing.",
    )
    waves: Annotated[
        dict[WaveName, Annotated[Wave, BeforeValidator(lambda value: value or {}, json_schema_input_type=Wave | None)]],
        Field(min_length=1),
    ] = Field(
        description='The rounds of fieldwork by name, in the order of time: `{"2025": {}, "2026": {fieldwork: 2026-03}}`.'
    )
    sources: Annotated[dict[Name, Source], Field(min_length=1)] = Field(
        description="Where respondents, or published figures, come from, by name."
    )
    groups: Annotated[dict[Name, Group], Field(min_length=1)] = Field(
        description="Who is compared, by name. Gaps need the groups `executive` and `consumer`; their labels say who they are."
    )
    segments: dict[Name, Segment] = Field(
        {}, description="What all results are broken down by, by name, besides the total."
    )
    scales: dict[Name, Answers] = Field(
        {},
        description="Answers that several questions share, by name: best first, right of each the cells that mean it, or a list: "
        "`{agreement: {agree: [4, 5], disagree: [1, 2, 3]}}`.",
    )
    questions: dict[Name, Question] = Field(description="What was asked, by name. No other column may have that name.")
    metrics: dict[Name, Metric] = Field(description="The figures of the questions, by name.")
    gaps: dict[GapName, Gap] = Field({}, description="What is set against what, by name.")
    priorities: dict[Name, Priorities] = Field(
        {}, description="Pairs of questions of what matters most, by name, ranked side by side."
    )
    claims: FilePath | None = Field(
        None,
        description="A CSV in the study's folder, of figures that were published about it; each gets a computed verdict.",
    )
    printed: Printed = Field(Printed(), description="How the figures of `claims` were printed.")
    reliability: Reliability = Field(Reliability(), description="Which bases are too small.")
    confidence: Annotated[Confidence, BeforeValidator(_whole, json_schema_input_type=Confidence)] = Field(
        CONFIDENCE,
        description="How many of 100 intervals are to hold the truth: `90`, `95` or `99`. Tests are of the level that this "
        "leaves, 10, 5 or 1%.",
    )
    expect: Rhythm | None = Field(
        None,
        description="How often a wave comes: `monthly`, `quarterly`, `half-yearly` or `yearly`. With it, the check `on_time` "
        "says when one is late.",
    )
    checks: Checks = Field(
        Checks(), description="What each check of a run's tables does if it fails, by the check's name."
    )

    @property
    def alpha(self) -> float:
        """The level of every test, and what intervals leave: .05."""
        return alpha_of(self.confidence)

    def respondents(self) -> dict[str, Source]:
        """The sources that hold respondents."""
        return {name: source for name, source in self.sources.items() if source.kind != "reported"}


def study_problems(study: Study) -> Iterator[Problem]:
    """Everything in `study` that names something missing or unfit, in the order of the file."""
    return chain(
        _language_problems(study),
        disclosure_problems(study),
        wave_problems(study),
        wave_column_problems(study),
        weight_problems(study),
        units_problems(study),
        group_problems(study),
        segment_problems(study),
        question_problems(study),
        routing_problems(study),
        metric_problems(study),
        gap_problems(study),
        priority_problems(study),
        effect_problems(study),
    )


def _language_problems(study: Study) -> Iterator[Problem]:
    """No figure follows from the words that a language has: so they are no part of the models, and looked for here."""
    if study.language not in languages():
        said = f"is {study.language!r}, and there are no words in that language; write {' or '.join(languages())}"
        yield ("language",), said
