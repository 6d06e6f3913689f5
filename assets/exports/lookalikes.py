"""Texts that look alike and are none the same: full-width letters, Cyrillic and Greek letters in Latin words, other dashes.

What is canonically equal (one letter stored in two ways) is one text already, wherever cells are matched: `squeezed`.
"""

from collections.abc import Iterable
from unicodedata import name, normalize

from assets.exports.export import squeezed

_CYRILLIC = dict(zip("АВЕКМНОРСТУХІЈЅавеорсухіјѕһк", "ABEKMHOPCTYXIJSaBeopcyxijshk", strict=True))
_GREEK = dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧοναικ", "ABEZHIKMNOPTYXovaik", strict=True))
_SIGNS = dict(zip("‐‑–—−‘’´“”„", "-----'''\"\"\"", strict=True))
_LIKE = str.maketrans(_CYRILLIC | _GREEK | _SIGNS | {"в": "b", "м": "m", "т": "t", "н": "h", "В": "B"})


def skeleton(text: str) -> str:
    """What a text looks like: texts with one skeleton look alike."""
    return normalize("NFKC", squeezed(text)).translate(_LIKE).casefold()


def alike(text: str, known: Iterable[str]) -> str:
    """How `text` differs from one of the `known` texts that it looks like: `'а' is CYRILLIC SMALL LETTER A`; else nothing.

    Differences that anybody sees, such as capitals, are none.
    """
    plain = squeezed(text)
    for other in map(squeezed, known):
        if plain != other and plain.casefold() != other.casefold() and skeleton(plain) == skeleton(other):
            odd = [letter for letter in dict.fromkeys(plain) if letter not in other and not letter.isascii()]
            odd = odd or [letter for letter in dict.fromkeys(other) if letter not in plain]
            return ", ".join(f"{letter!r} is {name(letter, 'no letter')}" for letter in odd[:3])
    return ""
