"""Claims for tests, of one study in which everybody is one group: made from a few words, or printed from known counts."""

from dataclasses import dataclass
from fractions import Fraction
from random import Random

from assets.claims.reading import HEADER, OPTIONAL, Claim
from assets.estimates.span import rounded
from schemas.study import Rounding

UNIT = {0: 1, 1: 10}


def claim(name: str, printed: str, base: int | None = None, rounding: Rounding = "unknown", **row: str) -> Claim:
    """One figure: `printed` as it stands, of `base` people, which are not printed with it unless `base_is` says so."""
    cells = dict.fromkeys((*HEADER, *OPTIONAL), "") | {"base_is": "inferred", "weighted": "no", "group": "everyone"}
    cells |= {
        "claim": name,
        "low": printed,
        "high": printed,
        "segment": "total",
        "segment_value": "all",
        "printed": "figure",
    } | row
    figure = Fraction(printed)
    span = rounded(figure, figure, len(printed.partition(".")[2]), rounding)
    return Claim(cells, figure, figure, span, [base] if base else [], True)


def ledger(*claims: Claim) -> dict[str, Claim]:
    """Them by number."""
    return {claim.name: claim for claim in claims}


def shown(count: int, base: int, digits: int, rounding: str) -> str:
    """The percent as a program prints it; exact, by hand: half_up as spreadsheets do, half_even as R and Python do."""
    whole, rest = divmod(100 * UNIT[digits] * count, base)
    up = 2 * rest > base or (2 * rest == base and (rounding == "half_up" or whole % 2 == 1))
    units = whole + up
    return str(units) if digits == 0 else f"{units // 10}.{units % 10}"


@dataclass(frozen=True)
class Honest:
    """A published study whose counts are known."""

    asked: int
    answered: dict[str, int]
    """By question."""
    counts: dict[str, int]
    """By claim."""
    ledger: dict[str, Claim]


def honest(
    random: Random, digits: int, rounding: str, taken_for: Rounding = "unknown", asked: int | None = None,
    left_out: float = 0.08,
) -> Honest:  # fmt: skip
    """Five questions of 2 to 6 answers, asked of 20 to 500; up to `left_out` of them did not answer one."""
    asked = asked or random.randint(20, 500)
    answered, counts, claims = {}, {}, []
    for question in ("q1", "q2", "q3", "q4", "q5"):
        base = answered[question] = asked - random.randint(0, int(left_out * asked))
        weights = [random.random() + 0.05 for _ in range(random.randint(2, 6))]
        given = random.choices(range(len(weights)), weights, k=base)
        for answer in range(len(weights)):
            name = f"{question}a{answer}"
            counts[name] = given.count(answer)
            text = shown(counts[name], base, digits, rounding)
            claims.append(claim(name, text, asked, taken_for, question=question, adds_to="base"))
    return Honest(asked, answered, counts, ledger(*claims))
