"""The questions of all sources under their names, merged where both sides were asked one, with their metrics and gaps."""

import textwrap
from collections import Counter
from collections.abc import Sequence
from typing import Any

from assets.drafting.asked import LONGEST_LABEL, Asked, slug
from assets.drafting.pairs import Pair, paired, words
from assets.drafting.sides import Side, Split, about_the_person
from schemas.study import OtherCode

Answers = dict[str, list[str]]

_TOP = 2
_FROM = 4
"""A box is drawn on scales of so many answers; a shorter one has the share of its first answer."""


class Compared:
    """What the draft asks, measures and compares. `questions` holds the sources' versions of each question."""

    def __init__(self, sides: Sequence[Side], split: Split | None):
        self.questions: dict[str, list[Asked]] = {}
        self.gaps: dict[str, tuple[dict[str, Any], str]] = {}
        self._taken: set[str] = set()
        pairs = paired(sides[0].asked, sides[1].asked) if len(sides) == 2 else []
        for pair in pairs:
            self._pair(pair)
        in_pairs = {id(asked) for pair in pairs for asked in (pair.executive, pair.consumer)}
        for asked in (asked for side in sides for asked in side.asked if id(asked) not in in_pairs):
            name = self._add(_handle_or_words(asked), asked)
            if split and asked is not split.asked and not about_the_person(asked):
                self.gaps[name] = {**_label(asked), "metric": name, "compare": "same"}, ""
        self.scales = self._shared()
        compared = {metric for gap, _ in self.gaps.values() for key, metric in gap.items() if key in _SIDES}
        self.measured = [
            name for name, asked in self.questions.items() if name in compared or not about_the_person(asked[0])
        ]

    def name_of(self, asked: Asked) -> str:
        """What a question is called in the draft."""
        return next(name for name, versions in self.questions.items() if any(asked is version for version in versions))

    def answers(self, asked: list[Asked]) -> Answers:
        """The answers of a question with the raw cells of every source."""
        merged = {name: list(cells) for name, cells in asked[0].answers.items()}
        names = {name.casefold(): name for name in merged}
        for one in asked[1:]:
            for name, cells in one.answers.items():
                known = merged[names[name.casefold()]]
                known += [cell for cell in cells if cell not in known]
        return merged

    def other(self, asked: list[Asked]) -> dict[OtherCode, list[str]]:
        """The other codes of a question with the raw cells of every source."""
        merged: dict[OtherCode, list[str]] = {}
        for one in asked:
            for word, cells in one.other.items():
                known = merged.setdefault(word, [])
                known += [cell for cell in cells if cell not in known]
        return merged

    def scale_of(self, asked: list[Asked]) -> str | None:
        """The scale that the question shares with others."""
        answers = list(self.answers(asked).items())
        return next((name for name, shared in self.scales.items() if answers and list(shared.items()) == answers), None)

    def metric(self, name: str) -> tuple[dict[str, Any], str]:
        """The metric of a question, and what is to be checked of it."""
        asked = self.questions[name][0]
        found: dict[str, Any] = {"of": name}
        if asked.numbers:
            return found | {"mean": True}, ""
        if asked.options:
            first = next(iter(asked.options))
            return found | {"option": first, "label": _said(asked, [first])}, "check: or another option"
        if asked.scale and len(asked.answers) >= _FROM:
            found |= {"top": _TOP}
            if asked.scale == "judged":
                found |= {"better": "higher"}
            unclear = "check: which end is best? the codes have no labels" if asked.scale == "codes" else ""
            return found | {"label": _said(asked, asked.names[:_TOP])}, unclear
        first = asked.names[0]
        found |= {"share": [first], "label": _said(asked, [first])}
        return found | ({"better": "higher"} if asked.scale == "judged" else {}), ""

    def _pair(self, pair: Pair) -> None:
        alike = f"alike in words {pair.words:.2f}, in answers {pair.answers:.2f}"
        common = [word for word in words(pair.consumer.wording) if word in words(pair.executive.wording)]
        title = " ".join(common) or pair.consumer.handle
        if _one_question(pair):
            name = self._add(title, pair.executive, pair.consumer)
            gap: dict[str, Any] = {"metric": name}
        else:
            name = self._add(title, pair.executive)
            gap = {"executive": name, "consumer": self._add(title, pair.consumer)}
        gap = _label(pair.consumer) | gap
        if pair.is_same and "metric" in gap:
            self.gaps[name] = gap | {"compare": "same"}, alike
        else:
            why = "the two wordings differ" if pair.answers == 1 else "the two wordings and their answers differ"
            self.gaps[name] = gap | {"compare": "similar", "why": why}, f"check: is it one thing? {alike}"

    def _add(self, title: str, *asked: Asked) -> str:
        name = slug(title, self._taken)
        self.questions[name] = list(asked)
        return name

    def _shared(self) -> dict[str, Answers]:
        """The answers that several questions have, under a name."""
        every = [self.answers(asked) for asked in self.questions.values() if len(asked[0].answers) > 1]
        often = Counter(tuple((name, *cells) for name, cells in answers.items()) for answers in every)
        taken: set[str] = set()
        return {
            slug(_scale_name(names[0][0], names[-1][0]), taken): {name: cells for name, *cells in names}
            for names, count in often.items()
            if count > 1 and len(names) > 2
        }


def _scale_name(first: str, last: str) -> str:
    ends = f"{first} {last}"
    return f"codes_{first}_{last}" if ends.replace(" ", "").isdigit() else ends


_SIDES = ("metric", "executive", "consumer")


def _one_question(pair: Pair) -> bool:
    """Whether both can be one question of the study: equal answers, and no cell that means two of them."""
    one, other = pair.executive, pair.consumer
    if pair.answers < 1 or one.numbers or other.numbers:
        return pair.answers == 1
    if one.options:
        ticks = (one.selected, one.not_selected, list(one.options)) == (
            other.selected,
            other.not_selected,
            list(other.options),
        )
        return ticks and one.other == other.other
    meant: dict[str, str] = {}
    for asked in (one, other):
        for name, cells in [*asked.answers.items(), *asked.other.items()]:
            if any(meant.setdefault(cell, name.casefold()) != name.casefold() for cell in cells):
                return False
    return True


def _handle_or_words(asked: Asked) -> str:
    """What a question is named by: a short handle, else the telling words of the question and of its item in a grid."""
    if len(asked.handle) <= 20 and " " not in asked.handle:
        return asked.handle
    question, _, item = asked.handle.partition(" | ")
    return " ".join([*words(question)[:3], *words(item)[:3]]) if item else asked.wording


def _label(asked: Asked) -> dict[str, str]:
    return {} if asked.wording == asked.handle else {"label": asked.short(LONGEST_LABEL)}


def _said(asked: Asked, answers: list[str]) -> str:
    short = asked.short(LONGEST_LABEL - 20)
    return f"{short}: {textwrap.shorten(' or '.join(answers), LONGEST_LABEL - 10, placeholder=' …')}"
