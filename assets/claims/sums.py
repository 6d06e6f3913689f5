"""What cannot be right beside a claim: the sums of others that state the same, and what else was printed for it."""

from fractions import Fraction
from itertools import product

from assets.claims.questions import asked_alike
from assets.claims.reading import Claim, figures_also_printed, terms
from assets.estimates.span import Span, least_answering

MOST_COUNTS = 3
"""Up to so many counts of each figure are tried one by one; with more, rounding decides as well."""
NOTHING = Span(Fraction(0), Fraction(0))


def contradicted(ledger: dict[str, Claim], unanswered: float) -> dict[str, list[str]]:
    """For each claim, the others and the printed figures that cannot be right beside it.

    `unanswered`: the largest share of those asked who may not have answered.
    """
    found: dict[str, list[str]] = {name: [] for name in ledger}
    for claim in ledger.values():
        for column in ("same_question_as", "derived_from"):
            expression = claim.row[column]
            if expression and not _agrees(claim, column, ledger, unanswered):
                found[claim.name].append(expression)
                members = [word for _, word in terms(expression) if word in ledger]
                for member in members:
                    others = " + ".join(other for other in members if other != member)
                    found[member].append(f"{claim.name} (with {others})" if others else claim.name)
        for printed in figures_also_printed(claim.row):
            if not claim.span.holds(Fraction(printed)):
                found[claim.name].append(f"{printed} (also printed)")
    return {name: list(dict.fromkeys(others)) for name, others in found.items()}


def _agrees(claim: Claim, column: str, ledger: dict[str, Claim], unanswered: float) -> bool:
    """Whether the claim and its sum can both be right: by rounding, and by counts where all have one base."""
    signed = terms(claim.row[column])
    if column == "same_question_as" and not asked_alike(claim, signed, ledger):
        return True  # people are added, not shares: `conflicts` looks at those
    spans = [_span(word, ledger) if sign > 0 else -_span(word, ledger) for sign, word in signed]
    if not sum(spans, start=NOTHING).meets(claim.span):
        return False
    members = [claim, *(ledger[word] for _, word in signed if word in ledger)]
    if len({*(tuple(member.bases[:1]) for member in members)}) > 1 or not all(member.is_whole for member in members):
        return True
    if not claim.bases:
        return True
    counted = any(member.is_counted for member in members)
    if column == "derived_from" and not all(member.is_counted for member in members):
        return True
    most = claim.bases[0]
    bases = range(most if counted else least_answering(most, unanswered), most + 1)
    return any(_counts_agree(claim, signed, ledger, base) for base in bases)


def _counts_agree(claim: Claim, signed: list[tuple[int, str]], ledger: dict[str, Claim], base: int) -> bool:
    choices = [
        [Fraction(100 * k, base) for k in ledger[word].counts(base)] if word in ledger else [Fraction(word)]
        for _, word in signed
    ]
    if any(len(choice) > MOST_COUNTS for choice in choices):
        return True
    sums = (sum(sign * value for (sign, _), value in zip(signed, chosen, strict=True)) for chosen in product(*choices))
    return bool(claim.counts(base)) and any(claim.span.holds(Fraction(value)) for value in sums)


def _span(word: str, ledger: dict[str, Claim]) -> Span:
    return ledger[word].span if word in ledger else Span(Fraction(word), Fraction(word))
