"""What a row of `gap_fact` says: both figures, how far they are apart, what may be concluded, and what limits it.

One object says it to the terminal, the page, the workbook, the deck and the picture in the UI; they lay it out.
"""

from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from schemas.study import CONDITIONAL, SHARE, SIDES
from schemas.tables.rows import GapFactRow
from schemas.tables.sides import side_of
from schemas.tables.table import BESIDE, MARKS
from schemas.words.numbers import decimals, decimals_of_figure, is_signed, rounded, scaled

if TYPE_CHECKING:
    from schemas.words.studies import Words

CLEAR = ("worse", "better", "apart")
"""The senses of gaps whose sides are called different: better or worse for the consumers' side, or neither."""
HOLLOW = ("indicative", "base unknown")
"""Reliabilities of figures whose bases do not carry them: their marks in pictures are hollow."""
SAID_WITH_BASE = ("small base", "indicative")
"""Reliabilities that are said with a base; the others are said in place of its figure or of its number."""
NOTE_MARKS = {"leaves_zero_out_adjusted": "*", "leaves_zero_out_base": "**", "holds_zero": "***"}
"""What stands behind a verdict for each interval note, where there is no room for it."""


def by_width(row: GapFactRow) -> tuple:
    """The order of gaps: shares first, then unit by unit, the widest first; what has no difference last."""
    gap = row["gap_estimate"]
    return gap is None, row["unit"] != SHARE, row["unit"], -abs(gap or 0), row["gap"]


def units(row: GapFactRow) -> dict[str, str]:
    """The unit of each side of a gap; of unlike sides each has its own."""
    both = row["unit"].split(" / ")
    return dict(zip(SIDES, (both[0], both[-1]), strict=True))


def is_conditional(row: GapFactRow) -> bool:
    """Whether intervals and verdicts hold only as if the samples had been random."""
    return not set(CONDITIONAL).isdisjoint(row["sampling"].split(" / "))


class SideSaid:
    """One side of a gap."""

    def __init__(self, words: "Words", row: GapFactRow, side: str):
        self.words, self.side, self.unit, self.wave = words, side, units(row)[side], row["wave"]
        self._row = own = side_of(row, side)
        self.label, self.name, self.wording = own["label"], own["metric"], own["wording"]
        self.n, self.n_weighted = own["n"], own["n_weighted"]
        self.estimate, self.low, self.high = own["estimate"], own["ci_low"], own["ci_high"]
        self.reliability, self.withheld = own["reliability"], own["withheld"]
        se = row["gap_se"] or own["se"]  # both sides alike: they are compared
        self.digits = decimals_of_figure(self.unit, se, (self.estimate, self.low, self.high))

    @property
    def figure(self) -> str:
        """The figure as it is printed: 74%, +12 (a net promoter score), 3.4; in a word, why there is none."""
        if self.estimate is None:
            return self.words.none_in_a_word(self.withheld, self.side)
        return self.words.numbers.figure(self.estimate, self.unit, self.digits)

    @property
    def mark(self) -> str:
        """What stands beside the figure, or in its place."""
        return self.words.mark(self.estimate, self.reliability, self.withheld)

    @property
    def marked(self) -> str:
        """The figure with its mark."""
        return self.figure if self.estimate is None else f"{self.figure}{self.mark}"

    @property
    def of_base(self) -> str:
        """The figure with its mark, of its base: 74%† of 35."""
        key = "side.of_base" if self.estimate is not None else "side.none_of_base"
        mark = self.mark if self.n is not None and (self.estimate is not None or self.withheld) else ""
        return self.words.say(key, figure=self.figure, base=f"{self.number}{mark}")

    @property
    def n_effective(self) -> float | None:
        """Kish's effective base."""
        return self._row["n_effective"]

    @property
    def number(self) -> str:
        """How many respondents, or the mark of a base that nobody knows."""
        return MARKS["base unknown"] if self.n is None else self.words.numbers.number(self.n)

    @property
    def interval(self) -> str:
        """The interval of the figure: 58 to 86. Empty where there is none."""
        return self.words.numbers.between(self.low, self.high, self.unit, self.digits, signed=is_signed(self.unit))

    @property
    def respondents(self) -> str:
        """The base: 35 respondents (small base)."""
        return self.words.respondents(self.n, self.reliability if self.reliability in SAID_WITH_BASE else "")

    @property
    def base(self) -> str:
        """The same with the effective base where that is another: 1,200 respondents, effective base 1,080."""
        effective = self.n_effective
        if self.n is None or effective is None or rounded(effective) == self.n:
            return self.respondents
        return self.words.say(
            "side.with_effective", base=self.respondents, effective=self.words.numbers.number(effective)
        )

    @property
    def asked(self) -> str:
        """Who makes the base."""
        metric, source = self.words.study.metrics[self.name], self.words.study.groups[self.side].source
        return self.words.asked_of(metric.of, self.wave, source, metric.keep)

    @property
    def metric(self) -> str:
        """The metric as readers know it."""
        return self.words.metric(self.name)

    @property
    def is_hollow(self) -> bool:
        """Whether its mark in a picture is hollow."""
        return self.reliability in HOLLOW

    @property
    def cell(self) -> tuple[float, str] | None:
        """The number and the number format of a spreadsheet or a chart."""
        return None if self.estimate is None else self.words.numbers.cell(self.estimate, self.unit, self.digits)


class GapSaid:
    """One gap in one segment."""

    def __init__(self, words: "Words", row: GapFactRow):
        self.words, self.row, self.label, self.unit = words, row, row["label"], row["unit"]
        self.sides = {side: SideSaid(words, row, side) for side in SIDES}
        self.estimate, self.low, self.high = row["gap_estimate"], row["gap_ci_low"], row["gap_ci_high"]
        self.digits = decimals(self.unit, row["gap_se"], (self.estimate, self.low, self.high))
        self.is_conditional = is_conditional(row)

    @property
    def code(self) -> str:
        """The verdict, or why there is none."""
        return str(self.row["verdict"] or self.row["no_verdict"])

    @cached_property
    def sense(self) -> str:
        """What it comes to for a reader: worse, better or apart where it is clear, else the code of the verdict."""
        if self.row["no_verdict"] or self.code in ("no_clear_difference", "equivalent"):
            return self.code
        if self.row["better"] == "neither":
            return "apart"
        assert self.estimate is not None, "only what has a difference is called clear"
        return "worse" if (self.estimate > 0) == (self.row["better"] == "higher") else "better"

    @property
    def is_clear(self) -> bool:
        """Whether the two sides are called different."""
        return self.sense in CLEAR

    @property
    def is_compared(self) -> bool:
        """Whether the two may be subtracted at all."""
        return self.code not in BESIDE

    @property
    def verdict(self) -> str:
        """What may be concluded, in a few words, or why nothing may."""
        if not self.is_clear:
            return self._unclear
        side, _, what = self.code.partition("_")
        said = self.words.say(f"verdict.{what}", label=self.sides[side].label)
        if self.sense == "apart":
            return said
        sense = self.words.say(f"sense.{self.sense}", label=self.sides["consumer"].label)
        return self.words.say("verdict.with_sense", verdict=said, sense=sense)

    @property
    def _unclear(self) -> str:
        if self.estimate is not None or not self.is_compared:
            return self.words.say(f"verdict.{self.code}", bound=self.bound)
        missing = [one for one in self.sides.values() if one.estimate is None]
        if not missing:
            return self.words.say("none.verdict_no_figure")
        withheld = self.code.partition("withheld_")[2] or None
        whose = next((one.side for one in missing if one.withheld == withheld), missing[0].side)
        return self.words.none(withheld, whose)

    @property
    def difference(self) -> str:
        """How far the first side is above the second: +32 points. Empty where that cannot be said."""
        return "" if self.estimate is None else self.words.numbers.difference(self.estimate, self.unit, self.digits)

    @property
    def signed(self) -> str:
        """The same as a number without its unit, for a column whose heading says it."""
        if self.estimate is None:
            return ""
        return self.words.numbers.number(scaled(self.estimate, self.unit), self.digits, signed=True)

    @property
    def interval(self) -> str:
        """The interval of that difference, its ends with their signs: +15 to +44. Empty where there is none."""
        return self.words.numbers.between(self.low, self.high, self.unit, self.digits, signed=True)

    @property
    def bound(self) -> str:
        """How far apart would not matter: 10 points. Empty where the study does not say."""
        if self.row["equivalent"] is None:
            return ""
        written = self.words.study.gaps[self.row["gap"]].equivalent
        digits = max(-int(Decimal(str(written)).normalize().as_tuple().exponent), 0)
        return self.words.numbers.width(self.row["equivalent"], self.unit, digits)

    @property
    def equivalence(self) -> str:
        """What came of the test whether the two are less apart than that. Empty where there was none."""
        if not self.bound:
            return ""
        p = self.words.numbers.probability(self.row["equivalent_p_adjusted"])
        return self.words.say("gap.equivalence", bound=self.bound, p=p)

    @property
    def adjusted(self) -> str:
        """The interval that goes with the adjusted test, in the same way."""
        ends = self.row["adjusted_low"], self.row["adjusted_high"]
        return self.words.numbers.between(*ends, self.unit, self.digits, signed=True)

    @property
    def is_by_test(self) -> bool:
        """Whether the verdict is that of the adjusted test, and not what the gap's own interval shows."""
        return self.row["interval_note"] in ("holds_zero", "leaves_zero_out_adjusted")

    @property
    def width(self) -> str:
        """How far the two are apart, whichever is higher: 32 points. Empty where that cannot be said."""
        return "" if self.estimate is None else self.words.numbers.width(self.estimate, self.unit, self.digits)

    @property
    def span(self) -> str:
        """The interval of that width, with what it takes for granted: 15 to 44 if both were random samples."""
        if self.estimate is None or self.low is None or self.high is None:
            return ""
        ends = (-self.high, -self.low) if self.estimate < 0 else (self.low, self.high)
        span = self.words.numbers.between(*ends, self.unit, self.digits)
        return self.words.say("gap.span_conditional", span=span) if self.is_conditional else span

    @property
    def apart(self) -> str:
        """How far the two are apart with the interval, or why there is no such figure."""
        if self.estimate is None:
            return self.verdict
        key = "apart_no_interval" if not self.span else "apart_conditional" if self.is_conditional else "apart"
        return self.words.say(f"gap.{key}", width=self.width, span=self.span)

    @property
    def note(self) -> str:
        """How interval and verdict disagree, where they do, with the interval that goes with the verdict."""
        if not self.row["interval_note"]:
            return ""
        note = self.words.say(f"note.{self.row['interval_note']}")
        return self.words.say("note.with_interval", note=note, span=self.adjusted) if self.is_by_test else note

    @property
    def noted(self) -> str:
        """The verdict with the mark of that note."""
        return self.verdict + NOTE_MARKS.get(self.row["interval_note"], "")

    @property
    def other_bases(self) -> str:
        """Where a base is inferred or unknown: how far the interval may lie, and from which base on it leaves 0 out."""
        row, said = self.row, []
        if row["envelope_low"] is not None:
            ends = (row["envelope_low"], row["envelope_high"])
            span = self.words.numbers.between(*ends, self.unit, self.digits, signed=True)
            said.append(self.words.say("gap.envelope", span=span))
        if row["tipping_base"] is not None and row["tipping_side"]:
            side = self.sides[row["tipping_side"]]
            base = self.words.numbers.number(row["tipping_base"])
            said.append(self.words.say("gap.tipping", base=base, label=side.label))
        return self.words.say("gap.other_bases", said="; ".join(said)) if said else ""

    @property
    def probability(self) -> str:
        """The adjusted p-value."""
        return self.words.numbers.probability(self.row["p_adjusted"])
