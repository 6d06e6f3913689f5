"""Components: questions that depend on each other, because a base is a count of another's or they share one that is hidden.

Between components nothing is to be learnt, so each is looked at by itself.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from assets.claims.questions import Base, Free, Question, Sum, questions, same_people
from assets.claims.reading import Claim


@dataclass(frozen=True, eq=False)
class Component:
    """Questions that depend on each other, in the order of the ledger."""

    questions: tuple[Question, ...]
    people: tuple[Sum, ...]

    @property
    def claims(self) -> list[Claim]:
        """Their claims."""
        return [claim for question in self.questions for claim in question.claims]

    @property
    def bases(self) -> list[Base]:
        """Of whom they were asked."""
        return list(dict.fromkeys(question.base for question in self.questions))

    @property
    def has_one_base(self) -> bool:
        """Whether all is asked of the same people, who are nobody's count: then every number of them can be tried."""
        return len(self.bases) == 1 and not self.people and not self.bases[0].count_of

    def bases_that_fit(self, asked: np.ndarray, unanswered: float, free: Free = (), sums: bool = True) -> np.ndarray:
        """Where there is one base: whether every figure but those that are `free` fits so many who were `asked`."""
        return np.logical_and.reduce([question.fits(asked, unanswered, free, sums) for question in self.questions])

    def of(self, claim: str) -> Question:
        """The question that a claim answers."""
        return next(question for question in self.questions if any(claim == other.name for other in question.claims))


def components(ledger: dict[str, Claim]) -> list[Component]:
    """The components of a ledger."""
    asked, people = questions(ledger), same_people(ledger)
    at = {claim.name: number for number, question in enumerate(asked) for claim in question.claims}
    root = list(range(len(asked)))

    def find(number: int) -> int:
        while root[number] != number:
            number = root[number]
        return number

    hidden: dict[Base, int] = {}
    for number, question in enumerate(asked):
        for other in _beside(question, people, at):
            root[find(other)] = find(number)
        if question.base.asked is None:
            root[find(hidden.setdefault(question.base, number))] = find(number)
    together: dict[int, list[Question]] = {}
    for number, question in enumerate(asked):
        together.setdefault(find(number), []).append(question)
    return [
        Component(tuple(group), tuple(link for link in people if find(at[link[0].name]) == number))
        for number, group in together.items()
    ]


def _beside(question: Question, people: list[Sum], at: dict[str, int]) -> Iterator[int]:
    """The questions that a question depends on."""
    if question.base.count_of in at:
        yield at[question.base.count_of]
    for claim, signed in people:
        if claim in question.claims:
            yield from (at[word] for _, word in signed if word in at)
