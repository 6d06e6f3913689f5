"""How many executives a gap takes, before anybody is asked: from the bases and the consumers' share alone.

Comes in: what a planner expects. Goes out: numbers of executives, and effective bases. The power itself is `intervals.shows`.
"""

from assets.estimates.intervals import fewer_units, shows

SIZES = (15, 27, 35, 50, 75, 100, 150, 200)
"""Numbers of executives that are worth comparing."""
MOST = 100_000
"""More executives than anybody asks."""


def executives_needed(gap: float, share: float, consumers: float, alpha: float) -> int | None:
    """The least effective executives who show `gap` from the `share` of so many effective consumers, 80% power.

    `gap` has the sign of executives minus consumers; both are fractions. Counted up from two, because with few
    consumers the power can fall again where executives far outnumber them. None: not even `MOST` do.
    """
    return next((n for n in range(2, MOST + 1) if shows(gap, share, n, consumers, alpha)), None)


def effective_base(n: int, design_effect: float, clusters: int | None, correlation: float, alpha: float) -> float:
    """The effective base of `n` respondents whose weights have this design effect, in so many `clusters` if in any.

    `correlation`: of two respondents of one cluster (Kish 1965, 5.4). With clusters, less Korn and Graubard's factor for few.
    """
    base = n / design_effect
    if clusters is None:
        return base
    return base / (1 + (n / clusters - 1) * correlation) * float(fewer_units(n, clusters - 1, alpha))
