"""What the words of an answer tell by themselves: that it is none. A guess, which a person confirms; coding never asks here."""

import re

from assets.exports.export import squeezed
from schemas.study import OtherCode

_WORDS: dict[OtherCode, str] = {
    "don't know": r"(i )?do(n['’´]?t| not) know|dk\b|unsure|not sure|uncertain|undecided|can['’´]?(t|not) say|no opinion",
    "refused": r"refused|prefer not|decline|rather not|no wish to answer",
    "not asked": r"not asked|not shown|not displayed|inapplicable|filtered out",
    "not applicable": r"not applicable|n/?a\b|#n/a|does(n['’´]?t| not) apply",
    "no answer": r"no answer|no response|not answered|not stated|skipped|missing\b",
}
_MOST_WORDS = 6
"""A longer text that begins so is an answer: "Not sure if I am allowed to vote"."""

_LIKELY = {"-1", "-2", "-3", "-4", "-5", "-7", "-8", "-9", "-77", "-88", "-97", "-98", "-99", "-999"}
_LIKELY |= {"8", "9", "88", "97", "98", "99", "888", "998", "999", "9999"}


def no_answer(text: str) -> OtherCode | None:
    """Which other code the words of a label or cell mean, if any."""
    plain = squeezed(text).lower()
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
    """The bare codes that vendors use for no answer and that stand apart from the other codes: 9 after 5, -1 before 1."""
    numbers = sorted(int(cell) for cell in cells if re.fullmatch(r"-?\d{1,4}", cell))
    likely = [number for number in numbers if str(number) in _LIKELY]
    found = []
    for number in reversed(likely):
        others = [other for other in numbers if other != number and str(other) not in found and other >= 0]
        if others and (number < 0 or (number == max([number, *others]) and number > max(others) + 1)):
            found.append(str(number))
    return [cell for cell in cells if cell in found]
