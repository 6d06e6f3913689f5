"""What both sides were asked: questions that are alike in their words and in their answers."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property

from assets.drafting.asked import Asked
from assets.drafting.merged import merged
from assets.drafting.vocabulary import FILLERS

SAME = 0.95
"""So much alike in words, two questions are one, whatever answers were given."""
LEAST_WORDS, LEAST = 0.3, 0.6
"""Below so much likeness in words, or on average of words and answers, nothing is proposed."""


@dataclass(frozen=True)
class Pair:
    """A question of the executives and one of the consumers, and how alike they are, from 0 to 1."""

    executive: Asked
    consumer: Asked
    words: float
    answers: float

    @cached_property
    def one_question(self) -> tuple[Asked, Asked] | None:
        """Both with the answers of both, where the words are the same or the answers are; else they are two questions."""
        return merged(self.executive, self.consumer) if self.words >= SAME or self.answers == 1 else None

    @property
    def is_verbatim(self) -> bool:
        """Whether both were asked one question in the same words, more than a name of a column, and have the same answers."""
        one, other = self.executive.wording, self.consumer.wording
        return bool(one == other and len(words(one)) > 1 and self.answers == 1 and self.one_question)

    @property
    def alike(self) -> float:
        """The mean of both likenesses."""
        return (self.words + self.answers) / 2


def paired(executives: list[Asked], consumers: list[Asked]) -> list[Pair]:
    """The likeliest pairs, every question in one at most, in the order of the executives' questions."""
    found = [
        Pair(one, other, likeness(words(one.wording), words(other.wording)), _agreement(one, other))
        for one in executives
        for other in consumers
        if _kind(one) == _kind(other)
    ]
    chosen: list[Pair] = []
    for pair in sorted(found, key=lambda pair: -pair.alike):
        free = all(pair.executive is not other.executive and pair.consumer is not other.consumer for other in chosen)
        if free and pair.words >= LEAST_WORDS and pair.alike >= LEAST:
            chosen.append(pair)
    places = {id(asked): at for at, asked in enumerate(executives)}
    return sorted(chosen, key=lambda pair: places[id(pair.executive)])


def words(text: str) -> list[str]:
    """The telling words of a wording, in their order."""
    every = re.findall(r"\w+", re.sub(r"['’]s\b", "", text.lower()))
    return [word for word in every if word not in FILLERS] or every


def likeness(one: list[str], other: list[str]) -> float:
    """How alike two texts are, word by word in their order, from 0 to 1."""
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def _agreement(one: Asked, other: Asked) -> float:
    """The share of answers that both have, of all."""
    mine, theirs = ({name.casefold() for name in asked.names} for asked in (one, other))
    return len(mine & theirs) / len(mine | theirs)


def _kind(asked: Asked) -> str:
    return "several" if asked.options or asked.is_joined else "one"
