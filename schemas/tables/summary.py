"""What is said of all gaps together: by unit and topic, priorities side by side, and the codebook."""

from schemas.tables.table import KEYS, NUMBER, ORIGIN, SEGMENT, SOURCE, TEXT, WHOLE, Column, Table

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
