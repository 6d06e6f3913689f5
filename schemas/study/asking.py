"""How a question was asked: where it stands, what its cells mean, who was asked. It may differ by source or wave.

The codes that follow are made in `schemas/codebook.py`.
"""

from itertools import pairwise
from math import inf
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from schemas.study.values import Answers, Cells, Joined, Mentions, Model, Name, OtherCode, Place, Places, Text, Texts

MOST_NUMBERS = 1000
"""Beyond so many whole numbers a question is cut into bands."""

KINDS = ("scale", "answers", "numbers", "bands", "options")
"""The kinds of answer that a question can have; it has one."""


def _options(value: object) -> object:
    """Options without columns, as in a study of published figures, may be a list."""
    if isinstance(value, list):
        return {str(name): {} for name in value}
    return {name: {} if at is None else at for name, at in value.items()} if isinstance(value, dict) else value


class Asking(Model, title="How a question was asked"):
    """Where a question stands and what its cells mean: what may differ by source or wave."""

    at: Places | None = Field(
        None,
        description="Its column: a handle, a pattern with `*`, `{column, says}`, `{joined, by}` or `{mentions}`; with several "
        "sources, one for each that asked it: `{interviews: Q4, panel: sat}`. A question with `options`, or of published "
        "figures, has none.",
    )
    text: Texts | None = Field(
        None, description="What was asked, word for word; one text, or one by source. Without it, the label."
    )
    scale: Name | None = Field(None, description="Its answers are those of this scale, which several questions share.")
    answers: Answers | None = Field(
        None,
        description="Its answers, best first, each with the cells that mean it: `{satisfied: [4, 5], not satisfied: [1, 2, 3]}`; "
        "a list, where the cells read like the answers. `any text` takes every other cell.",
    )
    numbers: tuple[int, int] | None = Field(
        None,
        description="Its answers are whole numbers, `[lowest, highest]`, the highest best: `[0, 10]`. At most 1,000 of them; "
        "cut amounts into `bands`.",
    )
    bands: dict[Text, tuple[float | None, float | None]] | None = Field(
        None,
        description="Its answers cut numbers into bands, `[from, to]`, both ends within: `{18-34: [18, 34.99], 55 and over: "
        "[55, null]}`. `null` is an open end.",
    )
    options: (
        Annotated[
            dict[Text, Places], BeforeValidator(_options, json_schema_input_type=dict[Text, Places | None] | list[Text])
        ]
        | None
    ) = Field(
        None,
        description="It allows several answers, and each has a column, or one by source: `{mail: Q6_1, chat: Q6_2}`. A list, "
        "where figures are published and there are no columns.",
    )
    selected: Cells | None = Field(None, description="The cells of an option that mean selected. Without it, any text.")
    not_selected: Cells | None = Field(
        None, description="The cells of an option that mean not selected. Without it, a blank."
    )
    nothing_ticked: Literal["no answer", "none of them"] | None = Field(
        None,
        description="What it means that no option is ticked: `no answer`, out of the base of every option; or `none of them`, in "
        "the base. Without it, `no answer`, unless `not_selected` says which cells are no ticks.",
    )
    several_ticked: Literal["no answer"] | None = Field(
        None,
        description="What it means that more than one answer is ticked in a question of one answer with a column each: "
        "`no answer`. Without it, such a row breaks a rule.",
    )
    other: dict[OtherCode, Cells] | None = Field(
        None,
        description="Cells that are no answer, by what they mean: `don't know`, `no answer`, `refused`, `not asked` or "
        '`not applicable`: `{don\'t know: 9, not asked: ""}`. Without it, a blank is no answer.',
    )
    asked: dict[Name, Cells] | None = Field(
        None,
        description="Who was asked, by answers to other questions: `{uses: yes}`; all must hold. Everybody else is not asked and "
        "not in the base. Without it, everybody was asked.",
    )

    @model_validator(mode="after")
    def _one_kind(self) -> "Asking":
        given = [kind for kind in KINDS if getattr(self, kind) is not None]
        if len(given) > 1:
            raise ValueError(f"has {' and '.join(given)}; one question has one kind of answer")
        self._few_numbers()
        self._ordered_bands()
        return self

    def _few_numbers(self) -> None:
        low, high = self.numbers or (0, 1)
        if low >= high:
            raise ValueError(f"numbers run from {low} to {high}; write the lowest first, [lowest, highest]")
        if high - low >= MOST_NUMBERS:
            raise ValueError(
                f"numbers run from {low:,} to {high:,}, and each of them is an answer of its own, {MOST_NUMBERS:,} at the most; "
                f"cut amounts into bands"
            )

    def _ordered_bands(self) -> None:
        spans = {
            name: (-inf if low is None else low, inf if high is None else high)
            for name, (low, high) in (self.bands or {}).items()
        }
        for name, (low, high) in spans.items():
            if low > high:
                raise ValueError(f"the band {name!r} ends before it begins; write [from, to]")
        for (name, (_, high)), (other, (low, _)) in pairwise(sorted(spans.items(), key=lambda item: item[1])):
            if low <= high:
                raise ValueError(f"the bands {name!r} and {other!r} overlap; both ends of a band belong to it")


def allows_several(asking: Asking) -> bool:
    """Whether a respondent may give several answers."""
    return asking.options is not None or any(
        isinstance(place, Joined | Mentions) for place in (asking.at or {}).values()
    )


def is_block(asking: Asking) -> bool:
    """Whether one answer is given in a block of columns."""
    return any(isinstance(place, str) and "*" in place for place in (asking.at or {}).values())


def place_in(places: dict[str, Place] | None, source: str) -> Place | None:
    """Where something stands in `source`; None where it is not there."""
    return (places or {}).get(source, (places or {}).get(""))
