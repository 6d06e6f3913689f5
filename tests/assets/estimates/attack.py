"""An outsider's attack, written apart from the protection: who knows the study file and the published rows adds and subtracts them.

Unknown is how many of each kind of people gave each answer. Every published count, and every base, withheld or not, is a sum of
unknowns; a secret is out where it is a sum and difference of these, whatever they are. By elimination modulo a prime.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import combinations, product
from pathlib import Path

import numpy as np

from building import POLL, Ran, built, table

PRIME = 2**31 - 1
LEAST = 10
ROLES = {"executive": "boss", "consumer": "staff"}
Person = dict[str, str]
Who = Callable[[Person], bool]


@dataclass(frozen=True)
class Known:
    """What was asked: people as the export has them, groups, parts of segments, and what each metric counts of which base."""

    people: list[Person]
    groups: dict[str, Who]
    asked: dict[str, str]
    """By group, the question that says who is in it."""
    parts: dict[str, list[str]]
    metrics: dict[str, tuple[str, set[str], set[str]]]
    """Its column, the cells that count, and those of its base."""
    answers: dict[str, set[str]]
    """By column, the cells that are answers."""

    def place(self, segment: str, part: str) -> Who:
        """Who is in a part of a segment: in "all others" of one, in none of them ("")."""
        if segment == "total":
            return lambda _person: True
        if part.startswith("but "):
            return lambda person: person[segment] in self.parts[segment] and person[segment] != part[4:]
        return lambda person: person[segment] == part if part else person[segment] not in self.parts[segment]


class Told:
    """What is told of one column."""

    def __init__(self, known: Known, column: str):
        self.known, self.column = known, column
        kinds = dict.fromkeys(tuple(person[each] for each in ("role", *known.parts)) for person in known.people)
        cells = sorted({person[column] for person in known.people})
        self.place = {(*kind, cell): at for at, (kind, cell) in enumerate(product(kinds, cells))}
        self.rows: dict[bytes, np.ndarray] = {}
        self.pivots: list[int] = []

    def row(self, who: Who, cells: set[str]) -> np.ndarray:
        """The unknowns of the people who gave one of these cells, each once."""
        found = np.zeros(len(self.place), np.int64)
        for kind, at in self.place.items():
            person = dict(zip(("role", *self.known.parts), kind, strict=False))
            found[at] = kind[-1] in cells and who(person)
        return found

    def tell(self, who: Who, cells: set[str]) -> None:
        """A sum that is published."""
        row = self.row(who, cells)
        self.rows[row.tobytes()] = row

    def eliminate(self) -> None:
        """Bring what was told into the form in which each row has a column of its own."""
        basis: list[np.ndarray] = []
        for row in self.rows.values():
            left = self.reduced(row, basis)
            if left.any():
                pivot = int(np.flatnonzero(left)[0])
                left = left * pow(int(left[pivot]), -1, PRIME) % PRIME
                basis = [(each - each[pivot] * left) % PRIME for each in basis]
                basis.append(left)
                self.pivots.append(pivot)
        self.basis = basis

    def reduced(self, row: np.ndarray, basis: list[np.ndarray]) -> np.ndarray:
        """What of a row is not told."""
        left = row % PRIME
        for pivot, each in zip(self.pivots, basis, strict=True):
            if left[pivot]:
                left = (left - left[pivot] * each) % PRIME
        return left

    def is_out(self, who: Who, cells: set[str]) -> bool:
        """Whether a sum follows from those that are published."""
        row = self.row(who, cells)
        return bool(row.any()) and not self.reduced(row, self.basis).any()


def leaks(known: Known, estimates: list[dict], contrasts: list[dict]) -> list[tuple[str, str, str, str, int]]:
    """Each secret that is out: a column's cell, who, and in which part; with how many they are."""
    told = {column: Told(known, column) for column, *_ in known.metrics.values()}
    for row in estimates:
        column, hits, base = answered(known, row)
        who = _both(known.groups[row["group_name"]], known.place(row["segment"], row["segment_value"]))
        told[column].tell(who, base)
        if row["estimate"] is not None:
            told[column].tell(who, hits)
    for row in contrasts:
        column, hits, _ = known.metrics[row["metric"]]
        theirs = f"but {row['segment_value']}" if row["against"] == "all others" else row["against"]
        for part, figure in ((row["segment_value"], "estimate"), (theirs, "against_estimate")):
            if row[figure] is not None:
                told[column].tell(_both(known.groups[row["group_name"]], known.place(row["segment"], part)), hits)
    found = []
    for column, its in told.items():
        its.eliminate()
        for name, part, who in _few(known, column):
            cells = [cell for cell in sorted(known.answers[column]) if its.is_out(who, {cell})]
            found += [(column, cell, name, part, sum(map(who, known.people))) for cell in cells]
    return found


def _few(known: Known, column: str) -> Iterator[tuple[str, str, Who]]:
    """The people of whom nothing may be told: one to nine in the base of some metric, in up to three places of a segment."""
    places = [
        (segment, some)
        for segment, parts in known.parts.items()
        for size in (1, 2, 3)
        for some in combinations([*parts, ""], size)
    ]
    bases = [base for its, _, base in known.metrics.values() if its == column]
    for name, group, asked in _sets(known):
        for segment, part in [("total", ("",)), *places]:
            who = _both(group, _any(*(known.place(segment, each) for each in part)))
            people = [person for person in known.people if who(person)]
            questions = [*asked, *([segment] if segment != "total" and "" in part else [])]
            said = all(any(person[question] for person in people) for question in questions)
            sizes = [sum(person[column] in base for person in people) for base in bases]
            if said and any(0 < size < LEAST for size in sizes):
                yield name, f"{segment} {' or '.join(part)}", who


def _sets(known: Known) -> Iterator[tuple[str, Who, list[str]]]:
    for name, who in known.groups.items():
        yield name, who, []
        others = {other: its for other, its in known.groups.items() if other != name}
        for other, its in others.items():
            yield f"{name} and {other}", _both(who, its), []
            if other in known.asked:
                yield f"{name} but {other}", _both(who, _not(its)), [known.asked[other]]
        sides = [others[side] for side in ROLES if side in others]
        if len(sides) > 1:
            yield f"{name} but both sides", _both(who, *map(_not, sides)), ["role"]


def _both(*those: Who) -> Who:
    return lambda person: all(who(person) for who in those)


def _any(*those: Who) -> Who:
    return lambda person: any(who(person) for who in those)


def _not(who: Who) -> Who:
    return lambda person: not who(person)


def answered(known: Known, row: dict) -> tuple[str, set[str], set[str]]:
    """A row's column, the cells that count, and those of its base."""
    if row["metric"]:
        return known.metrics[row["metric"]]
    column = row["option"] or row["question"]
    return column, {row["answer"]} if not row["option"] else {"x"}, known.answers[column]


def random_study(place: Path, seed: int) -> tuple[Ran, Known]:
    """A study with small parts: overlapping groups, segments with answers in no part and blanks, `keep`, ticks, weights."""
    draw = random.Random(seed)
    parts = {"region": list("ABCD")[: draw.randint(2, 4)], "sex": ["f", "m"], "age": ["young", "old"]}
    parts = dict(list(parts.items())[: draw.randint(2, 3)])
    answers = ["good", "fair", "bad"][: draw.randint(2, 3)]
    owners, blanks, weighted, women = (draw.random() < chance for chance in (0.5, 0.5, 0.4, 0.5))
    people = []
    for _ in range(draw.randint(90, 400)):
        person = {"role": draw.choices(["boss", "staff", "owner"], (2, 8, 0.2 * owners))[0]}
        for segment, listed in parts.items():
            odds = [3.0**-at for at in range(len(listed))]
            person[segment] = draw.choices([*listed, "else", ""], [*odds, 0.03, 0.03 * blanks])[0]
        ticks = {name: draw.choice(["x", ""]) for name in ("tv", "web")}
        people.append(person | {"sat": draw.choice([*answers, "dk"])} | ticks)
    cells = [[f"r{at}", *person.values(), draw.choice((0.5, 1, 2.25))] for at, person in enumerate(people)]
    asked = {group: ("role", role) for group, role in ROLES.items()} | ({"women": ("sex", "f")} if women else {})
    weight = {"weight": {"column": "w", "rake": {"sat": _shares(answers)}, "trim": [0.4, 2.5]}} if weighted else {}
    ran = built(
        place,
        {"poll.csv": table(["id", *people[0], "w"], cells)},
        sources={"poll": POLL | weight},
        groups={name: {"source": "poll", "where": {column: [cell]}} for name, (column, cell) in asked.items()}
        | {"everyone": {"source": "poll"}},
        segments={each: {"of": each, "answers": {part: part for part in listed}} for each, listed in parts.items()},
        questions={
            "role": {"at": "role", "answers": ["boss", "staff", "owner"]},
            **{each: {"at": each, "answers": [*listed, "else"]} for each, listed in parts.items()},
            "sat": {"at": "sat", "answers": answers, "other": {"don't know": "dk"}},
            "seen": {"options": {"tv": "tv", "web": "web"}, "selected": "x", "nothing_ticked": "none of them"},
        },
        metrics={
            "sat": {"of": "sat", "top": 1},
            "sat_all": {"of": "sat", "top": 1, "keep": "don't know"},
            **{name: {"of": "seen", "option": name} for name in ("tv", "web")},
        },
        gaps={"sat": {"metric": "sat", "compare": "same"}},
    )
    groups: dict[str, Who] = {name: _is(column, cell) for name, (column, cell) in asked.items()}
    known = Known(
        people,
        groups | {"everyone": lambda _person: True},
        {name: column for name, (column, _) in asked.items()},
        parts,
        {
            "sat": ("sat", {"good"}, set(answers)),
            "sat_all": ("sat", {"good"}, {*answers, "dk"}),
            **{name: (name, {"x"}, {"x", ""}) for name in ("tv", "web")},
        },
        {"sat": set(answers), "tv": {"x", ""}, "web": {"x", ""}},
    )
    return ran, known


def _is(column: str, cell: str) -> Who:
    return lambda person: person[column] == cell


def _shares(answers: list[str]) -> dict[str, float]:
    return dict(zip(answers, {2: (0.4, 0.6), 3: (0.2, 0.3, 0.5)}[len(answers)], strict=True))
