"""The deck of one wave: a title, a slide a headline gap with its chart, and what to know of the method."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from assets.looks import COLOURS
from assets.report.deck.slides import GREY, HIGH, MARGIN, WIDE, Bar, Box, Look, bars, new_slide, presentation, text
from assets.report.results import Results
from schemas.study import NPS, PERCENT_OF_MAXIMUM, SHARE, SIDES
from schemas.tables.summary import NO_TOPIC
from schemas.words.gaps import GapSaid, SideSaid
from schemas.words.headlines import headline, in_order

if TYPE_CHECKING:
    from pptx.presentation import Presentation
    from pptx.slide import Slide

MOST = 10
"""Headline gaps that a deck shows; the others are in the workbook."""
INNER = WIDE - 2 * MARGIN
SCALES = {SHARE: (0.0, 1.0), PERCENT_OF_MAXIMUM: (0.0, 100.0), NPS: (-100.0, 100.0)}
"""Where the axis of a unit begins and ends."""


def write_deck(results: Results, path: Path) -> int:
    """Write the deck to `path`. Returns how many slides it has."""
    deck = presentation(results.title)
    gaps = in_order(results.totals)
    _title(deck, results)
    for gap in gaps[:MOST]:
        _gap(deck, results, gap)
    _method(deck, results, len(gaps) - MOST)
    deck.save(str(path))
    return len(deck.slides)


def _title(deck: "Presentation", results: Results) -> None:
    slide = new_slide(deck, results.title, Box(MARGIN, 1.6, INNER, 2.0), results.warning, (40, 34, 28, 22))
    labels = [{side: said.label for side, said in gap.sides.items()} for gap in results.totals[:1]]
    asked = [results.words.say("book.who", **both) for both in labels]
    said = [*asked, *([results.fieldwork] if results.fieldwork else [])]
    text(slide, Box(MARGIN, 3.8, INNER, 0.9), said, Look((20, 16), GREY))
    text(slide, Box(MARGIN, 4.9, INNER, 1.7), [results.study.about], Look((14, 12, 11), GREY))


def _gap(deck: "Presentation", results: Results, gap: GapSaid) -> None:
    words = results.words
    slide = new_slide(deck, headline(gap), Box(MARGIN, 1.0, INNER, 1.0), results.warning)
    topic = gap.row["topic"]
    if topic != NO_TOPIC:
        text(slide, Box(MARGIN, 0.68, INNER, 0.3), [words.topic(topic)], Look((13, 11), GREY))
    _charts(slide, gap, Box(MARGIN, 2.15, INNER, 2.35))
    text(slide, Box(MARGIN, 4.58, INNER, 0.42), [gap.verdict], Look((20, 17, 14), bold=True))
    figures = _figures(gap.sides.values())
    apart = figures if gap.estimate is None else words.say("chart.spoken", label=figures, said=gap.apart)
    text(slide, Box(MARGIN, 5.0, INNER, 0.36), [apart], Look((16, 13, 11)))
    foot = [_asked(side) for side in gap.sides.values()]
    why = gap.row["compare_why"]
    foot += [words.say("book.not_quite", why=why)] if why else []
    foot += [words.say("book.note", note=gap.note)] if gap.note else []
    marks = words.marks([gap.row])
    foot += ["  ".join(marks)] if marks else []
    text(slide, Box(MARGIN, 5.5, INNER - 1.1, HIGH - 5.5 - 0.3), foot, Look((12, 11, 10, 9), GREY))


def _named(gap: GapSaid, sides: Iterable[SideSaid]) -> str:
    """A gap with the figures of its sides."""
    return gap.words.say("chart.spoken", label=gap.label, said=_figures(sides))


def _figures(sides: Iterable[SideSaid]) -> str:
    """The sides with their figures and what marks these."""
    return ", ".join(side.words.say("sentence.side", label=side.label, figure=side.marked) for side in sides)


def _asked(side: SideSaid) -> str:
    return side.words.say("book.side_asked", label=side.label, base=side.base, asked=side.asked, wording=side.wording)


def _charts(slide: "Slide", gap: GapSaid, box: Box) -> None:
    """Both sides in one chart; in two where their units differ, for then they share no axis."""
    sides = [gap.sides[side] for side in SIDES]
    if sides[0].unit == sides[1].unit:
        _chart(slide, gap, sides, box)
        return
    half = box.height / 2
    for at, side in enumerate(sides):
        _chart(slide, gap, [side], Box(box.left, box.top + at * half, box.width, half))


def _chart(slide: "Slide", gap: GapSaid, sides: list[SideSaid], box: Box) -> None:
    found, unit = [], sides[0].unit
    digits = max(side.digits for side in sides)
    for side in sides:
        value, form = gap.words.numbers.cell(side.estimate or 0.0, unit, digits)
        missing = gap.words.say("book.bar_without", label=side.label, figure=side.figure)
        label, value = (missing, None) if side.estimate is None else (side.label, value)
        found.append(Bar(label, value, form, COLOURS[side.side]))
    lowest, highest = SCALES.get(unit, (0.0 if all((bar.value or 0) >= 0 for bar in found) else None, None))
    bars(slide, box, found, lowest, highest, _named(gap, sides))


def _method(deck: "Presentation", results: Results, left: int) -> None:
    words = results.words
    slide = new_slide(deck, words.say("book.how_made"), Box(MARGIN, 0.75, INNER, 0.8), results.warning)
    said = [*words.methods(), words.samples(), words.condition, *words.marks()]
    if not results.totals:
        said.insert(0, words.say("tally.no_gaps"))
    if left > 0:
        said.append(words.counted("book.more_in_workbook", left))
    said.append(f"{results.study.study}, {results.wave}. {results.provenance}.")
    text(slide, Box(MARGIN, 1.8, INNER, HIGH - 1.8 - 0.6), said, Look((16, 14, 12, 11, 10, 9), apart=0.45))
