"""What a row of the gap fact table says to whoever prints it, in the terminal, in a report, on a sheet or a slide.

A figure is rounded in one way wherever it is printed, so that no two of them disagree.
"""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from schemas.study import CONDITIONAL, DIFFERENCE, NPS, SHARE, SIDES

SYNTHETIC = "Synthetic: the respondents are made up to illustrate the study."
NOT_RANDOM = "Not random samples: intervals and verdicts hold as if they were."


WHOLE_POINTS = (SHARE, DIFFERENCE, NPS)
"""Units whose figures are printed without decimals; all others have one."""


def rounded(value: float, digits: int = 0) -> Decimal:
    """`value` as a spreadsheet prints it: halves away from zero, no minus zero. 12.5 is 13, and 28.499999999999996 is 29."""
    return Decimal(f"{value:.15g}").quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP) + 0


def printed(value: float, unit: str) -> Decimal:
    """A figure or a difference as it is printed: shares and their differences in percent or points, others in their unit."""
    return rounded(100 * value if unit in (SHARE, DIFFERENCE) else value, 0 if unit in WHOLE_POINTS else 1)


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
