"""Segments against each other, and waves against earlier ones."""

from schemas.tables.table import (
    BESIDE,
    KEYS,
    NO_GAP,
    NO_TEST,
    NUMBER,
    ORIGIN,
    RELIABILITY,
    SEGMENT,
    SOURCE,
    TEXT,
    WHOLE,
    Column,
    Table,
    coded,
    interval,
    tested,
    verdict,
)  # fmt: skip

CHANGES = {
    "wider": "the gap is clearly wider than it was",
    "narrower": "the gap is clearly narrower than it was",
    "reversed": "the gap has clearly moved, and the side that was lower is higher now, by however much",
    "no_clear_change": "tested, and the gap has not clearly changed",
}
NO_CHANGE = {
    **NO_TEST,
    "broken": "the two waves cannot be subtracted: what was asked, or of whom, changed",
    **BESIDE,
    **NO_GAP,
}
BREAKS = {
    "said": "the study file says that the question breaks the trend",
    "wording": "the wording of a question changed",
    "base": "others were asked a question",
}
REST = "all others"
"""What a part of a segment is set against where it is not another part."""
CONTRASTS = {
    "higher": "clearly higher than what it is set against",
    "lower": "clearly lower than what it is set against",
    "no_clear_difference": "tested, and the two are not clearly apart",
}

SEGMENT_CONTRAST = Table(
    "segment_contrast",
    "Segments of one group against each other: each pair of answers, and each against all others.",
    (
        *KEYS,
        SOURCE,
        Column("group_name", TEXT, "The group of the study file"),
        Column("metric", TEXT, "The metric of the study file"),
        Column("label", TEXT, "The metric as readers know it"),
        Column("unit", TEXT, "share (a fraction), NPS, or the range of the numbers averaged"),
        *SEGMENT,
        Column("against", TEXT, "The answer that it is set against, or all others"),
        Column("n", WHOLE, "Respondents in the base, unweighted", low=0),
        Column("n_effective", NUMBER, "Kish's effective base", nullable=True, low=0),
        Column("estimate", NUMBER, "The estimate", nullable=True),
        Column("against_n", WHOLE, "Respondents in the other base, unweighted", low=0),
        Column("against_n_effective", NUMBER, "Kish's effective base of the other", nullable=True, low=0),
        Column("against_estimate", NUMBER, "The estimate of the other", nullable=True),
        Column("difference", NUMBER, "One minus the other", nullable=True),
        Column("se", NUMBER, "Its standard error", nullable=True, low=0),
        *interval("ci", "of the difference"),
        Column("df", NUMBER, "Degrees of freedom of a difference of means", nullable=True, low=0),
        Column(
            "p_value", NUMBER, "Probability of a difference this wide if there were none", nullable=True, low=0, high=1
        ),
        *tested("contrasts"),
        Column("effect_size", NUMBER, "Cohen's h of two shares, Hedges' g of two means", nullable=True),
        *verdict(CONTRASTS, {**NO_TEST, **NO_GAP}),
        Column("reliability", TEXT, "The worse side's reliability", among=RELIABILITY),
        *ORIGIN,
    ),
)


def _change(side: str) -> tuple[Column, ...]:
    whose = f"the {side} side"
    return (
        Column(f"{side}_estimate", NUMBER, f"The estimate of {whose} in this wave", nullable=True),
        Column(f"{side}_before", NUMBER, f"The estimate of {whose} in the earlier wave", nullable=True),
        Column(f"{side}_change", NUMBER, "The one minus the other", nullable=True),
        Column(f"{side}_change_se", NUMBER, "Its standard error", nullable=True, low=0),
        *interval(f"{side}_change", "of that change"),
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
        *KEYS,
        Column("against", TEXT, "Which earlier wave", among=("previous", "year_ago", "first")),
        Column("against_wave", TEXT, "Its name"),
        Column("gap", TEXT, "The gap of the study file"),
        Column("label", TEXT, "The gap as readers know it"),
        Column("topic", TEXT, "What it is about"),
        *SEGMENT,
        Column("unit", TEXT, "share (a fraction), NPS, or the range of the numbers averaged"),
        *_change("executive"),
        *_change("consumer"),
        Column("gap_estimate", NUMBER, "The gap in this wave, executive minus consumer", nullable=True),
        Column("gap_before", NUMBER, "The gap in the earlier wave", nullable=True),
        Column("gap_change", NUMBER, "The one minus the other", nullable=True),
        Column("gap_change_se", NUMBER, "Its standard error, with what both waves share", nullable=True, low=0),
        *interval("gap_change", "of that change"),
        Column("df", NUMBER, "Degrees of freedom of the change of the gap", nullable=True, low=0),
        Column(
            "p_value",
            NUMBER,
            "Probability of a change of the gap, with its sign, this wide if there were none",
            nullable=True,
            low=0,
            high=1,
        ),
        *tested("changes"),
        *verdict(CHANGES, NO_CHANGE),
        coded("broken", "Why the two waves cannot be subtracted, or NULL", BREAKS),
        Column("broken_question", TEXT, "The question of the study file that this is about", nullable=True),
        Column("reliability", TEXT, "The worst reliability of the figures", among=RELIABILITY),
        *ORIGIN,
    ),
)
