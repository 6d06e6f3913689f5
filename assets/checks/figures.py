"""Checks of figures: whether their bases carry them, and whether claims that were reproduced still are."""

from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from assets.checks.finding import Check, Found, Row
from schemas.refused import listed
from schemas.study import SIDES, Study
from schemas.tables.rows import ClaimsRow, EstimatesRow

TOO_SMALL = ("withheld", "indicative")
"""The marks of bases that are too small for a verdict."""
NOT_COMPUTED = "not computable"


def totals(estimates: pa.Table) -> list[EstimatesRow]:
    """The metrics of whole groups."""
    return estimates.filter((pc.field("kind") == "metric") & (pc.field("segment") == "total")).to_pylist()


def _base_sizes(study: Study, estimates: pa.Table) -> Found:
    """`estimates`: the table. Parts of segments are not looked at: that some are small is what one expects of them."""
    gaps: dict[tuple, list[str]] = {}
    for name, gap in study.gaps.items():
        for side in SIDES:
            gaps.setdefault((side, gap.side(side)), []).append(name)
    found = totals(estimates)
    rows: list[Row] = [
        {
            "group": row["group_name"],
            "metric": row["metric"],
            "base": row["n"],
            "effective": row["n_effective"],
            "reliability": row["reliability"],
            "gaps": listed(gaps.get((row["group_name"], row["metric"]), [])),
        }
        for row in found
        if row["reliability"] in TOO_SMALL
    ]
    words = listed(f"{row['metric']} of {row['group']} ({row['base']}, {row['reliability']})" for row in rows)
    small = f"{len(rows)} of {len(found)} figures have too small a base for a verdict: {words}"
    return (small if rows else f"None of {len(found)} figures has too small a base for a verdict"), rows


@dataclass(frozen=True)
class Ledgers:
    """The claims as they stood before this run, or None, and as they are about to be published."""

    before: list[ClaimsRow] | None
    now: list[ClaimsRow]


def _reproduced_claims(_study: Study, ledgers: Ledgers) -> Found:
    if ledgers.before is None:
        return "There were no claims before this run to compare with", []
    held = {row["claim"] for row in ledgers.before if _reproduced(row)}
    rows: list[Row] = [
        {key: row[key] for key in ("claim", "group_name", "metric", "statement", "computed", "reproduced", "why")}
        for row in ledgers.now
        if row["claim"] in held and not _reproduced(row)
    ]
    words = [f"{row['claim']} ({row['reproduced']})" for row in rows]
    return (
        f"Reproduced before this run and no longer: {listed(words)}"
        if rows
        else "Every claim that was reproduced still is"
    ), rows


def _reproduced(row: ClaimsRow) -> bool:
    return row["reproduced"] != NOT_COMPUTED and not row["reproduced"].startswith("differs")


BASE_SIZES = Check(
    "base_sizes",
    "estimates",
    "No figure of a whole group is withheld or merely indicative by the study's reliability rules.",
    "Ask more people, merge groups, or say with the figure that its base is small: gaps on it get no verdict.",
    _base_sizes,
)
REPRODUCED_CLAIMS = Check(
    "reproduced_claims",
    "claims",
    "Every published figure that was reproduced before this run still is.",
    "Look at what changed since: the export, the study file or the claim itself; gap trace follows a figure back.",
    _reproduced_claims,
)
