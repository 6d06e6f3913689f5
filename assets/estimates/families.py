"""Many tests at once: p-values adjusted within the family of questions that are asked together."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

import numpy as np

from assets.estimates.intervals import benjamini_hochberg

ALPHA = 0.05
NEVER_SIGNIFICANT = ("indicative", "withheld", "base unknown")


def untold(row: dict[str, Any]) -> str | None:
    """Why a difference has no verdict after `adjust` (a code of NO_TEST); None where it has one."""
    if row.get("family") is None:
        return "not_tested"
    return "too_few" if row["reliability"] in NEVER_SIGNIFICANT else None


def adjust(rows: list[dict[str, Any]], family_of: Callable[[dict[str, Any]], str]) -> None:
    """Give each row that has a p_value its p_adjusted, family, family_size and significant.

    A difference that cannot be tested leaves its family; one on a base that is merely indicative is never significant.
    """
    families: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        if row.get("p_value") is not None:
            families[family_of(row)].append(row)
    for family, members in families.items():
        adjusted = benjamini_hochberg(np.array([row["p_value"] for row in members], float))
        for row, p in zip(members, adjusted, strict=True):
            significant = bool(p < ALPHA) and row["reliability"] not in NEVER_SIGNIFICANT
            row |= {"p_adjusted": float(p), "family": family, "family_size": len(members), "significant": significant}
