"""How many executives a gap takes, before anybody is asked: from the bases and the consumers' share alone.

Comes in: what a planner expects. Goes out: numbers of executives. The power itself is `intervals.shows`.
"""

from assets.estimates.intervals import shows

SIZES = (15, 27, 35, 50, 75, 100, 150, 200)
"""Numbers of executives that are worth comparing."""
MOST = 100_000
"""More executives than anybody asks."""


def executives_needed(gap: float, share: float, consumers: int) -> int | None:
    """The least effective executives who show `gap` from the `share` of so many effective consumers, 80% power at 5%.

    `gap` has the sign of executives minus consumers; both are fractions. Counted up from two, because with few
    consumers the power can fall again where executives far outnumber them. None: not even `MOST` do.
    """
    return next((n for n in range(2, MOST + 1) if shows(gap, share, n, consumers)), None)
