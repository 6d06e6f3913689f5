"""Raking: weights under which the answers to some questions have known shares.

Iterative proportional fitting over the cells of the targets (Deming and Stephan 1940), so its cost does not grow with the
respondents. With bounds, weights beyond them are cut to the bound, the excess is spread over the others in proportion, and
the whole is raked again until targets and bounds both hold (Izrael, Battaglia and Frankel 2009).
"""

from typing import NamedTuple

import numpy as np

from schemas.refused import Refused

CLOSE = 1e-12
ROUNDS, TRIMS = 2000, 200


class Raked(NamedTuple):
    """What raking makes of each cell."""

    weights: np.ndarray
    """The weight of one respondent."""
    trimmed: np.ndarray
    """Whether it was cut to a bound in some round; raking again may have moved it off the bound by a little."""


def rake(
    base: np.ndarray,
    count: np.ndarray,
    levels: list[np.ndarray],
    targets: list[np.ndarray],
    trim: tuple[float, float] | None,
    who: str,
) -> Raked:
    """Weights of one respondent in each cell.

    `base`: a respondent's weight before, by cell. `count`: respondents by cell. `levels`: for each target the level of
    each cell, -1 where the respondents did not answer it; they keep their weight for that target. `targets`: for each
    target the share of each level, adding up to 1. `trim`: bounds as multiples of the mean weight. The sum of the weights
    stays. Raises Refused, naming `who`, where targets or bounds cannot be met.
    """
    weights = _fitted(base.astype(float), count, levels, targets, who)
    trimmed = np.zeros(len(weights), dtype=bool)
    if trim is None:
        return Raked(weights, trimmed)
    for _ in range(TRIMS):
        mean = (weights * count).sum() / count.sum()
        low, high = trim[0] * mean, trim[1] * mean
        if weights.min() >= low * (1 - 1e-9) and weights.max() <= high * (1 + 1e-9):
            return Raked(weights, trimmed)
        trimmed |= (weights < low) | (weights > high)
        weights = _fitted(_cut(weights, count, low, high), count, levels, targets, who)
    raise Refused(
        f"{who}: no weights meet the raking targets and stay between {trim[0]:g} and {trim[1]:g} times their mean; widen trim."
    )


def _fitted(
    weights: np.ndarray, count: np.ndarray, levels: list[np.ndarray], targets: list[np.ndarray], who: str
) -> np.ndarray:
    weights = weights.copy()
    for _ in range(ROUNDS):
        worst = 0.0
        for level, target in zip(levels, targets, strict=True):
            answered = level >= 0
            held = np.bincount(level[answered], (weights * count)[answered], len(target))
            worst = max(worst, float(np.abs(held / held.sum() - target).max()))
            weights[answered] *= (target * held.sum() / held)[level[answered]]
        if worst < CLOSE:
            return weights
    raise Refused(
        f"{who}: raking does not settle, the targets contradict each other in this sample; drop a target or merge answers."
    )


def _cut(weights: np.ndarray, count: np.ndarray, low: float, high: float) -> np.ndarray:
    cut = np.clip(weights, low, high)
    free = (weights > low) & (weights < high)
    excess = ((weights - cut) * count).sum()
    held = (cut * count)[free].sum()
    if held > 0:
        cut[free] *= 1 + excess / held
    return cut
