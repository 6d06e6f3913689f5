"""The difference of two estimates of one unit: error, interval, test and effect, as much of it as their bases allow."""

from typing import Any, NamedTuple

import numpy as np

from assets.estimates.intervals import (
    cohen_h,
    detectable_mean_gap,
    detectable_share_gap,
    difference_of_shares,
    hedges_g,
    satterthwaite,
    score_beyond,
    score_test,
    student,
    student_beyond,
    student_test,
)
from schemas.study import SHARE
from schemas.tables.table import KnownRow


class ScoreTest(NamedTuple):
    """What the test of a difference of two shares goes by."""

    p: float
    n: float
    q: float
    m: float
    correlation: float

    def beyond(self, bound: float) -> float:
        """The p-value of sides that are `bound` apart or more: the less sure of two one-sided tests (Schuirmann 1987)."""
        turned = self.q, self.m, self.p, self.n, self.correlation
        return max(score_beyond(*self, -bound), score_beyond(*turned, -bound))


class StudentTest(NamedTuple):
    """What the test of a difference of means goes by."""

    difference: float
    se: float
    df: float

    def beyond(self, bound: float) -> float:
        """The same of means."""
        return student_beyond(-abs(self.difference), self.se, self.df, -bound)


def difference(
    a: KnownRow,
    b: KnownRow,
    alpha: float,
    covariance: float = 0.0,
    most_df: float | None = None,
    se: float | None = None,
) -> dict[str, Any]:
    """`a` minus `b`: estimate, se, ci_low, ci_high, p_value, df and effect_size, each None where it cannot be said, and the test.

    Shares: MOVER on Wilson intervals and the pooled score test; means: Student with Satterthwaite's degrees of freedom, and no
    more than `most_df`, those of the sampling units that the two share. `covariance` is that of the two estimates; `se` the
    error of the difference where it does not follow from theirs.
    The two need estimate, se, df, sd, n_effective, n_interval, ci_low, ci_high and unit of the estimates table's columns.
    """
    p, q = a["estimate"], b["estimate"]
    if p is None or q is None:
        return {}
    found: dict[str, Any] = {"estimate": p - q}
    if a["se"] is None or b["se"] is None:
        return found
    if se is None:
        se = _error(a, b, covariance)
    found["se"] = se
    if a["unit"] == SHARE:
        correlation = _correlation(a, b, covariance)
        sides = [(side["estimate"], side["ci_low"], side["ci_high"]) for side in (a, b)]
        found["ci_low"], found["ci_high"] = difference_of_shares(*sides, correlation)
        test = ScoreTest(p, a["n_interval"], q, b["n_interval"], correlation)
        found["p_value"] = score_test(*test)
        found["effect_size"] = cohen_h(p, q)
    else:
        df = _df(a, b, most_df) if se > 0 else np.nan
        test = StudentTest(p - q, se, df)
        found["ci_low"], found["ci_high"] = student(*test, alpha)
        found |= {"df": df, "p_value": student_test(*test)}
        found["effect_size"] = hedges_g(p - q, a["sd"], a["n_effective"], b["sd"], b["n_effective"])
    return {name: number(value) for name, value in found.items()} | {"test": test}


def detectable(
    a: KnownRow, b: KnownRow, alpha: float, covariance: float = 0.0, most_df: float | None = None
) -> float | None:
    """The smallest difference that shows with 80% power, by the test of `difference` and the errors that it goes by.

    From the share of `b`, or from the scatter of both, never from the difference that was seen.
    """
    if a["se"] is None or b["se"] is None:
        return None
    if a["unit"] == SHARE:
        bases = a["n_interval"], b["n_interval"]
        return number(detectable_share_gap(b["estimate"], *bases, alpha, _correlation(a, b, covariance)))
    return number(detectable_mean_gap(_error(a, b, covariance), _df(a, b, most_df), alpha))


def _error(a: KnownRow, b: KnownRow, covariance: float) -> float:
    return float(np.sqrt(max(a["se"] ** 2 + b["se"] ** 2 - 2 * covariance, 0.0)))


def _df(a: KnownRow, b: KnownRow, most: float | None) -> float:
    found = float(satterthwaite(a["se"], a["df"], b["se"], b["df"]))
    return found if most is None else min(found, most)


def _correlation(a: KnownRow, b: KnownRow, covariance: float) -> float:
    spread = a["se"] * b["se"]
    return float(np.clip(covariance / spread, -1, 1)) if spread > 0 else 0.0


def number(value: Any) -> float | None:
    """A finite number, or None."""
    return float(value) if np.isfinite(value) else None
