"""What a study says of its asset checks: how much each one matters, and the bounds that it may set.

The names are those of the checks in Dagster. What each looks at is in `assets/checks/`.
"""

from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, Field

Severity = Literal["warn", "error", "off"]
"""What a check that fails does: it is said, or it stops the run before its table is published. Off: nobody looks."""
Rhythm = Literal["monthly", "quarterly", "half-yearly", "yearly"]
MONTHS: dict[Rhythm, int] = {"monthly": 1, "quarterly": 3, "half-yearly": 6, "yearly": 12}

Share = Annotated[float, Field(ge=0, le=1)]


class Rule(BaseModel, extra="forbid"):
    """A check without a bound of its own."""

    severity: Severity = "warn"


class Weights(Rule):
    """What weighting may cost: the least effective base by respondent, and the largest share of trimmed weights."""

    efficiency: Share = 0.5
    """Below a half weighting costs more of the sample than it leaves: a design effect beyond 2."""
    trimmed: Share = 0.05
    """More than a few trimmed weights are no outliers: the targets are beyond what the sample can be weighted to."""


class WaveOnWave(Rule):
    """How far a figure may move between two waves, in points, and which share of the responses may be missing."""

    points: Annotated[float, Field(gt=0)] = 10
    """Attitudes seldom move so far between two waves; a swapped code moves a figure further."""
    fall: Share = 0.25
    """A fourth less is a part of the fieldwork that is missing, or a filter on it that was not there."""


class OnTime(Rule):
    """How many days a wave may be late."""

    grace: Annotated[int, Field(ge=0)] = 30
    """So long it takes to deliver an export and to describe it."""


def _severity(value: object) -> object:
    return {"severity": value} if isinstance(value, str) else value


R = TypeVar("R", bound=Rule)
OrSeverity = Annotated[R, BeforeValidator(_severity, json_schema_input_type=Severity | R)]
"""A bare word is the severity."""


class Checks(BaseModel, extra="forbid"):
    """The checks, in the order of the data."""

    rejected_rows: OrSeverity[Rule] = Rule()
    weights: OrSeverity[Weights] = Weights()
    data_quality: OrSeverity[Rule] = Rule()
    unused_answers: OrSeverity[Rule] = Rule()
    base_sizes: OrSeverity[Rule] = Rule()
    wave_on_wave: OrSeverity[WaveOnWave] = WaveOnWave()
    reproduced_claims: OrSeverity[Rule] = Rule()
    on_time: OrSeverity[OnTime] = OnTime()
