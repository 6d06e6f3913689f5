"""Estimates: one row a group, metric and segment, and the distribution of every answer."""

from schemas.tables.table import KEYS, NUMBER, ORIGIN, RELIABILITY, SEGMENT, SOURCE, TEXT, TRUTH, WHOLE, Column, Table

ESTIMATES = Table(
    "estimates",
    "Every group, metric and segment, and the distribution of every answer, each with base, error and interval.",
    (
        *KEYS,
        SOURCE,
        Column("group_name", TEXT, "The group of the study file"),
        Column("group_label", TEXT, "The group as readers know it"),
        Column("kind", TEXT, "metric, or answer for a row of a question's distribution", among=("metric", "answer")),
        Column("metric", TEXT, "The metric of the study file; NULL in a distribution", nullable=True),
        Column("question", TEXT, "The question that was asked"),
        Column("option", TEXT, "The option, where several answers were allowed", nullable=True),
        Column("answer", TEXT, "The answer, in a distribution", nullable=True),
        Column("label", TEXT, "The metric or answer as readers know it"),
        Column("unit", TEXT, "share (a fraction), NPS, or the range of the numbers averaged"),
        *SEGMENT,
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
        *ORIGIN,
    ),
)
