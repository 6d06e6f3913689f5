"""The column dictionary: every published table and column, described once.

Arrow schemas (field descriptions inside the Parquet files), contracts, Dagster's column schemas and the documentation all
follow from here. Proportions are fractions from 0 to 1.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa

from schemas.codebook import Variable

TEXT, WHOLE, NUMBER, TRUTH = pa.string(), pa.int64(), pa.float64(), pa.bool_()
WEIGHTS, SQUARES = pa.decimal128(38, 12), pa.decimal128(38, 24)

RELIABILITY = ("ok", "small base", "indicative", "withheld", "base unknown")
DIRECTIONS = (
    "executives higher",
    "consumers higher",
    "executives overestimate",
    "executives underestimate",
    "no clear difference",
    "too few to say",
)


CHANGES = ("wider", "narrower", "no clear change", "too few to say")


@dataclass(frozen=True)
class Column:
    """One column: its type, what it holds, and which values it may hold."""

    name: str
    type: pa.DataType
    about: str
    nullable: bool = False
    among: tuple[str, ...] | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Table:
    """One published table."""

    name: str
    about: str
    columns: tuple[Column, ...]

    def schema(self) -> pa.Schema:
        """The Arrow schema, with each column's description."""
        return pa.schema(
            [pa.field(c.name, c.type, c.nullable, {"description": c.about}) for c in self.columns],
            {"description": self.about},
        )

    def build(self, rows: list[dict]) -> pa.Table:
        """An Arrow table of `rows`; a key that is no column here is an error, a missing one is NULL."""
        unknown = {key for row in rows for key in row} - {column.name for column in self.columns}
        if unknown:
            raise KeyError(f"{self.name} has no columns {sorted(unknown)}")
        return pa.Table.from_pylist(rows, schema=self.schema())


_KEYS = (
    Column("study", TEXT, "The study's name"),
    Column("wave", TEXT, "The wave's name"),
)
_SOURCE = Column("source", TEXT, "The source of the study file that the row comes from")
_SEGMENT = (
    Column("segment", TEXT, "What the results are broken down by: total, or a segment of the study file"),
    Column("segment_value", TEXT, "The part of the segment: all for the total, else one of its answers"),
)
_ORIGIN = (
    Column("synthetic", TRUTH, "True where the respondents are made up to illustrate a study"),
    Column("provenance_id", TEXT, "Fingerprint of the code, the study and the exports that the row follows from"),
)


_DESIGN = {
    "stratum": Column("stratum", TEXT, "The stratum that the respondent was sampled in"),
    "cluster": Column(
        "cluster",
        pa.int64(),
        "A number in place of the primary sampling unit (a company, a town), the same in every wave",
        low=0,
    ),
}


def responses(variables: dict[str, Variable], design: Sequence[str] = ()) -> Table:
    """The responses of one source: fixed columns, those of its sampling `design`, and one for each variable of its codebook."""
    return Table(
        "responses",
        "One row a respondent, its answers as codes; questions says what each code means.",
        (
            *_KEYS,
            _SOURCE,
            Column("export", pa.int32(), "Which of the source's export files, from 1", low=1),
            Column(
                "source_row",
                pa.int64(),
                "The row in that file, as a spreadsheet or SPSS counts; empty lines do not count",
                low=1,
            ),
            Column(
                "respondent",
                pa.int64(),
                "A number in place of the vendor's identifier, the same in every wave of the study that has the same key",
                low=0,
            ),
            Column(
                "key_id", TEXT, "Which key made the numbers of respondents and clusters; the key itself is not here"
            ),
            Column("weight", NUMBER, "The respondent's weight, 1 where the study has none", low=0),
            Column(
                "seconds",
                NUMBER,
                "How long the respondent took, where the source names a duration",
                nullable=True,
                low=0,
            ),
            Column("cell", pa.int32(), "Which groups and segments the respondent is in, as one number", low=0),
            *(_DESIGN[column] for column in design),
            *(_variable_column(variable) for variable in variables.values()),
        ),
    )


def _variable_column(variable: Variable) -> Column:
    known = ", ".join(f"{code} {label}" for code, label in variable.labels.items())
    about = f"{variable.question}{f': {variable.option}' if variable.option else ''} ({known}; below 0: no answer of one kind)"
    return Column(variable.name, code_type(variable), about)


def code_type(variable: Variable) -> pa.DataType:
    """The smallest integer type for a variable's codes, with room for the staged table's own marks."""
    largest = max(map(abs, variable.codes))
    return pa.int8() if largest < 90 else pa.int16() if largest < 32_000 else pa.int32()


REJECTED = Table(
    "rejected",
    "One row a broken rule: rows of an export that were set aside, and why.",
    (
        *_KEYS,
        _SOURCE,
        Column("export", pa.int32(), "Which of the source's export files, from 1", low=1),
        Column("export_name", TEXT, "That file's name"),
        Column(
            "source_row",
            pa.int64(),
            "The row in that file, as a spreadsheet or SPSS counts; empty lines do not count",
            low=1,
        ),
        Column("rule", TEXT, "The rule that the row breaks"),
        Column("question", TEXT, "The question of the cell, where the rule is about one", nullable=True),
        Column("column", TEXT, "The export's column, by its handle", nullable=True),
        Column("raw", TEXT, "The cell as the vendor wrote it; NULL where it is withheld", nullable=True),
        Column(
            "withheld", TEXT, "Why the cell is not shown here: it names the respondent, or is personal", nullable=True
        ),
    ),
)

_WHOLE = "; NULL in the rows of a target"

WEIGHTING = Table(
    "weighting",
    "What weighting did: a row for each source as a whole, and one for each answer to each raking target.",
    (
        *_KEYS,
        _SOURCE,
        Column(
            "method",
            TEXT,
            "How respondents were weighted",
            among=("none", "column", "raked", "raked from column"),
        ),
        Column("target", TEXT, "The question that was raked to; NULL for the source as a whole", nullable=True),
        Column("level", TEXT, "An answer to it", nullable=True),
        Column("target_share", NUMBER, "The share that the study gives to that answer", nullable=True, low=0, high=1),
        Column(
            "share_before",
            NUMBER,
            "Its share before raking, with the weights that raking starts from, of those who answered",
            nullable=True,
            low=0,
            high=1,
        ),
        Column(
            "share_after",
            NUMBER,
            "Its share with the final weights, of those who answered",
            nullable=True,
            low=0,
            high=1,
        ),
        Column("n", WHOLE, "Respondents, unweighted: who gave that answer, or all of the source", low=1),
        Column("n_weighted", NUMBER, f"Sum of the final weights{_WHOLE}", nullable=True, low=0),
        Column("mean_weight", NUMBER, f"Their mean{_WHOLE}", nullable=True, low=0),
        Column("min_weight", NUMBER, f"The least weight, as a multiple of the mean{_WHOLE}", nullable=True, low=0),
        Column("max_weight", NUMBER, f"The largest weight, as a multiple of the mean{_WHOLE}", nullable=True, low=0),
        Column(
            "design_effect",
            NUMBER,
            f"Kish's design effect of weighting: 1 + squared coefficient of variation of the weights{_WHOLE}",
            nullable=True,
            low=1 - 1e-9,
        ),
        Column(
            "n_effective",
            NUMBER,
            f"Kish's effective base: (sum of weights)² / sum of squared weights{_WHOLE}",
            nullable=True,
            low=0,
        ),
        Column("efficiency", NUMBER, f"Effective base / respondents{_WHOLE}", nullable=True, low=0, high=1 + 1e-9),
        Column(
            "trimmed_share",
            NUMBER,
            f"Share of respondents whose weight was cut to a bound of trim{_WHOLE}",
            nullable=True,
            low=0,
            high=1,
        ),
        Column(
            "unanswered_share",
            NUMBER,
            "Share of respondents without an answer to the target, or to any one of the targets; they keep their weight there",
            low=0,
            high=1,
        ),
        Column("note", TEXT, "What to know besides: all weights equal, rows left out for a weight of 0", nullable=True),
        *_ORIGIN,
    ),
)

QUALITY = Table(
    "quality",
    "What a fieldwork manager asks about the data: one row a source, check and question or battery. Counts are unweighted.",
    (
        *_KEYS,
        _SOURCE,
        Column(
            "check_name",
            TEXT,
            "What is looked for",
            among=(
                "straight-lining",
                "item non-response",
                "don't know",
                "speeding",
                "duplicate answers",
                "extreme weights",
            ),
        ),
        Column("question", TEXT, "The question, where the check is about one", nullable=True),
        Column("label", TEXT, "What is counted, in words"),
        Column("n", WHOLE, "The base: respondents that the check can be made for", low=0),
        Column("flagged", WHOLE, "How many of them it finds", low=0),
        Column("share", NUMBER, "Their share of the base; NULL without a base", nullable=True, low=0, high=1),
        Column(
            "share_of_weight",
            NUMBER,
            "For extreme weights: their share of the sum of weights",
            nullable=True,
            low=0,
            high=1,
        ),
        Column("threshold", TEXT, "From when on it is warned of, in words"),
        Column("warning", TRUTH, "True beyond that, on a base of 10 respondents or more"),
        *_ORIGIN,
    ),
)

TABULATION = Table(
    "tabulation",
    "Weighted counts: one row for each variable, code and cell of groups and segments. Sums are exact.",
    (
        *_KEYS,
        _SOURCE,
        Column("variable", TEXT, "The column of responses; * for all respondents, whatever they answered"),
        Column("code", pa.int32(), "The answer's code; 0 for all respondents"),
        Column("cell", pa.int32(), "Which groups and segments, as one number", low=0),
        Column("stratum", TEXT, "The stratum, where the source has strata", nullable=True),
        Column("cluster", WHOLE, "The primary sampling unit, where the source has clusters", nullable=True),
        Column("groups", TEXT, "The groups of that cell, separated by a space"),
        Column("segments", TEXT, "The segment answers of that cell, as JSON: {segment: answer}"),
        Column("n", WHOLE, "Respondents", low=1),
        Column("sum_w", WEIGHTS, "Sum of their weights, in weight_unit"),
        Column("sum_w2", SQUARES, "Sum of their squared weights, in weight_unit squared"),
        Column(
            "weight_unit", NUMBER, "The power of ten that weights were divided by, so that decimal weights stay exact"
        ),
    ),
)

ESTIMATES = Table(
    "estimates",
    "Every group, metric and segment, and the distribution of every answer, each with base, error and interval.",
    (
        *_KEYS,
        _SOURCE,
        Column("group_name", TEXT, "The group of the study file"),
        Column("group_label", TEXT, "The group as readers know it"),
        Column("kind", TEXT, "metric, or answer for a row of a question's distribution", among=("metric", "answer")),
        Column("metric", TEXT, "The metric of the study file; NULL in a distribution", nullable=True),
        Column("question", TEXT, "The question that was asked"),
        Column("option", TEXT, "The option, where several answers were allowed", nullable=True),
        Column("answer", TEXT, "The answer, in a distribution", nullable=True),
        Column("label", TEXT, "The metric or answer as readers know it"),
        Column("unit", TEXT, "share (a fraction), NPS, or the range of the numbers averaged"),
        *_SEGMENT,
        Column("base", TEXT, "Who makes the base"),
        Column("n", WHOLE, "Respondents in the base, unweighted", nullable=True, low=0),
        Column("hits", WHOLE, "For shares: how many of them count, unweighted (26 of 35)", nullable=True, low=0),
        Column("n_weighted", NUMBER, "Sum of their weights", nullable=True, low=0),
        Column(
            "n_effective",
            NUMBER,
            "Kish's effective base: (sum of weights)² / sum of squared weights",
            nullable=True,
            low=0,
        ),
        Column("estimate", NUMBER, "The share, mean or score", nullable=True),
        Column("se", NUMBER, "Its standard error, linearised, weights taken as given", nullable=True, low=0),
        Column("sd", NUMBER, "Standard deviation of the scores that are averaged", nullable=True, low=0),
        Column("df", NUMBER, "Degrees of freedom of that error", nullable=True, low=0),
        Column("n_interval", NUMBER, "For shares: the effective base that the interval rests on", nullable=True, low=0),
        Column("ci_low", NUMBER, "Lower end of the 95% interval", nullable=True),
        Column("ci_high", NUMBER, "Upper end of the 95% interval", nullable=True),
        Column("reliability", TEXT, "How far the base carries the figure", among=RELIABILITY),
        Column("weighted", TRUTH, "Whether weights were used"),
        Column(
            "sampling", TEXT, "How respondents were sampled; intervals of opt_in and purposive samples are conditional"
        ),
        Column("published", TEXT, "The figure as published, where the source is reported", nullable=True),
        Column("note", TEXT, "Where that figure is printed, and what the study says of it", nullable=True),
        *_ORIGIN,
    ),
)


def _side(side: str) -> tuple[Column, ...]:
    whose = f"the {side} side"
    return (
        Column(f"{side}_label", TEXT, f"Who {whose} is"),
        Column(f"{side}_metric", TEXT, f"The metric of {whose}"),
        Column(f"{side}_wording", TEXT, f"What {whose} was asked"),
        Column(f"{side}_base", TEXT, f"Who of {whose} makes the base"),
        Column(f"{side}_n", WHOLE, f"Respondents in the base of {whose}, unweighted", nullable=True, low=0),
        Column(f"{side}_n_weighted", NUMBER, f"Sum of weights in the base of {whose}", nullable=True, low=0),
        Column(f"{side}_n_effective", NUMBER, f"Kish's effective base of {whose}", nullable=True, low=0),
        Column(f"{side}_estimate", NUMBER, f"The estimate of {whose}", nullable=True),
        Column(f"{side}_se", NUMBER, f"Standard error of {whose}", nullable=True, low=0),
        Column(f"{side}_ci_low", NUMBER, f"Lower end of the 95% interval of {whose}", nullable=True),
        Column(f"{side}_ci_high", NUMBER, f"Upper end of the 95% interval of {whose}", nullable=True),
        Column(f"{side}_reliability", TEXT, f"How far the base of {whose} carries the figure", among=RELIABILITY),
    )


def _tested(what: str) -> tuple[Column, ...]:
    return (
        Column(
            "p_adjusted",
            NUMBER,
            "The same, adjusted by Benjamini and Hochberg within the family",
            nullable=True,
            low=0,
            high=1,
        ),
        Column("family", TEXT, f"The {what} that are tested together", nullable=True),
        Column("family_size", WHOLE, "How many of them could be tested", nullable=True, low=1),
        Column("significant", TRUTH, "p_adjusted below .05 on bases that are not merely indicative", nullable=True),
    )


GAP_FACT = Table(
    "gap_fact",
    "How far executives and consumers are apart: one row a gap and segment.",
    (
        *_KEYS,
        Column("gap", TEXT, "The gap of the study file"),
        Column("label", TEXT, "The gap as readers know it"),
        Column("topic", TEXT, "What it is about"),
        *_SEGMENT,
        Column(
            "segment_sides",
            TEXT,
            "Which sides the segment narrows; the other side is everyone",
            among=("both", "executive", "consumer"),
        ),
        Column(
            "compare",
            TEXT,
            "same or similar question; side_by_side is shown and never subtracted",
            among=("same", "similar", "side_by_side"),
        ),
        Column("compare_why", TEXT, "Why the two are not quite the same"),
        Column(
            "unit",
            TEXT,
            "share (a fraction), NPS, or the range of the numbers averaged; executive / consumer where they differ",
        ),
        Column("better", TEXT, "Which way is good", among=("higher", "lower", "neither")),
        Column(
            "executives_report",
            TEXT,
            "Their own view, or an estimate of their consumers",
            among=("own_view", "estimate_of_consumers"),
        ),
        *_side("executive"),
        *_side("consumer"),
        Column("gap_estimate", NUMBER, "Executive minus consumer", nullable=True),
        Column("gap_se", NUMBER, "Its standard error", nullable=True, low=0),
        Column("gap_ci_low", NUMBER, "Lower end of its 95% interval", nullable=True),
        Column("gap_ci_high", NUMBER, "Upper end of its 95% interval", nullable=True),
        Column("df", NUMBER, "Degrees of freedom of a difference of means", nullable=True, low=0),
        Column(
            "p_value",
            NUMBER,
            "Probability of a gap this wide or wider if there were none",
            nullable=True,
            low=0,
            high=1,
        ),
        *_tested("gaps"),
        Column("interval_note", TEXT, "Said where interval and adjusted test disagree", nullable=True),
        Column("effect_size", NUMBER, "Cohen's h of two shares, Hedges' g of two means", nullable=True),
        Column(
            "minimum_detectable_gap",
            NUMBER,
            "The gap that these bases show with 80% power, from the consumer share",
            nullable=True,
            low=0,
        ),
        Column("direction", TEXT, "Which side is higher, where that is clear", nullable=True, among=DIRECTIONS),
        Column("reliability", TEXT, "The worse side's reliability", among=RELIABILITY),
        Column("sampling", TEXT, "How each side was sampled: executive / consumer"),
        *_ORIGIN,
    ),
)


def _interval(name: str, of: str) -> tuple[Column, Column]:
    return (
        Column(f"{name}_low", NUMBER, f"Lower end of its 95% interval {of}", nullable=True),
        Column(f"{name}_high", NUMBER, f"Upper end of its 95% interval {of}", nullable=True),
    )


GAP_AUDIT = Table(
    "gap_audit",
    "The gaps by other methods, for those who check them: gap_fact holds what is meant to be read.",
    (
        *_KEYS,
        Column("gap", TEXT, "The gap of the study file"),
        *_SEGMENT,
        Column("covariance", NUMBER, "Covariance of the two sides"),
        Column("z", NUMBER, "The gap in standard errors", nullable=True),
        Column("p_normal", NUMBER, "Its p-value by Wald's test", nullable=True, low=0, high=1),
        *_interval("wald", "by Wald's method, which covers too little on small bases"),
        Column(
            "t_df", NUMBER, "Degrees of freedom of both sides together, as of a regression on the side", nullable=True
        ),
        Column("t", NUMBER, "The gap in standard errors", nullable=True),
        Column("t_p_value", NUMBER, "Its p-value by that t test (R's svyttest)", nullable=True, low=0, high=1),
        *_interval("t", "by that t test"),
        Column(
            "executive_n_implied", NUMBER, "Executives' effective base by their error, at most Kish's", nullable=True
        ),
        Column("consumer_n_implied", NUMBER, "Consumers' effective base by their error, at most Kish's", nullable=True),
        *_interval("newcombe", "by Newcombe's method on those bases, clusters' degrees of freedom left out"),
        *_interval("newcombe_kish", "by Newcombe's method on Kish's effective bases"),
        *_interval("newcombe_unweighted", "by Newcombe's method on unweighted counts"),
        Column("score_z", NUMBER, "Score of no difference on the implied bases", nullable=True),
        Column("score_p_value", NUMBER, "Its p-value, however few hits are expected", nullable=True, low=0, high=1),
        Column(
            "fisher_p_value",
            NUMBER,
            "Fisher's exact test of unweighted counts, bases under 50",
            nullable=True,
            low=0,
            high=1,
        ),
        *_ORIGIN,
    ),
)

SEGMENT_CONTRAST = Table(
    "segment_contrast",
    "Segments of one group against each other: each pair of answers, and each against all others.",
    (
        *_KEYS,
        _SOURCE,
        Column("group_name", TEXT, "The group of the study file"),
        Column("metric", TEXT, "The metric of the study file"),
        Column("label", TEXT, "The metric as readers know it"),
        Column("unit", TEXT, "share (a fraction), NPS, or the range of the numbers averaged"),
        *_SEGMENT,
        Column("against", TEXT, "The answer that it is set against, or all others"),
        Column("n", WHOLE, "Respondents in the base, unweighted", low=0),
        Column("n_effective", NUMBER, "Kish's effective base", nullable=True, low=0),
        Column("estimate", NUMBER, "The estimate", nullable=True),
        Column("against_n", WHOLE, "Respondents in the other base, unweighted", low=0),
        Column("against_n_effective", NUMBER, "Kish's effective base of the other", nullable=True, low=0),
        Column("against_estimate", NUMBER, "The estimate of the other", nullable=True),
        Column("difference", NUMBER, "One minus the other", nullable=True),
        Column("se", NUMBER, "Its standard error", nullable=True, low=0),
        *_interval("ci", "of the difference"),
        Column("df", NUMBER, "Degrees of freedom of a difference of means", nullable=True, low=0),
        Column(
            "p_value", NUMBER, "Probability of a difference this wide if there were none", nullable=True, low=0, high=1
        ),
        *_tested("contrasts"),
        Column("effect_size", NUMBER, "Cohen's h of two shares, Hedges' g of two means", nullable=True),
        Column("reliability", TEXT, "The worse side's reliability", among=RELIABILITY),
        *_ORIGIN,
    ),
)


def _change(side: str) -> tuple[Column, ...]:
    whose = f"the {side} side"
    return (
        Column(f"{side}_estimate", NUMBER, f"The estimate of {whose} in this wave", nullable=True),
        Column(f"{side}_before", NUMBER, f"The estimate of {whose} in the earlier wave", nullable=True),
        Column(f"{side}_change", NUMBER, "The one minus the other", nullable=True),
        Column(f"{side}_change_se", NUMBER, "Its standard error", nullable=True, low=0),
        *_interval(f"{side}_change", "of that change"),
        Column(
            f"{side}_change_p_value",
            NUMBER,
            "Probability of a change this wide if there were none",
            nullable=True,
            low=0,
            high=1,
        ),
    )


GAP_TREND = Table(
    "gap_trend",
    "How each side and the gap have moved since an earlier wave.",
    (
        *_KEYS,
        Column("against", TEXT, "Which earlier wave", among=("previous", "year_ago", "first")),
        Column("against_wave", TEXT, "Its name"),
        Column("gap", TEXT, "The gap of the study file"),
        Column("label", TEXT, "The gap as readers know it"),
        Column("topic", TEXT, "What it is about"),
        *_SEGMENT,
        Column("unit", TEXT, "share (a fraction), NPS, or the range of the numbers averaged"),
        *_change("executive"),
        *_change("consumer"),
        Column("gap_estimate", NUMBER, "The gap in this wave, executive minus consumer", nullable=True),
        Column("gap_before", NUMBER, "The gap in the earlier wave", nullable=True),
        Column("gap_change", NUMBER, "The one minus the other", nullable=True),
        Column("gap_change_se", NUMBER, "Its standard error, with what both waves share", nullable=True, low=0),
        *_interval("gap_change", "of that change"),
        Column("df", NUMBER, "Degrees of freedom of the change of the gap", nullable=True, low=0),
        Column(
            "p_value",
            NUMBER,
            "Probability of a change of the gap this wide if there were none",
            nullable=True,
            low=0,
            high=1,
        ),
        *_tested("changes"),
        Column(
            "direction", TEXT, "Whether the gap is wider or narrower, where that is clear", nullable=True, among=CHANGES
        ),
        Column("broken", TEXT, "Why the two waves cannot be subtracted", nullable=True),
        Column("reliability", TEXT, "The worst reliability of the figures", among=RELIABILITY),
        *_ORIGIN,
    ),
)

ALL_TOPICS = "all topics"

GAP_SUMMARY = Table(
    "gap_summary",
    "Gaps by unit and topic; side-by-side pairs are left out, shares and means are never averaged together.",
    (
        *_KEYS,
        *_SEGMENT,
        Column("unit", TEXT, "share, NPS, or the range of the numbers averaged"),
        Column("topic", TEXT, "A topic, or all topics"),
        Column("gaps", WHOLE, "Gaps that could be computed", low=1),
        Column("significant", WHOLE, "How many of them are significant", low=0),
        Column("mean_gap", NUMBER, "Mean of the gaps, executive minus consumer"),
        Column("mean_absolute_gap", NUMBER, "Mean of their widths", low=0),
        Column("largest_gap", TEXT, "The widest gap"),
        Column("largest_gap_estimate", NUMBER, "Its estimate"),
        *_ORIGIN,
    ),
)

PRIORITY_RANKING = Table(
    "priority_ranking",
    "What matters most to each group: options ranked side by side.",
    (
        *_KEYS,
        Column("priorities", TEXT, "The pair of questions of the study file"),
        Column("label", TEXT, "The pair as readers know it"),
        Column("executive_option", TEXT, "The option as executives had it", nullable=True),
        Column("consumer_option", TEXT, "The option as consumers had it", nullable=True),
        Column("executive_share", NUMBER, "Share of executives who chose it", nullable=True, low=0, high=1),
        Column("executive_n", WHOLE, "Their base", nullable=True, low=0),
        Column(
            "executive_rank", NUMBER, "Rank among the executives' options, 1 first, ties sharing", nullable=True, low=1
        ),
        Column("consumer_share", NUMBER, "Share of consumers who chose it", nullable=True, low=0, high=1),
        Column("consumer_n", WHOLE, "Their base", nullable=True, low=0),
        Column(
            "consumer_rank", NUMBER, "Rank among the consumers' options, 1 first, ties sharing", nullable=True, low=1
        ),
        Column(
            "rank_shift", NUMBER, "Consumer rank minus executive rank: above 0, executives put it higher", nullable=True
        ),
        Column("common_options", WHOLE, "Options that both were offered", low=0),
        Column(
            "spearman",
            NUMBER,
            "Rank correlation over the common options; none below five of them",
            nullable=True,
            low=-1,
            high=1,
        ),
        Column(
            "kendall",
            NUMBER,
            "Kendall's tau-b over the common options; none below five of them",
            nullable=True,
            low=-1,
            high=1,
        ),
        *_ORIGIN,
    ),
)

QUESTIONS = Table(
    "questions",
    "The codebook: what was asked, of whom, with which answers, and where it stood in the export.",
    (
        *_KEYS,
        _SOURCE,
        Column("question", TEXT, "The question of the study file"),
        Column("option", TEXT, "The option, where several answers were allowed", nullable=True),
        Column("variable", TEXT, "The column of responses; NULL where only figures were published", nullable=True),
        Column("wording", TEXT, "What was asked"),
        Column("answers", TEXT, "Answers with their codes, best first"),
        Column("asked_of", TEXT, "Who was asked"),
        Column("columns", TEXT, "The export's columns, by handle, with their letters", nullable=True),
        Column("raw_cells", TEXT, "What each raw cell means", nullable=True),
        Column("vendor_label", TEXT, "What the export itself says of the column", nullable=True),
        *_ORIGIN,
    ),
)

CLAIMS = Table(
    "claims",
    "Every published figure, with what arithmetic and the data say of it.",
    (
        *_KEYS,
        Column("claim", TEXT, "The claim's number in the study's ledger"),
        Column("documents", TEXT, "Where it is printed"),
        Column("group_name", TEXT, "Whom it is about"),
        Column("metric", TEXT, "The metric that computes it; NULL where none can", nullable=True),
        Column("statement", TEXT, "What is claimed"),
        Column(
            "low", NUMBER, "The figure, or the lower end of a range, in percent or points as printed", nullable=True
        ),
        Column("high", NUMBER, "The figure, or the upper end of a range", nullable=True),
        Column("base", TEXT, "The bases that were tried, the believed one first", nullable=True),
        Column("base_is", TEXT, "How the base is known", among=("stated", "inferred", "unknown")),
        Column("weighted", TEXT, "Whether the figure is weighted", among=("yes", "no", "unknown")),
        Column(
            "attainable_counts",
            TEXT,
            "Counts that round to the figure, for each base; from percent and base alone",
            nullable=True,
        ),
        Column("computed", NUMBER, "What this study's data give, in the same unit", nullable=True),
        Column("reproduced", TEXT, "yes, by construction (synthetic), differs by so many points, or not computable"),
        Column("why", TEXT, "What stands behind the verdict"),
        Column(
            "conflicts_with",
            TEXT,
            "Claims and printed figures of the same quantity that cannot both be right",
            nullable=True,
        ),
        Column("same_question_as", TEXT, "Claims that state the same quantity", nullable=True),
        Column("derived_from", TEXT, "The claims that this one is computed from", nullable=True),
        Column("also_printed", TEXT, "Other figures printed for the same statement", nullable=True),
        *_ORIGIN,
    ),
)

TABLES: tuple[Table, ...] = (
    responses({}),
    REJECTED,
    WEIGHTING,
    QUALITY,
    TABULATION,
    ESTIMATES,
    GAP_FACT,
    GAP_AUDIT,
    SEGMENT_CONTRAST,
    GAP_TREND,
    GAP_SUMMARY,
    PRIORITY_RANKING,
    QUESTIONS,
    CLAIMS,
)
"""Every table of the lake, in the order the data flows. `responses` has its study's variables besides."""
