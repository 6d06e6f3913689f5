"""Conflicts: claims whose printed figures cannot all be, as counts of those who were asked.

A conflict is a smallest set: without any one of its claims the rest can be. It holds always, or only if everybody answered.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from assets.claims.components import Component, components
from assets.claims.programme import solve
from assets.claims.proof import refuted
from assets.claims.questions import Free
from assets.claims.reading import Claim

MOST_MENDS = 2
"""Of so many figures at most it is said that another would mend all."""
ALWAYS, IF_EVERYBODY_ANSWERED = "always", "if everybody answered"


@dataclass(frozen=True)
class Conflict:
    """Claims that cannot all be as printed; none, where that is not settled."""

    about: tuple[str, str, str]
    """Group, segment and its value."""
    claims: tuple[str, ...]
    rule: str | None
    certain: str
    mended_by: tuple[tuple[str, ...], ...] = ()


def conflicts(ledger: dict[str, Claim], unanswered: float) -> list[Conflict]:
    """The conflicts of a ledger, where the share `unanswered` of those asked may not have answered."""
    return [conflict for component in components(ledger) for conflict in _conflicts(component, unanswered)]


def _conflicts(component: Component, unanswered: float) -> Iterator[Conflict]:
    possible = _possible(component, unanswered)
    if possible is not True:
        yield from _sets(component, unanswered, ALWAYS)
    elif unanswered and _possible(component, 0) is not True:
        yield from _sets(component, 0, IF_EVERYBODY_ANSWERED)


def _possible(component: Component, unanswered: float, free: Free = ()) -> bool | None:
    """Whether all figures but those that are `free` can be; None where that is not settled."""
    if not component.has_one_base:
        return solve(component, unanswered, free).feasible
    return bool(component.bases_that_fit(component.bases[0].numbers, unanswered, free).any())


def _sets(component: Component, unanswered: float, certain: str) -> Iterator[Conflict]:
    """The conflicts of a component, no claim in two of them."""
    mended, about = _mends(component, unanswered), component.claims[0].about
    free: set[str] = set()
    while (possible := _possible(component, unanswered, free)) is False:
        others = set(free)
        for claim in component.claims:
            if claim.name not in others and _possible(component, unanswered, {*others, claim.name}) is False:
                others.add(claim.name)
        claims = tuple(claim.name for claim in component.claims if claim.name not in others)
        if not component.has_one_base and not refuted(component, unanswered, others):
            possible = None
            break
        yield Conflict(about, claims, _rule(component, claims, unanswered, others), certain, mended)
        free |= set(claims)
    if possible is None:
        yield Conflict(about, (), None, certain)


def _mends(component: Component, unanswered: float) -> tuple[tuple[str, ...], ...]:
    """The smallest sets of figures that, were they others, would leave no conflict."""
    names = [claim.name for claim in component.claims]
    for size in range(1, MOST_MENDS + 1):
        if found := tuple(some for some in combinations(names, size) if _possible(component, unanswered, some)):
            return found
    return ()


def _rule(component: Component, claims: tuple[str, ...], unanswered: float, free: Free) -> str:
    """What the claims contradict: a count of the base, the sum of a question, one base for all, or who was asked."""
    if len(claims) == 1:
        return "count"
    asked = {component.of(claim) for claim in claims}
    if len(asked) > 1:
        return "asked"
    (question,) = asked
    without_sums = question.fits(question.base.numbers, unanswered, free, sums=False)
    return "sum" if without_sums.any() else "base"
