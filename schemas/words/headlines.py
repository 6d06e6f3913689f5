"""The headline of a gap: its finding in a sentence that people repeat, and never more than its verdict allows.

Who, what, how far, how sure, and whose figure is the more favourable. The study file may put it in words of its own; the
figures follow by rule. Labels stand as the study has them, never where a language would inflect them.
"""

from schemas.study import SHARE, SIDES
from schemas.words.gaps import GapSaid, by_width

ESTIMATED = {"executive_overestimates": "overestimated", "executive_underestimates": "underestimated"}


def headline(gap: GapSaid) -> str:
    """What a gap comes to: Choice is wanted: Patients clearly more often than Clinicians, 90% against 63%."""
    say, sides = gap.words.say, gap.sides
    is_part = gap.row["segment"] != "total"
    label = say("chart.of_part", label=gap.label, part=gap.row["segment_value"]) if is_part else gap.label
    what = gap.words.of_unit(label, gap.unit)
    labels = {side: said.label for side, said in sides.items()}
    if not gap.is_clear:
        figures = {f"{side}_figure": said.figure for side, said in sides.items()}
        return say(
            f"headline.{_open(gap)}", what=what, bound=gap.bound, sides=say("headline.sides", **labels, **figures)
        )
    higher, lower = _ranked(gap)
    own = gap.words.study.gaps[gap.row["gap"]].headline.get(higher)
    if own and not is_part:
        return say("headline.own", words=own, figures=_figures(gap, higher, lower))
    if gap.code in ESTIMATED:
        return say(f"headline.{ESTIMATED[gap.code]}", what=what, **labels, figures=_figures(gap, *SIDES))
    key = "more_often" if gap.unit == SHARE else "higher"
    figures = _figures(gap, higher, lower)
    return say(f"headline.{key}", what=what, higher=labels[higher], lower=labels[lower], figures=figures)


def in_order(gaps: list[GapSaid]) -> list[GapSaid]:
    """Gaps in the order of a talk: those that are clear, widest first; those that are not; those side by side."""
    return sorted(gaps, key=lambda gap: (not gap.is_compared, not gap.is_clear, by_width(gap.row)))


def finding(gaps: list[GapSaid]) -> str:
    """What gaps come to in one sentence: the headline of the widest that is clear, else that none is, and why."""
    if not gaps:
        return ""
    first = in_order(gaps)[0]
    if first.is_clear:
        return headline(first)
    if not first.is_compared:
        return first.words.say("finding.none_compared")
    tested = any(gap.row["p_value"] is not None for gap in gaps)
    return first.words.say("finding.none_clear" if tested else "finding.none_tested")


def _open(gap: GapSaid) -> str:
    """Which sentence a gap has that is not called clear."""
    if not gap.is_compared:
        return gap.code
    if gap.estimate is None:
        return "no_comparison"
    return "no_interval" if gap.low is None else gap.code


def _ranked(gap: GapSaid) -> tuple[str, str]:
    """The side that is higher, and the other."""
    return SIDES if (gap.estimate or 0) > 0 else SIDES[::-1]


def _figures(gap: GapSaid, first: str, second: str) -> str:
    """Both figures, and whether the second is the more or the less favourable; their distance where they are printed alike."""
    say, figures = gap.words.say, [gap.sides[side].figure for side in (first, second)]
    if figures[0] == figures[1]:
        return say("headline.alike", figure=figures[0], width=gap.width)
    if gap.sense == "apart":
        return say("headline.against", first=figures[0], second=figures[1])
    favourable = "more" if (gap.sense == "better") == (second == "consumer") else "less"
    return say(f"headline.against_{favourable}", first=figures[0], second=figures[1])
