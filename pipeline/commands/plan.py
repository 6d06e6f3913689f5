"""What `gap plan` says: the gaps that so many executives see, and the executives that a gap takes.

Shares are in percent here and gaps in points, as a planner writes them; bases are effective.
"""

from math import ceil, copysign, isnan

from rich.table import Table
from rich.text import Text

from assets.estimates.intervals import detectable_share_gap_to
from assets.estimates.reliability import reliability
from assets.estimates.sample_size import MOST, SIZES, executives_needed
from pipeline.terminal.console import out
from schemas.refused import Refused
from schemas.study import SHARE, Reliability
from schemas.tables.table import MARKS

USUAL = Reliability()
"""The thresholds that a study has unless it sets others."""

WAYS = {1: "upwards", 0: "downwards"}


def plan(consumers: float, share: float, executives: int | None, gap: float | None, alpha: float) -> bool:
    """Print the answer to the gap or to the executives, and what the usual numbers see beside it.

    Raises Refused where there is no answer, neither upwards nor downwards.
    """
    if gap is not None:
        out.print("\n".join(_needed(consumers, share, gap, alpha)), soft_wrap=True)
    if executives is not None:
        out.print("\n".join(_detectable(consumers, share, executives, alpha)), soft_wrap=True)
    rows = []
    for n in sorted({*SIZES, executives or SIZES[0]}):
        gaps = _smallest(consumers, share, n, alpha).items()
        figures = {way: "-" if gap is None else f"{gap:+.1f} to {share + gap:.1f}%" for way, gap in gaps}
        rows.append((n, reliability({"n": n, "n_effective": n}, SHARE, USUAL), figures))
    _table(
        f"The smallest gaps from {_of(share, consumers)} that show with 80% power at {alpha:.0%}, tested alone.", rows
    )
    return True


def _table(title: str, rows: list[tuple[int, str, dict[str, str]]]) -> None:
    """Print what numbers of executives see: the number, the reliability of such a base, and a figure for each way."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("executives", *rows[0][2]):
        table.add_column(heading, justify="right", no_wrap=True)
    for n, level, figures in rows:
        table.add_row(f"{n:,}{MARKS[level]:1}", *figures.values())
    out.print()
    out.print(table)
    levels = {level for _, level, _ in rows}
    legend = "  ".join(f"{MARKS[level]} {level}" for level in MARKS if MARKS[level] and level in levels)
    tested_together = (
        "Gaps that are tested together take more. Bases are effective: respondents by their design effect."
    )
    for note in (title, tested_together, f"{legend} (what is indicative or withheld is never called significant)"):
        out.print(Text(note, style="dim"))


def _needed(consumers: float, share: float, gap: float, alpha: float) -> list[str]:
    """One sentence for each way that the gap can be."""
    ends = {way: round(share + gap if side else share - gap, 9) for side, way in WAYS.items()}
    numbers = {
        way: executives_needed((end - share) / 100, share / 100, consumers, alpha)
        for way, end in ends.items()
        if 0 <= end <= 100
    }
    if not numbers:
        raise Refused(
            f"nobody can be {gap:g} points from {share:g}%: that is below 0% or above 100%. "
            f"Ask for {max(share, 100 - share):g} points at most."
        )
    if not any(numbers.values()):
        raise Refused(
            f"not even {MOST:,} executives see {gap:g} points from {_of(share, consumers)}. "
            "Ask more consumers, or for a wider gap."
        )
    lines = []
    for way, end in ends.items():
        if way not in numbers:
            answer = f"there is no share of {end:g}%"
        elif (number := numbers[way]) is None:
            answer = f"not even {MOST:,} executives see that"
        else:
            answer = f"it takes {number:,} executives"
            answer += f", and {USUAL.indicative} to be called significant" if number < USUAL.indicative else ""
        lines.append(f"{gap:g} points {way} from {_of(share, consumers)}: {answer}")
    return lines


def _detectable(consumers: float, share: float, executives: int, alpha: float) -> list[str]:
    """One sentence for each way that these executives can see a gap."""
    gaps = _smallest(consumers, share, executives, alpha)
    if not any(gaps.values()):
        raise Refused(
            f"{executives:,} executives see no gap from {_of(share, consumers)}, not even the widest. Ask more of them."
        )
    return [
        f"{executives:,} executives against {_of(share, consumers)} see "
        + (f"no gap {way}" if gap is None else f"{abs(gap):.1f} points or more {way}, to {share + gap:.1f}%")
        for way, gap in gaps.items()
    ]


def _of(share: float, consumers: float) -> str:
    return f"{share:g}% of {consumers:,.0f} consumers"


def _smallest(consumers: float, share: float, executives: int, alpha: float) -> dict[str, float | None]:
    """The smallest gap seen each way, with its sign, rounded away from zero to what is still seen; None for none."""
    found = {
        way: 100 * detectable_share_gap_to(side, share / 100, executives, consumers, alpha)
        for side, way in WAYS.items()
    }
    return {
        way: None if isnan(gap) else copysign(min(ceil(abs(gap) * 10) / 10, 100 - share if gap > 0 else share), gap)
        for way, gap in found.items()
    }
