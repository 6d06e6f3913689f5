"""The figures: which statistic of which question each metric is, and in which unit.

What score an answer has in it is in `schemas/measure.py`; how it is estimated, in `assets/estimates/`.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from schemas.refused import listed
from schemas.study.asking import allows_several
from schemas.study.problems import Path, Problem, missing
from schemas.study.questions import Question, answer_names
from schemas.study.values import Cells, Model, Name, OtherCode, Text, as_list

if TYPE_CHECKING:
    from schemas.study.study import Study

SHARE, NPS = "share", "NPS"
DIFFERENCE = "difference of shares"
PERCENT_OF_MAXIMUM = "percent of maximum"
PERCENTAGES = (SHARE, DIFFERENCE)
"""Units that are fractions, and percent or percentage points in print."""
Value = Annotated[float, Field(ge=-1e9, le=1e9)]
"""What an answer counts in a mean: the squares of larger numbers, and sums of them, would be none."""
NPS_NAMES = {str(number) for number in range(11)}


class Metric(Model, title="A metric"):
    """One figure of one question, for every group that was asked: a share, a mean, or a net promoter score.

    It has one of `top`, `bottom`, `share`, `option`, `mean` and `nps`.
    """

    of: Name = Field(description="The question.")
    label: Text = Field("", description="Its name for readers. Without it, the metric's key.")
    top: Annotated[int, Field(ge=1)] | None = Field(
        None, description="The share of the best so many answers: `2` is the top-two box."
    )
    bottom: Annotated[int, Field(ge=1)] | None = Field(None, description="The share of the worst so many answers.")
    share: Cells | None = Field(None, description="The share of these answers, one or a list: `[9, 10]`.")
    option: Text | None = Field(
        None, description="The share of those who selected this option of a question that allows several answers."
    )
    mean: bool | dict[Text, Value] = Field(
        False,
        description="The mean: `true` for answers that are numbers, else the value of every answer: `{good: 2, poor: 0}`.",
    )
    nps: bool = Field(
        False,
        description="`true`: the net promoter score of a question from 0 to 10, the percentage of 9 and 10 less that of 0 to 6.",
    )
    percent_of_maximum: bool = Field(
        False,
        description="`true`: a mean from 0, the lowest answer, to 100, the highest, so that unlike scales compare.",
    )
    base: Literal["respondents", "mentions"] = Field(
        "respondents",
        description="Of what an `option` is the share: of all `respondents`, or of all `mentions` of any option.",
    )
    minus: Name | None = Field(
        None,
        description="Another metric of the same respondents, which is taken away: how far one item is ahead of the other.",
    )
    keep: Annotated[list[OtherCode], BeforeValidator(as_list, json_schema_input_type=list[OtherCode] | OtherCode)] = (
        Field(
            [],
            description="What stays in the base of a share though it is no answer, one or a list: `don't know`, `no answer`, "
            "`refused`, `not asked` or `not applicable`.",
        )
    )
    weight: Literal["none"] | None = Field(
        None, description="`none` leaves the weights out. Without it, the weights of the source count."
    )
    groups: Annotated[
        list[Name], Field(min_length=1), BeforeValidator(as_list, json_schema_input_type=list[Name] | Name)
    ] = Field([], description="The groups that it is for, one or a list. Without it, every group that was asked.")
    better: Literal["higher", "lower", "neither"] = Field(
        "neither", description="Which way is good news: `higher`, `lower` or `neither`."
    )

    @model_validator(mode="after")
    def _one_statistic(self) -> "Metric":
        given = [key for key in ("top", "bottom", "share", "option", "mean", "nps") if getattr(self, key)]
        if len(given) != 1:
            raise ValueError(f"needs one of top, bottom, share, option, mean or nps, and has {len(given) or 'none'}")
        if self.keep and (self.mean or self.nps):
            raise ValueError("keeps answers that have no number; keep belongs to shares")
        if self.percent_of_maximum and not self.mean:
            raise ValueError("percent_of_maximum rescales a mean: add mean, or drop it")
        if self.base == "mentions" and (not self.option or self.minus or self.keep):
            raise ValueError("a share of mentions is of one option, by itself: give option, and neither minus nor keep")
        return self

    def value(self, answer: str) -> float:
        """What `answer` counts in a mean: the value that the file gives it, or the number that it is."""
        return self.mean[answer] if isinstance(self.mean, dict) else float(answer)


def metric_values(study: "Study", metric: Metric) -> list[float]:
    """What the answers count in a mean, best first."""
    return [metric.value(answer) for answer in answer_names(study, study.questions[metric.of])]


def metric_unit(study: "Study", metric: Metric) -> str:
    """`share`, `NPS`, the range of the numbers that are averaged ("1-5 points"), or a difference of these."""
    plain = _plain_unit(study, metric)
    if metric.minus:
        return DIFFERENCE if plain == SHARE else f"difference of {plain}"
    return plain


def _plain_unit(study: "Study", metric: Metric) -> str:
    """The unit of `metric` before another is taken away."""
    if metric.nps:
        return NPS
    if not metric.mean:
        return SHARE
    if metric.percent_of_maximum:
        return PERCENT_OF_MAXIMUM
    values = metric_values(study, metric)
    return f"{min(values):g}-{max(values):g} points"


def metric_problems(study: "Study") -> Iterator[Problem]:
    """Metrics of no question, or of one that the statistic does not fit."""
    for name in study.metrics:
        yield from one_metric_problems(study, name)


def one_metric_problems(study: "Study", name: str) -> Iterator[Problem]:
    """The problems of one metric, or that it is not there."""
    metric, path = study.metrics.get(name), ("metrics", name)
    if metric is None or metric.of not in study.questions:
        yield from missing((*path, "of"), "question", metric.of if metric else name, study.questions)
        return
    yield from _statistic(study, path, metric, study.questions[metric.of])
    yield from _less(study, path, metric)
    for group in metric.groups:
        yield from missing((*path, "groups"), "group", group, study.groups)


def _less(study: "Study", path: Path, metric: Metric) -> Iterator[Problem]:
    """A metric less another: two of one kind, asked of the same respondents."""
    if not metric.minus:
        return
    other = study.metrics.get(metric.minus)
    if other is None:
        yield from missing((*path, "minus"), "metric", metric.minus, study.metrics)
    elif other is metric or other.minus or other.base == "mentions":
        yield (*path, "minus"), f"is {metric.minus}, which is itself no plain metric; subtract a plain one"
    elif other.of in study.questions:
        one, two = _plain_unit(study, metric), _plain_unit(study, other)
        if one != two:
            yield (*path, "minus"), f"subtracts {two} from {one}; only like units subtract"


def _statistic(study: "Study", path: Path, metric: Metric, question: Question) -> Iterator[Problem]:
    names = answer_names(study, question)
    several = allows_several(question)
    if metric.option is not None:
        if not several:
            yield (*path, "option"), f"{metric.of} allows one answer; use share: [{metric.option}]"
        else:
            yield from missing((*path, "option"), f"option of {metric.of}", metric.option, names)
        return
    if several:
        yield path, f"{metric.of} allows several answers; name one of them with option"
        return
    for answer in (metric.share or []) + (list(metric.mean) if isinstance(metric.mean, dict) else []):
        yield from missing(path, f"answer to {metric.of}", answer, names)
    box = metric.top or metric.bottom
    if box and box >= len(names):
        yield path, f"{metric.of} has {len(names)} answers; a box of {box} would hold them all"
    if metric.mean is True and not all(_is_number(answer) for answer in names):
        yield (*path, "mean"), f"the answers to {metric.of} are no numbers; give each its value: {{{names[0]}: 5, …}}"
    if isinstance(metric.mean, dict) and (unvalued := [answer for answer in names if answer not in metric.mean]):
        yield (
            (*path, "mean"),
            f"gives no value to {listed(map(repr, unvalued))}; give every answer of {metric.of} its value",
        )
    if metric.nps and set(names) != NPS_NAMES:
        yield (*path, "nps"), f"{metric.of} is no 0-10 question; a net promoter score needs numbers: [0, 10]"


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
