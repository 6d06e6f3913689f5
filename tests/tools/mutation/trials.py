"""Which damage is done to which export: a fixed draw, the same every time."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from mutation.cases import Case
from mutation.damage import Damage
from mutation.judge import Judge, Verdict

_JUDGES: dict[str, Judge] = {}


@dataclass(frozen=True)
class Trial:
    """One damaged export. Its number is the seed of the damage."""

    case: Case
    damage: Damage
    number: int

    @property
    def named(self) -> str:
        """The damage, in words."""
        return self.damage.__name__.replace("_", " ")

    def verdict(self) -> Verdict:
        """How it ends."""
        name = self.case.name
        if name not in _JUDGES:
            _JUDGES[name] = Judge(self.case)
        return _JUDGES[name].verdict(self.damage(Random(self.number), self.case.sound))

    def __str__(self) -> str:
        return f"trial {self.number}: {self.named} of {self.case.name}"


def trial(cases: Sequence[Case], number: int) -> Trial:
    """The trial of this number: every damage in turn, each of an export that is drawn."""
    damages = list(dict.fromkeys(damage for case in cases for damage in case.damages))
    damage = damages[number % len(damages)]
    return Trial(Random(number).choice([case for case in cases if damage in case.damages]), damage, number)
