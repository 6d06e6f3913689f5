"""What holds for a whole study, in its language: labels, marks, methods, and what every interval takes for granted.

`Words` is what a printer asks: of rows by `gap`, `change`, `contrast` and `claim`, of the rest by its own methods.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property, partial

from schemas.codebook import base_words
from schemas.study import CONDITIONAL, DIFFERENCE, SHARE, SIDES, Study
from schemas.tables.contrasts import REST
from schemas.tables.rows import ClaimsRow, GapFactRow, GapTrendRow, SegmentContrastRow
from schemas.tables.sides import side_of
from schemas.tables.summary import ALL_TOPICS, NO_TOPIC
from schemas.tables.table import MARKS, NO_FIGURE
from schemas.words.catalogue import Catalogue, catalogue
from schemas.words.changes import ChangeSaid, ContrastSaid
from schemas.words.claims import ClaimSaid
from schemas.words.gaps import NOTE_MARKS, GapSaid, is_conditional
from schemas.words.numbers import Numbers

SCALE = re.compile(r"(-?[\d.]+)-(-?[\d.]+) points")
"""The unit of a mean."""


class Words:
    """The words of one study."""

    def __init__(self, study: Study):
        self.study = study

    @cached_property
    def catalogue(self) -> Catalogue:
        """The sentences of the study's language."""
        return catalogue(self.study.language)

    @cached_property
    def numbers(self) -> Numbers:
        """The numbers of the study's language."""
        return Numbers(self.catalogue)

    @cached_property
    def say(self) -> Callable[..., str]:
        """A sentence by its key; it may name the study's confidence, and the level of its tests in hundredths."""
        confidence = self.study.confidence
        return partial(self.catalogue.say, confidence=confidence, level=f"{100 - confidence:02}")

    def counted(self, key: str, count: int, **values: object) -> str:
        """A sentence about so many."""
        return self.say(key, count=count, number=self.numbers.number(count), **values)

    def gap(self, row: GapFactRow) -> GapSaid:
        """What a row of `gap_fact` says."""
        return GapSaid(self, row)

    def change(self, row: GapTrendRow) -> ChangeSaid:
        """What a row of `gap_trend` says."""
        return ChangeSaid(self, row)

    def contrast(self, row: SegmentContrastRow) -> ContrastSaid:
        """What a row of `segment_contrast` says."""
        return ContrastSaid(self, row)

    def claim(self, row: ClaimsRow) -> ClaimSaid:
        """What a row of `claims` says."""
        return ClaimSaid(self, row)

    # ---- labels, which are printed as they stand

    def group(self, name: str) -> str:
        """A group."""
        return self.study.groups[name].label or name

    def source(self, name: str) -> str:
        """A source, by the groups that come from it."""
        labels = [self.group(group) for group, about in self.study.groups.items() if about.source == name]
        return self.catalogue.listed(labels) if labels else name.replace("_", " ")

    def metric(self, name: str) -> str:
        """A metric."""
        return self.study.metrics[name].label or name.replace("_", " ")

    def question(self, name: str) -> str:
        """A question."""
        return self.study.questions[name].label or name.replace("_", " ")

    def segment(self, name: str) -> str:
        """A segment."""
        return self.study.segments[name].label or name.replace("_", " ")

    def part(self, name: str) -> str:
        """A part of a segment, or all its others."""
        return self.say("segment.rest") if name == REST else name

    def topic(self, name: str) -> str:
        """A topic of gaps, or what stands for those without one."""
        own = any(gap.topic == name for gap in self.study.gaps.values())
        return self.say(f"topic.{name.replace(' ', '_')}") if name in (NO_TOPIC, ALL_TOPICS) and not own else name

    def wave(self, name: str) -> str:
        """A wave."""
        return self.study.waves[name].label or name

    def title(self, wave: str) -> str:
        """The study and the wave, unless its title names it already."""
        when = self.wave(wave)
        return self.study.title if when in self.study.title else f"{self.study.title}, {when}"

    def fieldwork(self, wave: str) -> str:
        """When the respondents were asked; empty where the study file does not say so."""
        first, _, last = self.study.waves[wave].fieldwork.partition("/")
        return self.say("number.between", low=first, high=last) if last else first

    def asked_of(self, question: str, wave: str, source: str, keep: Sequence[str] = ()) -> str:
        """Who makes the base of a question."""
        return base_words(self.study, question, wave, source, keep, self.study.language)

    def unit(self, unit: str) -> str:
        """A unit as it stands behind a label: %, NPS, 1–5 points."""
        if " / " in unit:
            return " / ".join(map(self.unit, unit.split(" / ")))
        if unit != DIFFERENCE and (rest := unit.partition("difference of ")[2]):
            return self.say("unit.difference", unit=self.unit(rest))
        if ends := SCALE.fullmatch(unit):
            return self.say("unit.scale", low=ends[1].replace("-", "−"), high=ends[2].replace("-", "−"))
        return self.say(f"unit.{unit.replace(' ', '_')}")

    def of_unit(self, text: str, unit: str) -> str:
        """A text with the unit behind it, unless that shows in the figures."""
        return text if unit == SHARE else self.say("unit.behind", text=text, unit=self.unit(unit))

    # ---- what stands in place of a figure, and beside one

    def none_in_a_word(self, withheld: str | None, group: str) -> str:
        """Why a group has no figure, in place of it."""
        return self.say("none.withheld" if withheld else f"none.{self._missing(group)}")

    def none(self, withheld: str | None, group: str) -> str:
        """Why a group has no figure, in full."""
        if withheld:
            return self.say(f"none.withheld_{withheld}", number=self.numbers.number(self.study.reliability.withheld))
        return self.say(f"none.verdict_{self._missing(group)}")

    def _missing(self, group: str) -> str:
        reported = self.study.sources[self.study.groups[group].source].kind == "reported"
        return "not_published" if reported else "no_figure"

    def mark(self, estimate: float | None, reliability: str, withheld: str | None) -> str:
        """What stands beside a figure, or in its place."""
        if estimate is None:
            return MARKS["withheld"] if withheld else NO_FIGURE
        return MARKS[reliability] if reliability != "base unknown" else ""

    def mark_of_base(self, reliability: str) -> str:
        """What stands in place of a base."""
        return MARKS[reliability] if reliability == "base unknown" else NO_FIGURE

    def reliability(self, code: str) -> str:
        """How far a base carries its figure."""
        return self.say(f"reliability.{code.replace(' ', '_')}")

    def respondents(self, n: int | None, reliability: str = "") -> str:
        """A base: 35 respondents (small base)."""
        if n is None:
            return self.reliability("base unknown")
        counted = self.counted("side.respondents", n)
        return self.say("side.marked", base=counted, mark=self.reliability(reliability)) if reliability else counted

    def marks(self, rows: Iterable[GapFactRow] = ()) -> list[str]:
        """What each mark means: those of these rows of `gap_fact`, or all."""
        rules = self.study.reliability
        sides = [side_of(row, side) for row in rows for side in SIDES]
        nchs = "_nchs" * (rules.rule == "nchs")
        known = {
            "small base": (f"small_base{nchs}", rules.small),
            "indicative": ("indicative", rules.indicative),
            "base unknown": ("base_unknown", 0),
        }
        bases = {side["reliability"] for side in sides if side["estimate"] is not None}
        found = bases | {"base unknown" for side in sides if side["reliability"] == "base unknown"}
        said = [
            f"{MARKS[code]} {self.say(f'mark.{key}', number=self.numbers.number(number))}"
            for code, (key, number) in known.items()
            if not sides or code in found
        ]
        reasons = {side["withheld"] for side in sides}
        all_reasons = ("base", "standard", "protection") if nchs else ("base", "protection")
        for reason in all_reasons:
            if not sides or reason in reasons:
                said.append(f"{MARKS['withheld']} {self.none(reason, SIDES[0])}")
        if not sides or any(side["estimate"] is None and not side["withheld"] for side in sides):
            said.append(f"{NO_FIGURE} {self.say('mark.no_figure')}")
        return said

    # ---- sentences

    @property
    def is_conditional(self) -> bool:
        """Whether some source is no random sample."""
        return any(source.sampling in CONDITIONAL for source in self.study.sources.values())

    @property
    def condition(self) -> str:
        """What every interval of the study takes for granted."""
        return self.say("study.not_random" if self.is_conditional else "study.random")

    @property
    def synthetic(self) -> str:
        """What is said of respondents that are made up; empty where they are not."""
        return self.say("study.synthetic") if self.study.synthetic else ""

    @property
    def no_finding(self) -> str:
        """The same in full, where there is room for it."""
        return f"{self.synthetic} {self.say('study.no_finding')}" if self.study.synthetic else ""

    def difference_of(self, rows: list[GapFactRow]) -> str:
        """What the columns of differences hold."""
        first = rows[0]
        return self.say("gap.minus", executive_label=first["executive_label"], consumer_label=first["consumer_label"])

    def notes(self, rows: Iterable[GapFactRow]) -> list[str]:
        """The footnotes of verdicts that stand with a note's mark."""
        found = {row["interval_note"] for row in rows}
        return [f"{mark} {self.say(f'note.{code}')}." for code, mark in NOTE_MARKS.items() if code in found]

    def footnotes(self, rows: list[GapFactRow]) -> list[str]:
        """All that must be known of these rows of `gap_fact`."""
        condition = [self.say("study.not_random")] if any(map(is_conditional, rows)) else []
        synthetic = [self.synthetic] if self.synthetic else []
        bases = [f"{gap.label}. {gap.other_bases}." for gap in map(self.gap, rows) if gap.other_bases]
        return [*synthetic, *self.marks(rows), *self.notes(rows), *bases, self.difference_of(rows), *condition]

    def clear_of(self, gaps: list[GapSaid]) -> str:
        """How many of the gaps that may be subtracted are clear: 2 of 3 gaps are clear."""
        compared = [gap for gap in gaps if gap.is_compared]
        clear = sum(gap.is_clear for gap in compared)
        return self.counted("tally.clear", len(compared), clear=self.numbers.number(clear))

    def tally(self, gaps: list[GapSaid]) -> str:
        """How many gaps there are of each kind: 2 of 3 gaps are clear; 1 too few to say; 5 side by side."""
        if not gaps:
            return self.say("tally.no_gaps")
        parts = [self.clear_of(gaps)] if any(gap.is_compared for gap in gaps) else []
        counts = Counter(gap.verdict for gap in gaps if not gap.is_clear)
        parts += [self.say("tally.kind", number=self.numbers.number(n), kind=kind) for kind, n in counts.items()]
        return f"{'; '.join(parts)}."

    def methods(self) -> list[str]:
        """How errors, intervals and tests are made."""
        return [self.say(f"methods.{key}") for key in ("errors", "intervals", "tests", "rounding")]

    def sampling(self, source: str) -> str:
        """How a source was sampled."""
        return self.say(f"sampling.{self.study.sources[source].sampling}")

    def samples(self) -> str:
        """How each source was sampled."""
        sources = {self.source(name): self.sampling(name) for name in self.study.sources}
        said = [self.say("disclosure.of_source", source=name, said=sampling) for name, sampling in sources.items()]
        return self.say("study.samples", samples="; ".join(said))
