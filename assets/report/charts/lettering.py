"""How wide a text will be in a picture, and where it breaks: pictures are drawn without a browser that could tell."""

WIDTHS = {"ijl.,:;|'!()[]ftI r": 0.33, "mwMW@%": 0.92, "ABCDEFGHJKLNOPQRSTUVXYZ&": 0.72}
"""Widths of characters of Liberation Sans (and Arial) in ems, rounded up."""
LATIN, OTHER = 0.57, 1.05
"""Any other character below U+0500, and any above."""


def width(text: str, size: float) -> float:
    """About how many pixels `text` takes, a little more rather than less."""
    return size * sum(_em(character) for character in text)


def wrapped(text: str, pixels: float, size: float) -> list[str]:
    """`text` in lines of at most `pixels`; a word that is longer by itself is broken."""
    lines = [""]
    for word in text.split():
        for piece in _pieces(word, pixels, size):
            longer = f"{lines[-1]} {piece}".strip()
            if width(longer, size) <= pixels:
                lines[-1] = longer
            else:
                lines.append(piece)
    return [line for line in lines if line] or [""]


def _pieces(word: str, pixels: float, size: float) -> list[str]:
    pieces = [""]
    for character in word:
        if pieces[-1] and width(pieces[-1] + character, size) > pixels:
            pieces.append("")
        pieces[-1] += character
    return pieces


def _em(character: str) -> float:
    known = (em for characters, em in WIDTHS.items() if character in characters)
    return next(known, LATIN if ord(character) < 0x500 else OTHER)
