"""The gaps of everyone as a small picture for whoever looks at the table in the UI; the report has the ones to be shown.

Drawn by hand, because what draws the report takes longer to load than a run takes.
"""

import base64
from html import escape

import pyarrow as pa
import pyarrow.compute as pc

from assets.looks import CAUTION, COLOURS, FAINT, INK, MUTED, PAPER, wrapped
from schemas.foreign import in_markdown, visible
from schemas.study import NPS, SHARE, SIDES, Study
from schemas.words.gaps import GapSaid, by_width
from schemas.words.studies import Words

MOST = 30
"""So many gaps are drawn, the widest first: the picture stands in every event of the history."""
LEFT, PLOT, ACROSS, LINE, SIZE, SMALL = 290, 290, 980, 38, 13, 11
"""Pixels: how wide the labels, the plot and the whole picture are, how high a gap is, and letters."""
RIGHT = LEFT + PLOT + 16
BAR = "#9aa0a8"


def chart(study: Study, gaps: pa.Table) -> str:
    """The totals of a gap fact table as a picture in Markdown, of 40 kB at most."""
    words = Words(study)
    rows = sorted(gaps.filter(pc.field("segment") == "total").to_pylist(), key=by_width)
    if not rows:
        return words.say("tally.no_gaps")
    title, top = words.say("picture.gaps"), 36
    notes = words.footnotes(rows)
    parts = [_text(0, 16, title, size=15)]
    for note in notes:
        colour = CAUTION if note in (words.synthetic, words.say("study.not_random")) else MUTED
        for line in wrapped(note, ACROSS / SMALL):
            parts.append(_text(0, top, line, colour, SMALL))
            top += 15
    top += 12
    shown = [words.gap(row) for row in rows[:MOST]]
    for side, at in zip(SIDES, (LEFT, LEFT + PLOT / 2), strict=True):
        parts.append(_mark(side, at + 6, top - 4))
        lines = wrapped(shown[0].sides[side].label, (PLOT / 2 - 24) / SIZE)
        parts += [_text(at + 18, top + 15 * below, line) for below, line in enumerate(lines)]
    if any(side.is_hollow for gap in shown for side in gap.sides.values()):
        parts.append(_text(RIGHT, top, words.say("picture.hollow"), MUTED, SMALL))
    top += 15 * (max(len(wrapped(shown[0].sides[side].label, (PLOT / 2 - 24) / SIZE)) for side in SIDES) - 1)
    for unit in dict.fromkeys(gap.unit for gap in shown):
        same = [gap for gap in shown if gap.unit == unit]
        ends = _ends(unit, same)
        top += 26
        parts.append(_text(0, top, words.unit(unit), MUTED))
        if ends:
            parts.append(_text(LEFT, top, words.numbers.figure(ends[0], unit, same[0].digits), MUTED))
            parts.append(
                _text(LEFT + PLOT, top, words.numbers.figure(ends[1], unit, same[0].digits), MUTED, anchor="end")
            )
        for gap in same:
            parts += [*_words(words, gap, top + LINE / 2), *(_dumbbell(gap, top + LINE / 2, *ends) if ends else [])]
            top += LINE
    if len(rows) > MOST:
        top += 24
        parts.append(_text(0, top, words.counted("picture.more_gaps", len(rows) - MOST)))
    size = f'width="{ACROSS}" height="{top + 16}"'
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" lang="{study.language}" {size} font-family="sans-serif" font-size="{SIZE}">'
    svg += f'<rect {size} fill="{PAPER}"/>'
    drawn = base64.b64encode(f"{svg}{''.join(parts)}</svg>".encode()).decode()
    return f"![{in_markdown(' '.join([f'{title}.', *notes]))}](data:image/svg+xml;base64,{drawn})"


def _ends(unit: str, gaps: list[GapSaid]) -> tuple[float, float] | None:
    """The figures at both ends of a unit's lines; None for sides of unlike units, which go on no one line."""
    if unit in (SHARE, NPS):
        return (0.0, 1.0) if unit == SHARE else (-100.0, 100.0)
    sides = [side for gap in gaps for side in gap.sides.values()]
    found = {figure for side in sides for figure in (side.estimate, side.low, side.high) if figure is not None}
    return (min(found), max(found)) if len(found) > 1 and " / " not in unit else None


def _dumbbell(gap: GapSaid, y: float, low: float, high: float) -> list[str]:
    """Both sides on one line, each with its interval, and a bar between them where they may be subtracted."""

    def line(start: float, end: float, y: float, colour: str, width: float) -> str:
        start, end = (LEFT + PLOT * (value - low) / (high - low) for value in (start, end))
        return f'<path d="M{start:.1f} {y:g}H{end:.1f}" stroke="{colour}" stroke-width="{width}"/>'

    parts = [line(low, high, y, FAINT, 1)]
    ends = [said.estimate for said in gap.sides.values() if said.estimate is not None]
    if gap.estimate is not None:
        parts.append(line(*ends, y, BAR, 5))
    for (side, said), beside in zip(gap.sides.items(), (5, -5), strict=True):
        if said.low is not None and said.high is not None:
            parts.append(line(said.low, said.high, y + beside, COLOURS[side], 1.5))
        if said.estimate is not None:
            at = LEFT + PLOT * (said.estimate - low) / (high - low)
            parts.append(_mark(side, at, y, said.is_hollow))
    return parts


def _words(words: Words, gap: GapSaid, y: float) -> list[str]:
    """What stands at both sides of the line: label and bases, figures and what may be concluded."""
    sides = gap.sides.values()
    figures = dict(zip(SIDES, (side.marked for side in sides), strict=True))
    bases = dict(zip(SIDES, (side.number for side in sides), strict=True))
    key = "figures" if not gap.difference else "figures_apart_interval" if gap.interval else "figures_apart"
    said = words.say(f"picture.{key}", **figures, difference=gap.signed, interval=gap.interval)
    label, room = f"{gap.row['gap']} {gap.label}", (LEFT - 16) / SIZE
    name, *more = wrapped(label, room)
    return [
        _text(0, y + 2, f"{name} …" if more else name),
        _text(0, y + 15, words.say("picture.of_bases", **bases), MUTED, SMALL),
        _text(RIGHT, y + 2, said),
        _text(RIGHT, y + 15, gap.noted, MUTED, SMALL),
    ]


def _text(x: float, y: float, words: str, colour: str = INK, size: int = SIZE, anchor: str = "") -> str:
    style = f' font-size="{size}"' * (size != SIZE) + f' text-anchor="{anchor}"' * bool(anchor)
    return f'<text x="{x:g}" y="{y:g}" fill="{colour}"{style}>{escape(visible(words))}</text>'


def _mark(side: str, x: float, y: float, hollow: bool = False) -> str:
    """A circle for executives, a diamond for consumers."""
    style = f'fill="{PAPER if hollow else COLOURS[side]}" stroke="{COLOURS[side]}" stroke-width="2"'
    if side == "executive":
        return f'<circle cx="{x:.1f}" cy="{y:g}" r="5" {style}/>'
    return f'<path d="M{x:.1f} {y - 6:g}l6 6l-6 6l-6 -6z" {style}/>'
