"""The sampling design: strata, their sampling units, and what the scatter between units comes to.

Belongs here: what holds of any design, that of one source or of several taken together. Whose figures they are does not.
"""

from dataclasses import dataclass

import numpy as np

ROUNDING = 1e-13
"""Below this part of what it is left of, a difference is rounding."""


@dataclass(frozen=True)
class Design:
    """How a source was sampled: arrays by stratum, in the order of their names (one stratum, '', where it has none)."""

    strata: list[str]
    units: np.ndarray
    """PSUs of the full sample, whatever they answered."""
    kept: np.ndarray
    """The finite population factor, 1 - sampled / population; 1 where no population is known."""
    unit_stratum: np.ndarray | None = None
    """The stratum of each PSU, where respondents come in clusters."""
    single_psu: str | None = None

    @property
    def is_simple(self) -> bool:
        """One stratum of respondents drawn one by one."""
        return len(self.strata) == 1 and self.unit_stratum is None


def pooled(design: Design, products: np.ndarray, a: np.ndarray, b: np.ndarray, present: np.ndarray) -> np.ndarray:
    """The covariance of two figures: the scatter between PSUs, summed over strata (Särndal, Swensson and Wretman 1992, 3.7).

    From the sums over PSUs of the products of their parts, the sums of each, and whether a stratum has anybody whom they are
    of: arrays of figures by strata. A stratum of one PSU has no scatter: as certain it adds nothing, adjusted it adds its
    distance from the mean of all, and averaged it adds what the others add on average.
    """
    lonely = design.units == 1
    total = np.where(lonely, 0.0, design.kept * _scatter(products, a, b, design.units)).sum(axis=1)
    if design.single_psu == "adjust":
        total += (lonely * design.kept * products).sum(axis=1)
    if design.single_psu == "average":
        strata, missing = present.sum(axis=1), (present & lonely).sum(axis=1)
        total *= np.where(strata > missing, strata / np.maximum(strata - missing, 1), np.nan)
    return total


def _scatter(products: np.ndarray, a: np.ndarray, b: np.ndarray, units: np.ndarray) -> np.ndarray:
    """The scatter of two figures' parts between the PSUs of each stratum, from the sums of their products and of each.

    PSUs that do not differ have none, and no rounding in its place: its root would look like an error.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        apart = products - a * b / units
        return units / (units - 1) * np.where(np.abs(apart) > ROUNDING * np.abs(products), apart, 0.0)
