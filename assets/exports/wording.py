"""What the words of an answer tell by themselves: that it is none. A guess, which a person confirms; coding never asks here."""

import re

from assets.exports.export import squeezed
from schemas.study import OtherCode

_WORDS: dict[OtherCode, str] = {
    "don't know": (
        r"(i )?(do(n'?t| not)|can('?t|not)) (really )?(know|remember|recall|say)|dk\b|unsure|(i'm |i am )?not sure|uncertain|"
        r"undecided|no (opinion|idea)"
    ),
    "refused": r"refused|(i('d| would)? )?(prefer|rather|choose) not|decline|no wish to answer",
    "not asked": r"not asked|not shown|not displayed|inapplicable|filtered out",
    "not applicable": r"not applicable|n/?a\b|#n/a|does(n'?t| not) apply",
    "no answer": r"no answer|no response|not answered|not stated|skipped|missing\b",
}
_MOST_WORDS = 6
"""A longer text that begins so is an answer: "Not sure if I am allowed to vote"."""

_UNREAD = re.compile(r"[(\[]\s*(do not read|dnr|vol(\.|unteered)?|spontan\w*|nicht vorlesen)\s*[)\]]\s*")
"""What an interviewer's answer begins with that was not read out."""
_QUOTES = str.maketrans("’‘´`", "''''")

_BELOW_ZERO = {-1, -2, -3, -4, -5, -7, -8, -9, -77, -88, -97, -98, -99, -999}
_ABOVE = {8, 9, 88, 98, 99, 888, 998, 999, 9999}
_BESIDE = {7, 77, 97, 777, 997}
"""Answers such as \"other\" have these codes, which stand with the others and apart from a scale."""


def no_answer(text: str) -> OtherCode | None:
    """Which other code the words of a label or cell mean, if any."""
    plain = _UNREAD.sub("", squeezed(text).lower().translate(_QUOTES))
    inner = re.search(r"\((.*)\)$", plain)
    if len(plain.split()) > _MOST_WORDS:
        return None
    for word, pattern in _WORDS.items():
        if re.match(pattern, plain) or (inner and re.match(pattern, inner[1])):
            return word
    return None


THOUSANDS = r"-?[1-9]\d{0,2}(\.\d{3})+"
"""A number that has dots between thousands, or three decimals (a pattern for Python and DuckDB)."""
_UNTICKED = re.compile(
    r"0([.,]0+)?|-1|no|n|n/?a|#n/a|false|f|off|un(checked|selected|ticked)|not (selected|checked|ticked|mentioned|quoted|chosen)|"
    r"nein|falsch|nicht (gewählt|ausgewählt|genannt|angekreuzt)|nee|onwaar|niet (gekozen|geselecteerd|genoemd)|non|faux|"
    r"no seleccionado|falso|não|-+",
    re.IGNORECASE,
)


def unticked(text: str, *names: str) -> bool:
    """Whether an option's cell says that it was not ticked: `0`, `No`, `Unchecked`. `names` of the option may end so too."""
    return bool(_UNTICKED.fullmatch(squeezed(text))) and not named_so(text, *names)


def named_so(text: str, *names: str) -> bool:
    """Whether a cell says in words which option was ticked: one of the option's `names` is that text, or ends in it."""
    plain = squeezed(text).casefold()
    ends = (re.split(r" \| | - |: |\[", squeezed(name).casefold())[-1].rstrip("]") for name in names)
    return not plain.isdecimal() and plain in {*ends, *(squeezed(name).casefold() for name in names)}


def apart(cells: list[str]) -> list[str]:
    """The bare codes that vendors use for no answer and that stand apart from the other codes: 8 and 9 after 5, -1 before 1."""
    numbers = {int(cell) for cell in cells if re.fullmatch(r"-?\d{1,4}", cell)}
    scale = {number for number in numbers if number >= 0}
    found = set()
    while top := _highest(scale) & (_ABOVE | _BESIDE):
        scale -= _highest(scale)
        if not scale or min(top) <= max(scale) + 1:
            break
        found |= top & _ABOVE
    found |= numbers & _BELOW_ZERO if any(number >= 0 for number in numbers) else set()
    return [cell for cell in cells if re.fullmatch(r"-?\d{1,4}", cell) and int(cell) in found]


def _highest(numbers: set[int]) -> set[int]:
    """The highest number and those that count up to it without a break, if all of them are codes that may stand apart."""
    run: set[int] = set()
    at = max(numbers, default=0)
    while at in numbers:
        run.add(at)
        at -= 1
    return run if run <= _ABOVE | _BESIDE else set()
