"""One question of two sources: the answers of both, in one order, and the cells that mean them."""

from dataclasses import replace
from itertools import chain

from assets.drafting.asked import Asked
from assets.drafting.columns import codes
from assets.drafting.scales import best_first

_USUAL_ENDS = (5, 7, 10)
"""Where scales end. One that ends there is another scale than one that goes on, not the same with answers that nobody gave."""


def merged(one: Asked, other: Asked) -> tuple[Asked, Asked] | None:
    """Both with the same answers, those of either; None where that cannot be one question of a study.

    No cell may mean two answers, nor may two scales end elsewhere.
    """
    numbers = [_numbers(asked) for asked in (one, other)]
    if one.numbers or other.numbers:
        return _on_one_scale(one, other, *numbers) if all(numbers) else None
    if one.options or other.options or one.is_joined or other.is_joined:
        return (one, other) if _alike(one) == _alike(other) else None
    if (numbers[0] or numbers[1]) and (found := codes([*one.answers, *other.answers])):
        return _on_one_scale(one, other, (found[0], found[-1]), (found[0], found[-1]))
    answers: dict[str, list[str]] = {}
    spelled: dict[str, str] = {}
    for name, cells in chain(one.answers.items(), other.answers.items()):
        known = answers.setdefault(spelled.setdefault(name.casefold(), name), [])
        known += [cell for cell in cells if cell not in known]
    if _means_two(one, other):
        return None
    coded = all(cell.isdecimal() for cells in answers.values() for cell in cells)
    ordered = sorted(answers, key=lambda name: int(answers[name][0])) if coded else list(answers)
    alike = (list(one.answers), one.scale) == (list(other.answers), other.scale)
    names, scale = (ordered, one.scale) if alike and not coded else best_first(ordered, in_order=coded)
    answers = {name: answers[name] for name in names}
    return replace(one, answers=answers, scale=scale), replace(other, answers=answers, scale=scale)


def _numbers(asked: Asked) -> tuple[int, int] | None:
    """Lowest and highest of the bare codes that are its answers, if they are that."""
    if asked.numbers:
        return asked.numbers
    whole = [int(name) for name in asked.answers if name.isdecimal() and asked.answers[name] == [name]]
    return (min(whole), max(whole)) if whole and len(whole) == len(asked.answers) else None


def _on_one_scale(
    one: Asked, other: Asked, mine: tuple[int, int] | None, theirs: tuple[int, int] | None
) -> tuple[Asked, Asked] | None:
    assert mine and theirs, "both have numbers"
    low, high = min(mine[0], theirs[0]), max(mine[1], theirs[1])
    shorter = min(mine[1], theirs[1])
    others = {cell for asked in (one, other) for cells in asked.other.values() for cell in cells}
    inside = any(cell.isdecimal() and low <= int(cell) <= high for cell in others)
    if inside or (shorter < high and shorter in _USUAL_ENDS):
        return None
    scale = replace(one, answers={}, numbers=(low, high), scale="")
    return scale, replace(other, answers={}, numbers=(low, high), scale="")


def _alike(asked: Asked) -> tuple:
    """What two questions that allow several answers need to have in common."""
    place = asked.place
    between = getattr(place, "by", None)
    ticks = (asked.selected, asked.not_selected, asked.other, list(asked.options))
    return between, ticks, sorted(asked.answers.items())


def _means_two(one: Asked, other: Asked) -> bool:
    """Whether a cell means one answer here and another there."""
    meant: dict[str, str] = {}
    for asked in (one, other):
        for name, cells in [*asked.answers.items(), *asked.other.items()]:
            if any(meant.setdefault(cell, name.casefold()) != name.casefold() for cell in cells):
                return True
    return False
