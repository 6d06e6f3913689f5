"""Which answers make a scale and which end of it is best, as far as words and numbers tell."""

import re
from itertools import pairwise

from assets.drafting.vocabulary import BAD, GOOD, LITTLE, MUCH, NEUTRAL, STRENGTH, USUAL_STRENGTH


def worth(answer: str) -> tuple[float, bool] | None:
    """How far up an answer is, and whether its words judge (good, satisfied) or only count (high, often); None if untold."""
    words = re.findall(r"[a-z]+", answer.lower())
    if NEUTRAL & set(words):
        return 0.0, False
    strength = next((STRENGTH[word] for word in words if word in STRENGTH), USUAL_STRENGTH)
    for up, down, judges in ((GOOD, BAD, True), (MUCH, LITTLE, False)):
        for word in words:
            if word in up or word in down:
                sign = 1 if word in up else -1
                if judges and "not" in words:
                    sign, strength = -sign, 4.0 if "all" in words else 1.5
                return sign * strength, judges
    return None


def best_first(answers: list[str]) -> tuple[list[str], str]:
    """The answers in the order of a study file, and what is known of it: `judged`, `counted`, `codes`, or "" for no scale.

    A file's own order is turned round where its best answer is last, and otherwise kept; `codes` are bare numbers.
    """
    if len(answers) > 1 and all(re.fullmatch(r"\d+", answer) for answer in answers):
        return sorted(answers, key=int), "codes"
    found = [worth(answer) for answer in answers]
    ends = (found[0], found[-1]) if found else (None, None)
    if (
        len(answers) >= 2
        and all(known is not None for known in found)
        and len(answers) == len({k[0] for k in found if k})
    ):
        answers = sorted(answers, key=lambda answer: -(worth(answer) or (0.0, False))[0])
        return answers, "judged" if any(known and known[1] for known in found) else "counted"
    if ends[0] and ends[1] and ends[0][0] * ends[1][0] < 0 and _runs_one_way([known[0] for known in found if known]):
        ordered = answers if ends[0][0] > ends[1][0] else answers[::-1]
        return ordered, "judged" if ends[0][1] and ends[1][1] else "counted"
    return _by_number(answers), ""


def _runs_one_way(worths: list[float]) -> bool:
    steps = [second - first for first, second in pairwise(worths)]
    return all(step >= 0 for step in steps) or all(step <= 0 for step in steps)


def _by_number(answers: list[str]) -> list[str]:
    """Answers such as 18-34 by the number that they begin with."""
    first = [re.match(r"[^\d\w]*(\d[\d,]*)", answer) for answer in answers]
    if not all(first):
        return answers
    return sorted(answers, key=lambda answer: int(re.sub(r"\D", "", answer.replace(",", "").split("-")[0])[:12] or 0))
