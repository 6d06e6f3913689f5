"""What is said of all gaps together: by unit and topic, priorities side by side, the codebook, and the claims."""

from schemas.tables.table import KEYS, NUMBER, ORIGIN, SEGMENT, SOURCE, TEXT, WHOLE, Column, Table, coded

ALL_TOPICS, NO_TOPIC = "all topics", "other"
"""What stands for all topics together, and for gaps without one."""

GAP_SUMMARY = Table(
    "gap_summary",
    "Gaps by unit and topic; side-by-side pairs are left out, shares and means are never averaged together.",
    (
        *KEYS,
        *SEGMENT,
        Column("unit", TEXT, "share, NPS, or the range of the numbers averaged"),
        Column("topic", TEXT, "A topic, or all topics"),
        Column("gaps", WHOLE, "Gaps that could be computed", low=1),
        Column("significant", WHOLE, "How many of them are significant", low=0),
        Column("mean_gap", NUMBER, "Mean of the gaps, executive minus consumer"),
        Column("mean_absolute_gap", NUMBER, "Mean of their widths", low=0),
        Column("largest_gap", TEXT, "The widest gap"),
        Column("largest_gap_estimate", NUMBER, "Its estimate"),
        *ORIGIN,
    ),
)

PRIORITY_RANKING = Table(
    "priority_ranking",
    "What matters most to each group: options ranked side by side.",
    (
        *KEYS,
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
        *ORIGIN,
    ),
)

QUESTIONS = Table(
    "questions",
    "The codebook: what was asked, of whom, with which answers, and where it stood in the export.",
    (
        *KEYS,
        SOURCE,
        Column("question", TEXT, "The question of the study file"),
        Column("option", TEXT, "The option, where several answers were allowed", nullable=True),
        Column("variable", TEXT, "The column of responses; NULL where only figures were published", nullable=True),
        Column("wording", TEXT, "What was asked"),
        Column("answers", TEXT, "Answers with their codes, best first"),
        Column("asked_of", TEXT, "Who was asked"),
        Column("columns", TEXT, "The export's columns, by handle, with their letters", nullable=True),
        Column("raw_cells", TEXT, "What each raw cell means", nullable=True),
        Column("vendor_label", TEXT, "What the export itself says of the column", nullable=True),
        *ORIGIN,
    ),
)

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
