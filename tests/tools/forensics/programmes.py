"""Small programmes at random, and what comes out of them when every number is tried: nothing of the product tries here."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from math import ceil
from random import Random

from assets.claims.components import Component, components
from assets.claims.questions import Question
from tests.tools.forensics.honest import claim, ledger, shown


def small_programme(random: Random) -> tuple[Component, float]:
    """A question of two or three answers, and one that was asked of those of the first answer, or of all the others.

    Figures are those of real counts; some are printed a point or two off.
    """
    asked, unanswered = random.randint(4, 14), random.choice([0.0, 0.1, 0.2])
    base_is, of = random.choice(["stated", "inferred"]), random.choice(["those of A", "all but those of A"])
    answered = asked - (random.randint(0, int(asked * unanswered)) if base_is == "inferred" else 0)
    counts = _split(random, answered, random.randint(2, 3))
    base = answered - counts[0] if of.startswith("all") else counts[0]
    parts = {"question": "first", "adds_to": random.choice(["base", "at most base"]), "base_is": base_is}
    first = [claim(f"{'ABC'[at]}", _text(random, count, answered), asked, **parts) for at, count in enumerate(counts)]
    those = {"asked_of": of, "question": "then", "adds_to": random.choice(["base", ""])}
    then = [
        claim("DE"[at], _text(random, count, base), **those)
        for at, count in enumerate(_split(random, base, random.randint(1, 2)))
    ]
    (component,) = components(ledger(*first, *then))
    return component, unanswered


def _split(random: Random, base: int, parts: int) -> list[int]:
    ends = sorted(random.randint(0, base) for _ in range(parts - 1))
    return [high - low for low, high in zip([0, *ends], [*ends, base], strict=True)]


def _text(random: Random, count: int, base: int) -> str:
    printed = int(shown(count, base, 0, random.choice(["half_up", "half_even"]))) if base else 0
    return str(min(max(printed + random.choice([0, 0, 0, 0, 0, -1, 1, 2]), 0), 100))


def by_hand(component: Component, unanswered: float) -> tuple[bool, int | None, int | None]:
    """Whether there is a solution, and the fewest and the most who were asked the second question, by trying all."""
    first, then = component.questions
    asked, is_the_rest = first.base.asked, then.base.is_the_rest
    found = []
    for answered in range(asked if first.is_counted else ceil(asked * (1 - Fraction(str(unanswered)))), asked + 1):
        for counts in _counted(first, answered):
            base = answered - counts[0] if is_the_rest else counts[0]
            least = ceil(base * (1 - Fraction(str(unanswered))))
            if any(any(_counted(then, number)) for number in range(max(least, 1), base + 1)):
                found.append(base)
    return bool(found), min(found, default=None), max(found, default=None)


def _counted(question: Question, answered: int) -> Iterator[tuple[int, ...]]:
    """Counts of the question's claims that are printed as they are and add up."""
    printed = [
        [
            k
            for k in range(answered + 1)
            if abs(Fraction(100 * k, answered) - Fraction(claim.row["low"])) <= Fraction(1, 2)
        ]
        for claim in question.claims
    ]
    for counts in product(*printed):
        total = sum(k for k, claim in zip(counts, question.claims, strict=True) if claim.row["adds_to"])
        whole = any(claim.row["adds_to"] == "base" for claim in question.claims)
        if total == answered if whole else total <= answered:
            yield counts
