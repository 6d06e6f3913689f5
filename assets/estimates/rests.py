"""Who is left over: the others of a segment's part, whom contrasts show, and those whom nobody shows and anybody can subtract."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

import numpy as np

from assets.estimates.sample import TOTAL, Domain, Sample
from assets.responses.membership import memberships
from schemas.source_wave import SourceWave
from schemas.study import Study

People = np.ndarray
"""Whether the cells of a sample are among them."""
LeftOver = tuple[str, str, str | None]
"""A domain that nobody shows: who, in which part of which segment. None: in no part of it, and no answer is called so."""
SUBTRACTED = 3
"""So many groups are taken from one, each in turn."""


def with_rests(sample: Sample) -> Sample:
    """The sample with one more domain for each answer of a segment: those of the group who gave another."""
    parts = {at: people for at, people in zip(sample.domains, sample.member, strict=True) if at[1:] != TOTAL}
    rests = {}
    for domain in parts:
        others = [people for other, people in parts.items() if other[:2] == domain[:2] and other != domain]
        rests[rest(domain)] = np.logical_or.reduce(others) if others else np.zeros(len(sample.cells), bool)
    return replace(sample, domains=[*sample.domains, *rests], member=np.array([*sample.member, *rests.values()]))


def rest(domain: Domain) -> Domain:
    """The others of a part of a segment."""
    return domain[0], f"{domain[1]} but", domain[2]


def left_over(of: SourceWave, sample: Sample) -> tuple[dict[LeftOver, People], dict[LeftOver, People]]:
    """Those of a group who are in no part of a segment, alone and with each part; and those who are in another group too, or not,
    in every part: whoever is no domain of the sample.

    Who did not say where they belong is no secret: that they are left over tells of no one in particular. Those in no part or
    not in a group are the first only where one of them answered its question with something else, and otherwise the second.
    """
    said = {question: _said(of, sample, question) for question in _questions(of.study)}
    decoded = list(map(memberships(of).decode, sample.cells))
    groups = {group: np.array([group in its for its, _ in decoded]) for group in of.groups}
    places: dict[tuple[str, str | None], tuple[People, list[str]]] = {TOTAL: (np.ones(len(decoded), bool), [])}
    for segment, described in of.study.segments.items():
        parts = [answers.get(segment) for _, answers in decoded]
        for part in dict.fromkeys(parts):
            asked = [described.of] if part is None else []
            places[segment, part] = np.array([each == part for each in parts]), asked
        none = np.array([each is None for each in parts])
        for part in dict.fromkeys(part for part in parts if part is not None and none.any()):
            places[f"{segment} or none", part] = places[segment, part][0] | none, [described.of]
    known, found, nobody = set(sample.domains), dict[LeftOver, People](), dict[LeftOver, People]()
    for who, people, asked in _sets(of.study, groups):
        for place, (inside, also) in places.items():
            left = people & inside
            if (who, *place) not in known and left.any():
                told = all(said[question][left].any() for question in [*asked, *also])
                (found if told else nobody)[who, *place] = left
    return found, nobody


def _sets(study: Study, groups: dict[str, People]) -> Iterator[tuple[str, People, list[str]]]:
    """Sets of people that groups make, and the questions that tell them."""
    for group, people in groups.items():
        yield group, people, []
        others = {name: its for name, its in groups.items() if name != group and (people & its).any()}
        for name, its in others.items():
            if (people & ~its).any() and (its & ~people).any() and name > group:
                yield f"{group} and {name}", people & its, []
        for size in range(1, min(len(others), SUBTRACTED) + 1):
            for names in combinations(others, size):
                asked = {question for name in names for question in study.groups[name].where}
                left = people & ~np.logical_or.reduce([others[name] for name in names])
                yield f"{group} but {', '.join(names)}", left, sorted(asked)


def _questions(study: Study) -> set[str]:
    asked = {question for group in study.groups.values() for question in group.where}
    return asked | {segment.of for segment in study.segments.values()}


def _said(of: SourceWave, sample: Sample, question: str) -> People:
    """Whether anybody in a cell gave an answer to a question, and did not only say that they do not know."""
    variables = [each for each in of.book.values() if each.question == question and each.name in sample.entries]
    people = [sample.people(each.name, list(each.labels)) > 0 for each in variables]
    return np.logical_or.reduce(people) if people else np.zeros(len(sample.cells), bool)
