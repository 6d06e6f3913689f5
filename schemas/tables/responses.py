"""Responses, what was set aside, what weighting did, and what a fieldwork manager should look at."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pyarrow as pa

from schemas.tables.table import KEYS, NUMBER, ORIGIN, SOURCE, TEXT, TRUTH, WHOLE, Column, Table

if TYPE_CHECKING:
    from schemas.codebook import Variable  # which reads the study file, and that must not name a question like a column

_DESIGN = {
    "stratum": Column("stratum", TEXT, "The stratum that the respondent was sampled in"),
    "cluster": Column(
        "cluster",
        pa.int64(),
        "A number in place of the primary sampling unit (a company, a town), the same in every wave",
        low=0,
    ),
}


def responses(variables: dict[str, "Variable"], design: Sequence[str] = ()) -> Table:
    """The responses of one source: fixed columns, those of its sampling `design`, and one for each variable of its codebook."""
    return Table(
        "responses",
        "One row a respondent, its answers as codes; questions says what each code means.",
        (
            *KEYS,
            SOURCE,
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


def _variable_column(variable: "Variable") -> Column:
    known = ", ".join(f"{code} {label}" for code, label in variable.labels.items())
    about = f"{variable.question}{f': {variable.option}' if variable.option else ''} ({known}; below 0: no answer of one kind)"
    return Column(variable.name, code_type(variable), about)


def code_type(variable: "Variable") -> pa.DataType:
    """The smallest integer type for a variable's codes, with room for the staged table's own marks."""
    largest = max(map(abs, variable.codes))
    return pa.int8() if largest < 90 else pa.int16() if largest < 32_000 else pa.int32()


REJECTED = Table(
    "rejected",
    "One row a broken rule: rows of an export that were set aside, and why.",
    (
        *KEYS,
        SOURCE,
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
        *KEYS,
        SOURCE,
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
        Column(
            "all_equal",
            TRUTH,
            f"Whether raked weights are all equal, as of a filled quota sample{_WHOLE}",
            nullable=True,
        ),
        Column("zero_weights", WHOLE, f"Rows left out for a weight of 0{_WHOLE}", nullable=True, low=0),
        *ORIGIN,
    ),
)

QUALITY = Table(
    "quality",
    "What a fieldwork manager asks about the data: one row a source, check and question or battery. Counts are unweighted.",
    (
        *KEYS,
        SOURCE,
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
        Column("scale", TEXT, "The scale of the battery, where it is about one", nullable=True),
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
        *ORIGIN,
    ),
)
