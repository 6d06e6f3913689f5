"""For every figure of the few that is withheld: the least and the most that all published figures leave it.

Two tables hold all figures of respondents, `estimates` and `segment_contrast`; the others repeat theirs.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from assets.estimates.sample import Domain
from assets.outsider.people import People, people
from assets.outsider.told import Told
from schemas.measure import Measure, answer_codes, answer_measure, measure
from schemas.source_wave import SourceWave
from schemas.tables.contrasts import REST


@dataclass(frozen=True)
class Figure:
    """What is printed of a share: of whom, their number, and how many of them it counts, None where that is not printed."""

    question: str
    name: str
    measured: Measure
    domain: Domain
    others: bool
    n: int
    hits: int | None
    withheld: str | None

    @property
    def hit(self) -> dict[int, float]:
        """What it counts."""
        return self.measured.scores

    def counts(self, other: "Figure") -> bool:
        """Whether whoever it counts is in the base of another."""
        return {code for code, score in self.hit.items() if score} <= other.base.keys()

    @property
    def base(self) -> dict[int, float]:
        """What it is counted among."""
        return dict.fromkeys(self.measured.scores, 1.0)


@dataclass(frozen=True)
class Left:
    """What an outsider is left with: of a withheld figure, the least and the most that it counts."""

    figure: Figure
    least: int
    most: int
    alone: tuple[int, int]
    """What one printed figure tells by itself: where it is none of 200, it is none of the few among them."""

    @property
    def is_out(self) -> bool:
        """Whether figures together tell it, and none of them does alone."""
        return self.least == self.most and self.alone[0] < self.alone[1]

    def __str__(self) -> str:
        group, segment, part = self.figure.domain
        count = f"{self.least}" if self.least == self.most else f"{self.least} to {self.most}"
        return f"{self.figure.question}: {self.figure.name}, {group}, {segment} {part}: {count} of {self.figure.n}"


def attack(of: SourceWave, estimates: Iterable[dict], contrasts: Iterable[dict]) -> Iterator[Left]:
    """What is left of each withheld share of the few, from the rows of a source's wave. Refused where they cannot all be so."""
    found, at = people(of), defaultdict[str, list[Figure]](list)
    for figure in _figures(of, estimates, contrasts):
        at[figure.measured.variable].append(figure)
    for figures in at.values():
        few = {
            (each.domain, tuple(each.hit.items())): each
            for each in figures
            if each.withheld == "base" and not _is_said_by_belonging(of, each)
        }
        if few:
            told = _told(found, figures)
            for each in few.values():
                least, most = told.ends(found.of(each.domain), each.hit)
                yield Left(each, least, most, _alone(found, each, figures))


def _figures(of: SourceWave, estimates: Iterable[dict], contrasts: Iterable[dict]) -> Iterator[Figure]:
    said = {name: measure(of.study, metric, of.book) for name, metric in of.study.metrics.items()}
    answers = {
        (variable.question, variable.option, variable.labels[code]): answer_measure(variable, code)
        for variable in of.book.values()
        for code in answer_codes(variable)
    }
    for row in estimates:
        name = row["metric"] or row["option"] or row["answer"]
        measured = said[row["metric"]] if row["metric"] else answers[row["question"], row["option"], row["answer"]]
        domain = row["group_name"], row["segment"], row["segment_value"]
        if measured and measured.counts_hits:
            yield Figure(row["question"], name, measured, domain, False, row["n"], row["hits"], row["withheld"])
    weighted = of.described.is_weighted
    for row in contrasts:
        measured, group, segment = said[row["metric"]], row["group_name"], row["segment"]
        if measured and measured.counts_hits and not weighted:
            others = row["against"] == REST
            theirs = row["segment_value"] if others else row["against"]
            for part, its, side in ((row["segment_value"], False, ""), (theirs, others, "against_")):
                n, share = row[f"{side}n"], row[f"{side}estimate"]
                hits = None if share is None else round(share * n)
                yield Figure(
                    of.study.metrics[row["metric"]].of,
                    row["metric"],
                    measured,
                    (group, segment, part),
                    its,
                    n,
                    hits,
                    None,
                )


def _is_said_by_belonging(of: SourceWave, figure: Figure) -> bool:
    """Whether how many are in which group or part, which is printed as their bases, tells it: it is no secret."""
    segment = of.study.segments.get(figure.domain[1])
    asked = {question for group in of.groups for question in of.study.groups[group].where}
    return figure.question in asked | ({segment.of} if segment else set())


def _told(found: People, figures: list[Figure]) -> Told:
    told = Told(found, sorted({code for each in figures for code in each.hit}))
    for each in figures:
        places = found.of(each.domain, each.others)
        told.tell(places, each.base, each.n)
        if each.hits is not None:
            told.tell(places, each.hit, each.hits)
    return told


def _alone(found: People, few: Figure, figures: list[Figure]) -> tuple[int, int]:
    least, most, places = 0, few.n, found.of(few.domain)
    for each in figures:
        if each.domain == few.domain and few.counts(each):
            most = min(most, each.n)
        if each.hits is not None and each.hit == few.hit and _holds(found, each, places):
            least, most = max(least, few.n - (each.n - each.hits)), min(most, each.hits)
    return least, most


def _holds(found: People, figure: Figure, places: np.ndarray) -> bool:
    """Whether a figure is of all these places' people: it has them, or the whole of their kinds."""
    its = found.of(figure.domain, figure.others)
    if figure.domain[1] == "total":
        return {found.places[at][0] for at in np.flatnonzero(places)} <= {
            found.places[at][0] for at in np.flatnonzero(its)
        }
    return bool((its >= places).all())
