"""The questions: what was asked, and what differs by source or wave."""

from collections.abc import Iterable, Iterator
from graphlib import CycleError, TopologicalSorter
from itertools import product
from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field

from schemas.refused import listed
from schemas.study.asking import KINDS, Asking, allows_several
from schemas.study.problems import Path, Problem, missing
from schemas.study.values import Name, Text, WaveName
from schemas.tables.responses import responses

if TYPE_CHECKING:
    from schemas.study.study import Study

RESERVED = {*responses({}, ["stratum", "cluster"]).schema().names, "file_row_number"}
"""Columns of the responses, whose names no question can take."""


class WaveAsking(Asking, title="A question in one wave"):
    """What differs in one wave, and whether its figures continue those before."""

    trend: Literal["break", "continues"] | None = Field(
        None,
        description="Whether its figures continue those before: `break` says that they do not, for a reason that the file does "
        "not show; `continues`, that they do although the wording or who was asked changed.",
    )


class Question(Asking, title="A question"):
    """One question: where it stands, what its cells mean, and who was asked."""

    label: Text = Field("", description="Its name for readers. Without it, the question's key.")
    sources: dict[Name, Asking] = Field(
        {},
        description="What differs in a source, by source; it replaces that part of the question. Answers keep their names.",
    )
    waves: dict[WaveName, WaveAsking] = Field(
        {},
        description="What differs in a wave, by wave; it replaces that part of the question. Answers keep their names.",
    )


def answer_names(study: "Study", asking: Asking) -> list[str]:
    """The answers (or options) that `asking` offers, best first as the file has them."""
    if asking.scale is not None:
        return list(study.scales.get(asking.scale, {}))
    if asking.numbers is not None:
        return [str(number) for number in range(asking.numbers[1], asking.numbers[0] - 1, -1)]
    return list(asking.answers or asking.bands or asking.options or {})


def asking_in(question: Question, wave: str, source: str) -> Asking:
    """`question` with what differs in `source` and in `wave` laid over it."""
    asking = Asking.model_construct(**{name: getattr(question, name) for name in Asking.model_fields})  # checked before
    for part in (question.sources.get(source), question.waves.get(wave)):
        if part is None:
            continue
        differs: dict[str, Any] = {name: getattr(part, name) for name in Asking.model_fields}
        given: dict[str, Any] = {name: value for name, value in differs.items() if value is not None}
        for name in {"at", "text"} & set(given):
            before = {} if "" in given[name] else getattr(asking, name) or {}
            given[name] = {**before, **given[name]}
        replaced = dict.fromkeys(KINDS) if set(KINDS) & set(given) else {}
        asking = asking.model_copy(update={**replaced, **given})
    return asking


def answer_problems(study: "Study", path: Path, question: str, answers: Iterable[str]) -> Iterator[Problem]:
    """The question exists and has these answers."""
    if question not in study.questions:
        yield from missing(path, "question", question, study.questions)
        return
    for answer in answers:
        yield from missing(path, f"answer to {question}", answer, answer_names(study, study.questions[question]))


def question_problems(study: "Study") -> Iterator[Problem]:
    """Questions without answers, with a name that is taken, or that name a source, a wave, a scale or an answer amiss."""
    respondents = study.respondents()
    for name, question in study.questions.items():
        path = ("questions", name)
        if name in RESERVED:
            yield path, "is the name of another column of the responses; give the question another name"
        parts: list[tuple[Path, Asking]] = [(path, question)]
        for source, part in question.sources.items():
            yield from missing((*path, "sources", source), "source", source, respondents)
            parts.append(((*path, "sources", source), part))
            yield from _other_answers((*path, "sources", source), study, question, part)
        for wave, part in question.waves.items():
            yield from missing((*path, "waves", wave), "wave", wave, study.waves)
            parts.append(((*path, "waves", wave), part))
            yield from _other_answers((*path, "waves", wave), study, question, part)
        for place, part in parts:
            yield from _asking(study, place, part)
        if not any((question.scale, question.answers, question.numbers, question.bands, question.options)):
            yield path, "has no answers; add scale, answers, numbers, bands or options"
        elif allows_several(question) and not (question.options or question.answers):
            yield (*path, "at"), "holds several answers; list them under answers"
        elif question.at and question.options:
            yield (
                (*path, "at"),
                "options say their own columns; drop at, or use answers with {joined, by} or {mentions}",
            )


def _other_answers(path: Path, study: "Study", question: Question, part: Asking) -> Iterator[Problem]:
    """What differs may be the cells, never the answers: a metric would look for an answer that is not there."""
    mine, theirs = answer_names(study, question), answer_names(study, part)
    if theirs and mine and theirs != mine:
        yield (
            path,
            f"has the answers {listed(theirs)}, and the question has {listed(mine)}; a changed question needs a name of its own",
        )


def _asking(study: "Study", path: Path, part: Asking) -> Iterator[Problem]:
    respondents = study.respondents()
    if part.scale is not None:
        yield from missing((*path, "scale"), "scale", part.scale, study.scales)
    places = {("at",): part.at or {}} | {("options", option): at for option, at in (part.options or {}).items()}
    for tail, at in places.items():
        for source in at:
            if source:
                yield from missing((*path, *tail), "source of respondents", source, respondents)
            elif len(respondents) != 1 and path[-2] != "sources":
                yield (*path, *tail), f"say in which source: {{{listed(respondents)}}}, each with its column"
    stand = [
        (source, getattr(place, "column", place))
        for at in (part.options or {}).values()
        for source, place in at.items()
    ]
    if twice := sorted({str(place) for source, place in stand if stand.count((source, place)) > 1}):
        yield (*path, "options"), f"has two options in one column, {listed(twice)}; give each option its own"
    for asked, answers in (part.asked or {}).items():
        yield from answer_problems(study, (*path, "asked", asked), asked, answers)


def routing_problems(study: "Study") -> Iterator[Problem]:
    """Questions of which each was asked of those with some answer to the next, round in a circle."""
    for wave, source in product(study.waves, study.respondents() or [""]):
        asked = {name: asking_in(question, wave, source).asked or {} for name, question in study.questions.items()}
        try:
            TopologicalSorter({name: set(routing) & set(asked) for name, routing in asked.items()}).prepare()
        except CycleError as error:
            circle = error.args[1]
            problem = f"the routing runs in a circle ({' → '.join(circle)}); break it at one of them"
            yield ("questions", circle[0], "asked"), problem
            return
