"""The questions of all sources under their names, merged where both sides were asked one, with their metrics and gaps."""

import textwrap
from collections import Counter
from collections.abc import Sequence
from typing import Any

from assets.drafting.asked import LONGEST_LABEL, Asked, slug
from assets.drafting.emit import Verbatim
from assets.drafting.pairs import Pair, paired, words
from assets.drafting.sides import Side, Split, about_the_person
from schemas.study import OtherCode

Answers = dict[str, list[str]]

_UNTOLD = "which end is best? the codes have no labels; bottom takes the other one, with a label of its own"
_TOP = 2
_FROM, _MOST_BOXED = 4, 7
"""A box is drawn on scales of so many answers; a shorter one has the share of its first, numbers on a longer one a mean."""


class Compared:
    """What the draft asks, measures and compares. `questions` holds the sources' versions of each question."""

    def __init__(self, sides: Sequence[Side], split: Split | None):
        self.questions: dict[str, list[Asked]] = {}
        self.gaps: dict[str, tuple[dict[str, Any], str]] = {}
        self._taken: set[str] = set()
        pairs = paired(sides[0].asked, sides[1].asked) if len(sides) == 2 else []
        named = [(self._pair(pair), pair) for pair in pairs]
        self._decided_at_once([name for name, pair in named if pair.is_verbatim and not self._untold(name)])
        in_pairs = {id(asked) for pair in pairs for asked in (pair.executive, pair.consumer)}
        for asked in (asked for side in sides for asked in side.asked if id(asked) not in in_pairs):
            name = self._add(_handle_or_words(asked), asked)
            if split and asked is not split.asked and not about_the_person(asked):
                compare, note = (
                    ("undecided", "check: same, once its metric is checked") if self._untold(name) else ("same", "")
                )
                self.gaps[name] = {"metric": name, "compare": compare}, note
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
        answers = [] if asked[0].is_joined else list(self.answers(asked).items())
        return next((name for name, shared in self.scales.items() if answers and list(shared.items()) == answers), None)

    def metric(self, name: str) -> tuple[dict[str, Any], str]:
        """The metric of a question, and what is to be checked of it."""
        asked = self.questions[name][0]
        found: dict[str, Any] = {"of": name}
        if asked.options or asked.is_joined:
            first = asked.names[0]
            return found | {
                "option": first,
                "label": _said(asked, [first]),
            }, "check: or another option, in the label too"
        points = len(asked.names)
        if asked.numbers and points > _MOST_BOXED:
            return found | {"mean": True, **_label(asked)}, ""
        ordered = asked.numbers or asked.scale
        box = _TOP if ordered and points >= _FROM else 1
        found |= {"top": box} if box > 1 else {"share": asked.names[:1]}
        found |= {"label": _said(asked, asked.names[:box])}
        if asked.scale == "judged":
            return found | {"better": "higher"}, ""
        if asked.numbers or asked.scale == "numbered":
            return found, f"check: {_UNTOLD}"
        return found, "" if asked.scale else "check: or another answer, in the label too"

    def _untold(self, name: str) -> bool:
        """Whether nothing tells which end of its scale is best, and the metric takes one of them."""
        return self.metric(name)[1].endswith(_UNTOLD)

    def _pair(self, pair: Pair) -> str:
        common = [word for word in words(pair.consumer.wording) if word in words(pair.executive.wording)]
        title = " ".join(common) or pair.consumer.handle
        name = self._add(title, *(pair.one_question or (pair.executive,)))
        sides = {"metric": name}
        if not pair.one_question:
            sides = {**_label(pair.consumer), "executive": name, "consumer": self._add(title, pair.consumer)}
        alike = f"check: is it one thing? alike in words {pair.words:.2f}, in answers {pair.answers:.2f}"
        self.gaps[name] = {**sides, "compare": "undecided"}, alike
        return name

    def _decided_at_once(self, names: list[str]) -> None:
        """Let one word decide these gaps, where they are several: it stands at the first, and the others repeat it."""
        if len(names) > 1:
            note = f"check: is it one thing? this word stands at each *alike: {len(names)} pairs of the same words and answers"
            for name in names:
                self.gaps[name] = {"metric": name, "compare": Verbatim("*alike")}, ""
            self.gaps[names[0]] = {"metric": names[0], "compare": Verbatim("&alike undecided")}, note

    def _add(self, title: str, *asked: Asked) -> str:
        name = slug(title, self._taken)
        self.questions[name] = list(asked)
        return name

    def _shared(self) -> dict[str, Answers]:
        """The answers that several questions have, under a name."""
        single = [asked for asked in self.questions.values() if not asked[0].is_joined]
        every = [self.answers(asked) for asked in single if len(asked[0].answers) > 1]
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
