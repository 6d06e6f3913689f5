"""What matters most to each side: two questions, ranked side by side."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pydantic import Field

from schemas.refused import listed
from schemas.study.groups import SIDES
from schemas.study.problems import Problem
from schemas.study.questions import answer_problems
from schemas.study.values import Model, Name, Text

if TYPE_CHECKING:
    from schemas.study.study import Study


class Priorities(Model, title="Priorities"):
    """Two questions of what matters most, ranked side by side. Answers of one name pair themselves."""

    executive: Name = Field(description="The executives' question.")
    consumer: Name = Field(description="The consumers' question.")
    label: Text = Field("", description="Its name for readers. Without it, the key of the pair.")
    same: dict[Text, Text] = Field(
        {},
        description="Answers of unlike names that are one thing, the executives' name on the left: `{people: team}`.",
    )


def priority_problems(study: "Study") -> Iterator[Problem]:
    """Questions or answers that are not there, and an answer with two partners."""
    for name, pair in study.priorities.items():
        path = ("priorities", name)
        for side in SIDES:
            yield from answer_problems(study, (*path, side), getattr(pair, side), [])
        partners = list(pair.same.values())
        if twice := {partner for partner in partners if partners.count(partner) > 1}:
            yield (*path, "same"), f"pairs {listed(map(repr, sorted(twice)))} twice; an option has one partner"
        for executive, consumer in pair.same.items():
            yield from answer_problems(study, (*path, "same", executive), pair.executive, [executive])
            yield from answer_problems(study, (*path, "same", executive), pair.consumer, [consumer])
