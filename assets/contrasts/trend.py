"""Waves against each other: how far each side and the gap have moved, against the previous wave, a year ago and the first.

A question whose wording or base changed between the waves breaks the trend: its figures are shown, never subtracted.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from assets.contrasts.waves import BEFORE, NOW, Term, Waves
from assets.estimates.difference import difference, number
from assets.estimates.families import adjust, untold
from assets.estimates.intervals import difference_of_shares, student, student_test
from assets.estimates.joint import Joint
from assets.gap_fact.gaps import sides_of
from schemas.study import SHARE, SIDES, Study
from schemas.tables.contrasts import GAP_TREND
from schemas.tables.rows import EstimatesRow, GapFactRow
from schemas.tables.sides import side_of
from schemas.tables.table import BESIDE, RELIABILITY, KnownRow, NewRow, why_no_figure
from schemas.waves import compared_waves, trend_break

Joined = dict[tuple[str, str], Waves]
"""The samples of this wave and of an earlier one, by the earlier wave and the source."""


@dataclass(frozen=True)
class Standing:
    """What stands of one wave: its rows of gap_fact and of the metrics' estimates, and its samples."""

    wave: str
    gaps: list[GapFactRow]
    estimates: dict[tuple, EstimatesRow]
    joint: Joint


def gap_trend(
    study: Study,
    now: Standing,
    before: dict[str, Standing],
    waves: Joined,
    origin: dict[str, object],
) -> pa.Table:
    """The changes of every gap of one wave since each of the waves `before`; `waves` joins the samples of (wave, source)."""
    rows = [
        {"study": study.study, "wave": now.wave, "against": against, "against_wave": wave} | row
        for against, wave in compared_waves(study, now.wave).items()
        if wave in before
        for row in _changes(study, now, before[wave], waves)
    ]
    adjust(rows, lambda row: f"change against {row['against']} by {row['segment']}")
    for row in rows:
        row["no_verdict"] = row.get("no_verdict") or untold(row)
        if row["no_verdict"] is None:
            row["verdict"] = _verdict(row)
    return GAP_TREND.build([row | origin for row in rows])


def _changes(study: Study, now: Standing, before: Standing, waves: Joined) -> Iterator[NewRow]:
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
            row |= {f"{side}_{key}": value for key, value in _side_change(this, then, now, before, waves).items()}
        row |= _gap_change(gap, was, sides, now, before, waves)
        if row.get("gap_change") is None:
            figures = [estimate for pair in sides.values() for estimate in pair]
            beside = gap["compare"] if gap["compare"] in BESIDE else None
            row["no_verdict"] = beside or why_no_figure(*(one.get("withheld") for one in figures))
        yield row


def _side_change(this: EstimatesRow, then: EstimatesRow, now: Standing, before: Standing, waves: Joined) -> NewRow:
    joined = waves.get((before.wave, this["source"]))
    covariance, se = 0.0, None
    if joined and joined.shared and None not in (this["se"], then["se"]):
        terms: list[Term] = [(NOW, 1.0, now.joint.linear(this)), (BEFORE, -1.0, before.joint.linear(then))]
        se = float(np.sqrt(max(joined.variance(terms), 0.0)))
        covariance = joined.covariance((BEFORE, terms[1][2]), (NOW, terms[0][2]))
    found = difference(this, then, covariance, se)
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
    now: Standing,
    before: Standing,
    waves: Joined,
) -> NewRow:
    """The change of the gap: a difference of differences, by Student with the degrees of freedom of its parts."""
    if gap["gap_estimate"] is None or was["gap_estimate"] is None:
        return {}
    change = gap["gap_estimate"] - was["gap_estimate"]
    parts: list[KnownRow] = [estimate for pair in sides.values() for estimate in pair]
    if any(part["se"] is None for part in parts) or None in (gap["gap_se"], was["gap_se"]):
        return {"gap_change": change}
    terms: dict[str, list[Term]] = {}
    variance = gap["gap_se"] ** 2 + was["gap_se"] ** 2
    for side, sign in zip(SIDES, (1.0, -1.0), strict=True):
        then, this = sides[side]
        joined = waves.get((before.wave, this["source"]))
        if joined and joined.shared:
            mine = terms.setdefault(this["source"], [])
            mine += [(NOW, sign, now.joint.linear(this)), (BEFORE, -sign, before.joint.linear(then))]
    if terms:
        apart = sum(part["se"] ** 2 for part in parts if part["source"] not in terms)
        variance = apart + sum(waves[before.wave, source].variance(mine) for source, mine in terms.items())
    se = float(np.sqrt(max(variance, 0.0)))
    spread = [part["se"] ** 4 / part["df"] for part in parts if part["df"]]
    df = sum(part["se"] ** 2 for part in parts) ** 2 / sum(spread) if sum(spread) > 0 else np.nan
    low, high = student(change, se, df)
    if gap["unit"] == SHARE and gap["gap_ci_low"] is not None and was["gap_ci_low"] is not None:
        both = gap["gap_se"] * was["gap_se"]
        correlation = (gap["gap_se"] ** 2 + was["gap_se"] ** 2 - variance) / (2 * both) if both > 0 else 0.0
        intervals = [(row["gap_estimate"], row["gap_ci_low"], row["gap_ci_high"]) for row in (gap, was)]
        low, high = difference_of_shares(*intervals, float(np.clip(correlation, -1, 1)))
    found = {"gap_change": change, "gap_change_se": se, "gap_change_low": low, "gap_change_high": high}
    found |= {"df": df, "p_value": student_test(change, se, df)}
    return {name: number(value) for name, value in found.items()}


def _verdict(row: NewRow) -> str:
    if not row["significant"]:
        return "no_clear_change"
    return "wider" if abs(row["gap_estimate"]) > abs(row["gap_before"]) else "narrower"


def _broken(study: Study, gap: GapFactRow, side: str, before: str, now: str) -> tuple[str, str] | None:
    """Why a side's figures of two waves do not continue each other, and the question that this is about."""
    question = study.metrics[side_of(gap, side)["metric"]].of
    code = trend_break(study, question, study.groups[side].source, before, now)
    return (code, question) if code else None
