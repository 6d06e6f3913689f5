"""What a row of the gap fact table says to whoever prints it, in the terminal, in a report, on a sheet or a slide."""

from typing import Any

from schemas.measure import SHARE
from schemas.study import CONDITIONAL, SIDES

SYNTHETIC = "Synthetic: the respondents are made up to illustrate the study."
NOT_RANDOM = "Not random samples: intervals and verdicts hold as if they were."


def by_width(row: dict[str, Any]) -> tuple:
    """The order of gaps: shares first, then unit by unit, the widest first; what has no difference last."""
    gap = row["gap_estimate"]
    return gap is None, row["unit"] != SHARE, row["unit"], -abs(gap or 0), row["gap"]


def units(row: dict[str, Any]) -> dict[str, str]:
    """The unit of each side of a gap; of unlike sides each has its own."""
    both = row["unit"].split(" / ")
    return dict(zip(SIDES, (both[0], both[-1]), strict=True))


def is_conditional(row: dict[str, Any]) -> bool:
    """Whether intervals and verdicts hold only as if the samples had been random."""
    return not set(CONDITIONAL).isdisjoint(row["sampling"].split(" / "))
