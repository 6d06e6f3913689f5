"""How far a gap's interval may lie where a published base is not known for certain, and from which base on it is beyond chance.

A figure printed without its base, or with one that was inferred, is a count of any base that would be printed so. Newcombe's
interval is made for each, and its outermost ends are the envelope.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from assets.estimates.intervals import difference_of_shares, wilson
from assets.estimates.span import MOST_ASKED, Span, least_answering, rounded
from schemas.study import SHARE, SIDES, Printed
from schemas.tables.table import KnownRow, NewRow

Shares = tuple[np.ndarray, np.ndarray, np.ndarray]
"""Shares with the ends of their intervals."""


@dataclass(frozen=True)
class _Side:
    """The least and the largest share that each base allows, with their intervals."""

    bases: np.ndarray
    least: Shares
    most: Shares


def envelope(executive: KnownRow, consumer: KnownRow, printed: Printed, alpha: float) -> NewRow:
    """The columns of `gap_fact` on bases that are inferred or unknown: nothing where both are known."""
    rows = dict(zip(SIDES, (executive, consumer), strict=True))
    doubtful = [side for side in SIDES if rows[side]["base_is"] in ("inferred", "unknown")]
    if not doubtful or executive["unit"] != SHARE or any(row["estimate"] is None for row in rows.values()):
        return {}
    sides = {side: _tried(row, printed, alpha) for side, row in rows.items()}
    found: NewRow = {}
    if (ends := _ends(sides)) is not None:
        low, high = ends
        found = {"envelope_low": low.min(), "envelope_high": high.max(), "bases_tried": low.size}
    turning = min(doubtful, key=lambda side: rows[side]["n"] or 0)
    sides[turning] = _allowed(_span(rows[turning], printed), np.arange(1, MOST_ASKED + 1), alpha)
    base = _tipping_base(sides, turning, executive["estimate"] - consumer["estimate"])
    return found | ({"tipping_base": base, "tipping_side": turning} if base else {})


def _tried(row: KnownRow, printed: Printed, alpha: float) -> _Side | None:
    """The bases that one side may have: the one that is known, those of an inferred one who may have answered, or None."""
    if row["base_is"] == "unknown":
        return None
    if row["base_is"] == "inferred":
        bases = np.arange(least_answering(row["n"], printed.unanswered), row["n"] + 1)
        return _allowed(_span(row, printed), bases, alpha)
    if row["ci_low"] is None:
        return None
    share, low, high = (np.array([row[column]]) for column in ("estimate", "ci_low", "ci_high"))
    known = share, low, high
    return _Side(np.array([row["n"]]), known, known)


def _span(row: KnownRow, printed: Printed) -> Span:
    """What the figure was rounded from: of a count (26 of 35), its whole percent."""
    figure = (row["published"] or "").rstrip("% ")
    if "of" in figure:
        figure = str(round(100 * row["estimate"]))
    return rounded(Fraction(figure), Fraction(figure), len(figure.partition(".")[2]), printed.rounding)


def _allowed(span: Span, bases: np.ndarray, alpha: float) -> _Side:
    """Those of `bases` that have a count which is printed so."""
    first, last = span.ends(bases)
    bases, first, last = (column[first <= last] for column in (bases, first, last))
    return _Side(bases, _shares(first, bases, alpha), _shares(last, bases, alpha))


def _shares(counts: np.ndarray, bases: np.ndarray, alpha: float) -> Shares:
    share = counts / bases
    implied = np.where((counts > 0) & (counts < bases), bases - 1, bases)  # by the error, as of every other figure
    low, high = map(np.asarray, wilson(share, implied, alpha))
    return share, low, high


def _ends(sides: Mapping[str, _Side | None]) -> tuple[np.ndarray, np.ndarray] | None:
    """The lowest and the highest ends of the interval, executives' bases by consumers'; None where a side has no base."""
    executive, consumer = (sides[side] for side in SIDES)
    if executive is None or consumer is None or not executive.bases.size or not consumer.bases.size:
        return None
    low, _ = difference_of_shares(_down(executive.least), consumer.most)
    _, high = difference_of_shares(_down(executive.most), consumer.least)
    return np.asarray(low), np.asarray(high)


def _down(shares: Shares) -> Shares:
    share, low, high = shares
    return share[:, None], low[:, None], high[:, None]


def _tipping_base(sides: Mapping[str, _Side | None], turning: str, gap: float) -> int | None:
    """From which base of one side on every interval leaves 0 out, whatever base the other has; None where none does."""
    ends, tried = _ends(sides), sides[turning]
    if ends is None or tried is None:
        return None
    low, high = ends
    clear = (low > 0 if gap > 0 else high < 0).all(axis=1 if turning == "executive" else 0)
    held = np.flatnonzero(~clear)
    after = held[-1] + 1 if held.size else 0
    return int(tried.bases[after]) if after < len(tried.bases) else None
