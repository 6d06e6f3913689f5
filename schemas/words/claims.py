"""What a row of `claims` says: a published figure as it was printed, and what the data and arithmetic say of it."""

import re
from collections import Counter
from typing import TYPE_CHECKING

from schemas.tables.rows import ClaimsRow

if TYPE_CHECKING:
    from schemas.words.studies import Words

COUNTS = re.compile(r"(none|\d+)(?: to (\d+))? of (\d+)")
"""How the table writes the counts that allow a figure."""
CONFLICT = re.compile(r"(.+) \((?:(also printed)|with (.+))\)")
"""How it writes what contradicts one, where that is more than another claim."""
DIFFERS = re.compile(r"differs by ([\d.]+) points")
VERDICTS = {"yes": "yes", "by construction (synthetic)": "by_construction", "not computable": "not_computable"}
"""How it writes a verdict, and the catalogue's name for it."""


class ClaimSaid:
    """One published figure."""

    def __init__(self, words: "Words", row: ClaimsRow):
        self.words, self.row = words, row

    @property
    def printed(self) -> str:
        """The figure, the range or the bound that was printed."""
        as_given, ends = self.words.numbers.as_given, (self.row["low"], self.row["high"])
        low, high = (None if end is None else as_given(end) for end in ends)
        if low is None or high is None:
            return self.words.say(f"claim.{'at_most' if low is None else 'at_least'}", figure=low or high)
        return low if low == high else self.words.say("claim.span", low=low, high=high)

    @property
    def computed(self) -> str:
        """What the data give; empty where they give nothing."""
        return "" if self.row["computed"] is None else self.words.numbers.number(self.row["computed"], 1)

    @property
    def verdict(self) -> str:
        """Whether that is the printed figure."""
        return self._verdict(self.row["reproduced"])

    def _verdict(self, reproduced: str) -> str:
        if differs := DIFFERS.fullmatch(reproduced):
            number = float(differs[1])
            return self.words.say("claim.differs", count=number, number=self.words.numbers.number(number, 1))
        return self.words.say(f"claim.{VERDICTS[reproduced]}")

    @property
    def explained(self) -> str:
        """The verdict with what stands behind it."""
        count = self.row["why_number"]
        number = None if count is None else self.words.numbers.number(count)
        why = self.words.say(f"claim.{self.row['why']}", count=count, number=number)
        return self.words.say("claim.verdict", verdict=self.verdict, why=why)

    @property
    def counts(self) -> str:
        """The counts that would be printed as the figure, for each base; where there are none, what would fit."""
        found = self._counts(self.row["attainable_counts"])
        for column in ("would_fit", "in_words"):
            if self.row[column]:
                found = self.words.say(f"claim.{column}", counts=found, others=self._counts(self.row[column]))
        return found

    def _counts(self, written: str | None) -> str:
        return "; ".join(map(self._counted, (written or "").split("; ")))

    def _counted(self, written: str) -> str:
        counts = COUNTS.fullmatch(written)
        if counts is None:
            return written
        low = self.words.say("claim.no_count") if counts[1] == "none" else counts[1]
        span = self.words.say("number.between", low=low, high=counts[2]) if counts[2] else low
        return self.words.say("claim.counts", counts=span, base=self.words.numbers.number(int(counts[3])))

    @property
    def conflicts(self) -> str:
        """What cannot be right beside it."""
        return "; ".join(map(self._conflict, (self.row["conflicts_with"] or "").split("; ")))

    def _conflict(self, written: str) -> str:
        more = CONFLICT.fullmatch(written)
        if more is None:
            return written
        if more[2]:
            return self.words.say("claim.also_printed", figure=more[1])
        return self.words.say("claim.with", claim=more[1], others=more[3])


def outcomes(claims: list[ClaimSaid], words: "Words") -> str:
    """How many claims came to what: 29 published figures: 26 reproduced, 3 not computable."""
    kinds = Counter("" if DIFFERS.fullmatch(claim.row["reproduced"]) else claim.verdict for claim in claims)
    found = [
        words.say("claim.outcome", number=words.numbers.number(n), verdict=verdict)
        if verdict
        else words.counted("claim.outcome_differs", n)
        for verdict, n in kinds.most_common()
    ]
    return words.counted("claim.outcomes", len(claims), outcomes=", ".join(found))
