"""What all pictures share: colours, shapes, lettering, the head with its words of caution, and how a picture is made.

A picture is drawn twice, for a page as wide as a desk and for one as wide as a hand.
"""

import json
import re
from dataclasses import dataclass
from html import escape
from typing import Any

import vl_convert

from assets.looks import CAUTION, FAINT, INK, MUTED, PAPER
from assets.looks import wrapped as wrapped_to
from schemas.foreign import visible
from schemas.study import SHARE
from schemas.words.numbers import WHOLE_POINTS, rounded
from schemas.words.studies import Words

FONT = "Liberation Sans, Arial, Helvetica, sans-serif"
SHAPES = {"executive": "circle", "consumer": "diamond"}
SIZE, SMALL, LINE = 13, 11.5, 16
"""Letters and lines, in pixels."""

CONFIG = {
    "aria": False, "font": FONT, "background": PAPER, "padding": 12, "view": {"stroke": None},
    "point": {"filled": True, "opacity": 1},
    "title": {
        "anchor": "start", "frame": "bounds", "fontSize": SIZE + 3, "subtitleFontSize": SMALL + 1, "color": INK,
        "subtitleLineHeight": LINE, "lineHeight": LINE + 5, "offset": 10, "subtitlePadding": 6,
    },
    "axis": {
        "labelColor": MUTED, "labelFontSize": SMALL, "gridColor": FAINT, "domain": False, "ticks": False, "labelPadding": 6,
        "titleColor": MUTED, "titleFontSize": SMALL, "titleFontWeight": "normal",
    },
}  # fmt: skip

Drawing = dict[str, Any]
"""A chart, or several put together, as a specification of Vega-Lite's."""


@dataclass(frozen=True)
class Sheet:
    """How much room there is."""

    plot: int
    """Pixels across which figures are drawn."""
    left: int
    """Pixels for labels at the left; 0: labels stand above."""
    right: int
    """Pixels for words at the right; 0: words stand below."""

    @property
    def across(self) -> int:
        """All of it."""
        return self.plot + self.left + self.right


WIDE, NARROW = Sheet(350, 235, 250), Sheet(296, 0, 0)


@dataclass(frozen=True)
class Figures:
    """What a picture shows, as a table below it: its headings, and the texts of each row."""

    columns: list[str]
    rows: list[list[str]]


@dataclass(frozen=True)
class Picture:
    """One picture, in both widths, with what it says in words and in figures."""

    name: str
    title: str
    description: str
    """For those who do not see it."""
    wide: str
    narrow: str
    png: bytes
    figures: Figures

    @property
    def svg(self) -> str:
        """The picture as a file of its own, with its title and description inside."""
        head, rest = self.wide.split(">", 1)
        inside = f"<title>{escape(visible(self.title))}</title><desc>{escape(visible(self.description))}</desc>"
        return f'{head} role="img">{inside}{rest}\n'


def wrapped(text: str, pixels: float, size: float) -> list[str]:
    """`text` in lines of at most so many pixels, in letters of that size."""
    return wrapped_to(text, pixels / size)


def marks(kind: str, rows: list[dict], x: Any, y: Any, *, encode: dict | None = None, **style: Any) -> Drawing:
    """One layer: a mark a row. `rows` are plain figures and texts under names of ours; a rule without `x` or `y` goes through."""
    placed = {channel: place for channel, place in (("x", x), ("y", y)) if place is not None}
    return {"data": {"values": rows}, "mark": {"type": kind, **style}, "encoding": {**placed, **(encode or {})}}


def quantity(field: str, domain: list[float], axis: dict | None, **scale: Any) -> dict:
    """A figure on a scale that goes from one end of the domain to the other."""
    return {
        "field": field, "type": "quantitative", "scale": {"domain": domain, "nice": False, **scale}, "axis": axis,
    }  # fmt: skip


def as_is(field: str) -> dict:
    """A colour or a shape that stands in the rows."""
    return {"field": field, "type": "nominal", "scale": None}


def lettering_of(field: str) -> dict:
    """A text that stands in the rows."""
    return {"field": field, "type": "nominal"}


def fixed(pixels: float) -> dict:
    """The same place for every row."""
    return {"value": pixels}


def text(rows: list[dict], x: Any, y: Any, **style: Any) -> Drawing:
    """Texts under the name `text`, a list of lines each."""
    settings = {"fontSize": SIZE, "lineHeight": LINE, "color": INK, "align": "left", "baseline": "top"}
    return marks("text", rows, x, y, encode={"text": lettering_of("text")}, **settings | style)


def layered(layers: list[Drawing], width: float, height: float, title: dict | None = None) -> Drawing:
    """Layers one above the other, with a title."""
    return {"layer": layers, "width": width, "height": height} | ({"title": title} if title else {})


def down(field: str, height: float) -> dict:
    """Pixels from the top."""
    return quantity(field, [0, height], None, reverse=True, zero=False)


def axis(unit: str, ticks: list[float], words: Words) -> dict[str, Any]:
    """The figures along an axis, lettered as all figures of that unit are."""
    digits = next(
        (digits for digits in range(4) if all(abs(tick - float(rounded(tick, digits))) < 1e-9 for tick in ticks)), 4
    )
    said = [words.numbers.figure(tick, unit, 0 if unit in WHOLE_POINTS else digits) for tick in ticks]
    return {"values": ticks, "labelExpr": lettered(dict(zip(ticks, said, strict=True)))}


def lettered(said: dict[float, str]) -> str:
    """What Vega writes at each of these places of an axis."""
    cases = "".join(f"abs(datum.value - {place!r}) < 1e-9 ? {json.dumps(text)} : " for place, text in said.items())
    return f"{cases}''"


def across(field: str, domain: list[float], title: str | None = None, **axis: Any) -> dict:
    """Figures from left to right; with words of an axis, one below."""
    return quantity(field, domain, {"title": title, **axis} if axis else None, zero=False)


def finished(chart: Drawing, sheet: Sheet, title: str, notes: list[str], words: Words) -> dict:
    """The specification of a whole picture: the chart under its title and what must be known of it."""
    caution = wrapped(words.no_finding, sheet.across, SMALL + 1) if words.no_finding else []
    below = [line for note in notes for line in wrapped(note, sheet.across, SMALL)]
    under: dict[str, Any] = (
        {"subtitle": caution, "subtitleColor": CAUTION, "subtitleFontWeight": "bold"} if caution else {}
    )
    head = dict(text=wrapped(title, sheet.across, SIZE + 4), **under)
    foot = dict(
        text=below, orient="bottom", fontSize=SMALL, fontWeight="normal", color=MUTED, lineHeight=LINE, offset=10
    )
    footed = {"vconcat": [chart], "title": foot}
    return {"vconcat": [footed], "title": head, "config": CONFIG}


def name_of(section: str, unit: str) -> str:
    """The name of the picture of one unit in its section; shares, which most figures are, have that of the section."""
    return section if unit == SHARE else f"{section}-{re.sub(r'[^a-z0-9.]+', '-', unit.lower())}"


def picture(name: str, title: str, description: str, specs: list[dict], figures: Figures) -> Picture:
    """Draw the picture from its specifications, the wide one and the narrow one."""
    specs = [_visible(spec) for spec in specs]
    wide, narrow = (vl_convert.vegalite_to_svg(spec) for spec in specs)
    png = vl_convert.svg_to_png(wide, scale=2)
    return Picture(name, title, description, _plain(wide), _plain(narrow), png, figures)


def _visible(part: Any) -> Any:
    """A specification whose texts have symbols for control characters: at one of those the program that draws would abort."""
    if isinstance(part, dict):
        return {key: _visible(each) for key, each in part.items()}
    if isinstance(part, list):
        return [_visible(each) for each in part]
    return visible(part) if isinstance(part, str) else part


def _plain(svg: str) -> str:
    """`svg` without the roles that Vega gives to each of its parts: to those who do not see it, it is one picture."""
    return re.sub(r"<[^>]+>", lambda tag: re.sub(r' (role|aria-\w+)="[^"]*"', "", tag[0]), svg)
