"""The gaps of everyone as a small picture for whoever looks at the table in the UI; the report has the ones to be shown.

Drawn by hand, because what draws the report takes longer to load than a run takes.
"""

import base64
from html import escape
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from schemas.gap_rows import NOT_RANDOM, SYNTHETIC, WHOLE_POINTS, by_width, is_conditional, printed, units
from schemas.study import NPS, SHARE, SIDES

MOST = 30
"""So many gaps are drawn, the widest first: the picture stands in every event of the history."""
LEFT, PLOT, ACROSS, LINE = 290, 290, 880, 38
"""Pixels: how wide the labels, the plot and the whole picture are, and how high a gap is."""
INK, MUTED, FAINT, BAR = "#1a1c20", "#565b63", "#d9dce1", "#9aa0a8"
COLOURS = {"executive": "#00598f", "consumer": "#b34700"}
HOLLOW = ("indicative", "base unknown")
"""Reliabilities of figures whose bases do not carry them."""

Row = dict[str, Any]


def chart(gaps: pa.Table) -> str:
    """The totals of a gap fact table as a picture in Markdown, of 40 kB at most."""
    rows = sorted(gaps.filter(pc.field("segment") == "total").to_pylist(), key=by_width)
    if not rows:
        return "The study defines no gaps."
    title = "Gaps of everyone, with 95% intervals"
    cautions = [SYNTHETIC] * any(row["synthetic"] for row in rows) + [NOT_RANDOM] * any(map(is_conditional, rows))
    parts, top = [_text(0, 16, title, size=15), _text(0, 36, " ".join(cautions), "#8a4b00")], 60
    for side, at in zip(SIDES, (LEFT, LEFT + PLOT / 2), strict=True):
        parts += [_mark(side, at + 6, top - 4), _text(at + 18, top, rows[0][f"{side}_label"])]
    parts.append(_text(LEFT + PLOT + 16, top, "hollow: the base carries no verdict", MUTED, 11))
    shown = rows[:MOST]
    for unit in dict.fromkeys(row["unit"] for row in shown):
        ends = _ends(unit, shown)
        top += 26
        parts.append(_text(0, top, unit, MUTED))
        if ends:
            parts.append(_text(LEFT, top, _figure(ends[0], unit), MUTED))
            parts.append(_text(LEFT + PLOT, top, _figure(ends[1], unit), MUTED, anchor="end"))
        for row in (row for row in shown if row["unit"] == unit):
            parts += [*_words(row, top + LINE / 2), *(_dumbbell(row, top + LINE / 2, *ends) if ends else [])]
            top += LINE
    if len(rows) > MOST:
        top += 24
        parts.append(_text(0, top, f"… and {len(rows) - MOST:,} more gaps"))
    size = f'width="{ACROSS}" height="{top + 16}"'
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="sans-serif" font-size="13">'
    svg += f'<rect {size} fill="#fff"/>'
    drawn = base64.b64encode(f"{svg}{''.join(parts)}</svg>".encode()).decode()
    return f"![{' '.join([f'{title}.', *cautions])}](data:image/svg+xml;base64,{drawn})"


def _ends(unit: str, rows: list[Row]) -> tuple[float, float] | None:
    """The figures at both ends of a unit's lines; None for sides of unlike units, which go on no one line."""
    if unit in (SHARE, NPS):
        return (0.0, 1.0) if unit == SHARE else (-100.0, 100.0)
    names = [f"{side}_{name}" for side in SIDES for name in ("estimate", "ci_low", "ci_high")]
    found = {row[name] for row in rows if row["unit"] == unit for name in names} - {None}
    return (min(found), max(found)) if len(found) > 1 and " / " not in unit else None


def _dumbbell(row: Row, y: float, low: float, high: float) -> list[str]:
    """Both sides on one line, each with its interval, and a bar between them where they may be subtracted."""

    def line(start: float, end: float, y: float, colour: str, width: float) -> str:
        start, end = (LEFT + PLOT * (value - low) / (high - low) for value in (start, end))
        return f'<path d="M{start:.1f} {y:g}H{end:.1f}" stroke="{colour}" stroke-width="{width}"/>'

    parts = [line(low, high, y, FAINT, 1)]
    if row["gap_estimate"] is not None:
        parts.append(line(row["executive_estimate"], row["consumer_estimate"], y, BAR, 5))
    for side, beside in zip(SIDES, (5, -5), strict=True):
        figure, *span = (row[f"{side}_{name}"] for name in ("estimate", "ci_low", "ci_high"))
        if None not in span:
            parts.append(line(*span, y + beside, COLOURS[side], 1.5))
        if figure is not None:
            at = LEFT + PLOT * (figure - low) / (high - low)
            parts.append(_mark(side, at, y, row[f"{side}_reliability"] in HOLLOW))
    return parts


def _words(row: Row, y: float) -> list[str]:
    """What stands at both sides of the line: label and bases, figures and what may be concluded."""
    label = f"{row['gap']} {row['label']}"
    bases = ["base unknown" if row[f"{side}_n"] is None else f"{row[f'{side}_n']:,}" for side in SIDES]
    figures = [_figure(row[f"{side}_estimate"], units(row)[side]) for side in SIDES]
    gap, low, high = (row[f"gap_{name}"] for name in ("estimate", "ci_low", "ci_high"))
    why = "side by side" if row["compare"] == "side_by_side" else "not computable"
    span = "" if low is None else f" ({_signed(low, row['unit'])} to {_signed(high, row['unit'])})"
    said = "" if gap is None else f": {_signed(gap, row['unit'])}{span}"
    right = LEFT + PLOT + 16
    return [
        _text(0, y + 2, label if len(label) <= 42 else f"{label[:41]}…"),
        _text(0, y + 15, f"of {' and '.join(bases)}", MUTED, 11),
        _text(right, y + 2, f"{figures[0]} and {figures[1]}{said}"),
        _text(right, y + 15, why if gap is None else row["direction"] or "no interval can be given", MUTED, 11),
    ]


def _figure(value: float | None, unit: str) -> str:
    if value is None:
        return "withheld"
    figure = printed(value, unit)
    return f"{figure}%" if unit == SHARE else f"{figure:+}" if unit in WHOLE_POINTS else str(figure)


def _signed(value: float, unit: str) -> str:
    return f"{printed(value, unit):+}"


def _text(x: float, y: float, words: str, colour: str = INK, size: int = 13, anchor: str = "") -> str:
    style = f' font-size="{size}"' * (size != 13) + f' text-anchor="{anchor}"' * bool(anchor)
    return f'<text x="{x:g}" y="{y:g}" fill="{colour}"{style}>{escape(words)}</text>'


def _mark(side: str, x: float, y: float, hollow: bool = False) -> str:
    """A circle for executives, a diamond for consumers."""
    style = f'fill="{"#fff" if hollow else COLOURS[side]}" stroke="{COLOURS[side]}" stroke-width="2"'
    if side == "executive":
        return f'<circle cx="{x:.1f}" cy="{y:g}" r="5" {style}/>'
    return f'<path d="M{x:.1f} {y - 6:g}l6 6l-6 6l-6 -6z" {style}/>'
