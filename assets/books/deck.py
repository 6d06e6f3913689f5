"""The deck of one wave: a title, a slide a headline gap with its chart, and what to know of the method."""

from pathlib import Path
from typing import TYPE_CHECKING

from assets.books.results import Results, Row
from assets.books.slides import COLOURS, GREY, HIGH, MARGIN, WIDE, Bar, Box, bars, new_slide, presentation, text
from assets.books.words import (
    SIDE_BY_SIDE,
    UNCLEAR,
    interval_said,
    legend,
    methods,
    shown,
    side_said,
    verdict,
)
from schemas.gap_rows import by_width, units
from schemas.study import NPS, PERCENT_OF_MAXIMUM, SHARE, SIDES
from schemas.tables.table import MARKS

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
    gaps = headlines(results.totals)
    _title(deck, results)
    for gap in gaps[:MOST]:
        _gap(deck, results, gap)
    _method(deck, results, len(gaps) - MOST)
    deck.save(str(path))
    return len(deck.slides)


def headlines(gaps: list[Row]) -> list[Row]:
    """Gaps in the order of a talk: those with a clear direction, widest first; those without; those side by side."""

    def order(gap: Row) -> tuple:
        clear = gap["direction"] is not None and gap["direction"] not in UNCLEAR
        return gap["compare"] == SIDE_BY_SIDE, not clear, by_width(gap)

    return sorted(gaps, key=order)


def _title(deck: "Presentation", results: Results) -> None:
    slide = new_slide(deck, results.title, Box(MARGIN, 1.6, INNER, 2.0), results.warning, (40, 34, 28, 22))
    asked = [f"{gap['executive_label']} and {gap['consumer_label']}" for gap in results.totals[:1]]
    said = [*asked, *([results.fieldwork] if results.fieldwork else [])]
    text(slide, Box(MARGIN, 3.8, INNER, 0.9), said, (20, 16), colour=GREY)
    text(slide, Box(MARGIN, 4.9, INNER, 1.7), [results.study.about], (14, 12, 11), colour=GREY)


def _gap(deck: "Presentation", results: Results, gap: Row) -> None:
    sides = ", ".join(f"{gap[f'{side}_label']} {side_said(gap, side)}" for side in SIDES)
    slide = new_slide(deck, f"{gap['label']}: {sides}", Box(MARGIN, 1.0, INNER, 1.0), results.warning)
    about = [gap["topic"]] if gap["topic"] != "other" else []
    about += ["side by side, not subtracted"] if gap["compare"] == SIDE_BY_SIDE else []
    if about:
        text(slide, Box(MARGIN, 0.68, INNER, 0.3), ["  ·  ".join(about)], (13, 11), colour=GREY)
    _charts(slide, gap, Box(MARGIN, 2.15, INNER, 2.35))
    text(slide, Box(MARGIN, 4.58, INNER, 0.42), [verdict(gap)], (20, 17, 14), bold=True)
    text(slide, Box(MARGIN, 5.0, INNER, 0.36), [interval_said(gap)], (16, 13, 11))
    marks = {gap[f"{side}_reliability"] for side in SIDES} - {"ok"}
    foot = [_asked(gap, side) for side in SIDES]
    foot += [f"Not quite the same: {gap['compare_why']}."] if gap["compare_why"] else []
    foot += ["  ".join(f"{MARKS[mark]} {mark}" for mark in MARKS if mark in marks)] if marks else []
    text(slide, Box(MARGIN, 5.5, INNER - 1.1, HIGH - 5.5 - 0.3), foot, (12, 11, 10, 9), colour=GREY)


def _asked(gap: Row, side: str) -> str:
    n, effective = gap[f"{side}_n"], gap[f"{side}_n_effective"]
    base = "base unknown" if n is None else f"{n:,} respondents"
    if effective is not None and n is not None and f"{effective:.0f}" != f"{n:.0f}":
        base += f", effective base {effective:,.0f}"
    return f"{gap[f'{side}_label']} ({base}; {gap[f'{side}_base']}): {gap[f'{side}_wording']}"


def _charts(slide: "Slide", gap: Row, box: Box) -> None:
    """Both sides in one chart; in two where their units differ, for then they share no axis."""
    unit = units(gap)
    if unit["executive"] == unit["consumer"]:
        _chart(slide, gap, SIDES, unit["executive"], box)
        return
    half = box.height / 2
    for at, side in enumerate(SIDES):
        _chart(slide, gap, (side,), unit[side], Box(box.left, box.top + at * half, box.width, half))


def _chart(slide: "Slide", gap: Row, sides: tuple[str, ...], unit: str, box: Box) -> None:
    found = []
    for side in sides:
        estimate, label = gap[f"{side}_estimate"], gap[f"{side}_label"]
        value, form = shown(0.0 if estimate is None else estimate, unit)
        label = f"{label} ({side_said(gap, side)})" if estimate is None else label
        found.append(Bar(label, None if estimate is None else value, form, COLOURS[side]))
    lowest, highest = SCALES.get(unit, (0.0 if all((bar.value or 0) >= 0 for bar in found) else None, None))
    about = "; ".join(f"{gap[f'{side}_label']} {side_said(gap, side)}" for side in sides)
    bars(slide, box, found, lowest, highest, f"{gap['label']}: {about}")


def _method(deck: "Presentation", results: Results, left: int) -> None:
    slide = new_slide(deck, "How the figures were made", Box(MARGIN, 0.75, INNER, 0.8), results.warning)
    said = [*methods(results.study), *legend(results.study.reliability)]
    if not results.totals:
        said.insert(0, "The study defines no gaps.")
    if left > 0:
        said.append(f"{left} more gaps are in the workbook.")
    said.append(f"{results.study.study}, {results.wave}. {results.provenance}.")
    text(slide, Box(MARGIN, 1.8, INNER, HIGH - 1.8 - 0.6), said, (16, 14, 12, 11, 10), apart=0.45)
