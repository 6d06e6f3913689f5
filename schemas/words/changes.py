"""What the rows of `gap_trend` and `segment_contrast` say: how a gap has moved, and how parts of one group differ."""

from functools import cached_property
from typing import TYPE_CHECKING, Any

from schemas.study import CONDITIONAL
from schemas.words.numbers import decimals, is_signed

if TYPE_CHECKING:
    from schemas.words.studies import Words

Row = dict[str, Any]


class ChangeSaid:
    """How a gap has moved since an earlier wave."""

    def __init__(self, words: "Words", row: Row):
        self.words, self.row, self.label, self.unit = words, row, row["label"], row["unit"]
        self.change, self._low, self._high = (row[f"gap_change{end}"] for end in ("", "_low", "_high"))
        self._digits = decimals(self.unit, row["gap_change_se"], (self.change, self._low, self._high))

    def figure(self, side: str, when: str) -> str:
        """A side's figure, of this wave ("estimate") or of the earlier one ("before")."""
        value = self.row[f"{side}_{when}"]
        if value is None:
            return self.words.say("none.no_figure")
        digits = decimals(self.unit, self.row[f"{side}_change_se"], [value] if is_signed(self.unit) else ())
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
        if self.row["broken"]:
            question = self.words.question(self.row["broken_question"])
            return self.words.say("change.broken", why=self.words.say(f"break.{self.row['broken']}", question=question))
        return self.words.say(f"change.{self.row['verdict'] or self.row['no_verdict']}")

    @property
    def said(self) -> str:
        """How the gap has moved, and what may be concluded of it."""
        return ", ".join(words for words in (self.moved, self.verdict) if words)


class ContrastSaid:
    """How one part of a segment differs from another, or from all others."""

    def __init__(self, words: "Words", row: Row):
        self.words, self.row, self.unit = words, row, row["unit"]
        self._ends = row["difference"], row["ci_low"], row["ci_high"]
        self._digits = decimals(self.unit, row["se"], self._ends)
        self.is_conditional = words.study.sources[row["source"]].sampling in CONDITIONAL

    @cached_property
    def label(self) -> str:
        """The metric, and the group that it is of."""
        return self.words.say("contrast.of", metric=self.row["label"], group=self.words.group(self.row["group_name"]))

    @property
    def parts(self) -> tuple[str, str]:
        """The part and what it is set against, each with its figure."""
        estimates = (self.row["estimate"], self.row["against_estimate"])
        digits = decimals(self.unit, self.row["se"], estimates if is_signed(self.unit) else ())
        one, other = (self.words.numbers.figure(value, self.unit, digits) for value in estimates)
        return f"{self.row['segment_value']} {one}", f"{self.words.part(self.row['against'])} {other}"

    @property
    def difference(self) -> str:
        """How far the part is above the other."""
        return self.words.numbers.difference(self._ends[0], self.unit, self._digits)

    @property
    def interval(self) -> str:
        """The 95% interval of that."""
        return self.words.numbers.between(*self._ends[1:], self.unit, self._digits, signed=True)
