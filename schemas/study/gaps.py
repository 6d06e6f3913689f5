"""What is set against what: the gaps, each executive minus consumer."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field, model_validator

from schemas.refused import listed
from schemas.study.effect import is_asked
from schemas.study.groups import SIDES
from schemas.study.metrics import Metric, metric_unit, one_metric_problems
from schemas.study.problems import Problem, missing
from schemas.study.values import Model, Name, Text
from schemas.tables.summary import ALL_TOPICS
from schemas.tables.table import BESIDE

if TYPE_CHECKING:
    from schemas.study.study import Study


class Gap(Model, title="A gap"):
    """What is set against what, and whether it may be subtracted: always executive minus consumer.

    It names one `metric` that both sides have, or one for each side.
    """

    compare: Literal["same", "similar", "side_by_side", "undecided"] = Field(
        description="How alike the two are: `same`, one question on one scale; `similar`, subtracted with a reason; "
        "`side_by_side`, both shown and never subtracted; `undecided`, both shown until somebody decides, as in a draft."
    )
    metric: Name | None = Field(None, description="The metric of both sides.")
    executive: Name | None = Field(None, description="The metric of the executives, where the sides differ.")
    consumer: Name | None = Field(None, description="The metric of the consumers, where the sides differ.")
    label: Text = Field("", description="Its name for readers. Without it, the gap's key.")
    headline: dict[Literal["executive", "consumer"], Text] = Field(
        {},
        description="Its finding in your words, by the side that is clearly higher, `executive` or `consumer`: "
        "`{consumer: Patients want a choice; clinicians less so}`. The figures follow by themselves; where the other side is "
        "higher, or neither clearly, the report's own sentence stands.",
    )
    topic: Text = Field("", description="What it is about; the summary gathers gaps by it. Without it, `other`.")
    why: Text = Field(
        "", description="In one line, why the two are not quite the same: for `similar` and `side_by_side`."
    )
    equivalent: Annotated[float, Field(gt=0)] | None = Field(
        None,
        description="So many points apart would not matter: of a gap that is surely narrower (two one-sided tests) "
        "that is said, in place of no clear difference.",
    )
    executives_report: Literal["own_view", "estimate_of_consumers"] = Field(
        "own_view",
        description="What executives were asked for: their `own_view`, or an `estimate_of_consumers`, what the others think. "
        "Only of an estimate the gap is an over- or underestimate.",
    )

    @model_validator(mode="after")
    def _two_sides(self) -> "Gap":
        if self.metric and (self.executive or self.consumer):
            raise ValueError("names metric and a side; write metric alone, or executive and consumer")
        if not self.metric and not (self.executive and self.consumer):
            raise ValueError("needs metric, or executive and consumer")
        if self.compare in ("similar", "side_by_side") and not self.why:
            raise ValueError(f"compares {self.compare}: say why in one line under why")
        if self.equivalent and not self.is_subtracted:
            raise ValueError(
                f"compares {self.compare}, and what is not subtracted is not equivalent; leave equivalent out"
            )
        return self

    @property
    def is_subtracted(self) -> bool:
        """Whether the two may be subtracted."""
        return self.compare not in BESIDE

    def side(self, group: str) -> str:
        """The metric that stands for `group` ("executive" or "consumer")."""
        return self.metric or getattr(self, group)


def gap_problems(study: "Study") -> Iterator[Problem]:
    """Gaps whose metric is not there, without a figure on one side, or of unlike units."""
    for name, gap in study.gaps.items():
        path = ("gaps", name)
        sides = {key: getattr(gap, key) for key in ("metric", "executive", "consumer") if getattr(gap, key)}
        undefined = [
            problem
            for key, metric in sides.items()
            for problem in missing((*path, key), "metric", metric, study.metrics)
        ]
        yield from undefined
        for group in SIDES if not undefined else ():
            if group in study.groups and (why := _has_no_figure(study, group, study.metrics[gap.side(group)])):
                yield path, f"has no figure of {group}: {why}"
        if gap.topic == ALL_TOPICS:
            yield (*path, "topic"), f"is {ALL_TOPICS!r}, which is what the summary calls them together; write another"
        broken = any(True for metric in sides.values() for _ in one_metric_problems(study, metric))
        if undefined or broken or not gap.is_subtracted:
            continue
        units = [metric_unit(study, study.metrics[gap.side(group)]) for group in SIDES]
        if units[0] != units[1]:
            yield (
                path,
                f"subtracts {units[1]} from {units[0]}; only like units subtract, so write compare: side_by_side",
            )


def _has_no_figure(study: "Study", group: str, metric: Metric) -> str | None:
    """Why a gap would stay empty: its side's source does not hold the question, or the metric leaves the group out."""
    source = study.groups[group].source
    if metric.groups and group not in metric.groups:
        return f"the metric is for {listed(metric.groups)} alone"
    if source not in study.respondents() or metric.of not in study.questions:
        return None
    asked = is_asked(study, study.questions[metric.of], source)
    return None if asked else f"{metric.of} was not asked in source {source}"
