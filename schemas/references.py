"""What the parts of a study file say of each other: every name that is used must be defined, and fit.

Each problem is a path in the file and a sentence; `study_file.py` adds the line.
"""

from collections.abc import Iterable, Iterator
from graphlib import CycleError, TopologicalSorter
from itertools import product

from schemas.codebook import allows_several, answer_names, asking_in, place_in
from schemas.measure import NPS_NAMES, metric_unit
from schemas.refused import listed, suggestion
from schemas.study import SIDES, Asking, Metric, Question, Study
from schemas.tables.responses import responses
from schemas.tables.summary import ALL_TOPICS
from schemas.waves import ended

RESERVED = {*responses({}, ["stratum", "cluster"]).schema().names, "file_row_number"}

Problem = tuple[tuple[str | int, ...], str]


def reference_problems(study: Study) -> list[Problem]:
    """Everything in `study` that names something missing or unfit, in the order of the file."""
    return [
        *_groups(study),
        *_segments(study),
        *_wave_columns(study),
        *_weights(study),
        *_questions(study),
        *_routing_circles(study),
        *_metrics(study),
        *_gaps(study),
        *_priorities(study),
        *_rhythm(study),
    ]


def _missing(path: tuple[str | int, ...], kind: str, name: str, names: Iterable[str]) -> Iterator[Problem]:
    names = list(names)
    if name not in names:
        yield path, f"there is no {kind} {name!r}; {suggestion(name, names)}"


def _answers(study: Study, path: tuple[str | int, ...], question: str, answers: Iterable[str]) -> Iterator[Problem]:
    """The question exists and has these answers."""
    if question not in study.questions:
        yield from _missing(path, "question", question, study.questions)
        return
    for answer in answers:
        yield from _missing(path, f"answer to {question}", answer, answer_names(study, study.questions[question]))


def _groups(study: Study) -> Iterator[Problem]:
    for name, group in study.groups.items():
        path = ("groups", name)
        yield from _missing((*path, "source"), "source", group.source, study.sources)
        for question, answers in group.where.items():
            yield from _answers(study, (*path, "where", question), question, answers)
    if study.gaps:
        for name in SIDES:
            if name not in study.groups:
                yield ("groups",), f"the gaps need a group named {name!r}; add it"


def _segments(study: Study) -> Iterator[Problem]:
    for name, segment in study.segments.items():
        path = ("segments", name)
        if name == "total":
            yield path, "is what results for everyone are called; give the segment another name"
        if segment.of in study.questions and allows_several(study.questions[segment.of]):
            yield (*path, "of"), f"{segment.of!r} allows several answers; a segment needs a question with one answer"
        merged = [answer for answers in (segment.answers or {}).values() for answer in answers]
        yield from _answers(study, (*path, "of"), segment.of, merged)
        for answer in {answer for answer in merged if merged.count(answer) > 1}:
            yield (*path, "answers"), f"has {answer!r} in two parts; a respondent is in one"


def _wave_columns(study: Study) -> Iterator[Problem]:
    for name, source in study.respondents().items():
        cells = source.wave.cells if source.wave else {}
        path = ("sources", name, "wave", "cells")
        for wave in cells:
            yield from _missing((*path, wave), "wave", wave, study.waves)
        told = [cell for known in cells.values() for cell in known]
        if twice := sorted({cell for cell in told if told.count(cell) > 1}):
            yield path, f"gives {listed(map(repr, twice))} to two waves; a row belongs to one"
        if cells and (silent := [wave for wave in study.waves if wave not in cells]):
            yield path, f"says nothing of {listed(silent)}; give every wave its cells"


def _weights(study: Study) -> Iterator[Problem]:
    for name, source in study.respondents().items():
        rake = {} if source.weight in (None, "none") else source.weight.rake
        for question, shares in rake.items():
            path = ("sources", name, "weight", "rake", question)
            if question in study.questions:
                asked = study.questions[question]
                if allows_several(asked):
                    yield path, f"{question} allows several answers; a target needs a question with one answer"
                    continue
                if place_in(asking_in(asked, next(iter(study.waves)), name).at, name) is None:
                    yield path, f"{question} was not asked in source {name}; rake to what its respondents answered"
            yield from _answers(study, path, question, shares)
            if question in study.questions:
                for answer in answer_names(study, study.questions[question]):
                    if answer not in shares:
                        yield path, f"the targets of {question} leave out {answer!r}; give every answer its share"
            total = sum(shares.values())
            if abs(total - 1) > 0.001:
                yield path, f"the targets of {question} add up to {total:.4g}; shares must add up to 1"


def _questions(study: Study) -> Iterator[Problem]:
    respondents = study.respondents()
    for name, question in study.questions.items():
        path = ("questions", name)
        if name in RESERVED:
            yield path, "is the name of another column of the responses; give the question another name"
        parts: list[tuple[tuple[str | int, ...], Asking]] = [(path, question)]
        for source, part in question.sources.items():
            yield from _missing((*path, "sources", source), "source", source, respondents)
            parts.append(((*path, "sources", source), part))
            yield from _other_answers((*path, "sources", source), study, question, part)
        for wave, part in question.waves.items():
            yield from _missing((*path, "waves", wave), "wave", wave, study.waves)
            parts.append(((*path, "waves", wave), part))
            yield from _other_answers((*path, "waves", wave), study, question, part)
        for place, part in parts:
            yield from _asking(study, place, part)
        if not any((question.scale, question.answers, question.numbers, question.bands, question.options)):
            yield path, "has no answers; add scale, answers, numbers, bands or options"
        elif allows_several(question) and not (question.options or question.answers):
            yield (*path, "at"), "holds several answers in a cell; list them under answers"
        elif question.at and question.options:
            yield (*path, "at"), "options say their own columns; drop at, or use answers with {joined, by}"


def _other_answers(path: tuple[str | int, ...], study: Study, question: Question, part: Asking) -> Iterator[Problem]:
    """What differs may be the cells, never the answers: a metric would look for an answer that is not there."""
    mine, theirs = answer_names(study, question), answer_names(study, part)
    if theirs and mine and theirs != mine:
        yield (
            path,
            f"has the answers {listed(theirs)}, and the question has {listed(mine)}; a changed question needs a name of its own",
        )


def _asking(study: Study, path: tuple[str | int, ...], part: Asking) -> Iterator[Problem]:
    respondents = study.respondents()
    if part.scale is not None:
        yield from _missing((*path, "scale"), "scale", part.scale, study.scales)
    places = {("at",): part.at or {}} | {("options", option): at for option, at in (part.options or {}).items()}
    for tail, at in places.items():
        for source in at:
            if source:
                yield from _missing((*path, *tail), "source of respondents", source, respondents)
            elif len(respondents) != 1 and path[-2] != "sources":
                yield (*path, *tail), f"say in which source: {{{listed(respondents)}}}, each with its column"
    for asked, answers in (part.asked or {}).items():
        yield from _answers(study, (*path, "asked", asked), asked, answers)


def _routing_circles(study: Study) -> Iterator[Problem]:
    for wave, source in product(study.waves, study.respondents() or [""]):
        asked = {name: asking_in(question, wave, source).asked or {} for name, question in study.questions.items()}
        try:
            TopologicalSorter({name: set(routing) & set(asked) for name, routing in asked.items()}).prepare()
        except CycleError as error:
            circle = error.args[1]
            problem = f"the routing runs in a circle ({' → '.join(circle)}); break it at one of them"
            yield ("questions", circle[0], "asked"), problem
            return


def _metrics(study: Study) -> Iterator[Problem]:
    for name in study.metrics:
        yield from _metric(study, name)


def _metric(study: Study, name: str) -> Iterator[Problem]:
    metric, path = study.metrics.get(name), ("metrics", name)
    if metric is None or metric.of not in study.questions:
        yield from _missing((*path, "of"), "question", metric.of if metric else name, study.questions)
        return
    yield from _statistic(study, path, metric, study.questions[metric.of])
    yield from _less(study, path, metric)
    for group in metric.groups:
        yield from _missing((*path, "groups"), "group", group, study.groups)


def _less(study: Study, path: tuple[str | int, ...], metric: Metric) -> Iterator[Problem]:
    """A metric less another: two of one kind, asked of the same respondents."""
    if not metric.minus:
        return
    other = study.metrics.get(metric.minus)
    if other is None:
        yield from _missing((*path, "minus"), "metric", metric.minus, study.metrics)
    elif other is metric or other.minus or other.base == "mentions":
        yield (*path, "minus"), f"is {metric.minus}, which is itself no plain metric; subtract a plain one"
    elif other.of in study.questions:
        one, two = (metric_unit(study, plain.model_copy(update={"minus": None})) for plain in (metric, other))
        if one != two:
            yield (*path, "minus"), f"subtracts {two} from {one}; only like units subtract"


def _statistic(study: Study, path: tuple[str | int, ...], metric: Metric, question: Question) -> Iterator[Problem]:
    names = answer_names(study, question)
    several = allows_several(question)
    if metric.option is not None:
        if not several:
            yield (*path, "option"), f"{metric.of} allows one answer; use share: [{metric.option}]"
        else:
            yield from _missing((*path, "option"), f"option of {metric.of}", metric.option, names)
        return
    if several:
        yield path, f"{metric.of} allows several answers; name one of them with option"
        return
    for answer in (metric.share or []) + (list(metric.mean) if isinstance(metric.mean, dict) else []):
        yield from _missing(path, f"answer to {metric.of}", answer, names)
    box = metric.top or metric.bottom
    if box and box >= len(names):
        yield path, f"{metric.of} has {len(names)} answers; a box of {box} would hold them all"
    if metric.mean is True and not all(_is_number(answer) for answer in names):
        yield (*path, "mean"), f"the answers to {metric.of} are no numbers; give each its value: {{{names[0]}: 5, …}}"
    if isinstance(metric.mean, dict) and (unvalued := [answer for answer in names if answer not in metric.mean]):
        yield (
            (*path, "mean"),
            f"gives no value to {listed(map(repr, unvalued))}; give every answer of {metric.of} its value",
        )
    if metric.nps and set(names) != NPS_NAMES:
        yield (*path, "nps"), f"{metric.of} is no 0-10 question; a net promoter score needs numbers: [0, 10]"


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _gaps(study: Study) -> Iterator[Problem]:
    for name, gap in study.gaps.items():
        path = ("gaps", name)
        sides = {key: getattr(gap, key) for key in ("metric", "executive", "consumer") if getattr(gap, key)}
        missing = [
            problem
            for key, metric in sides.items()
            for problem in _missing((*path, key), "metric", metric, study.metrics)
        ]
        yield from missing
        for group in SIDES if not missing else ():
            if group in study.groups and (why := _has_no_figure(study, group, study.metrics[gap.side(group)])):
                yield path, f"has no figure of {group}: {why}"
        if gap.topic == ALL_TOPICS:
            yield (*path, "topic"), f"is {ALL_TOPICS!r}, which is what the summary calls them together; write another"
        broken = any(True for metric in sides.values() for _ in _metric(study, metric))
        if missing or broken or gap.compare == "side_by_side":
            continue
        units = [metric_unit(study, study.metrics[gap.side(group)]) for group in SIDES]
        if units[0] != units[1]:
            yield (
                path,
                f"subtracts {units[1]} from {units[0]}; only like units subtract, so write compare: side_by_side",
            )


def _has_no_figure(study: Study, group: str, metric: Metric) -> str | None:
    """Why a gap would stay empty: its side's source does not hold the question, or the metric leaves the group out."""
    source = study.groups[group].source
    if metric.groups and group not in metric.groups:
        return f"the metric is for {listed(metric.groups)} alone"
    if source not in study.respondents() or metric.of not in study.questions:
        return None
    for wave in study.waves:
        asking = asking_in(study.questions[metric.of], wave, source)
        if any(place_in(at, source) is not None for at in [asking.at, *(asking.options or {}).values()]):
            return None
    return f"{metric.of} was not asked in source {source}"


def _priorities(study: Study) -> Iterator[Problem]:
    for name, pair in study.priorities.items():
        path = ("priorities", name)
        for side in SIDES:
            yield from _answers(study, (*path, side), getattr(pair, side), [])
        partners = list(pair.same.values())
        if twice := {partner for partner in partners if partners.count(partner) > 1}:
            yield (*path, "same"), f"pairs {listed(map(repr, sorted(twice)))} twice; an option has one partner"
        for executive, consumer in pair.same.items():
            yield from _answers(study, (*path, "same", executive), pair.executive, [executive])
            yield from _answers(study, (*path, "same", executive), pair.consumer, [consumer])


def _rhythm(study: Study) -> Iterator[Problem]:
    *_, newest = study.waves
    if study.expect and ended(study.waves[newest].fieldwork) is None:
        said = f"the study expects a {study.expect} wave, and this is the last one"
        yield ("waves", newest), f"{said}; say when it was, fieldwork: 2026-03 or 2026-03/2026-05"
