"""Sentences: what a row of the fact table says, in plain words and with what limits it.

Three promises. A figure of an opt-in or purposive sample is worded as conditional. Two figures side by side are never
subtracted. A figure that is withheld is said to be withheld.
"""

from collections import Counter
from enum import Enum

from assets.report.evidence import Evidence, Row
from schemas.gap_rows import NOT_RANDOM, SYNTHETIC, WHOLE_POINTS, by_width, is_conditional, printed, rounded, units
from schemas.study import CONDITIONAL, DIFFERENCE, NPS, SHARE, SIDES, Study

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
    """One side's figure as it is printed: 74%, +12 (a net promoter score), 3.4."""
    if estimate is None:
        return "withheld"
    number = printed(estimate, unit)
    if unit == SHARE:
        return f"{number}%"
    shown = f"{number:+}" if unit in (DIFFERENCE, NPS) else f"{number}"
    return shown.replace("-", "−") + " points" * (unit == DIFFERENCE)


def side_figure(row: Row, side: str) -> str:
    """The figure of one side of a gap, or why there is none; sides of unlike units have each its own."""
    if row[f"{side}_estimate"] is None and row[f"{side}_reliability"] != "withheld":
        return "no figure"
    return figure(row[f"{side}_estimate"], units(row)[side])


def side_interval(row: Row, side: str) -> str:
    """The 95% interval of one side's figure: 58 to 86. Empty where there is none."""
    return interval(row[f"{side}_ci_low"], row[f"{side}_ci_high"], units(row)[side])


def base(row: Row, side: str) -> str:
    """A side and its base: 35 executives, with the mark of a base that does not carry much."""
    label, n, mark = lowered(row[f"{side}_label"]), row[f"{side}_n"], row[f"{side}_reliability"]
    counted = f"{label}, base unknown" if n is None else f"{n:,} {label}"
    return counted if mark in ("ok", "base unknown") else f"{counted} ({mark})"


def bases(row: Row, side: str) -> str:
    """The same with the effective base where that is another: 1,200 consumers, effective base 1,080."""
    n, effective = row[f"{side}_n"], row[f"{side}_n_effective"]
    differs = n is not None and effective is not None and rounded(effective) != n
    return base(row, side) + (f", effective base {rounded(effective):,}" if differs else "")


def points(value: float, unit: str) -> str:
    """A difference without its sign: 32 points, 0.4 on the scale."""
    number = abs(printed(value, unit))
    return f"{number} point{'' if number == 1 else 's'}" if unit in WHOLE_POINTS else f"{number}"


def signed(value: float, unit: str) -> str:
    """A difference with its sign and unit: +32 points."""
    number = printed(value, unit)
    return f"{'−' if number < 0 else '+' if number > 0 else ''}{points(value, unit)}"


def interval(low: float | None, high: float | None, unit: str, turned: bool = False) -> str:
    """An interval: 15 to 44. `turned`: of a difference the other way round. Empty where there is none."""
    if low is None or high is None:
        return ""
    ends = (-high, -low) if turned else (low, high)
    return " to ".join(f"{printed(end, unit)}".replace("-", "−") for end in ends)


def probability(p: float | None) -> str:
    """A p-value as journals print it: .013, below .001, or nothing where there was no test."""
    if p is None:
        return ""
    return "<.001" if p < 0.001 else f"{rounded(p, 3)}".removeprefix("0")


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
    """One gap in a sentence or two: both figures, how far apart, and what limits it.

    Labels of groups stand as they are, beside their figures: not all of them are nouns (“Always vote 90%”).
    """
    sides = [f"{lowered(row[f'{side}_label'])} {side_figure(row, side)}" for side in SIDES]
    labels = [evidence.metric_label(row[f"{side}_metric"]) for side in SIDES]
    if row["executive_metric"] != row["consumer_metric"]:
        sides = [f"{side} (“{label}”)" for side, label in zip(sides, labels, strict=True)]
    if row["executives_report"] == "estimate_of_consumers":
        sides[0] += f" by their estimate of {lowered(row['consumer_label'])}"
    said = ", ".join(sides)
    if row["unit"] != SHARE:
        said += f" ({row['unit']})"
    if row["executive_metric"] == row["consumer_metric"] and labels[1].lower() != row["label"].lower():
        said = f"“{labels[1]}”: {said}"
    text = f"{said}: {apart(row)}."
    if row["gap_estimate"] is not None:
        told = [] if sense(row).is_clear else [verdict(row)]
        told += [row["interval_note"]] if row["interval_note"] else []
        text += f" {': '.join(told).capitalize()}." if told else ""
    return text[0].upper() + text[1:]


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
