"""Do letters beyond ASCII make sense beside their neighbours? A share, by rules that a reader can check by eye.

A wrong encoding gives itself away: `CentralÊAmerica` has a capital inside a word, `caf‡` a dagger. Western European words
and punctuation are known here, and Chinese by the characters that are used most.
"""

import re
from dataclasses import dataclass, field

ENOUGH_PLACES = 20_000
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]+")
_OPENING, _CLOSING = "“‘„«¿¡", "”’»"
_CONTRACTED = re.compile(r"(?:s|t|d|m|re|ve|ll)\b", re.IGNORECASE)
_ELIDED = re.compile(r"(?:^|\W)(?:[ldnjscmt]|qu)$", re.IGNORECASE)
_ALONE = set("àéèêóòíæøåÀÉÈÓÅÆØ")
"""Letters that are words."""
_NO_LETTERS = set("ﬁﬂƒˆˇ")
"""Letters by their category that nobody types."""
_SAME_BYTE = dict(zip("ëíìîñóÒÓÔÕÐÑ", "‘’“”–—“”‘’–—", strict=True))
"""Letters of one encoding that are quotation marks and dashes in the other."""


@dataclass
class Evidence:
    """What one encoding makes of the places beyond ASCII."""

    places: int = 0
    example: str = ""
    """The first of them, with the word around it."""
    _contexts: set[tuple[str, str, str]] = field(default_factory=set)

    def add(self, text: str) -> None:
        """Take in a piece of decoded text; a phrase that comes again tells nothing new."""
        for found in _BEYOND_ASCII.finditer(text):
            self.places += 1
            if self.places > ENOUGH_PLACES:
                continue
            start, end = found.span()
            self._contexts.add((text[max(start - 3, 0) : start], found[0], text[end : end + 3]))
            if not self.example:
                before, after = re.split(r"[\s,;\"]", text[:start][-16:])[-1], re.split(r"[\s,;\"]", text[end:][:16])[0]
                self.example = before + found[0] + after

    @property
    def score(self) -> float:
        """The share of letters that make sense, from 0 to 1."""
        shares = [
            sense(before + run[:at], run[at], run[at + 1 :] + after)
            for before, run, after in self._contexts
            for at in range(len(run))
        ]
        return sum(shares) / max(len(shares), 1)


def sense(before: str, char: str, after: str) -> float:
    """1 where `char` makes sense between these texts, 0 where it does not, between them where it might."""
    if "\u3000" <= char <= "\u9fff" or "\uff00" <= char <= "\uffef":
        return _chinese(before, char, after)
    if char.isalpha() and char not in "ªº":
        mark = _SAME_BYTE.get(char)
        return _letter(before[-1:], char, after[:1]) * (0.5 if mark and _mark(before, mark, after) == 1 else 1)
    return _mark(before, char, after)


def _letter(before: str, char: str, after: str) -> float:
    """A letter of a word: no capital inside one, no digit beside it, not one of many that are all beyond ASCII."""
    if char in _NO_LETTERS or before.isdigit() or after.isdigit():
        return 0
    if not (before.isalpha() or after.isalpha()):
        return float(char in _ALONE)
    if before.isalpha() and after.isalpha() and not (before.isascii() or after.isascii()):
        return 0
    return float(not (before.islower() and char.isupper()) and not (char.islower() and after.isupper()))


def _mark(before: str, char: str, after: str) -> float:
    left, right = before[-1:], after[:1]
    word_before, word_after = left.isalnum(), right.isalnum()
    if char == "’" and word_before:
        plural = left == "s" and not word_after
        return 1 if plural or _CONTRACTED.match(after) or (word_after and _ELIDED.search(before)) else 0.5
    if char in _OPENING:
        return float(not word_before and word_after)
    if char in _CLOSING:
        return float(bool(left.strip()) and not word_after)
    if char in "–—":
        return 1 if (left.isdigit() and right.isdigit()) or (left.isspace() and right.isspace()) else 0.5
    if char in "\u00a0…":
        return float(char == "\u00a0" or bool(left.strip()))
    if char in "™®°ºª²³":
        return float(word_before)
    if char in "€£¥":
        return float(left.isdigit() or right.isdigit() or (left + right).isspace())
    if char in "•·±×½¼¾©§":
        return float(not left.isalpha() and not right.isalpha())
    return 0


def _chinese(before: str, char: str, after: str) -> float:
    """The 3,755 characters of the first level of GB 2312 are most of what is written; Latin letters seldom touch them."""
    try:
        lead = char.encode("gb2312")[0]
    except UnicodeEncodeError:
        return 0
    touching = any(side.isascii() and side.isalpha() for side in (before[-1:], after[:1]))
    return (1 if lead <= 0xD7 else 0.5) * (0.5 if touching else 1)
