"""Who is compared, and into which parts the results are broken down."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pydantic import Field

from schemas.study.asking import allows_several
from schemas.study.problems import Problem, missing
from schemas.study.questions import answer_problems
from schemas.study.values import Answers, Cells, Model, Name, Text

if TYPE_CHECKING:
    from schemas.study.study import Study

SIDES = ("executive", "consumer")
"""The groups that every gap compares, the first minus the second."""


class Group(Model, title="A group"):
    """Who is compared: a whole source, or those of it who gave certain answers. Groups may overlap."""

    source: Name = Field(description="The source that its respondents come from.")
    label: Text = Field("", description="Its name for readers. Without it, the group's key.")
    where: dict[Name, Cells] = Field(
        {},
        description="Who belongs to it, by answers: `{role: [manager, director]}`. If it names several questions, all must "
        "hold; without it, the group is the whole source.",
    )


class Segment(Model, title="A segment"):
    """A question whose answers break all results down. If only one side has it, each part meets all of the other side."""

    of: Name = Field(description="The question; one that allows a single answer.")
    label: Text = Field("", description="Its name for readers. Without it, the segment's key.")
    answers: Answers | None = Field(
        None,
        description="The parts, and the answers that make each: `{warm: [8, 9, 10], cool: [5, 6, 7]}`. An answer that is not "
        "listed is in no part; without this key every answer is a part.",
    )


def group_problems(study: "Study") -> Iterator[Problem]:
    """Groups whose source, question or answer is not there, and a side of the gaps that is no group."""
    for name, group in study.groups.items():
        path = ("groups", name)
        yield from missing((*path, "source"), "source", group.source, study.sources)
        for question, answers in group.where.items():
            yield from answer_problems(study, (*path, "where", question), question, answers)
    if study.gaps:
        for name in SIDES:
            if name not in study.groups:
                yield ("groups",), f"the gaps need a group named {name!r}; add it"


def segment_problems(study: "Study") -> Iterator[Problem]:
    """Segments of no question, of several answers, or with one answer in two parts."""
    for name, segment in study.segments.items():
        path = ("segments", name)
        if name == "total":
            yield path, "is what results for everyone are called; give the segment another name"
        if segment.of in study.questions and allows_several(study.questions[segment.of]):
            yield (*path, "of"), f"{segment.of!r} allows several answers; a segment needs a question with one answer"
        merged = [answer for answers in (segment.answers or {}).values() for answer in answers]
        yield from answer_problems(study, (*path, "of"), segment.of, merged)
        for answer in {answer for answer in merged if merged.count(answer) > 1}:
            yield (*path, "answers"), f"has {answer!r} in two parts; a respondent is in one"
