"""The gaps of everyone as a small picture for whoever looks at the table in the UI; the report has the ones to be shown.

Drawn by hand, because what draws the report takes longer to load than a run takes.
"""

import base64
from html import escape
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from schemas.gap_rows import SYNTHETIC, by_width
from schemas.measure import DIFFERENCE, NPS, SHARE
from schemas.study import SIDES

MOST = 30
"""So many gaps are drawn, the widest first: the picture stands in every event of the history."""
LEFT, PLOT, ACROSS, LINE = 290, 300, 880, 38
"""Pixels: the labels' width, the plot's, the whole picture's, and the height of a gap."""
COLOURS = {"executive": "#00598f", "consumer": "#b34700"}
WEAK = ("indicative", "base unknown")
"""Reliabilities of figures that are drawn hollow."""

Row = dict[str, Any]


def chart(gaps: pa.Table) -> str:
    """The totals of a gap fact table as a picture in Markdown, of some 20 kB."""
    rows = sorted(gaps.filter(pc.field("segment") == "total").to_pylist(), key=by_width)
    if not rows:
        return "The study defines no gaps."
    units = list(dict.fromkeys(row["unit"] for row in rows[:MOST]))
    parts, top = [_text(0, 18, f"Gaps of everyone, 95% intervals{_synthetic(rows)}", weight="bold")], 40
    for at, side in enumerate(SIDES):
        parts += [
            _mark(side, LEFT + 6 + 150 * at, top - 4, "ok"),
            _text(LEFT + 16 + 150 * at, top, rows[0][f"{side}_label"]),
        ]
    for unit in units:
        low, high = ends = _ends(unit, rows)
        top += 26
        parts += [_text(0, top, unit, fill="#565b63"), _text(LEFT, top, _figure(low, unit), fill="#565b63")]
        parts.append(_text(LEFT + PLOT, top, _figure(high, unit), anchor="end", fill="#565b63"))
        for row in (row for row in rows[:MOST] if row["unit"] == unit):
            parts += _gap(row, top + LINE / 2, ends)
            top += LINE
    if len(rows) > MOST:
        top += 24
        parts.append(_text(0, top, f"… and {len(rows) - MOST:,} more gaps"))
    size = f'width="{ACROSS}" height="{top + 16:.0f}"'
    drawn = f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="sans-serif" font-size="13">'
    drawn += f'<rect {size} fill="#fff"/>{"".join(parts)}</svg>'
    return (
        f"![Gaps of everyone{_synthetic(rows)}](data:image/svg+xml;base64,{base64.b64encode(drawn.encode()).decode()})"
    )


def _synthetic(rows: list[Row]) -> str:
    return f". {SYNTHETIC}" if any(row["synthetic"] for row in rows) else ""


def _ends(unit: str, rows: list[Row]) -> tuple[float, float]:
    """The figures at both ends of a unit's lines."""
    if unit in (SHARE, NPS):
        return (0.0, 1.0) if unit == SHARE else (-100.0, 100.0)
    names = [f"{side}_{name}" for side in SIDES for name in ("estimate", "ci_low", "ci_high")]
    found = [row[name] for row in rows if row["unit"] == unit for name in names if row[name] is not None]
    return (min(found), max(found)) if len(set(found)) > 1 else (0.0, max([1.0, *found]))


def _gap(row: Row, y: float, ends: tuple[float, float]) -> list[str]:
    """One gap: its label, both sides with their intervals on one line, a bar where they may be subtracted, and the figure."""
    low, high = ends

    def x(value: float) -> float:
        return LEFT + PLOT * (value - low) / (high - low)

    bases = " · ".join(f"{row[f'{side}_n']:,}" if row[f"{side}_n"] is not None else "base unknown" for side in SIDES)
    label = row["label"] if len(row["label"]) <= 42 else f"{row['label'][:41]}…"
    parts = [_text(0, y + 2, f"{row['gap']}  {label}"), _text(0, y + 15, bases, fill="#565b63", size=11)]
    parts.append(_line(LEFT, LEFT + PLOT, y, "#d9dce1", 1))
    figures = {side: row[f"{side}_estimate"] for side in SIDES if row[f"{side}_estimate"] is not None}
    if " / " not in row["unit"]:
        if row["gap_estimate"] is not None:
            parts.append(_line(*map(x, figures.values()), y, "#9aa0a8", 5))
        for at, (side, figure) in enumerate(figures.items()):
            span = row[f"{side}_ci_low"], row[f"{side}_ci_high"]
            if None not in span:
                parts.append(_line(*map(x, span), y + 5 - 10 * at, COLOURS[side], 1.5))
            parts.append(_mark(side, x(figure), y, row[f"{side}_reliability"]))
    return [*parts, _text(LEFT + PLOT + 16, y + 4, _said(row))]


def _said(row: Row) -> str:
    """The figures of both sides, and how far they are apart or why that is not said."""
    units = dict(zip(SIDES, (row["unit"].split(" / ") * 2)[:2], strict=True))
    sides = [_figure(row[f"{side}_estimate"], units[side]) for side in SIDES]
    if row["gap_estimate"] is None:
        why = "side by side" if row["compare"] == "side_by_side" else "not computable"
        return f"{' · '.join(sides)}  {why}"
    ends = [row[name] for name in ("gap_ci_low", "gap_ci_high") if row[name] is not None]
    span = f" ({' to '.join(_signed(end, row['unit']) for end in ends)})" if ends else ""
    return f"{' · '.join(sides)}  {_signed(row['gap_estimate'], row['unit'])}{span}"


def _figure(value: float | None, unit: str) -> str:
    if value is None:
        return "withheld"
    return f"{value:.0%}" if unit == SHARE else f"{100 * value:+.0f}" if unit == DIFFERENCE else f"{value:.1f}"


def _signed(value: float, unit: str) -> str:
    return f"{100 * value:+.0f}" if unit in (SHARE, DIFFERENCE) else f"{value:+.1f}"


def _text(
    x: float, y: float, words: str, anchor: str = "start", fill: str = "#1a1c20", size: int = 13, weight: str = ""
) -> str:
    bold = f' font-weight="{weight}"' if weight else ""
    return (
        f'<text x="{x}" y="{y:g}" font-size="{size}" fill="{fill}" text-anchor="{anchor}"{bold}>{escape(words)}</text>'
    )


def _line(x: float, end: float, y: float, colour: str, width: float) -> str:
    return f'<line x1="{x:.1f}" x2="{end:.1f}" y1="{y:g}" y2="{y:g}" stroke="{colour}" stroke-width="{width}"/>'


def _mark(side: str, x: float, y: float, reliability: str) -> str:
    """A circle for executives, a diamond for consumers."""
    fill = "#fff" if reliability in WEAK else COLOURS[side]
    style = f'fill="{fill}" stroke="{COLOURS[side]}" stroke-width="2"'
    if side == "executive":
        return f'<circle cx="{x:.1f}" cy="{y:g}" r="5" {style}/>'
    return f'<path d="M{x:.1f} {y - 6:g}l6 6l-6 6l-6 -6z" {style}/>'
