"""The gap fact table, and its audit by other methods."""

from schemas.tables.table import (
    BESIDE,
    KEYS,
    NO_GAP,
    NO_TEST,
    NUMBER,
    ORIGIN,
    RELIABILITY,
    SEGMENT,
    TEXT,
    WHOLE,
    WITHHELD,
    Column,
    Table,
    coded,
    interval,
    tested,
    verdict,
)  # fmt: skip

VERDICTS = {
    "executive_higher": "the executive side is clearly higher",
    "consumer_higher": "the consumer side is clearly higher",
    "executive_overestimates": "executives who estimated their consumers are clearly above them",
    "executive_underestimates": "executives who estimated their consumers are clearly below them",
    "equivalent": "tested, and the two are surely less apart than the study's bound",
    "no_clear_difference": "tested, and the two are not clearly apart",
}
NO_VERDICT = {**NO_TEST, **BESIDE, **NO_GAP}
INTERVAL_NOTES = {
    "holds_zero": "significant, though the interval of this gap alone holds 0",
    "leaves_zero_out_adjusted": "the interval of this gap alone leaves 0 out; adjusted for its family it is not significant",
    "leaves_zero_out_base": "the interval of this gap alone leaves 0 out; its base is too small to call it significant",
}


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
        Column(f"{side}_ci_low", NUMBER, f"Lower end of the interval of {whose}", nullable=True),
        Column(f"{side}_ci_high", NUMBER, f"Upper end of the interval of {whose}", nullable=True),
        Column(f"{side}_reliability", TEXT, f"How far the base of {whose} carries the figure", among=RELIABILITY),
        coded(f"{side}_withheld", f"Why the figure of {whose} is not released, or NULL", WITHHELD),
    )


GAP_FACT = Table(
    "gap_fact",
    "How far executives and consumers are apart: one row a gap and segment.",
    (
        *KEYS,
        Column("gap", TEXT, "The gap of the study file"),
        Column("label", TEXT, "The gap as readers know it"),
        Column("topic", TEXT, "What it is about"),
        *SEGMENT,
        Column(
            "segment_sides",
            TEXT,
            "Which sides the segment narrows; the other side is everyone",
            among=("both", "executive", "consumer"),
        ),
        Column(
            "compare",
            TEXT,
            "same or similar question; side_by_side and undecided are shown and not subtracted",
            among=("same", "similar", *BESIDE),
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
        Column("gap_ci_low", NUMBER, "Lower end of its interval, of the study's confidence", nullable=True),
        Column("gap_ci_high", NUMBER, "Upper end of its interval", nullable=True),
        Column("df", NUMBER, "Degrees of freedom of a difference of means", nullable=True, low=0),
        Column(
            "p_value",
            NUMBER,
            "Probability of a gap this wide or wider if there were none",
            nullable=True,
            low=0,
            high=1,
        ),
        *tested("gaps"),
        Column("equivalent", NUMBER, "How far apart would not matter, in the unit of the gap", nullable=True, low=0),
        Column(
            "equivalent_p_value",
            NUMBER,
            "Probability of a gap this near to 0 if the two were so far apart: the larger of two one-sided tests'",
            nullable=True,
            low=0,
            high=1,
        ),
        Column(
            "equivalent_p_adjusted",
            NUMBER,
            "The same, adjusted by Benjamini and Hochberg for the gaps of the segment that have a bound",
            nullable=True,
            low=0,
            high=1,
        ),
        coded("interval_note", "How interval and adjusted test disagree, or NULL", INTERVAL_NOTES),
        Column("effect_size", NUMBER, "Cohen's h of two shares, Hedges' g of two means", nullable=True),
        Column(
            "minimum_detectable_gap",
            NUMBER,
            "The gap that this design shows with 80% power, from the consumer share",
            nullable=True,
            low=0,
        ),
        Column(
            "envelope_low",
            NUMBER,
            "Where a published base is inferred: the lowest end of the interval over all counts and bases that its figure allows",
            nullable=True,
        ),
        Column("envelope_high", NUMBER, "The highest end of that interval", nullable=True),
        Column("bases_tried", WHOLE, "The bases, or pairs of them, that were tried for it", nullable=True, low=1),
        Column(
            "tipping_base",
            WHOLE,
            "Where a published base is inferred or unknown: from so many on, every interval leaves 0 out; NULL where none does",
            nullable=True,
            low=1,
        ),
        Column("tipping_side", TEXT, "The side whose base that is", nullable=True, among=("executive", "consumer")),
        *verdict(VERDICTS, NO_VERDICT),
        Column("reliability", TEXT, "The worse side's reliability", among=RELIABILITY),
        Column("sampling", TEXT, "How each side was sampled: executive / consumer"),
        *ORIGIN,
    ),
)


GAP_AUDIT = Table(
    "gap_audit",
    "The gaps by other methods, for those who check them: gap_fact holds what is meant to be read.",
    (
        *KEYS,
        Column("gap", TEXT, "The gap of the study file"),
        *SEGMENT,
        Column("covariance", NUMBER, "Covariance of the two sides"),
        Column("z", NUMBER, "The gap in standard errors", nullable=True),
        Column("p_normal", NUMBER, "Its p-value by Wald's test", nullable=True, low=0, high=1),
        *interval("wald", "by Wald's method, which covers too little on small bases"),
        Column(
            "t_df", NUMBER, "Degrees of freedom of both sides together, as of a regression on the side", nullable=True
        ),
        Column("t", NUMBER, "The gap in standard errors", nullable=True),
        Column("t_p_value", NUMBER, "Its p-value by that t test (R's svyttest)", nullable=True, low=0, high=1),
        *interval("t", "by that t test"),
        Column(
            "executive_n_implied", NUMBER, "Executives' effective base by their error, at most Kish's", nullable=True
        ),
        Column("consumer_n_implied", NUMBER, "Consumers' effective base by their error, at most Kish's", nullable=True),
        *interval(
            "newcombe", "by Newcombe's method on those bases, degrees of freedom of clusters and weights left out"
        ),
        *interval("newcombe_kish", "by Newcombe's method on Kish's effective bases"),
        *interval("newcombe_unweighted", "by Newcombe's method on unweighted counts"),
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
        *ORIGIN,
    ),
)
