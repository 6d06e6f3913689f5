"""How pictures, sheets and slides look alike: the colours, and where a text breaks into lines.

Each kind of paper measures its letters in its own way; what it measures with is given to `wrapped`.
"""

import re
from collections.abc import Callable

INK, MUTED, FAINT, CAUTION, PAPER = "#1a1c20", "#565b63", "#d9dce1", "#8a4b00", "#ffffff"
COLOURS = {"executive": "#00598f", "consumer": "#b34700"}
"""Blue and vermilion, which colour-blind readers tell apart (after Okabe and Ito), dark enough to read on white."""

WIDTHS = {"ijl.,:;|'!()[]ftI r": 0.33, "mwMW@%": 0.92, "ABCDEFGHJKLNOPQRSTUVXYZ&": 0.72}
"""Widths of characters of Liberation Sans (and Arial) in ems, rounded up."""
LATIN, OTHER = 0.57, 1.05
"""Any other character below U+0500, and any above."""


def ems(text: str) -> float:
    """About how wide `text` is in a proportional font, in its sizes; a little more rather than less."""
    return sum(_em(character) for character in text)


def wrapped(text: str, room: float, breadth: Callable[[str], float] = ems) -> list[str]:
    """`text` in lines that `breadth` finds at most `room` wide; a word that is wider by itself is broken."""
    lines = [""]
    for word in re.split(r"[ \t\n]+", text):  # what a space that does not break holds together stays on one line
        for piece in _pieces(word, room, breadth):
            longer = f"{lines[-1]} {piece}".strip()
            if breadth(longer) <= room:
                lines[-1] = longer
            else:
                lines.append(piece)
    return [line for line in lines if line] or [""]


def _pieces(word: str, room: float, breadth: Callable[[str], float]) -> list[str]:
    if breadth(word) <= room:
        return [word]
    pieces = [""]
    for character in word:
        if pieces[-1] and breadth(pieces[-1] + character) > room:
            pieces.append("")
        pieces[-1] += character
    return pieces


def _em(character: str) -> float:
    known = (em for characters, em in WIDTHS.items() if character in characters)
    return next(known, LATIN if ord(character) < 0x500 else OTHER)
