"""What a study file says to no effect: each key that its models allow where it stands, and that changes nothing there.

A key that waits for more, such as the bound of a check on waves in a study of one wave, has its effect then.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from schemas.refused import listed
from schemas.study.asking import Asking, allows_several, is_block, place_in
from schemas.study.problems import Path, Problem
from schemas.study.questions import Question, answer_names, asking_in

if TYPE_CHECKING:
    from schemas.study.study import Study


def effect_problems(study: "Study") -> Iterator[Problem]:
    """Keys that say nothing, in the order of the file."""
    for name, source in study.respondents().items():
        if source.same_units_as == "none" and len(study.respondents()) == 1:
            yield ("sources", name, "same_units_as"), "says nothing: there is no other source of respondents; drop it"
    yield from _scales(study)
    for name, question in study.questions.items():
        yield from _question(study, ("questions", name), question)
    for name in study.metrics:
        yield from _metric(study, name)
    for name, gap in study.gaps.items():
        if gap.headline and gap.compare == "side_by_side":
            yield ("gaps", name, "headline"), "says nothing: side by side, neither side is clearly higher; drop it"
    for name, pair in study.priorities.items():
        for executive, consumer in pair.same.items():
            if executive == consumer:
                yield (
                    ("priorities", name, "same", executive),
                    "says nothing: answers of one name pair themselves; drop it",
                )
    yield from _whole(study)


def _scales(study: "Study") -> Iterator[Problem]:
    used = {part.scale for question in study.questions.values() for part in _parts(question).values()}
    for scale in study.scales:
        if scale not in used:
            yield ("scales", scale), "says nothing: no question has this scale; name it under one, or drop it"


def _parts(question: Question) -> dict[Path, Asking]:
    """The question, and what differs in it, by where that stands below the question."""
    differs = {"sources": question.sources, "waves": question.waves}
    return {(): question} | {(key, name): part for key, parts in differs.items() for name, part in parts.items()}


def _question(study: "Study", path: Path, question: Question) -> Iterator[Problem]:
    parts = _parts(question)
    options = any(part.options is not None for part in parts.values())
    needed = {
        "selected": (options, "options"),
        "not_selected": (options, "options"),
        "nothing_ticked": (any(map(allows_several, parts.values())), "options, and no joined cell"),
        "several_ticked": (any(map(is_block, parts.values())), "block of columns (a handle with *)"),
    }
    for tail, part in parts.items():
        for key, (has, what) in needed.items():
            if getattr(part, key) is not None and not has:
                yield (*path, *tail, key), f"says nothing here: the question has no {what}; drop it"
        if tail and not part.model_fields_set:
            yield (*path, *tail), "says nothing: here is nothing that differs; drop it"
        places: dict[Path, dict] = {("at",): part.at or {}, ("text",): part.text or {}}
        places |= {("options", option): at for option, at in (part.options or {}).items()}
        for key, by_source in places.items():
            for source in by_source:
                if source and tail[:1] == ("sources",) and source != tail[1]:
                    yield (
                        (*path, *tail, *key),
                        f"says nothing of {source} here, among what differs in {tail[1]}; drop {source}",
                    )
                elif source and source not in study.sources and key == ("text",):
                    yield (
                        (*path, *tail, *key),
                        f"says nothing: there is no source {source!r}; name one of {listed(study.sources)}",
                    )
    first = next(iter(study.waves), None)
    if first in question.waves and question.waves[first].trend is not None:
        yield (*path, "waves", first, "trend"), "says nothing here: no wave is before the first one; drop it"
    respondents = study.respondents()
    if len(respondents) == len(study.sources) and not any(is_asked(study, question, name) for name in respondents):
        yield path, "says nothing: no source has a column of it; say where it stands (at), or drop it"


def is_asked(study: "Study", question: Question, source: str) -> bool:
    """Whether `source` has a column of the question in any wave."""
    asked = [asking_in(question, wave, source) for wave in study.waves]
    return any(place_in(at, source) is not None for one in asked for at in [one.at, *(one.options or {}).values()])


def _metric(study: "Study", name: str) -> Iterator[Problem]:
    metric, path = study.metrics[name], ("metrics", name)
    if metric.of not in study.questions:
        return
    question, respondents = study.questions[metric.of], study.respondents()
    asked = [source for source in respondents if is_asked(study, question, source)]
    if metric.weight and not any(respondents[source].is_weighted for source in asked):
        yield (*path, "weight"), "says nothing: no source that asked it has a weight; drop it"
    meant = {"no answer", *(word for part in _parts(question).values() for word in part.other or {})}
    meant |= {"not asked"} if any(part.asked for part in _parts(question).values()) else set()
    for word in metric.keep if asked else ():
        if word not in meant:
            yield (
                (*path, "keep"),
                f"says nothing: no cell of {metric.of} means {word!r}; say which does under other, or drop it",
            )
    if asked and metric.share and not metric.keep and {*metric.share} >= {*answer_names(study, question)}:
        yield (*path, "share"), f"holds all answers to {metric.of}, which is always 100%; leave one out"
    for group in metric.groups:
        source = study.groups[group].source if group in study.groups else ""
        if source in respondents and source not in asked:
            yield (*path, "groups"), f"says nothing of {group}: {metric.of} was not asked in source {source}; drop it"


def _whole(study: "Study") -> Iterator[Problem]:
    """Keys of the study that need another: how figures were printed, and checks."""
    if study.printed.model_fields_set and not study.claims and len(study.respondents()) == len(study.sources):
        yield ("printed",), "says nothing: there are no claims and no published figures; add them, or drop it"
    weighted = any(source.is_weighted for source in study.respondents().values())
    needed = {
        "weights": (weighted, "weight"),
        "reproduced_claims": (study.claims, "claims"),
        "on_time": (study.expect, "expect"),
    }
    for name in sorted(study.checks.model_fields_set):
        has, what = needed.get(name, (True, ""))
        check = getattr(study.checks, name)
        if not has:
            yield ("checks", name), f"says nothing: it looks at {what}, and there is none; add it, or drop this"
        elif check.severity == "off" and (bounds := check.model_fields_set - {"severity"}):
            yield (
                ("checks", name),
                f"says nothing under {listed(bounds)}: the check is off; drop it, or let the check look",
            )
