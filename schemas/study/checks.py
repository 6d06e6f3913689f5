"""What a study says of its asset checks: how much each one matters, and the bounds that it may set.

The names are those of the checks in Dagster. What each looks at is in `assets/checks/`.
"""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from schemas.study.values import Model

Severity = Annotated[
    Literal["warn", "error", "off"],
    Field(
        description="What a failure does: `warn` says it, `error` refuses the run before the table is published, `off` does not "
        "look. Without bounds the word may stand alone: `base_sizes: off`."
    ),
]

Share = Annotated[float, Field(ge=0, le=1)]


class Rule(Model, title="A check"):
    """What a check does if it fails. A check changes no figure."""

    severity: Severity = "warn"


class Weights(Rule, title="The check of weights"):
    """What weighting may cost."""

    # Below a half weighting costs more of the sample than it leaves: a design effect beyond 2.
    efficiency: Share = Field(0.5, description="The least effective base, as a share of the respondents.")
    # More than a few trimmed weights are no outliers: the targets are beyond what the sample can be weighted to.
    trimmed: Share = Field(0.05, description="The largest share of the weights that may be trimmed.")


class WaveOnWave(Rule, title="The check of wave on wave"):
    """How far figures and responses may move since the previous wave."""

    # Attitudes seldom move so far between two waves; a swapped code moves a figure further.
    points: float = Field(
        10,
        gt=0,
        description="How far a figure may move: percentage points of a share, points of a score; a mean moves on its range "
        "taken as 100.",
    )
    # A fourth less is a part of the fieldwork that is missing, or a filter on it that was not there.
    fall: Share = Field(0.25, description="The share of a source's responses that may be missing.")


class OnTime(Rule, title="The check of lateness"):
    """How late a wave may be, where the study says under `expect` how often one comes."""

    # So long it takes to deliver an export and to describe it.
    grace: int = Field(30, ge=0, description="How many days a wave may be late.")


def _severity(value: object) -> object:
    """A bare word is the severity."""
    return {"severity": value} if isinstance(value, str) else value


Plain = Annotated[Rule, BeforeValidator(_severity, json_schema_input_type=Severity | Rule)]
OfWeights = Annotated[Weights, BeforeValidator(_severity, json_schema_input_type=Severity | Weights)]
OfWaves = Annotated[WaveOnWave, BeforeValidator(_severity, json_schema_input_type=Severity | WaveOnWave)]
OfTime = Annotated[OnTime, BeforeValidator(_severity, json_schema_input_type=Severity | OnTime)]


class Checks(Model, title="Checks"):
    """The checks of a run's tables, in the order of the data."""

    rejected_rows: Plain = Field(Rule(), description="Fails where rows were set aside, as far as `bad_rows` allows it.")
    weights: OfWeights = Field(
        Weights(),
        description="Fails where the effective base is too small a part of the respondents, or weights are trimmed too often.",
    )
    data_quality: Plain = Field(
        Rule(),
        description="Fails where speeding, straight-lining or another check of the data is beyond its bound.",
    )
    unused_answers: Plain = Field(
        Rule(), description="Fails where nobody gave an answer that the study declares, on a base that is not small."
    )
    base_sizes: Plain = Field(
        Rule(), description="Fails where the base of a whole group's figure is withheld or indicative."
    )
    wave_on_wave: OfWaves = Field(
        WaveOnWave(),
        description="Fails where since the previous wave a figure moved too far, or the responses of a source fell.",
    )
    reproduced_claims: Plain = Field(
        Rule(), description="Fails where a claim was reproduced before this run and is no longer."
    )
    on_time: OfTime = Field(
        OnTime(), description="Fails where the newest wave is older than `expect` and these days of grace allow."
    )
