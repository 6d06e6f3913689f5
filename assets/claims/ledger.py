"""The claims ledger: what arithmetic and the data say of every published figure. Verdicts are computed, never typed in."""

from fractions import Fraction
from pathlib import Path

import pyarrow as pa

from assets.claims.conflicts import ALWAYS, conflicts
from assets.claims.reading import HEADER, OPTIONAL, Claim, read_claims
from assets.claims.sums import contradicted
from assets.estimates.span import ABOUT, Span, least_answering
from schemas.study import DIFFERENCE, SHARE, Study
from schemas.tables.claims import CLAIMS
from schemas.tables.rows import EstimatesRow
from schemas.tables.table import NewRow

WRITTEN = [key for key in (*HEADER, *OPTIONAL) if key not in ("group", "low", "high", "wave")]
"""The columns of the ledger that stand in the table as they were written."""
MOST_FITS = 5
"""Of so many smaller bases, the largest first, the table says that they would allow a figure."""


def claims(study: Study, wave: str, folder: Path, estimates: pa.Table, origin: dict[str, object]) -> pa.Table:
    """The ledger of one partition. `folder` is the study's. Raises Refused with every row that cannot be read."""
    ledger = claims_of(study, wave, folder)
    found = {_measured(row): row for row in estimates.to_pylist()}
    beside = _beside(ledger, study.printed.unanswered)
    rows = [
        {
            "study": study.study,
            "wave": wave,
            **{key: claim.row[key] or None for key in WRITTEN},
            "group_name": claim.row["group"],
            "low": None if claim.low is None else float(claim.low),
            "high": None if claim.high is None else float(claim.high),
            "attainable_counts": _attainable(claim),
            **_would_fit(claim, study.printed.unanswered),
            **_verdict(claim, study, found.get(_claimed(claim))),
            "conflicts_with": "; ".join(beside[claim.name]) or None,
            **origin,
        }
        for claim in ledger.values()
    ]
    return CLAIMS.build(rows)


def claims_of(study: Study, wave: str, folder: Path) -> dict[str, Claim]:
    """The claims about one wave: those that name it, and those that name none."""
    ledger = read_claims(folder / study.claims, study) if study.claims else {}
    return {name: claim for name, claim in ledger.items() if claim.row["wave"] in ("", wave)}


def _beside(ledger: dict[str, Claim], unanswered: float) -> dict[str, list[str]]:
    """For each claim, what cannot be right beside it: by its own sums, and by the counts of its question and base."""
    found = contradicted(ledger, unanswered)
    for conflict in conflicts(ledger, unanswered):
        for name in conflict.claims if conflict.certain == ALWAYS else ():
            others = " + ".join(other for other in conflict.claims if other != name)
            if others and others not in found[name]:
                found[name].append(others)
    return found


def _measured(row: EstimatesRow) -> tuple:
    """What an estimate is of."""
    what = ("", row["metric"]) if row["kind"] == "metric" else (row["question"], row["option"] or row["answer"])
    return row["group_name"], row["segment"], row["segment_value"], *what


def _claimed(claim: Claim) -> tuple:
    """The same of a claim."""
    row = claim.row
    return *claim.about, *((row["question"], row["answer"]) if row["answer"] else ("", row["metric"]))


def _attainable(claim: Claim) -> str | None:
    if not claim.bases or not claim.is_share:
        return None
    return "; ".join(_counted(claim.span, base) for base in claim.bases)


def _would_fit(claim: Claim, unanswered: float) -> NewRow:
    """What else a figure may be that is no count of any of its bases: of fewer who answered, or said in words."""
    if not claim.bases or not claim.is_share or any(map(claim.counts, claim.bases)):
        return {}
    most = claim.bases[0]
    fewer = [base for base in range(most, least_answering(most, unanswered) - 1, -1) if claim.counts(base)]
    found: NewRow = {"would_fit": "; ".join(_counted(claim.span, base) for base in fewer[:MOST_FITS]) or None}
    if claim.low is not None and claim.low == claim.high and claim.low % 5 == 0:
        in_words = Span(claim.low - ABOUT, claim.low + ABOUT)
        found["in_words"] = _counted(in_words, most) if in_words.counts(most) else None
    return found


def _counted(span: Span, base: int) -> str:
    counts = span.counts(base)
    if not counts:
        return f"none of {base}"
    return f"{counts[0]} of {base}" if len(counts) == 1 else f"{counts[0]} to {counts[-1]} of {base}"


def _verdict(claim: Claim, study: Study, estimate: EstimatesRow | None) -> NewRow:
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
    if claim.span.holds(value):
        verdict = {"reproduced": "yes", "why": "rounds"}
        if study.synthetic:
            verdict = {"reproduced": "by construction (synthetic)", "why": "synthetic"}
        return {"computed": float(value), **verdict}
    low, high = claim.low, claim.high
    apart = max(float(low - value) if low is not None else 0.0, float(value - high) if high is not None else 0.0)
    none = [base for base in claim.bases if not claim.counts(base)]
    why = {"why": "no_such_count", "why_number": none[0]} if none else {"why": "computed", "why_number": estimate["n"]}
    return {"computed": float(value), "reproduced": f"differs by {apart:.1f} points", **why}
