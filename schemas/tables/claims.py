"""Published figures held against arithmetic and data."""

from schemas.tables.table import KEYS, NUMBER, ORIGIN, TEXT, WHOLE, Column, Table, coded

CLAIM_REASONS = {
    "rounds": "what the data give is printed as this figure",
    "synthetic": "it is, of respondents who were drawn to meet it",
    "no_such_count": "no count of the base (why_number) is printed as this figure",
    "computed": "the data (why_number respondents) give another",
    "no_metric": "the study has no metric of this group for it",
    "no_metric_unknown_base": "the study has no metric of this group for it, and its base is unknown",
    "published": "a published figure without respondents",
    "published_unknown_base": "a published figure of unknown base, without respondents",
    "none_withheld": "the estimate is withheld (of why_number respondents)",
    "none_no_figure": "there is no estimate (of why_number respondents)",
}

CLAIMS = Table(
    "claims",
    "Every published figure, with what arithmetic and the data say of it.",
    (
        *KEYS,
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
        coded("why", "What stands behind the verdict", CLAIM_REASONS, nullable=False),
        Column("why_number", WHOLE, "The number that this is about", nullable=True, low=0),
        Column(
            "conflicts_with",
            TEXT,
            "Claims and printed figures of the same quantity that cannot both be right",
            nullable=True,
        ),
        Column("same_question_as", TEXT, "Claims that state the same quantity", nullable=True),
        Column("derived_from", TEXT, "The claims that this one is computed from", nullable=True),
        Column("also_printed", TEXT, "Other figures printed for the same statement", nullable=True),
        *ORIGIN,
    ),
)
