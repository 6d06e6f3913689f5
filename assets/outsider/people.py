"""Where respondents can be: which groups the study file lets one be in, and in which part of each segment.

How the parts of two segments go together is never published, and counts that agree in each segment can always be put together.
So the counts of each kind of people, one segment beside the other, are all that published figures are sums of.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, product

import numpy as np

from assets.estimates.sample import TOTAL, Domain
from assets.responses.membership import memberships
from schemas.source_wave import SourceWave
from schemas.study import Study, allows_several

Said = dict[str, frozenset[str]]
"""What one said to each question that groups are made by: nothing, one answer, or several."""


@dataclass(frozen=True)
class People:
    """The places of a source's respondents."""

    parts: dict[str, list[str]]
    kinds: list[tuple[frozenset[str], dict[str, str | None]]]
    """Groups that somebody can be in together, with the segments whose part that tells."""

    @cached_property
    def places(self) -> list[tuple[int, str, str | None]]:
        """Kind, segment and part, None: in no part of it."""
        named = [(segment, part) for segment, parts in self.parts.items() for part in (*parts, None)]
        return [
            (kind, *place)
            for kind, (_, told) in enumerate(self.kinds)
            for place in (TOTAL, *named)
            if told.get(place[0], place[1]) == place[1]
        ]

    @cached_property
    def same(self) -> np.ndarray:
        """Sums of places that are zero: the parts of a segment, less all of that kind."""
        found = []
        for kind, segment in product(range(len(self.kinds)), self.parts):
            row = [(at[:2] == (kind, segment)) - (at == (kind, *TOTAL)) * 1.0 for at in self.places]
            found.append(row)
        return np.array(found).reshape(-1, len(self.places))

    def of(self, domain: Domain, others: bool = False) -> np.ndarray:
        """Which places make a domain; with `others`, those of the group who are in another part of its segment."""
        group, segment, part = domain
        parts = [each for each in self.parts[segment] if each != part] if others else [part]
        return np.array(
            [group in self.kinds[kind][0] and at == segment and its in parts for kind, at, its in self.places]
        )


def people(of: SourceWave) -> People:
    """The places that a study file leaves to the respondents of a source."""
    study, parts = of.study, memberships(of).segments
    wheres = {
        group: {question: set(map(str, its)) for question, its in study.groups[group].where.items()}
        for group in of.groups
    }
    part_of = {
        segment: {str(answer): part for part, answers in _merged(study, segment, parts[segment]) for answer in answers}
        for segment in parts
    }
    asked = {question: set() for where in wheres.values() for question in where}
    for question, named in asked.items():
        named |= set().union(*(where.get(question, set()) for where in wheres.values()))
        named |= set().union(*(part_of[segment] for segment in parts if study.segments[segment].of == question))
    kinds: dict[tuple, None] = {}
    for combination in product(*(_sayings(study, question, sorted(named)) for question, named in asked.items())):
        said = dict(zip(asked, combination, strict=True))
        groups = frozenset(
            g for g, where in wheres.items() if all(said[question] & its for question, its in where.items())
        )
        told = {s: part_of[s].get(next(iter(said[of]), "")) for s in parts if (of := study.segments[s].of) in said}
        kinds[groups, tuple(told.items())] = None
    return People(parts, [(groups, dict(told)) for groups, told in kinds])


def _merged(study: Study, segment: str, parts: list[str]) -> Iterable[tuple[str, list[str]]]:
    return (study.segments[segment].answers or {part: [part] for part in parts}).items()


def _sayings(study: Study, question: str, answers: list[str]) -> list[frozenset[str]]:
    most = len(answers) if allows_several(study.questions[question]) else 1
    return [frozenset(some) for size in range(most + 1) for some in combinations(answers, size)]
