"""The claims ledger: what arithmetic and the data say of every published figure. Verdicts are computed, never typed in.

A study's claims stand in a CSV with the columns of `HEADER`. Figures are percents (or a mean's own points) as printed;
equal `low` and `high` are one figure, an empty end is a bound. `base` holds the numbers to try, the believed one first,
separated by semicolons. `same_question_as` and `derived_from` are sums of claims and numbers: `E4a + E4b`, `100 - C9b`.
"""

import re
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import ceil
from pathlib import Path

import pyarrow as pa

from assets.estimates.sample import TOTAL
from schemas.csv_text import read_rows
from schemas.refused import Refused
from schemas.study import DIFFERENCE, SHARE, Study, metric_unit
from schemas.tables.claims import CLAIMS
from schemas.tables.rows import EstimatesRow

HEADER = [
    "claim", "documents", "group", "metric", "statement", "low", "high", "base", "base_is", "weighted",
    "same_question_as", "derived_from", "also_printed",
]  # fmt: skip
FIGURE = re.compile(r"-?\d+(\.\d+)?")
BASE_IS, WEIGHTED = ("stated", "inferred", "unknown"), ("yes", "no", "unknown")

Span = tuple[Fraction | None, Fraction | None]
"""The values that a printed figure may stand for: from (included) to (not included); None is open."""


@dataclass(frozen=True)
class Claim:
    """One row of the ledger."""

    row: dict[str, str]
    low: Fraction | None
    high: Fraction | None
    half: Fraction
    """Half a unit of the last printed digit."""
    bases: list[int]

    @property
    def name(self) -> str:
        """The claim's number."""
        return self.row["claim"]

    @property
    def span(self) -> Span:
        """What rounds, half up, to the printed figure."""
        return (
            None if self.low is None else self.low - self.half,
            None if self.high is None else self.high + self.half,
        )

    def holds(self, value: Fraction) -> bool:
        """Whether `value` would be printed as this figure."""
        low, high = self.span
        return (low is None or value >= low) and (high is None or value < high)

    def counts(self, base: int) -> range:
        """The counts of `base` that would be printed as this figure."""
        low, high = self.span
        first = 0 if low is None else max(ceil(low * base / 100), 0)
        beyond = base + 1 if high is None else min(ceil(high * base / 100), base + 1)
        return range(first, beyond)


def claims(study: Study, wave: str, folder: Path, estimates: pa.Table, origin: dict[str, object]) -> pa.Table:
    """The ledger of one partition. `folder` is the study's. Raises Refused with every row that cannot be read."""
    ledger = read_claims(folder / study.claims, study) if study.claims else {}
    totals: list[EstimatesRow] = [
        row
        for row in estimates.to_pylist()
        if row["kind"] == "metric" and (row["segment"], row["segment_value"]) == TOTAL
    ]
    found = {(row["group_name"], row["metric"]): row for row in totals}
    conflicts = _conflicts(ledger)
    rows = []
    for claim in ledger.values():
        estimate = found.get((claim.row["group"], claim.row["metric"]))
        rows.append(
            {
                "study": study.study,
                "wave": wave,
                **{key: claim.row[key] or None for key in HEADER if key not in ("group", "low", "high")},
                "group_name": claim.row["group"],
                "low": None if claim.low is None else float(claim.low),
                "high": None if claim.high is None else float(claim.high),
                "attainable_counts": _attainable(claim, study),
                **_verdict(claim, study, estimate),
                "conflicts_with": "; ".join(conflicts[claim.name]) or None,
                **origin,
            }
        )
    return CLAIMS.build(rows)


def read_claims(path: Path, study: Study) -> dict[str, Claim]:
    """The claims in `path` by number, checked against `study`."""
    ledger: dict[str, Claim] = {}
    reasons = []
    for number, row in enumerate(read_rows(path, path.name, HEADER), start=2):
        try:
            claim = _claim(row, study)
            if claim.name in ledger:
                raise ValueError(f"claim {claim.name} stands twice; give one another number")
            ledger[claim.name] = claim
        except ValueError as error:
            reasons.append(f"{path.name}, row {number}: {error}.")
    for claim in ledger.values():
        for column in ("same_question_as", "derived_from"):
            for word in _words(claim.row[column]):
                if not FIGURE.fullmatch(word) and word not in ledger and not reasons:
                    reasons.append(
                        f"{path.name}, claim {claim.name}: {column} names {word!r}, which is no claim; mend the number."
                    )
    if reasons:
        raise Refused(*reasons)
    return ledger


def _claim(row: dict[str, str], study: Study) -> Claim:
    row = {key: (value or "").strip() for key, value in row.items() if key in HEADER}
    if row["group"] not in study.groups:
        raise ValueError(f"there is no group {row['group']!r} in the study; write one of {', '.join(study.groups)}")
    if row["metric"] and row["metric"] not in study.metrics:
        raise ValueError(
            f"there is no metric {row['metric']!r} in the study; add it there, mend the name, or leave it empty"
        )
    for column, words in (("base_is", BASE_IS), ("weighted", WEIGHTED)):
        if row[column] not in words:
            raise ValueError(f"{column} is {row[column]!r}; write {', '.join(words)}")
    if not row["low"] and not row["high"]:
        raise ValueError("has no figure; write low and high")
    ends = [row[key] for key in ("low", "high") if row[key]]
    if bad := [end for end in [*ends, *_printed(row)] if not FIGURE.fullmatch(end)]:
        raise ValueError(f"{bad[0]!r} is no figure; write a number as printed, 57 or 93.7")
    bases = [text.strip() for text in row["base"].split(";") if text.strip()]
    if not all(base.isdigit() and int(base) for base in bases):
        raise ValueError(
            f"the base {row['base']!r} is no number of respondents; write whole numbers, separated by semicolons"
        )
    if not row["claim"]:
        raise ValueError("the claim has no number; give it one")
    digits = max(len(end.partition(".")[2]) for end in ends)
    low, high = (Fraction(row[key]) if row[key] else None for key in ("low", "high"))
    if low is not None and high is not None and low > high:
        raise ValueError(f"low {row['low']} is above high {row['high']}; swap them")
    return Claim(row, low, high, Fraction(1, 2 * 10**digits), [int(base) for base in bases])


def _attainable(claim: Claim, study: Study) -> str | None:
    if not claim.bases:
        return None
    if claim.row["metric"] and metric_unit(study, study.metrics[claim.row["metric"]]) != SHARE:
        return None
    return "; ".join(f"{_span_words(claim.counts(base))} of {base}" for base in claim.bases)


def _span_words(counts: range) -> str:
    if not counts:
        return "none"
    return str(counts[0]) if len(counts) == 1 else f"{counts[0]} to {counts[-1]}"


def _verdict(claim: Claim, study: Study, estimate: EstimatesRow | None) -> dict[str, object]:
    if estimate is None:
        unknown = "_unknown_base" if claim.row["base_is"] == "unknown" else ""
        return {"reproduced": "not computable", "why": f"no_metric{unknown}"}
    if estimate["published"] is not None:
        unknown = "_unknown_base" if estimate["n"] is None else ""
        return {"reproduced": "not computable", "why": f"published{unknown}"}
    if estimate["estimate"] is None:
        why = "none_withheld" if estimate["withheld"] else "none_no_figure"
        return {"reproduced": "not computable", "why": why, "why_number": estimate["n"]}
    scale = 100 if estimate["unit"] in (SHARE, DIFFERENCE) else 1
    value = Fraction(f"{estimate['estimate'] * scale:.9f}")
    if claim.holds(value):
        verdict = {"reproduced": "yes", "why": "rounds"}
        if study.synthetic:
            verdict = {"reproduced": "by construction (synthetic)", "why": "synthetic"}
        return {"computed": float(value), **verdict}
    low, high = claim.low, claim.high
    apart = max(float(low - value) if low is not None else 0.0, float(value - high) if high is not None else 0.0)
    none = [base for base in claim.bases if not claim.counts(base)]
    why = {"why": "no_such_count", "why_number": none[0]} if none else {"why": "computed", "why_number": estimate["n"]}
    return {"computed": float(value), "reproduced": f"differs by {apart:.1f} points", **why}


def _conflicts(ledger: dict[str, Claim]) -> dict[str, list[str]]:
    """For each claim, the others and the printed figures that cannot be right beside it."""
    found: dict[str, list[str]] = {name: [] for name in ledger}
    for claim in ledger.values():
        for expression in filter(None, (claim.row["same_question_as"], claim.row["derived_from"])):
            if not _agrees(claim, expression, ledger):
                found[claim.name].append(expression)
                members = [word for word in _words(expression) if word in ledger]
                for member in members:
                    others = " + ".join(other for other in members if other != member)
                    found[member].append(f"{claim.name} (with {others})" if others else claim.name)
        for printed in _printed(claim.row):
            if not claim.holds(Fraction(printed)):
                found[claim.name].append(f"{printed} (also printed)")
    return {name: list(dict.fromkeys(others)) for name, others in found.items()}


def _printed(row: dict[str, str]) -> list[str]:
    return [text.strip() for text in row["also_printed"].split(";") if text.strip()]


def _agrees(claim: Claim, expression: str, ledger: dict[str, Claim]) -> bool:
    """Whether the claim and the expression can both be right: by counts where all have one base, else by rounding."""
    terms = _terms(expression)
    members = [ledger[word] for _, word in terms if word in ledger]
    base = claim.bases[0] if claim.bases else None
    if base and all(member.bases[:1] == [base] for member in members):
        choices = [
            [Fraction(100 * k, base) for k in ledger[word].counts(base)] if word in ledger else [Fraction(word)]
            for _, word in terms
        ]
        if all(len(choice) <= 3 for choice in choices):
            sums = {
                sum(sign * value for (sign, _), value in zip(terms, chosen, strict=True))
                for chosen in product(*choices)
            }
            return any(claim.holds(Fraction(value)) for value in sums) and bool(claim.counts(base))
    low = high = Fraction(0)
    for sign, word in terms:
        ends = ledger[word].span if word in ledger else (Fraction(word), Fraction(word))
        if ends[0] is None or ends[1] is None:
            return True
        low, high = low + min(sign * ends[0], sign * ends[1]), high + max(sign * ends[0], sign * ends[1])
    mine_low, mine_high = claim.span
    closed = low == high or any(sign < 0 for sign, _ in terms)
    reaches = mine_low is None or high > mine_low or (closed and high == mine_low)
    return (mine_high is None or low < mine_high) and reaches


def _terms(expression: str) -> list[tuple[int, str]]:
    found = re.findall(r"([+-]?)\s*([A-Za-z0-9.]+)", expression)
    return [(-1 if sign == "-" else 1, word) for sign, word in found]


def _words(expression: str) -> list[str]:
    return [word for _, word in _terms(expression)]
