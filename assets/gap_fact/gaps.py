"""Gaps from estimates: interval, test, effect and verdict of executive minus consumer."""

import numpy as np
import pyarrow as pa

from assets.estimates.difference import detectable, difference
from assets.estimates.families import NEVER_SIGNIFICANT, adjust, families, untold
from assets.estimates.intervals import benjamini_hochberg
from assets.estimates.joint import Joint
from assets.estimates.sample import TOTAL
from assets.gap_fact.envelope import envelope
from schemas.codebook import wording
from schemas.study import PERCENTAGES, SIDES, Gap, Study, asking_in, place_in
from schemas.tables.gap_fact import GAP_FACT
from schemas.tables.rows import EstimatesRow, GapFactRow
from schemas.tables.sides import side_of
from schemas.tables.summary import NO_TOPIC
from schemas.tables.table import BESIDE, RELIABILITY, NewRow, why_no_figure

CLEAR = {
    ("own_view", True): "executive_higher",
    ("own_view", False): "consumer_higher",
    ("estimate_of_consumers", True): "executive_overestimates",
    ("estimate_of_consumers", False): "executive_underestimates",
}
"""The verdict of a significant gap, by what executives reported and whether their side is higher."""

DIFFERENCE = {
    "estimate": "gap_estimate",
    "se": "gap_se",
    "ci_low": "gap_ci_low",
    "ci_high": "gap_ci_high",
    "p_value": "p_value",
    "df": "df",
    "effect_size": "effect_size",
    "test": "test",
}


def gap_fact(study: Study, wave: str, estimates: pa.Table, joint: Joint, origin: dict[str, object]) -> pa.Table:
    """The gap fact table of one partition, from its estimates table and the samples that hold both sides."""
    found = metrics_of(estimates)
    segments = [TOTAL, *_segment_values(study, list(found.values()))]
    broken_down = {(side, name) for side in SIDES for name in study.segments if _knows(study, wave, side, name)}
    rows = [
        {"study": study.study, "wave": wave, **row, **origin}
        for name in study.gaps
        for segment in segments
        if (row := _gap_row(study, name, found, broken_down, segment, joint))
    ]
    _test_families(rows, study.alpha)
    return GAP_FACT.build(rows)


def _segment_values(study: Study, metrics: list[EstimatesRow]) -> list[tuple[str, str]]:
    seen = dict.fromkeys((row["segment"], row["segment_value"]) for row in metrics)
    return [(segment, value) for segment in study.segments for known, value in seen if known == segment]


def _gap_row(
    study: Study,
    name: str,
    found: dict[tuple, EstimatesRow],
    broken_down: set[tuple],
    segment: tuple[str, str],
    joint: Joint,
) -> NewRow | None:
    """The row of one gap in one segment. A side that does not know the segment is everyone; nobody in it is no row."""
    gap = study.gaps[name]
    having = [side for side in SIDES if segment == TOTAL or (side, segment[0]) in broken_down]
    narrowed = {side: segment if side in having else TOTAL for side in SIDES}
    executive, consumer = (found.get((side, gap.side(side), *narrowed[side])) for side in SIDES)
    if not having or executive is None or consumer is None:
        return None
    units = dict.fromkeys((executive["unit"], consumer["unit"]))
    row: NewRow = {
        "gap": name,
        "label": gap.label or (gap.metric and study.metrics[gap.metric].label) or name.replace("_", " "),
        "topic": gap.topic or NO_TOPIC,
        "segment": segment[0],
        "segment_value": segment[1],
        "segment_sides": "both" if len(having) == 2 else having[0],
        "compare": gap.compare,
        "compare_why": gap.why,
        "unit": " / ".join(units),
        "better": study.metrics[gap.side("consumer")].better,
        "executives_report": gap.executives_report,
        "reliability": max((side["reliability"] for side in (executive, consumer)), key=RELIABILITY.index),
        "sampling": f"{executive['sampling']} / {consumer['sampling']}",
    }
    row |= _side(study, "executive", gap, executive) | _side(study, "consumer", gap, consumer)
    if not gap.is_subtracted:
        return row
    together = joint.covariance(executive, consumer), joint.most_df(executive, consumer)
    apart = difference(executive, consumer, study.alpha, *together)
    row |= {DIFFERENCE[figure]: value for figure, value in apart.items()}
    if gap.equivalent and row["p_value"] is not None:
        row["equivalent"] = gap.equivalent / (100 if row["unit"] in PERCENTAGES else 1)
        row["equivalent_p_value"] = row["test"].beyond(row["equivalent"])
    row |= envelope(executive, consumer, study.printed, study.alpha)
    return row | {"minimum_detectable_gap": detectable(executive, consumer, study.alpha, *together)}


def metrics_of(estimates: pa.Table) -> dict[tuple[str, str, str, str], EstimatesRow]:
    """The metrics' rows of an estimates table, by group, metric, segment and its value."""
    return {
        (row["group_name"], row["metric"], row["segment"], row["segment_value"]): row
        for row in estimates.to_pylist()
        if row["kind"] == "metric"
    }


def sides_of(gap: GapFactRow, found: dict[tuple, EstimatesRow]) -> tuple[EstimatesRow, EstimatesRow]:
    """The estimates that a row of the fact table compares; a side that its segment does not narrow is everyone."""
    segment = gap["segment"], gap["segment_value"]
    executive, consumer = (
        found[side, side_of(gap, side)["metric"], *(segment if gap["segment_sides"] in ("both", side) else TOTAL)]
        for side in SIDES
    )
    return executive, consumer


def _knows(study: Study, wave: str, side: str, segment: str) -> bool:
    """Whether the side's source was asked what the segment is made of."""
    source = study.groups[side].source
    places = asking_in(study.questions[study.segments[segment].of], wave, source).at
    return source in study.respondents() and place_in(places, source) is not None


def _side(study: Study, side: str, gap: Gap, estimate: EstimatesRow) -> NewRow:
    metric = study.metrics[gap.side(side)]
    columns = ("n", "n_weighted", "n_effective", "estimate", "se", "ci_low", "ci_high", "reliability", "withheld")
    words = {"label": estimate["group_label"], "metric": gap.side(side), "base": estimate["base"]}
    words["wording"] = wording(study, metric.of, estimate["wave"], estimate["source"]) + (
        f" ({metric.option})" if metric.option else ""
    )
    return {f"{side}_{name}": value for name, value in words.items()} | {
        f"{side}_{name}": estimate[name] for name in columns
    }


def _test_families(rows: list[NewRow], alpha: float) -> None:
    """Adjust the p-values within each family, the totals of a wave and each segment by itself, and give the verdicts."""
    adjust(rows, _family, alpha)
    for members in families(rows, "equivalent_p_value", _family).values():
        p_values = np.array([row["equivalent_p_value"] for row in members])
        for row, p in zip(members, benjamini_hochberg(p_values), strict=True):
            row["equivalent_p_adjusted"] = float(p)
    for row in rows:
        if row.get("family"):
            apart = row["gap_ci_low"] > 0 or row["gap_ci_high"] < 0
            row["interval_note"] = _interval_note(row["significant"], apart, row["reliability"])
        row["no_verdict"] = _why_none(row)
        if row["no_verdict"] is None:
            higher = row["gap_estimate"] > 0
            clear = CLEAR[str(row["executives_report"]), higher]
            same = row.get("equivalent_p_adjusted", 1.0) < alpha
            row["verdict"] = clear if row["significant"] else "equivalent" if same else "no_clear_difference"


def _family(row: NewRow) -> str:
    return str(row["segment"])


def _why_none(row: NewRow) -> str | None:
    """Why a gap has no verdict; None where it has one."""
    if row["compare"] in BESIDE:
        return str(row["compare"])
    if row.get("gap_estimate") is None:
        return why_no_figure(*(row[f"{side}_withheld"] for side in SIDES))
    return untold(row)


def _interval_note(significant: bool, apart: bool, reliability: object) -> str | None:
    if significant and not apart:
        return "holds_zero"
    if apart and not significant:
        return "leaves_zero_out_base" if reliability in NEVER_SIGNIFICANT else "leaves_zero_out_adjusted"
    return None
