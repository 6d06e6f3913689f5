"""Which bases are too small: what is withheld, and what is shown with a mark. How it is applied is in `assets/estimates/`."""

from typing import Literal

from pydantic import Field, model_validator

from schemas.study.values import Model


class Reliability(Model, title="Which bases are too small"):
    """Below which bases figures are withheld (respondents), indicative, or of a small base (effective respondents)."""

    withheld: int = Field(
        10, ge=1, description="Figures of fewer respondents are withheld, so that nobody can be recognised by them."
    )
    indicative: int = Field(
        30, ge=1, description="Figures of a smaller effective base are marked ‡, and their gaps get no verdict."
    )
    small: int = Field(75, ge=1, description="Figures of a smaller effective base are marked †: a small base.")
    rule: Literal["bases", "nchs"] = Field(
        "bases",
        description="What decides beyond `withheld`: `bases`, the two bounds above; `nchs`, for shares, the presentation "
        "standard of the US National Center for Health Statistics: it withholds by effective base and width of interval.",
    )

    @model_validator(mode="after")
    def _ascending(self) -> "Reliability":
        if not self.withheld <= self.indicative <= self.small:
            raise ValueError("withheld, indicative and small must not descend; write them from the smallest base up")
        return self
