"""Sentences: what a row of the fact table says, in plain words and with what limits it.

Three promises. A figure of an opt-in or purposive sample is worded as conditional. Two figures side by side are never
subtracted. A figure that is withheld is said to be withheld.
"""

from collections import Counter
from enum import Enum

from assets.report.evidence import Evidence, Row
from schemas.gap_rows import NOT_RANDOM, SYNTHETIC, by_width, is_conditional, units
from schemas.measure import DIFFERENCE, SHARE
from schemas.study import CONDITIONAL, SIDES, Study

CONDITION = " if both were random samples"
MOST_HEADLINES = 5
MADE_UP = f"{SYNTHETIC} Nothing here is a finding about the world."


class Sense(Enum):
    """What a gap comes to for a reader; each has a word and, in pictures, a shape of its own."""

    WORSE = "worse"
    BETTER = "better"
    APART = "apart"
    UNCLEAR = "no clear difference"
    FEW = "too few to say"
    BESIDE = "side by side, not subtracted"
    WITHHELD = "withheld"
    NONE = "not computable"

    @property
    def is_clear(self) -> bool:
        """Whether the two sides are called different."""
        return self in (Sense.WORSE, Sense.BETTER, Sense.APART)


def sense(row: Row) -> Sense:
    """What a row of the fact table comes to; better and worse are the consumers' side against the executives'."""
    if row["compare"] == "side_by_side":
        return Sense.BESIDE
    if row["gap_estimate"] is None:
        return Sense.WITHHELD if row["reliability"] == "withheld" else Sense.NONE
    if row["significant"] is None:
        return Sense.NONE if row["gap_ci_low"] is None else Sense.UNCLEAR
    if not row["significant"]:
        return Sense.FEW if row["direction"] == Sense.FEW.value else Sense.UNCLEAR
    if row["better"] == "neither":
        return Sense.APART
    return Sense.WORSE if (row["gap_estimate"] > 0) == (row["better"] == "higher") else Sense.BETTER


def lowered(label: str) -> str:
    """A label inside a sentence: Executives become executives, IT managers stay."""
    return label[:1].lower() + label[1:] if label[1:2].islower() else label


def figure(estimate: float | None, unit: str) -> str:
    """One side's figure as it is printed."""
    if estimate is None:
        return "withheld"
    if unit == SHARE:
        return f"{estimate:.0%}"
    shown = f"{100 * estimate:+.0f} points" if unit == DIFFERENCE else f"{estimate:.1f}"
    return shown.replace("-", "−")


def side_figure(row: Row, side: str) -> str:
    """The figure of one side of a gap; sides of unlike units have each its own."""
    return figure(row[f"{side}_estimate"], units(row)[side])


def base(row: Row, side: str) -> str:
    """A side and its base: 35 executives, with the mark of a base that does not carry much."""
    label, n, mark = lowered(row[f"{side}_label"]), row[f"{side}_n"], row[f"{side}_reliability"]
    counted = f"{label}, base unknown" if n is None else f"{n:,} {label}"
    return counted if mark in ("ok", "base unknown") else f"{counted} ({mark})"


def scaled(value: float, unit: str) -> float:
    """A difference as printed: points for shares, else the unit's own."""
    return round(100 * value) + 0 if unit in (SHARE, DIFFERENCE) else round(value, 1) + 0


def points(value: float, unit: str) -> str:
    """A difference with its unit: 32 points, 0.4 on the scale."""
    number = scaled(abs(value), unit)
    if unit in (SHARE, DIFFERENCE):
        return f"{number:.0f} point{'' if number == 1 else 's'}"
    return f"{number:.1f}"


def signed(value: float, unit: str) -> str:
    """A difference with its sign and unit: +32 points."""
    number = scaled(value, unit)
    return f"{'−' if number < 0 else '+' if number > 0 else ''}{points(value, unit)}"


def interval(low: float | None, high: float | None, unit: str, turned: bool = False) -> str:
    """An interval of a difference: 15 to 44. `turned`: of the difference the other way round. Empty where there is none."""
    if low is None or high is None:
        return ""
    ends = (-high, -low) if turned else (low, high)
    digits = 0 if unit in (SHARE, DIFFERENCE) else 1
    shown = [f"{scaled(end, unit):.{digits}f}" for end in ends]
    return " to ".join(end.replace("-", "−") for end in shown)


def apart(row: Row) -> str:
    """How far the two sides are apart, with the interval and its condition, or why there is no such figure."""
    found = sense(row)
    if row["gap_estimate"] is None:
        return found.value
    unit, value = row["unit"], row["gap_estimate"]
    span = interval(row["gap_ci_low"], row["gap_ci_high"], unit, turned=value < 0)
    width = f"{points(value, unit)} apart"
    if not span:
        return f"{width}; no interval can be given"
    return f"{width}; {span}{CONDITION}" if is_conditional(row) else f"{width} ({span})"


def verdict(row: Row) -> str:
    """What may be concluded, in a few words: which side is higher, and whether that is the worse or the better for consumers."""
    found = sense(row)
    if not found.is_clear:
        return found.value
    words = row["direction"]
    for side in SIDES:
        words = words.replace(f"{side}s", lowered(row[f"{side}_label"]))
    return words if found is Sense.APART else f"{words}; {found.value} for {lowered(row['consumer_label'])}"


def sentence(row: Row, evidence: Evidence) -> str:
    """One gap in a sentence or two: both figures, how far apart, and what limits it."""
    executives, consumers = (lowered(row[f"{side}_label"]) for side in SIDES)
    mine, theirs = (side_figure(row, side) for side in SIDES)
    if row["executive_metric"] != row["consumer_metric"]:
        labels = [evidence.metric_label(row[f"{side}_metric"]) for side in SIDES]
        said = f"{mine} of {executives} (“{labels[0]}”) and {theirs} of {consumers} (“{labels[1]}”)"
    elif row["unit"] != SHARE:
        said = f"{mine} for {executives}, {theirs} for {consumers} ({row['unit']})"
    elif row["executives_report"] == "estimate_of_consumers":
        said = f"{mine} of {executives} say so of their {consumers}; {theirs} of {consumers} say so themselves"
    else:
        said = f"{mine} of {executives} say so; {theirs} of {consumers} do"
    said = said.replace("withheld of ", "a withheld share of ")
    measured = evidence.metric_label(row["consumer_metric"])
    if row["executive_metric"] == row["consumer_metric"] and measured.lower() != row["label"].lower():
        said = f"“{measured}”: {said}"
    text = f"{said}: {apart(row)}."
    return text if row["gap_estimate"] is None or sense(row).is_clear else f"{text} {verdict(row).capitalize()}."


def headlines(evidence: Evidence) -> list[Row]:
    """The gaps that a report begins with: the clear ones, widest first."""
    return sorted((row for row in evidence.gaps if sense(row).is_clear), key=by_width)[:MOST_HEADLINES]


def clear_of(rows: list[Row]) -> str:
    """How many of the gaps that may be subtracted are clear: 2 of 3 gaps are clear."""
    compared = [found for row in rows if (found := sense(row)) is not Sense.BESIDE]
    clear = sum(found.is_clear for found in compared)
    return f"{clear} of {len(compared)} gap{' is' if len(compared) == 1 else 's are'} clear"


def tally(rows: list[Row]) -> str:
    """How many gaps there are of each kind: 2 of 3 gaps are clear; 1 too few to say; 5 side by side."""
    if not rows:
        return "The study defines no gaps."
    counts = Counter(sense(row) for row in rows)
    compared = len(rows) - counts[Sense.BESIDE]
    parts = [clear_of(rows)] if compared else []
    parts += [f"{counts[found]} {found.value}" for found in Sense if not found.is_clear and counts[found]]
    return "; ".join(parts) + "."


def is_loose(study: Study) -> bool:
    """Whether some source of the study is no random sample."""
    return any(source.sampling in CONDITIONAL for source in study.sources.values())


def condition(study: Study) -> str:
    """What every interval of the study takes for granted, in a sentence."""
    if not is_loose(study):
        return "Intervals are 95% intervals of random sampling; other errors come on top."
    return NOT_RANDOM
