"""Coverage of the 95% intervals and size of the 5% test: executives of several numbers against 1,200 consumers."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from math import sqrt

import numpy as np

from assets.estimates.intervals import LEAST_EXPECTED, difference_of_shares, normal_limit, score_test
from tests.tools.simulation.samples import ALPHA, Design, Samples, samples

SEED, REPLICATIONS = 20_070_601, 10_000
EXECUTIVES, CONSUMERS = (15, 27, 35, 100), 1_200
SHARES = (0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 0.65, 0.8, 0.9, 0.95, 0.98)
UNEQUAL = ((0.74, 0.42), (0.37, 0.13), (0.9, 0.65), (0.98, 0.8), (0.1, 0.35), (0.02, 0.2))
"""Executives' and consumers' share where they differ."""
PAIRS = [(share, share) for share in SHARES] + list(UNEQUAL)
EXECUTIVE_DESIGNS = {
    "plain": Design(),
    "weighted": Design(1.3),
    "telling": Design(1.9, slope=1.5),
    "heavy": Design(3.35, slope=1.5),
}
CONSUMER_DESIGNS = {
    "plain": Design(),
    "weighted": Design(1.5),
    "clustered": Design(1, 5, 0.05),
    "both": Design(1.5, 5, 0.05),
    "telling": Design(),
    "heavy": Design(),
}
"""Design effect of the weights, respondents a cluster, correlation within it, how the answer goes with the weight."""
EXECUTIVES_OF = {"plain": "plain", "weighted": "weighted", "clustered": "plain", "both": "weighted"} | {
    design: design for design in ("telling", "heavy")
}
"""The executives that stand against the consumers of each design."""

COVERAGE, SIZE, SIZE_BELOW_27 = (0.94, 0.985), 0.055, 0.066
"""What is promised: from and to; at most; at most below 27 executives."""


@dataclass(frozen=True)
class Held:
    """How often the interval of one side's share holds it, as shares of the replications."""

    place: str
    wilson: float
    wald: float


@dataclass(frozen=True)
class Gap:
    """What was measured of one pair of true shares, as shares of the replications."""

    place: str
    n: int
    newcombe: float
    """Intervals of the gap that hold it."""
    wald: float
    """Wald's intervals that hold it."""
    tested: float
    """Samples that have a p-value."""
    size: float
    """p-values below 5% among them; NaN where the shares differ or there is none."""
    testable: bool
    """Whether the true share leaves enough expected hits and misses for a p-value."""


def measure() -> None:
    """Draw every sample once, print coverage and size, and what falls outside the promise."""
    random = np.random.default_rng(SEED)
    executive_shares, consumer_shares = (list(dict.fromkeys(side)) for side in zip(*PAIRS, strict=True))
    sides = {
        ("executives", n, design, p): samples(n, p, EXECUTIVE_DESIGNS[design], REPLICATIONS, random)
        for n, design, p in product(EXECUTIVES, EXECUTIVE_DESIGNS, executive_shares)
    } | {
        ("consumers", CONSUMERS, design, q): samples(CONSUMERS, q, CONSUMER_DESIGNS[design], REPLICATIONS, random)
        for design, q in product(CONSUMER_DESIGNS, consumer_shares)
    }
    shares = {key: _share(*key, found) for key, found in sides.items()}
    gaps = {
        (n, design, p, q): _gap(
            n, design, p, q, sides["executives", n, EXECUTIVES_OF[design], p], sides["consumers", CONSUMERS, design, q]
        )
        for n, design, (p, q) in product(EXECUTIVES, CONSUMER_DESIGNS, PAIRS)
    }
    print(f"{REPLICATIONS:,} replications, seed {SEED}; 5% are measured to {100 * _error(0.05):.1f} points either way")
    for n in EXECUTIVES:
        _print_gaps(n, gaps)
    _print_shares(shares)
    _print_worst(list(gaps.values()), list(shares.values()))


def _share(who: str, n: int, design: str, share: float, side: Samples) -> Held:
    half = normal_limit(ALPHA) * side["se"]
    return Held(
        place=f"{share:.0%} of {n:,} {who}, {design}",
        wilson=_held(share, side["ci_low"], side["ci_high"]),
        wald=_held(share, side["estimate"] - half, side["estimate"] + half),
    )


def _gap(n: int, design: str, p: float, q: float, executives: Samples, consumers: Samples) -> Gap:
    low, high = difference_of_shares(
        *((side["estimate"], side["ci_low"], side["ci_high"]) for side in (executives, consumers))
    )
    apart = executives["estimate"] - consumers["estimate"]
    half = normal_limit(ALPHA) * np.hypot(executives["se"], consumers["se"])
    found = score_test(executives["estimate"], executives["n_interval"], consumers["estimate"], consumers["n_interval"])
    known = found[~np.isnan(found)]
    return Gap(
        place=f"{p:.0%} of {n} against {q:.0%}, {design}",
        n=n,
        newcombe=_held(p - q, low, high),
        wald=_held(p - q, apart - half, apart + half),
        tested=len(known) / len(found),
        size=float((known < ALPHA).mean()) if p == q and len(known) else np.nan,
        testable=min(q, 1 - q) * n > LEAST_EXPECTED,
    )


def _held(truth: float, low: np.ndarray, high: np.ndarray) -> float:
    """How often an interval holds the truth, whatever the last digit rounds to."""
    return float(((low <= truth + 1e-12) & (truth - 1e-12 <= high)).mean())


def _error(share: float) -> float:
    """Two standard errors of a simulated share."""
    return 2 * sqrt(share * (1 - share) / REPLICATIONS)


def _print_gaps(n: int, gaps: dict[tuple, Gap]) -> None:
    """One line a pair of true shares: coverage by design, Wald's beside it, and the size of the test."""
    print(f"\n{n} executives against {CONSUMERS:,} consumers, in percent of the samples")
    print(f"{'':12} {'gap held':^23} {'held by Wald':^23} {'size of the 5% test':^23}")
    names = [design[:5] for design in CONSUMER_DESIGNS]
    print(_line("true", "", *names, *names, *names))
    for p, q in PAIRS:
        found = [gaps[n, design, p, q] for design in CONSUMER_DESIGNS]
        columns = [[gap.newcombe for gap in found], [gap.wald for gap in found], [gap.size for gap in found]]
        print(_line(f"{p:.0%}", f"{q:.0%}", *(_percent(share) for column in columns for share in column)))


def _print_shares(shares: dict[tuple, Held]) -> None:
    """One line a true share: coverage of each side's interval, by number and design."""
    keys = list(dict.fromkeys(key[:3] for key in shares))
    for method in ("wilson", "wald"):
        print(f"\nshares held by {method.title()}'s interval, in percent of the samples")
        print(_line("", *(f"{n}" for _, n, _ in keys)))
        print(_line("true", *(design[:5] for *_, design in keys)))
        for share in SHARES:
            print(_line(f"{share:.0%}", *(_percent(getattr(shares[*key, share], method)) for key in keys)))


def _line(*words: str) -> str:
    return " ".join(f"{word:>5}" for word in words)


def _percent(share: float) -> str:
    return "-" if np.isnan(share) else f"{100 * share:.1f}"


def _print_worst(gaps: list[Gap], shares: list[Held]) -> None:
    """The extremes, and every cell that falls outside what is promised."""
    sized = [gap for gap in gaps if not np.isnan(gap.size)]
    few, many, rare = (
        max((gap for gap in sized if wanted(gap)), key=lambda gap: gap.size)
        for wanted in (
            lambda gap: gap.testable and gap.n < 27,
            lambda gap: gap.testable and gap.n >= 27,
            lambda gap: not gap.testable,
        )
    )
    low, high = min(gaps, key=lambda gap: gap.newcombe), max(gaps, key=lambda gap: gap.newcombe)
    low_share, high_share = min(shares, key=lambda held: held.wilson), max(shares, key=lambda held: held.wilson)
    wald, wald_share = min(gaps, key=lambda gap: gap.wald), min(shares, key=lambda held: held.wald)
    print("\nworst cells")
    for what, figure, place in (
        ("gap, lowest coverage", low.newcombe, low.place),
        ("gap, highest coverage", high.newcombe, high.place),
        ("gap, lowest coverage by Wald", wald.wald, wald.place),
        ("share, lowest coverage", low_share.wilson, low_share.place),
        ("share, highest coverage", high_share.wilson, high_share.place),
        ("share, lowest coverage by Wald", wald_share.wald, wald_share.place),
        ("size from 27", many.size, many.place),
        ("size below 27", few.size, few.place),
        (f"size where {rare.tested:.0%} of the samples have a p-value", rare.size, rare.place),
    ):
        print(f"  {what}: {_percent(figure)}% ({place})")
    outside = list(_outside(gaps, shares))
    print(
        f"\noutside coverage {COVERAGE[0]:.0%} to {COVERAGE[1]:.1%}, or size above {SIZE:.1%} ({SIZE_BELOW_27:.1%} below 27): "
        f"{len(outside)} of {len(gaps) + len(shares) + sum(gap.testable for gap in sized)} figures"
    )
    for fault in outside:
        print(f"  {fault}")


def _outside(gaps: list[Gap], shares: list[Held]) -> Iterator[str]:
    """Each figure outside the promise, and whether chance alone may have put it there."""
    held = [("gap held", gap.newcombe, gap.place) for gap in gaps]
    held += [("share held", side.wilson, side.place) for side in shares]
    for what, figure, place in held:
        beyond = max(COVERAGE[0] - figure, figure - COVERAGE[1])
        if beyond > 0:
            yield f"{what} {_percent(figure)}% ({place}){_chance(figure, beyond)}"
    for gap in gaps:
        beyond = gap.size - (SIZE if gap.n >= 27 else SIZE_BELOW_27)
        if gap.testable and beyond > 0:
            yield f"size {_percent(gap.size)}% ({gap.place}){_chance(gap.size, beyond)}"


def _chance(figure: float, beyond: float) -> str:
    return ", within the error of the simulation" if beyond <= _error(figure) else ""
