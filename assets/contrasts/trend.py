"""Waves against each other: how far each side and the gap have moved, against the previous wave, a year ago and the first.

A question whose wording or base changed between the waves breaks the trend: its figures are shown, never subtracted.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import sqrt

import numpy as np
import pyarrow as pa

from assets.estimates.difference import StudentTest, difference, number
from assets.estimates.families import adjust, untold
from assets.estimates.intervals import difference_of_shares, satterthwaite, student, student_test
from assets.estimates.joint import Joint
from assets.estimates.together import Together
from assets.gap_fact.gaps import sides_of
from schemas.study import SHARE, SIDES, Study
from schemas.tables.contrasts import GAP_TREND
from schemas.tables.rows import EstimatesRow, GapFactRow
from schemas.tables.sides import side_of
from schemas.tables.table import BESIDE, RELIABILITY, KnownRow, NewRow, why_no_figure
from schemas.waves import compared_waves, trend_break


@dataclass(frozen=True)
class Standing:
    """What stands of one wave: its rows of gap_fact and of the metrics' estimates, and its samples."""

    wave: str
    gaps: list[GapFactRow]
    estimates: dict[tuple, EstimatesRow]
    joint: Joint


class Between:
    """Two waves, and how the figures of one go together with those of the other."""

    def __init__(self, study: Study, before: Standing, now: Standing):
        self._joints = {standing.wave: standing.joint for standing in (before, now)}
        self._together = Together(study, before.joint.parts | now.joint.parts)

    def variance(self, rows: list[tuple[float, EstimatesRow]]) -> float:
        """The variance of a signed sum of estimates; published ones are independent of all others."""
        terms = [(sign, self._joints[row["wave"]].figure(row)) for sign, row in rows if self._is_sampled(row)]
        apart = sum(row["se"] ** 2 for _, row in rows if row["se"] and not self._is_sampled(row))
        return max(apart + self._together.variance(terms), 0.0)

    def covariance(self, a: EstimatesRow, b: EstimatesRow) -> float:
        """The covariance of two estimates."""
        if not self._together.are_joined(_sample(a), _sample(b)):
            return 0.0
        one, other = (self._joints[row["wave"]].figure(row) for row in (a, b))
        return self._together.covariance(one, other)

    def most_df(self, a: EstimatesRow, b: EstimatesRow) -> float | None:
        """Degrees of freedom of the sampling units of both, which a difference has at most; None where they share none."""
        return self._df([a, b]) if self._together.are_joined(_sample(a), _sample(b)) else None

    def clusters_df(self, rows: list[EstimatesRow]) -> float | None:
        """The same of any number of estimates that clusters join."""
        samples = list(map(_sample, rows))
        joined = all(self._together.are_joined(samples[0], other) for other in samples)
        return self._df(rows) if joined and self._together.parts[samples[0]].clustered else None

    def _df(self, rows: list[EstimatesRow]) -> float:
        return self._together.df(*(self._joints[row["wave"]].figure(row) for row in rows))

    def _is_sampled(self, row: EstimatesRow) -> bool:
        return _sample(row) in self._together.parts


def _sample(row: EstimatesRow) -> tuple[str, str]:
    return row["wave"], row["source"]


def gap_trend(study: Study, now: Standing, before: dict[str, Standing], origin: dict[str, object]) -> pa.Table:
    """The changes of every gap of one wave since each of the waves `before`."""
    rows = [
        {"study": study.study, "wave": now.wave, "against": against, "against_wave": wave} | row
        for against, wave in compared_waves(study, now.wave).items()
        if wave in before
        for row in _changes(study, now, before[wave])
    ]
    adjust(rows, lambda row: f"change against {row['against']} by {row['segment']}", study.alpha)
    for row in rows:
        row["no_verdict"] = row.get("no_verdict") or untold(row)
        if row["no_verdict"] is None:
            row["verdict"] = _verdict(row)
    return GAP_TREND.build([row | origin for row in rows])


def _changes(study: Study, now: Standing, before: Standing) -> Iterator[NewRow]:
    between = Between(study, before, now)
    earlier = {(gap["gap"], gap["segment"], gap["segment_value"]): gap for gap in before.gaps}
    for gap in now.gaps:
        was = earlier.get((gap["gap"], gap["segment"], gap["segment_value"]))
        if was is None:
            continue
        row: NewRow = {key: gap[key] for key in ("gap", "label", "topic", "segment", "segment_value", "unit")}
        row["reliability"] = max((gap["reliability"], was["reliability"]), key=RELIABILITY.index)
        row |= {"gap_estimate": gap["gap_estimate"], "gap_before": was["gap_estimate"]}
        sides = {
            side: (then, this)
            for side, then, this in zip(
                SIDES, sides_of(was, before.estimates), sides_of(gap, now.estimates), strict=True
            )
        }
        for side, (then, this) in sides.items():
            row |= {f"{side}_estimate": this["estimate"], f"{side}_before": then["estimate"]}
        broken = [found for side in SIDES if (found := _broken(study, gap, side, before.wave, now.wave))]
        if broken:
            code, question = broken[0]
            yield row | {"broken": code, "broken_question": question, "no_verdict": "broken"}
            continue
        for side, (then, this) in sides.items():
            row |= {f"{side}_{key}": value for key, value in _side_change(this, then, between, study.alpha).items()}
        row |= _gap_change(gap, was, sides, between, study.alpha)
        if row.get("gap_change") is None:
            figures = [estimate for pair in sides.values() for estimate in pair]
            beside = gap["compare"] if gap["compare"] in BESIDE else None
            row["no_verdict"] = beside or why_no_figure(*(one.get("withheld") for one in figures))
        yield row


def _side_change(this: EstimatesRow, then: EstimatesRow, between: Between, alpha: float) -> NewRow:
    found = difference(this, then, alpha)
    if None not in (this["se"], then["se"]):
        se = sqrt(between.variance([(1.0, this), (-1.0, then)]))
        found = difference(this, then, alpha, between.covariance(then, this), between.most_df(then, this), se)
    names = {
        "estimate": "change",
        "se": "change_se",
        "ci_low": "change_low",
        "ci_high": "change_high",
        "p_value": "change_p_value",
    }
    return {mine: found.get(theirs) for theirs, mine in names.items()}


def _gap_change(
    gap: KnownRow,
    was: KnownRow,
    sides: dict[str, tuple[EstimatesRow, EstimatesRow]],
    between: Between,
    alpha: float,
) -> NewRow:
    """The change of the gap: a difference of differences, by Student with the degrees of freedom of its sides' changes."""
    if gap["gap_estimate"] is None or was["gap_estimate"] is None:
        return {}
    change = gap["gap_estimate"] - was["gap_estimate"]
    (executive_then, executive), (consumer_then, consumer) = (sides[side] for side in SIDES)
    signed = [(1.0, executive), (-1.0, executive_then), (-1.0, consumer), (1.0, consumer_then)]
    parts: list[KnownRow] = [part for _, part in signed]
    if any(part["se"] is None for part in parts) or None in (gap["gap_se"], was["gap_se"]):
        return {"gap_change": change}
    variance = between.variance(signed)
    se = sqrt(variance)
    errors = [
        (sqrt(between.variance([(1.0, this), (-1.0, then)])), _df(then, this, between)) for then, this in sides.values()
    ]
    df = float(satterthwaite(*errors[0], *errors[1])) if se > 0 else np.nan
    if (most := between.clusters_df([part for _, part in signed])) is not None:
        df = min(df, most)
    test = StudentTest(change, se, df)
    low, high = student(*test, alpha)
    if gap["unit"] == SHARE and gap["gap_ci_low"] is not None and was["gap_ci_low"] is not None:
        both = gap["gap_se"] * was["gap_se"]
        correlation = (gap["gap_se"] ** 2 + was["gap_se"] ** 2 - variance) / (2 * both) if both > 0 else 0.0
        intervals = [(row["gap_estimate"], row["gap_ci_low"], row["gap_ci_high"]) for row in (gap, was)]
        low, high = difference_of_shares(*intervals, float(np.clip(correlation, -1, 1)))
    found = {"gap_change": change, "gap_change_se": se, "gap_change_low": low, "gap_change_high": high}
    found |= {"df": df, "p_value": student_test(*test)}
    return {name: number(value) for name, value in found.items()} | {"test": test}


def _df(then: EstimatesRow, this: EstimatesRow, between: Between) -> float:
    """Degrees of freedom of a side's change, infinite where nothing scatters."""
    errors = [(part["se"] or 0.0, part["df"] or np.inf) for part in (then, this)]
    known = satterthwaite(*errors[0], *errors[1])
    most = between.most_df(then, this)
    return float(np.nan_to_num(np.fmin(known, np.inf if most is None else most), nan=np.inf))


def _verdict(row: NewRow) -> str:
    """What a tested change comes to. Tested is the gap with its sign: one that changes sides has moved, whatever its width."""
    if not row["significant"]:
        return "no_clear_change"
    if row["gap_estimate"] * row["gap_before"] < 0:
        return "reversed"
    return "wider" if abs(row["gap_estimate"]) > abs(row["gap_before"]) else "narrower"


def _broken(study: Study, gap: GapFactRow, side: str, before: str, now: str) -> tuple[str, str] | None:
    """Why a side's figures of two waves do not continue each other, and the question that this is about."""
    question = study.metrics[side_of(gap, side)["metric"]].of
    code = trend_break(study, question, study.groups[side].source, before, now)
    return (code, question) if code else None
