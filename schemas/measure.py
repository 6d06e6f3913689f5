"""What a metric measures: a score for each code of one variable. Every statistic of this project is a mean of such scores.

A share scores 1 and 0, a net promoter score 100, 0 and -100, a mean the answers' own numbers. Codes without a score are
out of the base.
"""

from dataclasses import dataclass

from schemas.codebook import NOT_SELECTED, OTHER_CODES, SELECTED, Variable, option_variable
from schemas.study import NPS, SHARE, Metric, Study, metric_unit, metric_values


@dataclass(frozen=True)
class Measure:
    """The mean over a base of `scores[code]` of `variable`, in `unit`; with `sizes`, the ratio of scores to sizes."""

    variable: str
    scores: dict[int, float]
    unit: str
    sizes: dict[int, float] | None = None

    @property
    def counts_hits(self) -> bool:
        """Whether it is a share of respondents, so that a whole number of them are hits."""
        return self.unit == SHARE and self.sizes is None


@dataclass(frozen=True)
class Pair:
    """Two variables counted together, so that one respondent's answers to both are known."""

    first: str
    second: str
    """A variable, or "" for the number of options of `mentions` that were chosen."""
    mentions: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What the pair is called in the tabulation."""
        return f"{self.first} & {self.second or 'mentions'}"

    @staticmethod
    def code(first: int, second: int) -> int:
        """One code for two; both are above -SHIFT and below 32,000."""
        return (first + SHIFT) * WIDTH + second + SHIFT


SHIFT, WIDTH = 8, 2**15


def metric_variable(metric: Metric) -> str:
    """The variable that `metric` is a statistic of."""
    return option_variable(metric.of, metric.option) if metric.option else metric.of


def metric_pair(study: Study, metric: Metric, book: dict[str, Variable]) -> Pair | None:
    """The two variables that must be counted together for `metric`, if it needs two."""
    if metric.minus:
        return Pair(metric_variable(metric), metric_variable(study.metrics[metric.minus]))
    if metric.base == "mentions":
        options = tuple(variable.name for variable in book.values() if variable.question == metric.of)
        return Pair(metric_variable(metric), "", options)
    return None


def metric_variables(study: Study, metric: Metric, book: dict[str, Variable]) -> list[str]:
    """The variables whose answers make the figures of `metric`."""
    pair = metric_pair(study, metric, book)
    names = [pair.first, pair.second, *pair.mentions] if pair else [metric_variable(metric)]
    return [name for name in dict.fromkeys(names) if name in book]


def pairs(study: Study, book: dict[str, Variable]) -> list[Pair]:
    """Every pair of variables of one source that its metrics need together."""
    found = [metric_pair(study, metric, book) for metric in study.metrics.values()]
    return list(dict.fromkeys(pair for pair in found if pair and pair.first in book and pair.second in {*book, ""}))


def measure(study: Study, metric: Metric, book: dict[str, Variable]) -> Measure | None:
    """What `metric` measures in a source with this codebook; None where its question was not asked there."""
    variable = book.get(metric_variable(metric))
    if variable is None:
        return None
    own, pair = _measure(study, metric, variable), metric_pair(study, metric, book)
    if pair is None:
        return own
    if metric.minus:
        other = measure(study, study.metrics[metric.minus], book)
        if other is None:
            return None
        scores = {
            pair.code(code, its_code): score - its_score
            for code, score in own.scores.items()
            for its_code, its_score in other.scores.items()
        }
        return Measure(pair.name, scores, metric_unit(study, metric))
    chosen = {
        pair.code(code, count): (score, float(count))
        for code, score in own.scores.items()
        for count in range(len(pair.mentions) + 1)
    }
    return Measure(
        pair.name,
        {code: score for code, (score, _) in chosen.items()},
        SHARE,
        {code: count for code, (_, count) in chosen.items()},
    )


def _measure(study: Study, metric: Metric, variable: Variable) -> Measure:
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
        scores = {code: metric.value(label) for code, label in variable.labels.items()}
        if metric.percent_of_maximum:
            low, high = min(values := metric_values(study, metric)), max(values)
            scores = {code: 100 * (value - low) / (high - low) for code, value in scores.items()}
        return Measure(variable.name, scores, metric_unit(study, metric))
    return Measure(variable.name, {code: float(code in hits) for code in variable.labels} | kept, SHARE)


def answer_measure(variable: Variable, code: int) -> Measure:
    """The share of one answer: a row of the distribution."""
    return Measure(variable.name, {other: float(other == code) for other in variable.labels}, SHARE)


def answer_codes(variable: Variable) -> list[int]:
    """The answers whose shares make the distribution: every answer, or selected for an option."""
    return [code for code in variable.labels if variable.option is None or code != NOT_SELECTED]
