"""How figures were printed of which no data are at hand: how they were rounded, and who may not have answered."""

from typing import Literal

from pydantic import Field

from schemas.study.values import Model

Rounding = Literal["unknown", "half_up", "half_even", "truncated"]


class Printed(Model, title="How claims were printed"):
    """What arithmetic may take for granted of published figures."""

    rounding: Rounding = Field(
        "unknown",
        description="What became of 12.5%: `half_up` prints 13, `half_even` (R, Python) 12, `truncated` cuts off; `unknown` "
        "allows 12 and 13.",
    )
    unanswered: float = Field(
        0.2,
        ge=0,
        lt=1,
        description="The largest share of those asked who may have left a question unanswered, unless the base is printed with "
        "the figure itself.",
    )
