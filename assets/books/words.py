"""How figures and gaps are written and said, on a sheet and on a slide."""

from schemas.gap_rows import is_conditional, rounded, units
from schemas.study import CONDITIONAL, DIFFERENCE, NPS, SHARE, SIDES, Reliability, Study
from schemas.tables.table import MARKS

SIDE_BY_SIDE = "side_by_side"
COMPARED = {"same": "same question", "similar": "similar question", SIDE_BY_SIDE: "side by side"}
UNCLEAR = ("no clear difference", "too few to say")
SAMPLINGS = {"opt_in": "an opt-in sample", "purposive": "a purposive sample", "probability": "a probability sample"}
SIGNED, SIGNED_POINTS, PERCENT, ONE_DECIMAL = "+0;-0;0", "+0.0;-0.0;0.0", "0%", "0.0"

Row = dict


def shown(estimate: float, unit: str) -> tuple[float, str]:
    """The number that stands for an estimate in `unit`, and its number format. A difference of shares is in points."""
    if unit == SHARE:
        return estimate, PERCENT
    if unit == DIFFERENCE:
        return 100 * estimate, SIGNED
    return estimate, SIGNED if unit == NPS else ONE_DECIMAL


def points(gap: float, unit: str) -> tuple[float, str]:
    """The same for a gap, or an end of its interval: in percentage points where the figures are percentages."""
    scaled = 100 * gap if unit in (SHARE, DIFFERENCE) else gap
    return scaled, SIGNED if unit in (SHARE, DIFFERENCE, NPS) else SIGNED_POINTS


def written(number: float, form: str) -> str:
    """A number as a spreadsheet or a chart writes it in that format."""
    scaled = rounded(100 * number if form == PERCENT else number, 1 if ".0" in form else 0)
    return f"{scaled}%" if form == PERCENT else f"{scaled:+}" if form[0] == "+" and scaled else str(scaled)


def side_said(row: Row, side: str) -> str:
    """A side's figure with its mark, or why there is none."""
    estimate, mark = row[f"{side}_estimate"], row[f"{side}_reliability"]
    if estimate is None:
        return "withheld" if mark == "withheld" else "no figure"
    return written(*shown(estimate, units(row)[side])) + (MARKS[mark] if mark in ("small base", "indicative") else "")


def verdict(row: Row) -> str:
    """What may be said of a gap, the sides by their names."""
    if row["compare"] == SIDE_BY_SIDE:
        return "Side by side"
    direction = row["direction"] or ("not tested" if row["gap_estimate"] is not None else "not computable")
    for side in SIDES:
        if direction.startswith(f"{side}s "):
            return row[f"{side}_label"] + direction.removeprefix(f"{side}s")
    return direction.capitalize()


def interval_said(row: Row) -> str:
    """The gap with its interval in a sentence's words; conditional where a sample is not random."""
    if row["gap_estimate"] is None:
        return (
            "Two figures on one topic, not subtracted"
            if row["compare"] == SIDE_BY_SIDE
            else "The gap cannot be computed"
        )
    width = written(*points(abs(row["gap_estimate"]), row["unit"])).removeprefix("+")
    said = f"{width} apart" if row["unit"] not in (SHARE, DIFFERENCE, NPS) else f"{width} point{'s' * (width != '1')}"
    if row["gap_ci_low"] is None:
        return f"{said}; no interval"
    ends = row["gap_ci_low"], row["gap_ci_high"]
    turned = (-ends[1], -ends[0]) if row["gap_estimate"] < 0 else ends
    low, high = (written(*points(end, row["unit"])).removeprefix("+").replace("-", "−") for end in turned)
    return f"{said}; {low} to {high} " + ("if both were random samples" if is_conditional(row) else "(95% interval)")


def legend(rules: Reliability) -> list[str]:
    """What each mark of reliability means in this study."""
    if rules.rule == "nchs":
        return [
            "† small base: fewer than 8 degrees of freedom; ‡ indicative: never called significant.",
            "· withheld by the presentation standard of the NCHS, or fewer than "
            f"{rules.withheld} respondents; for other figures than shares the bounds are those of bases.",
        ]
    return [
        f"† small base: an effective base under {rules.small}. "
        f"‡ indicative: under {rules.indicative}, never called significant.",
        f"· withheld: fewer than {rules.withheld} respondents. ? base unknown. – no figure. Empty: not asked there. "
        "A part of a segment in which nobody answered has no column.",
    ]


def methods(study: Study) -> list[str]:
    """The methods in three sentences, and how each source was sampled."""
    sampled = "; ".join(
        f"{name}: {SAMPLINGS.get(source.sampling, 'a census')}" for name, source in study.sources.items()
    )
    lines = [
        "Standard errors are linearised, follow strata and clusters, and take weights as given.",
        "Intervals are 95% intervals: Wilson's for shares and Newcombe's for their differences, on effective bases; "
        "Student's for means and net promoter scores.",
        "P-values are adjusted (Benjamini and Hochberg) for the comparisons that are tested together; intervals are not.",
        f"Samples. {sampled}.",
    ]
    if any(source.sampling in CONDITIONAL for source in study.sources.values()):
        lines.append("Opt-in and purposive samples are not random: intervals and tests hold as if they were.")
    return lines
