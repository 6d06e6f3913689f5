"""The section of each gap on the page: its headline, how both sides answered, and all that its figures rest on."""

from dataclasses import dataclass

from assets.report.evidence import Evidence, is_total
from assets.report.page.distribution import Distribution, distribution
from assets.report.page.sentences import sentence
from assets.report.tables import marked
from schemas.study import SIDES
from schemas.words.gaps import GapSaid, SideSaid
from schemas.words.headlines import headline, in_order

LINES = ("figure", "interval", "asked", "base", "weighted", "effective", "of", "sampling", "files")
"""What a figure rests on, in the order of its table."""


@dataclass(frozen=True)
class Section:
    """What the page says of one gap over all respondents."""

    gap: GapSaid
    headline: str
    sentence: str
    distribution: Distribution | None
    rests_on: list[list[str]]
    """What the figures rest on, a line each: what it is, and it of either side."""
    compared: str
    test: str
    """The difference, its interval and its p-value, and whether it is below its bound; empty where it was not tested."""
    waves: list[str]
    """How it has moved, a sentence an earlier wave."""

    @property
    def place(self) -> str:
        """What a link to it ends with."""
        return f"gap-{self.gap.row['gap']}"


def sections(evidence: Evidence) -> list[Section]:
    """A section a gap: the widest that is clear first."""
    return [_section(evidence, gap) for gap in in_order(evidence.said)]


def _section(evidence: Evidence, gap: GapSaid) -> Section:
    words, row = gap.words, gap.row
    alike = words.say(f"compared.{row['compare']}")
    why = words.say("compared.why", compared=alike, why=row["compare_why"]) if row["compare_why"] else alike
    test = ""
    if gap.probability:
        together = row["family_size"] or 1
        test = words.say(
            "section.test_together" if together > 1 else "section.test",
            difference=gap.difference,
            interval=marked(gap, gap.interval),
            adjusted=marked(gap, gap.adjusted),
            p=gap.probability,
            number=words.numbers.number(together),
        )
        test = " ".join(filter(None, (test, gap.equivalence)))
    return Section(
        gap, headline(gap), sentence(gap), distribution(evidence, gap), _rests_on(evidence, gap), why, test,
        list(_waves(evidence, gap)),
    )  # fmt: skip


def _rests_on(evidence: Evidence, gap: GapSaid) -> list[list[str]]:
    say = gap.words.say
    found = [[say(f"section.{line}")] for line in LINES]
    for side in SIDES:
        for line, text in zip(found, _side(evidence, gap.sides[side]), strict=True):
            line.append(text)
    return found


def _side(evidence: Evidence, side: SideSaid) -> list[str]:
    words, source = side.words, evidence.study.groups[side.side].source
    counts = [
        words.mark_of_base(side.reliability) if count is None else words.numbers.number(count)
        for count in (side.n, side.n_weighted, side.n_effective)
    ]
    figure = words.say("section.figure_of", metric=side.metric, figure=side.figure)
    files = words.catalogue.listed([export.name for export in evidence.exports.get(source, [])])
    return [figure, side.interval, side.wording, *counts, side.asked, words.sampling(source), files]


def _waves(evidence: Evidence, gap: GapSaid) -> list[str]:
    words = gap.words
    rows = [row for row in evidence.tables["gap_trend"] if is_total(row) and row["gap"] == gap.row["gap"]]
    told = {row["against_wave"]: words.change(row).said for row in rows}
    return [words.say("chart.since", wave=words.wave(wave), said=said) for wave, said in told.items()]
