"""What the page says of gaps in sentences: each with both figures, how far they are apart, and what limits it."""

from assets.report.evidence import Evidence
from schemas.study import SIDES
from schemas.words.gaps import GapSaid

MOST_HEADLINES = 5


def sentence(gap: GapSaid) -> str:
    """One gap in a sentence or two. Labels stand as they are, beside their figures: not all of them are nouns."""
    say, row = gap.words.say, gap.row
    metrics = [gap.sides[side].metric for side in SIDES]
    sides = []
    for said, metric in zip(gap.sides.values(), metrics, strict=True):
        key = "side" if metrics[0] == metrics[1] else "side_of_metric"
        sides.append(say(f"sentence.{key}", label=said.label, figure=said.figure, metric=metric))
    if row["executives_report"] == "estimate_of_consumers":
        sides[0] = say("sentence.side_estimated", side=sides[0], consumer=gap.sides["consumer"].label)
    text = gap.words.of_unit(", ".join(sides), gap.unit)
    if metrics[0] == metrics[1] != gap.label:
        text = say("sentence.of_metric", metric=metrics[0], sides=text)
    if gap.estimate is None:
        return say("sentence.none", sides=text, why=gap.verdict)
    text = say("sentence.apart", sides=text, apart=gap.apart)
    more = [gap.note or ("" if gap.is_clear else gap.verdict), gap.other_bases]
    return " ".join([text, *(f"{said}." for said in more if said)])


def headlines(evidence: Evidence) -> list[GapSaid]:
    """The gaps that a report begins with: the clear ones, widest first."""
    return [gap for gap in evidence.said if gap.is_clear][:MOST_HEADLINES]
