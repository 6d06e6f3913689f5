"""The same gaps by other methods, for those who check ours: one row a gap and segment, beside the fact table, not in it.

Several p-values in one row would invite picking the one that pleases.
"""

import pyarrow as pa

from assets.estimates.difference import number
from assets.estimates.intervals import (
    difference_of_shares,
    fisher_exact,
    interval_base,
    normal_limit,
    normal_test,
    pooled_z,
    student,
    student_test,
    wilson,
)
from assets.estimates.joint import Joint
from assets.gap_fact.gaps import metrics_of, sides_of
from schemas.study import SHARE, SIDES, Study
from schemas.tables.gap_fact import GAP_AUDIT
from schemas.tables.rows import EstimatesRow
from schemas.tables.table import KnownRow, NewRow

SMALL = 50
"""Below this base Fisher's exact test is worth its cost in power."""


def gap_audit(study: Study, estimates: pa.Table, gaps: pa.Table, joint: Joint, origin: dict[str, object]) -> pa.Table:
    """The audit of every gap that has a standard error, in the order of the fact table."""
    found = metrics_of(estimates)
    keys = ("study", "wave", "gap", "segment", "segment_value")
    rows = [
        {key: gap[key] for key in keys}
        | {
            name: number(value)
            for name, value in _audited(gap, *sides_of(gap, found), joint, study.alpha).items()
            if value is not None
        }
        | origin
        for gap in gaps.to_pylist()
        if gap["gap_se"] is not None
    ]
    return GAP_AUDIT.build(rows)


def _audited(gap: KnownRow, executive: EstimatesRow, consumer: EstimatesRow, joint: Joint, alpha: float) -> NewRow:
    estimate, se = gap["gap_estimate"], gap["gap_se"]
    half = float(normal_limit(alpha)) * se
    row: NewRow = {"covariance": joint.covariance(executive, consumer)}
    row |= {"wald_low": estimate - half, "wald_high": estimate + half}
    df = joint.df(executive, consumer)
    if se > 0:
        row |= {"z": estimate / se, "p_normal": normal_test(estimate / se)}
    if se > 0 and df:
        row |= {"t_df": df, "t": estimate / se, "t_p_value": student_test(estimate, se, df)}
        row["t_low"], row["t_high"] = student(estimate, se, df, alpha)
    return row | _shares(executive, consumer, alpha) if gap["unit"] == SHARE else row


def _shares(executive: KnownRow, consumer: KnownRow, alpha: float) -> NewRow:
    sides = (executive, consumer)
    shares = [side["estimate"] for side in sides]
    implied = [float(interval_base(side["estimate"], side["se"], side["n_effective"])) for side in sides]
    row: NewRow = {f"{side}_n_implied": base for side, base in zip(SIDES, implied, strict=True)}
    for name, bases in (("newcombe", implied), ("newcombe_kish", [side["n_effective"] for side in sides])):
        row[f"{name}_low"], row[f"{name}_high"] = _newcombe(shares, bases, alpha)
    row["score_z"] = pooled_z(shares[0], implied[0], shares[1], implied[1])
    row["score_p_value"] = normal_test(row["score_z"])
    hits, n = [side["hits"] for side in sides], [side["n"] for side in sides]
    if None not in hits:
        plain = [hit / base for hit, base in zip(hits, n, strict=True)]
        row["newcombe_unweighted_low"], row["newcombe_unweighted_high"] = _newcombe(plain, n, alpha)
        if min(n) < SMALL:
            row["fisher_p_value"] = fisher_exact(hits[0], n[0], hits[1], n[1])
    return row


def _newcombe(shares: list[float], bases: list[float], alpha: float) -> tuple[float, float]:
    (a, b), (n, m) = shares, bases
    low, high = difference_of_shares((a, *wilson(a, n, alpha)), (b, *wilson(b, m, alpha)))
    return float(low), float(high)
