"""The values that a printed figure may stand for, the counts of a base that are printed so, and how many may have answered.

Figures are percents, or a mean's own points, in exact fractions.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from schemas.study import Rounding

MOST_ASKED = 2000
"""How many may have been asked, where nothing says so: beyond, every figure without decimals fits."""
ABOUT = Fraction(5, 2)
"""How far a figure may be that was printed as about so much, or in words: to the nearest 5."""
QUARTER = Fraction(25, 2)
"""The same of a half or three quarters, said in words."""


@dataclass(frozen=True)
class Span:
    """From `low` to `high`, None where it is open; whether each end itself belongs to it."""

    low: Fraction | None
    high: Fraction | None
    low_in: bool = True
    high_in: bool = True

    def holds(self, value: Fraction) -> bool:
        """Whether `value` would be printed so."""
        above = self.low is None or value > self.low or (self.low_in and value == self.low)
        return above and (self.high is None or value < self.high or (self.high_in and value == self.high))

    def __neg__(self) -> "Span":
        """What remains of nothing."""
        low, high = (None if end is None else -end for end in (self.high, self.low))
        return Span(low, high, self.high_in, self.low_in)

    def __add__(self, other: "Span") -> "Span":
        """The sums of a value of each."""
        low = None if self.low is None or other.low is None else self.low + other.low
        high = None if self.high is None or other.high is None else self.high + other.high
        return Span(low, high, self.low_in and other.low_in, self.high_in and other.high_in)

    def meets(self, other: "Span") -> bool:
        """Whether some value belongs to both."""
        return (self + -other).holds(Fraction(0))

    def counts(self, base: int) -> range:
        """The counts of `base` whose percent would be printed so."""
        first, last = self.ends(base)
        return range(int(first), int(last) + 1)

    def ends(self, base: Any) -> tuple[Any, Any]:
        """The least and the largest of these counts, for a base or, element by element, an array of them."""
        first, last = 0 * base, base
        if self.low is not None:
            at, of = self.low.numerator * base, 100 * self.low.denominator
            first = np.maximum(-(-at // of) if self.low_in else at // of + 1, 0)
        if self.high is not None:
            at, of = self.high.numerator * base, 100 * self.high.denominator
            last = np.minimum(at // of if self.high_in else -(-at // of) - 1, base)
        return first, last


def rounded(low: Fraction | None, high: Fraction | None, digits: int, rounding: Rounding) -> Span:
    """What was rounded to `low` to `high`, printed with so many `digits` after the point. An end None is open."""
    unit = Fraction(1, 10**digits)
    if rounding == "truncated":
        return Span(
            low if low is None or low > 0 else low - unit,
            high if high is None or high < 0 else high + unit,
            low is not None and low > 0,
            high is not None and high < 0,
        )
    takes_half = {"unknown": (True, True), "half_up": (True, False)}.get(rounding) or (
        low is not None and low / unit % 2 == 0,
        high is not None and high / unit % 2 == 0,
    )
    return Span(None if low is None else low - unit / 2, None if high is None else high + unit / 2, *takes_half)


def around(low: Fraction | None, high: Fraction | None, in_words: bool) -> Span:
    """What is said to be about `low` to `high`, or `in_words`."""
    far = [QUARTER if in_words and end is not None and end % 25 == 0 else ABOUT for end in (low, high)]
    return Span(None if low is None else low - far[0], None if high is None else high + far[1])


def least_answering(asked: Any, unanswered: float) -> Any:
    """How many of those `asked`, a number or an array, answered at least, where the share `unanswered` may not have."""
    kept = 1 - Fraction(str(unanswered))
    return np.maximum(-(-asked * kept.numerator // kept.denominator), 1)
