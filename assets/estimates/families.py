"""Many tests at once: p-values adjusted within the family of questions that are asked together."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

import numpy as np

from assets.estimates.difference import ScoreTest, StudentTest
from assets.estimates.intervals import benjamini_hochberg, score_interval, student

NEVER_SIGNIFICANT = ("indicative", "withheld", "base unknown")


def untold(row: dict[str, Any]) -> str | None:
    """Why a difference has no verdict after `adjust` (a code of NO_TEST); None where it has one."""
    if row.get("family") is None:
        return "not_tested"
    return "too_few" if row["reliability"] in NEVER_SIGNIFICANT else None


def families(
    rows: list[dict[str, Any]], p_value: str, family_of: Callable[[dict[str, Any]], str]
) -> dict[str, list[dict[str, Any]]]:
    """The rows that have such a p-value, by family."""
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        if row.get(p_value) is not None:
            found[family_of(row)].append(row)
    return found


def adjust(rows: list[dict[str, Any]], family_of: Callable[[dict[str, Any]], str], alpha: float) -> None:
    """Give each row that has a p_value what `tested` columns say; its `test` goes, for the interval that goes with it.

    A difference that cannot be tested leaves its family; one on a base that is merely indicative is never significant.
    """
    tests = [(row, row.pop("test", None)) for row in rows]
    for family, members in families(rows, "p_value", family_of).items():
        adjusted = benjamini_hochberg(np.array([row["p_value"] for row in members], float))
        confidence = 1 - alpha * max(int((adjusted < alpha).sum()), 1) / len(members)
        for row, p in zip(members, adjusted, strict=True):
            significant = bool(p < alpha) and row["reliability"] not in NEVER_SIGNIFICANT
            row |= {"p_adjusted": float(p), "family": family, "family_size": len(members), "significant": significant}
            row["adjusted_confidence"] = confidence
    _give_intervals([(row, test) for row, test in tests if row.get("p_value") is not None])


def _give_intervals(tested: list[tuple[dict[str, Any], ScoreTest | StudentTest | None]]) -> None:
    """Give each row the differences that its test does not reject at the level which its family leaves."""
    for kind, interval in ((ScoreTest, score_interval), (StudentTest, student)):
        of_kind = [(row, test) for row, test in tested if isinstance(test, kind)]
        if of_kind:
            left = np.array([1 - row["adjusted_confidence"] for row, _ in of_kind])
            lows, highs = map(np.asarray, interval(*np.array([test for _, test in of_kind], float).T, left))
            for (row, _), low, high in zip(of_kind, lows, highs, strict=True):
                row |= {"adjusted_low": float(low), "adjusted_high": float(high)}
