"""How often figures of known counts are accused, how often a wrong one is found, and whether the truth is ever excluded."""

from collections.abc import Iterator
from itertools import product
from random import Random
from typing import Literal

import numpy as np

from assets.claims.bases import bases
from assets.claims.conflicts import ALWAYS, conflicts
from assets.claims.programme import solve
from assets.claims.proof import refuted
from assets.claims.questions import questions
from assets.claims.reading import Claim
from tests.tools.forensics.honest import Honest, claim, honest, ledger
from tests.tools.forensics.programmes import by_hand, small_programme

SEED, STUDIES, PROGRAMMES = 20_070_601, 250, 1_000
ROUNDINGS, DIGITS = ("half_up", "half_even"), (0, 1)
STRICT_AT = (200, 800)
"""Bases that have halves without and with a decimal."""
PLANTED_AT = (27, 35, 60, 100, 200, 800)


def measure() -> None:
    """Print what was measured."""
    print("| figures | studies | truth excluded | questions accused | by halves up alone, all answered |")
    print("|---|---|---|---|---|")
    for rounding, digits in product(ROUNDINGS, DIGITS):
        print(f"| {rounding}, {digits} decimals | {STUDIES} |", " | ".join(_honest(rounding, digits)), "|")
    print("\n| ±2 points planted, asked | " + " | ".join(map(str, PLANTED_AT)) + " |")
    print("|---" * (len(PLANTED_AT) + 1) + "|")
    for words, unanswered in (("everybody answered", 0.0), ("up to 20% unanswered", 0.2)):
        print(f"| {words} |", " | ".join(f"{_found(asked, unanswered):.2f}" for asked in PLANTED_AT), "|")
    agreed, feasible = _programmes()
    print(
        f"\nSolver, proof and trying everything agree on {agreed} of {PROGRAMMES} programmes, {feasible} of them feasible."
    )


def _honest(rounding: str, digits: int) -> Iterator[str]:
    random = Random(f"{SEED} {rounding} {digits}")
    studies = [honest(random, digits, rounding) for _ in range(STUDIES)]
    yield str(sum(map(_excluded, studies)))
    asked = sum(len(study.answered) for study in studies)
    accused = sum(_accused(study, 0.2) for study in studies)
    yield f"{accused} of {asked} ({accused / asked:.1%})"
    strict = [honest(random, digits, rounding, "half_up", asked=STRICT_AT[digits], left_out=0) for _ in range(STUDIES)]
    yield f"{sum(bool(conflicts(study.ledger, 0)) for study in strict) / STUDIES:.0%} of studies"


def _excluded(study: Honest) -> bool:
    """Whether a count or a base that is true is said to be impossible."""
    for question in questions(study.ledger):
        answered = study.answered[question.claims[0].row["question"]]
        if not question.allowed(np.array([answered])).all():
            return True
        if any(study.counts[one.name] not in one.counts(answered) for one in question.claims):
            return True
    (found,) = bases(study.ledger, 0.2)
    return found.lowest is None or found.highest is None or not found.lowest <= study.asked <= found.highest


def _accused(study: Honest, unanswered: float) -> int:
    found = [conflict for conflict in conflicts(study.ledger, unanswered) if conflict.certain == ALWAYS]
    return len({study.ledger[name].row["question"] for conflict in found for name in conflict.claims})


def _found(asked: int, unanswered: float) -> float:
    """How often a figure of one of five questions is found that was printed 2 points off."""
    random = Random(f"{SEED} {asked}")
    found = 0
    for _ in range(STUDIES):
        study = honest(random, 0, "half_up", asked=asked, left_out=unanswered)
        wrong = random.choice([one for one in study.ledger.values() if one.low is not None and 2 <= one.low <= 98])
        printed = str(int(wrong.row["low"]) + random.choice([-2, 2]))
        planted = claim(wrong.name, printed, asked, question=wrong.row["question"], adds_to="base")
        found += _accused(_with(study, planted), unanswered) > 0
    return found / STUDIES


def _with(study: Honest, planted: Claim) -> Honest:
    return Honest(study.asked, study.answered, study.counts, study.ledger | ledger(planted))


def _programmes() -> tuple[int, int]:
    random, agreed, feasible = Random(SEED), 0, 0
    for _ in range(PROGRAMMES):
        component, unanswered = small_programme(random)
        possible, low, high = by_hand(component, unanswered)
        signs: tuple[Literal[1, -1], ...] = (1, -1)
        base = component.bases[-1]
        ends = tuple(solve(component, unanswered, seek=(base, sign)).value if possible else None for sign in signs)
        solved = solve(component, unanswered).feasible is possible and ends == (low, high)
        agreed += solved and refuted(component, unanswered) is not possible
        feasible += possible
    return agreed, feasible
