"""Which answers make a scale and which end of it is best, as far as words and numbers tell."""

import re
from itertools import pairwise

from assets.drafting.vocabulary import BAD, GOOD, LITTLE, MUCH, NEUTRAL, STRENGTH, USUAL_STRENGTH


def worth(answer: str) -> tuple[float, bool] | None:
    """How far up an answer is, and whether its words judge (good, satisfied) or only count (high, often); None if untold."""
    words = re.findall(r"[a-z]+", answer.lower())
    if words == ["not", "at", "all"]:
        return -STRENGTH["none"], False
    if NEUTRAL & set(words):
        return 0.0, False
    strength = next((STRENGTH[word] for word in words if word in STRENGTH), USUAL_STRENGTH)
    for up, down, judges in ((GOOD, BAD, True), (MUCH, LITTLE, False)):
        for word in words:
            if word in up or word in down:
                sign = 1 if word in up else -1
                if "not" in words:
                    sign, strength = -sign, 4.0 if "all" in words else 1.5
                return sign * strength, judges
    return None


def best_first(answers: list[str], in_order: bool) -> tuple[list[str], str]:
    """The answers in the order of a study file, and what is known of it: `judged`, `counted`, `numbered`, or "" for no scale.

    `in_order`: whether the file itself has the answers in an order; that is turned round where its best answer is last.
    Otherwise words and numbers alone tell it, never who answered first. A `numbered` one stands highest first.
    """
    if set(answers) == {"0", "1"}:
        return ["1", "0"], ""
    if numbers := _numbered(answers):
        answers, in_order = sorted(answers, key=lambda answer: -numbers[answer]), True
    found = [worth(answer) for answer in answers]
    known = [one for one in found if one is not None]
    judged = "judged" if any(judges for _, judges in known) else "counted"
    if len(answers) > 1 and len(known) == len(answers) == len({far for far, _ in known}):
        return sorted(answers, key=lambda answer: -(worth(answer) or (0.0, False))[0]), judged
    ends = (found[0], found[-1]) if in_order and answers else (None, None)
    if ends[0] and ends[1] and ends[0][0] * ends[1][0] < 0 and _runs_one_way([far for far, _ in known]):
        return answers if ends[0][0] > ends[1][0] else answers[::-1], judged
    if numbers:
        return answers, "numbered"
    return _by_number(answers if in_order else sorted(answers, key=str.casefold)), ""


def _numbered(answers: list[str]) -> dict[str, int]:
    """Answers that count, with words on some: `1 Not at all`, `2`, `3 - Very`; none where they do not. Ranges do not count."""
    found = {answer: re.fullmatch(r"(\d{1,2})(\s*[-–=:.()]*\s*[^\W\d][^\d]*)?", answer) for answer in answers}
    numbers = {answer: int(match[1]) for answer, match in found.items() if match}
    whole = sorted(numbers.values())
    counts = len(whole) == len(answers) > 2 and whole == [*range(whole[0], whole[0] + len(whole))]
    return numbers if counts else {}


def _runs_one_way(worths: list[float]) -> bool:
    steps = [second - first for first, second in pairwise(worths)]
    return all(step >= 0 for step in steps) or all(step <= 0 for step in steps)


def _by_number(answers: list[str]) -> list[str]:
    """Answers such as 18-34 by the number that they begin with."""
    first = [re.match(r"[^\d\w]*(\d[\d,]*)", answer) for answer in answers]
    if not all(first):
        return answers
    return sorted(answers, key=lambda answer: int(re.sub(r"\D", "", answer.replace(",", "").split("-")[0])[:12] or 0))
