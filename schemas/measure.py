"""What a metric measures: a score for each code of one variable. Every statistic of this project is a mean of such scores.

A share scores 1 and 0, a net promoter score 100, 0 and -100, a mean the answers' own numbers. Codes without a score are
out of the base.
"""

from dataclasses import dataclass

from schemas.codebook import NOT_SELECTED, OTHER_CODES, SELECTED, Variable, answer_names, option_variable
from schemas.study import Metric, Study

SHARE, NPS = "share", "NPS"
NPS_NAMES = {str(number) for number in range(11)}


@dataclass(frozen=True)
class Measure:
    """The mean over a base of `scores[code]` of `variable`, in `unit`."""

    variable: str
    scores: dict[int, float]
    unit: str


def metric_variable(metric: Metric) -> str:
    """The variable that `metric` is a statistic of."""
    return option_variable(metric.of, metric.option) if metric.option else metric.of


def metric_unit(study: Study, metric: Metric) -> str:
    """`share`, `NPS`, or the range of the numbers that are averaged ("1-5 points")."""
    if metric.nps:
        return NPS
    if not metric.mean:
        return SHARE
    values = [_value(metric, answer) for answer in answer_names(study, study.questions[metric.of])]
    return f"{min(values):g}-{max(values):g} points"


def measure(study: Study, metric: Metric, variable: Variable) -> Measure:
    """The scores of `metric` on `variable`, with the codes that the metric keeps in its base scored as misses."""
    kept = dict.fromkeys((OTHER_CODES[word] for word in metric.keep), 0.0)
    best_first = list(variable.labels)
    if metric.option is not None:
        hits = {SELECTED}
    elif metric.share is not None:
        hits = {code for code, label in variable.labels.items() if label in metric.share}
    elif metric.top or metric.bottom:
        hits = set(best_first[: metric.top] if metric.top else best_first[-(metric.bottom or 0) :])
    elif metric.nps:
        given = {code: int(label) for code, label in variable.labels.items()}
        scores = {code: 100.0 * ((number >= 9) - (number <= 6)) for code, number in given.items()}
        return Measure(variable.name, scores, NPS)
    else:
        scores = {code: _value(metric, label) for code, label in variable.labels.items()}
        return Measure(variable.name, scores, metric_unit(study, metric))
    return Measure(variable.name, {code: float(code in hits) for code in variable.labels} | kept, SHARE)


def answer_measure(variable: Variable, code: int) -> Measure:
    """The share of one answer: a row of the distribution."""
    return Measure(variable.name, {other: float(other == code) for other in variable.labels}, SHARE)


def answer_codes(variable: Variable) -> list[int]:
    """The answers whose shares make the distribution: every answer, or selected for an option."""
    return [code for code in variable.labels if variable.option is None or code != NOT_SELECTED]


def _value(metric: Metric, answer: str) -> float:
    return metric.mean[answer] if isinstance(metric.mean, dict) else float(answer)
