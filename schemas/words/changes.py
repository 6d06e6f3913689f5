"""What the rows of `gap_trend` and `segment_contrast` say: how a gap has moved, and how parts of one group differ."""

from functools import cached_property
from typing import TYPE_CHECKING, Literal

from schemas.study import CONDITIONAL
from schemas.tables.rows import GapTrendRow, SegmentContrastRow
from schemas.tables.sides import side_of
from schemas.words.numbers import decimals, decimals_of_figure, scaled

if TYPE_CHECKING:
    from schemas.words.studies import Words

When = Literal["estimate", "before"]
"""This wave, or the earlier one."""


class ChangeSaid:
    """How a gap has moved since an earlier wave."""

    def __init__(self, words: "Words", row: GapTrendRow):
        self.words, self.row, self.label, self.unit = words, row, row["label"], row["unit"]
        self.change, self._low, self._high = row["gap_change"], row["gap_change_low"], row["gap_change_high"]
        self._digits = decimals(self.unit, row["gap_change_se"], (self.change, self._low, self._high))

    def figure(self, side: str, when: When) -> str:
        """A side's figure, of this wave or of the earlier one."""
        own = side_of(self.row, side)
        value = own[when]
        if value is None:
            return self.words.say("none.no_figure")
        digits = decimals_of_figure(self.unit, own["change_se"], [value])
        return self.words.numbers.figure(value, self.unit, digits)

    @property
    def since(self) -> str:
        """The earlier wave, and which one it is."""
        which = self.words.say(f"against.{self.row['against']}")
        return self.words.say("change.against", wave=self.words.wave(self.row["against_wave"]), which=which)

    @property
    def moved(self) -> str:
        """How far the gap has moved, with the interval of that. Empty where nobody can say."""
        if self.row["broken"] or self.change is None:
            return ""
        moved = self.words.numbers.difference(self.change, self.unit, self._digits)
        span = self.words.numbers.between(self._low, self._high, self.unit, self._digits, signed=True)
        if not span:
            return moved
        if self.words.is_conditional:
            span = self.words.say("gap.span_conditional", span=span)
        return self.words.say("change.moved", moved=moved, span=span)

    @property
    def verdict(self) -> str:
        """What may be concluded of it, or why nothing may."""
        code, question = self.row["broken"], self.row["broken_question"]
        if code and question:
            why = self.words.say(f"break.{code}", question=self.words.question(question))
            return self.words.say("change.broken", why=why)
        return self.words.say(f"change.{self.row['verdict'] or self.row['no_verdict']}", **self._gaps)

    @property
    def is_clear(self) -> bool:
        """Whether the gap has clearly moved."""
        return not self.row["broken"] and self.row["verdict"] in ("wider", "narrower", "reversed")

    @property
    def _gaps(self) -> dict[str, str]:
        """The gap in the earlier wave and in this one, as far as both are there: how wide each was, and to which side."""
        gaps = {"before": self.row["gap_before"], "now": self.row["gap_estimate"]}
        return {
            when: self.words.numbers.number(scaled(gap, self.unit), self._digits, signed=True)
            for when, gap in gaps.items()
            if gap is not None
        }

    @property
    def said(self) -> str:
        """How the gap has moved, and what may be concluded of it."""
        return ", ".join(words for words in (self.moved, self.verdict) if words)


def moved(changes: list[ChangeSaid]) -> str:
    """What changes of gaps come to in one sentence: the widest that is clear, else that none is."""
    first, say = max(changes, key=lambda each: (each.is_clear, abs(each.change or 0.0))), changes[0].words.say
    if not first.is_clear:
        return say("finding.none_moved")
    return say(
        "chart.spoken_since", label=first.label, wave=first.words.wave(first.row["against_wave"]), said=first.verdict
    )


class ContrastSaid:
    """How one part of a segment differs from another, or from all others, where both have a figure."""

    def __init__(self, words: "Words", row: SegmentContrastRow):
        self.words, self.row, self.unit = words, row, row["unit"]
        assert row["difference"] is not None and row["estimate"] is not None and row["against_estimate"] is not None
        self._estimates, self._difference = (row["estimate"], row["against_estimate"]), row["difference"]
        self._ends = row["ci_low"], row["ci_high"]
        self._digits = decimals(self.unit, row["se"], (self._difference, *self._ends))
        self.is_conditional = words.study.sources[row["source"]].sampling in CONDITIONAL

    @cached_property
    def label(self) -> str:
        """The metric, and the group that it is of."""
        return self.words.say("contrast.of", metric=self.row["label"], group=self.words.group(self.row["group_name"]))

    @property
    def parts(self) -> tuple[str, str]:
        """The part and what it is set against, each with its figure."""
        digits = decimals_of_figure(self.unit, self.row["se"], self._estimates)
        one, other = (self.words.numbers.figure(value, self.unit, digits) for value in self._estimates)
        return f"{self.row['segment_value']} {one}", f"{self.words.part(self.row['against'])} {other}"

    @property
    def difference(self) -> str:
        """How far the part is above the other."""
        return self.words.numbers.difference(self._difference, self.unit, self._digits)

    @property
    def interval(self) -> str:
        """The interval of that."""
        return self.words.numbers.between(*self._ends, self.unit, self._digits, signed=True)
