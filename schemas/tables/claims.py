"""Published figures held against arithmetic and data."""

from schemas.tables.table import KEYS, NUMBER, ORIGIN, SEGMENT, TEXT, WHOLE, Column, Table, coded

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
        *SEGMENT,
        Column("metric", TEXT, "The metric that computes it; NULL where none can", nullable=True),
        Column("question", TEXT, "The question that it answers, together with other claims", nullable=True),
        Column("answer", TEXT, "The answer of that question whose share computes it", nullable=True),
        Column("statement", TEXT, "What is claimed"),
        Column(
            "low", NUMBER, "The figure, or the lower end of a range, in percent or points as printed", nullable=True
        ),
        Column("high", NUMBER, "The figure, or the upper end of a range", nullable=True),
        Column("base", TEXT, "The bases that were tried, the believed one first", nullable=True),
        Column("base_is", TEXT, "How the base is known", among=("stated", "inferred", "unknown")),
        Column("asked_of", TEXT, "Who was asked: NULL is everybody, else a base or those of a claim", nullable=True),
        Column(
            "adds_to",
            TEXT,
            "What the question's claims that say so add up to; NULL is no sum",
            nullable=True,
            among=("base", "at most base"),
        ),
        Column("weighted", TEXT, "Whether the figure is weighted", among=("yes", "no", "unknown")),
        Column(
            "printed", TEXT, "How it was printed: a figure, about so much, or words", among=("figure", "about", "words")
        ),
        Column(
            "attainable_counts",
            TEXT,
            "Counts that round to the figure, for each base; from percent and base alone",
            nullable=True,
        ),
        Column(
            "would_fit",
            TEXT,
            "Where no count of any base does: counts that would, of smaller bases, if some did not answer",
            nullable=True,
        ),
        Column("in_words", TEXT, "And those of the base that would be said so, to the nearest 5", nullable=True),
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

SETTLED = ("exact", "not settled")

CLAIM_BASES = Table(
    "claim_bases",
    "Of how many people published figures may be: one row for those who were asked the same.",
    (
        *KEYS,
        Column("group_name", TEXT, "Whom the figures are about"),
        *SEGMENT,
        Column(
            "base_name", TEXT, "all, the ledger's name for those asked, or the question that alone is known of them"
        ),
        Column("claims", TEXT, "The claims that tell: those with which the base is printed, or else all of it"),
        Column("asked", WHOLE, "How many they are, as far as the ledger knows", nullable=True, low=1),
        Column("lowest", WHOLE, "The fewest who may have been asked; NULL where no number fits", nullable=True, low=1),
        Column("highest", WHOLE, "The most, of those who were looked at", nullable=True, low=1),
        Column("feasible", WHOLE, "How many numbers fit every figure, if everybody answered", low=0),
        Column("bases", TEXT, "The smallest of those numbers", nullable=True),
        Column("comes_from", TEXT, "Which of them is the count of another claim", nullable=True),
        Column("rounding", TEXT, "How the study says that figures were rounded"),
        Column("settled", TEXT, "Whether all numbers were tried, or the time was too short", among=SETTLED),
        *ORIGIN,
    ),
)

RULES = {
    "count": "no count of its base is printed as the figure",
    "sum": "the counts of one question do not add up to its base",
    "base": "no one base allows all figures of one question",
    "asked": "those who were asked one question are not as many as another says",
}

CLAIM_CONFLICTS = Table(
    "claim_conflicts",
    "Published figures that cannot all be counts of those who were asked: one row a smallest set of them.",
    (
        *KEYS,
        Column("conflict", WHOLE, "Its number in the wave", low=1),
        Column("group_name", TEXT, "Whom the figures are about"),
        *SEGMENT,
        Column(
            "claims",
            TEXT,
            "The claims, without any of which the rest fit; NULL where that is not settled",
            nullable=True,
        ),
        coded("rule", "What they are at odds with", RULES),
        Column(
            "certain",
            TEXT,
            "Whether it holds always, or only if everybody answered",
            among=("always", "if everybody answered"),
        ),
        Column("mended_by", TEXT, "Claims any of which, printed otherwise, would leave no conflict", nullable=True),
        Column("settled", TEXT, "Whether all numbers were tried, or the time was too short", among=SETTLED),
        *ORIGIN,
    ),
)
