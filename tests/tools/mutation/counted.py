"""Figures of a table, counted one row at a time: what the study's codes make of cells, without the pipeline.

As much of the study file as the cases use: one column or a block of columns a question, options, routing, weights, and
shares. Everything else raises NotImplementedError, so that nothing is compared by halves.
"""

import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from mutation.naive import Table, Unsound, squeezed
from schemas.study import ANY_TEXT, Metric, Question, Study

Answers = dict[str, str]
"""The answer to each question, or to each option as `question/option`; other codes in angle brackets: `<no answer>`."""
Key = tuple[str | None, ...]
"""Kind, metric or question, option, answer, group."""
TICKED, UNTICKED, NOTHING, UNASKED = "selected", "not selected", "<no answer>", "<not asked>"


NO = {"no", "0", "false", "unchecked", "-1", "n/a"}
"""What a column of ticks cannot mean by one text over and over."""


class Rejected(Exception):
    """A row that breaks a rule."""


@dataclass(frozen=True)
class Counted:
    """Where the rows went, and the base and the figure of each estimate."""

    kept: Counter[tuple]
    """Weight and answers of the rows that count."""
    read: int
    rejected: int
    excluded: int
    figures: dict[Key, tuple[int, float | None]] = field(repr=False)


def counted(table: Table, study: Study) -> Counted:
    """The figures of the one source of `study` in `table`. Raises Unsound where the table lacks what the study names."""
    (source,) = study.sources.values()
    at = {name: _find(table, place) for name, place in _places(study)}
    for name, question in study.questions.items():
        if question.options and not question.selected:
            _ticks_say_yes(
                table, [place for key, places in at.items() if key.split("/")[0] == name for place in places]
            )
    one_id = _only(_find(table, source.respondent))
    weight = None if source.weight in (None, "none") else _only(_find(table, source.weight.column))
    read, blank, unweighted, rejected = len(table.rows), 0, 0, 0
    candidates: list[tuple[str, float, list[str]]] = []
    for row in table.rows:
        who, weighs = squeezed(row[one_id]), 1.0 if weight is None else _number(row[weight])
        if not who and not any(map(squeezed, row)):
            blank += 1
        elif weighs == 0:
            unweighted += 1
        else:
            candidates.append((who, weighs, row))
    people = Counter(who for who, _, _ in candidates)
    kept = []
    for who, weighs, row in candidates:
        try:
            if not who or people[who] > 1 or not weighs > 0:
                raise Rejected
            kept.append((weighs, _answers(study, row, at)))
        except Rejected:
            rejected += 1
    rows = Counter((weighs, *answers.values()) for weighs, answers in kept)
    return Counted(rows, read, rejected, blank + unweighted, dict(_figures(study, kept)))


def _places(study: Study) -> Iterator[tuple[str, str]]:
    for name, question in study.questions.items():
        places = {f"{name}/{option}": place for option, place in (question.options or {}).items()}
        for key, place in (places or {name: question.at}).items():
            if not isinstance(place[""], str):
                raise NotImplementedError(key)
            yield key, place[""]


def _find(table: Table, place: str) -> list[int]:
    """The positions of the columns with this handle."""
    exact = [at for at, handle in enumerate(table.handles) if handle == squeezed(place)]
    pattern = ".*".join(map(re.escape, squeezed(place).split("*")))
    found = exact or [at for at, handle in enumerate(table.handles) if re.fullmatch(pattern, handle, re.DOTALL)]
    if not found or len(exact) > 1:
        raise Unsound(f"{len(found)} columns are called {place!r}")
    return found


def _ticks_say_yes(table: Table, places: list[int]) -> None:
    for place in places:
        texts = {squeezed(row[place]).casefold() for row in table.rows} - {""}
        if len(texts) == 1 and texts <= NO:
            raise Unsound("a column of ticks that all say no")


def _only(found: list[int]) -> int:
    if len(found) != 1:
        raise Unsound("a name of several columns")
    return found[0]


def _number(cell: str) -> float:
    """A decimal number, or one that no row may have."""
    try:
        number = float(cell) if "_" not in cell else math.nan
    except ValueError:
        number = math.nan
    return number if math.isfinite(number) else math.nan


def _answers(study: Study, row: list[str], at: dict[str, list[int]]) -> Answers:
    found: Answers = {}
    for name, question in study.questions.items():
        cells = _cells(study, question)
        keys = [key for key in at if key.split("/")[0] == name]
        for key in keys:
            filled = [cell for cell in (squeezed(row[place]) for place in at[key]) if cell]
            if len(filled) > 1:
                raise Rejected
            found[key] = _meaning(filled[0] if filled else "", cells)
        if question.asked:
            unasked = any(found[other] not in answers for other, answers in question.asked.items())
            for key in keys:
                if unasked and not found[key].startswith("<") and found[key] != UNTICKED:
                    raise Rejected
                found[key] = UNASKED if unasked else found[key]
        if question.options and not question.not_selected and all(found[key] == UNTICKED for key in keys):
            found |= dict.fromkeys(keys, NOTHING)
    return found


def _cells(study: Study, question: Question) -> dict[str, str]:
    """What each cell means; the cell ANY_TEXT stands for any other."""
    if question.options:
        named = {TICKED: question.selected or [ANY_TEXT], UNTICKED: question.not_selected or [""]}
    else:
        named = study.scales[question.scale] if question.scale else question.answers
    if named is None or question.sources or question.waves:
        raise NotImplementedError(question)
    others = {f"<{other}>": cells for other, cells in (question.other or {}).items()}
    return {squeezed(cell): meaning for meaning, cells in {**named, **others}.items() for cell in cells}


def _meaning(cell: str, cells: dict[str, str]) -> str:
    found = cells.get(cell, NOTHING if not cell else cells.get(ANY_TEXT))
    if found is None:
        raise Rejected
    return found


def _figures(study: Study, kept: list[tuple[float, Answers]]) -> Iterator[tuple[Key, tuple[int, float | None]]]:
    for group, described in study.groups.items():
        members = [
            (weight, answers)
            for weight, answers in kept
            if all(answers[question] in among for question, among in described.where.items())
        ]
        for name, metric in study.metrics.items():
            if not metric.groups or group in metric.groups:
                hits, base = _metric(study, metric)
                rows = members if metric.weight is None else [(1.0, answers) for _, answers in members]
                yield ("metric", name, None, None, group), _share(rows, metric.of, hits, base)
        for key, option, answers in _answered(study):
            for answer in answers if option is None else [TICKED]:
                question = key.split("/")[0]
                yield ("answer", question, option, answer, group), _share(members, key, {answer}, set(answers))


def _answered(study: Study) -> Iterator[tuple[str, str | None, list[str]]]:
    for name, question in study.questions.items():
        if question.options:
            yield from ((f"{name}/{option}", option, [TICKED, UNTICKED]) for option in question.options)
        else:
            yield name, None, list(study.scales[question.scale] if question.scale else question.answers or {})


def _metric(study: Study, metric: Metric) -> tuple[set[str], set[str]]:
    """The answers that count for a metric, and those that make its base."""
    question = study.questions[metric.of]
    named = list(study.scales[question.scale] if question.scale else question.answers or {})
    hits = named[: metric.top] if metric.top else list(metric.share or [])
    if not hits or metric.minus:
        raise NotImplementedError(metric)
    return set(hits), {*named, *(f"<{other}>" for other in metric.keep)}


def _share(rows: list[tuple[float, Answers]], key: str, hits: set[str], base: set[str]) -> tuple[int, float | None]:
    asked = [(weight, answers[key] in hits) for weight, answers in rows if answers[key] in base]
    total = math.fsum(weight for weight, _ in asked)
    return len(asked), math.fsum(weight for weight, hit in asked if hit) / total if asked else None
