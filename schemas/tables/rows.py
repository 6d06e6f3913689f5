"""The rows of the tables, as types.

Written from the column dictionary: python -m schemas.tables rows > schemas/tables/rows.py
"""

from decimal import Decimal
from typing import TypedDict


class ResponsesRow(TypedDict):
    """A row of responses."""

    study: str
    wave: str
    source: str
    export: int
    source_row: int
    respondent: int
    key_id: str
    weight: float
    seconds: float | None
    cell: int


class RejectedRow(TypedDict):
    """A row of rejected."""

    study: str
    wave: str
    source: str
    export: int
    export_name: str
    source_row: int
    rule: str
    question: str | None
    column: str | None
    raw: str | None
    withheld: str | None


class WeightingRow(TypedDict):
    """A row of weighting."""

    study: str
    wave: str
    source: str
    method: str
    target: str | None
    level: str | None
    target_share: float | None
    share_before: float | None
    share_after: float | None
    n: int
    n_weighted: float | None
    mean_weight: float | None
    min_weight: float | None
    max_weight: float | None
    design_effect: float | None
    n_effective: float | None
    efficiency: float | None
    trimmed_share: float | None
    unanswered_share: float
    all_equal: bool | None
    zero_weights: int | None
    synthetic: bool
    provenance_id: str


class QualityRow(TypedDict):
    """A row of quality."""

    study: str
    wave: str
    source: str
    check_name: str
    question: str | None
    scale: str | None
    label: str
    n: int
    flagged: int
    share: float | None
    share_of_weight: float | None
    threshold: str
    warning: bool
    synthetic: bool
    provenance_id: str


class TabulationRow(TypedDict):
    """A row of tabulation."""

    study: str
    wave: str
    source: str
    variable: str
    code: int
    cell: int
    stratum: str | None
    cluster: int | None
    groups: str
    segments: str
    n: int
    sum_w: Decimal
    sum_w2: Decimal
    sum_w4: Decimal
    weight_unit: float


class EstimatesRow(TypedDict):
    """A row of estimates."""

    study: str
    wave: str
    source: str
    group_name: str
    group_label: str
    kind: str
    metric: str | None
    question: str
    option: str | None
    answer: str | None
    label: str
    unit: str
    segment: str
    segment_value: str
    base: str
    n: int | None
    hits: int | None
    n_weighted: float | None
    n_effective: float | None
    estimate: float | None
    se: float | None
    sd: float | None
    df: float | None
    n_interval: float | None
    ci_low: float | None
    ci_high: float | None
    reliability: str
    withheld: str | None
    weighted: bool
    sampling: str
    published: str | None
    base_is: str | None
    note: str | None
    synthetic: bool
    provenance_id: str


class GapFactRow(TypedDict):
    """A row of gap_fact."""

    study: str
    wave: str
    gap: str
    label: str
    topic: str
    segment: str
    segment_value: str
    segment_sides: str
    compare: str
    compare_why: str
    unit: str
    better: str
    executives_report: str
    executive_label: str
    executive_metric: str
    executive_wording: str
    executive_base: str
    executive_n: int | None
    executive_n_weighted: float | None
    executive_n_effective: float | None
    executive_estimate: float | None
    executive_se: float | None
    executive_ci_low: float | None
    executive_ci_high: float | None
    executive_reliability: str
    executive_withheld: str | None
    consumer_label: str
    consumer_metric: str
    consumer_wording: str
    consumer_base: str
    consumer_n: int | None
    consumer_n_weighted: float | None
    consumer_n_effective: float | None
    consumer_estimate: float | None
    consumer_se: float | None
    consumer_ci_low: float | None
    consumer_ci_high: float | None
    consumer_reliability: str
    consumer_withheld: str | None
    gap_estimate: float | None
    gap_se: float | None
    gap_ci_low: float | None
    gap_ci_high: float | None
    df: float | None
    p_value: float | None
    p_adjusted: float | None
    family: str | None
    family_size: int | None
    significant: bool | None
    adjusted_confidence: float | None
    adjusted_low: float | None
    adjusted_high: float | None
    equivalent: float | None
    equivalent_p_value: float | None
    equivalent_p_adjusted: float | None
    interval_note: str | None
    effect_size: float | None
    minimum_detectable_gap: float | None
    envelope_low: float | None
    envelope_high: float | None
    bases_tried: int | None
    tipping_base: int | None
    tipping_side: str | None
    verdict: str | None
    no_verdict: str | None
    reliability: str
    sampling: str
    synthetic: bool
    provenance_id: str


class GapFactSide(TypedDict):
    """What a row of gap_fact says of one side."""

    label: str
    metric: str
    wording: str
    base: str
    n: int | None
    n_weighted: float | None
    n_effective: float | None
    estimate: float | None
    se: float | None
    ci_low: float | None
    ci_high: float | None
    reliability: str
    withheld: str | None


class GapAuditRow(TypedDict):
    """A row of gap_audit."""

    study: str
    wave: str
    gap: str
    segment: str
    segment_value: str
    covariance: float
    z: float | None
    p_normal: float | None
    wald_low: float | None
    wald_high: float | None
    t_df: float | None
    t: float | None
    t_p_value: float | None
    t_low: float | None
    t_high: float | None
    executive_n_implied: float | None
    consumer_n_implied: float | None
    newcombe_low: float | None
    newcombe_high: float | None
    newcombe_kish_low: float | None
    newcombe_kish_high: float | None
    newcombe_unweighted_low: float | None
    newcombe_unweighted_high: float | None
    score_z: float | None
    score_p_value: float | None
    fisher_p_value: float | None
    synthetic: bool
    provenance_id: str


class GapAuditSide(TypedDict):
    """What a row of gap_audit says of one side."""

    n_implied: float | None


class SegmentContrastRow(TypedDict):
    """A row of segment_contrast."""

    study: str
    wave: str
    source: str
    group_name: str
    metric: str
    label: str
    unit: str
    segment: str
    segment_value: str
    against: str
    n: int
    n_effective: float | None
    estimate: float | None
    against_n: int
    against_n_effective: float | None
    against_estimate: float | None
    difference: float | None
    se: float | None
    ci_low: float | None
    ci_high: float | None
    df: float | None
    p_value: float | None
    p_adjusted: float | None
    family: str | None
    family_size: int | None
    significant: bool | None
    adjusted_confidence: float | None
    adjusted_low: float | None
    adjusted_high: float | None
    effect_size: float | None
    verdict: str | None
    no_verdict: str | None
    reliability: str
    synthetic: bool
    provenance_id: str


class GapTrendRow(TypedDict):
    """A row of gap_trend."""

    study: str
    wave: str
    against: str
    against_wave: str
    gap: str
    label: str
    topic: str
    segment: str
    segment_value: str
    unit: str
    executive_estimate: float | None
    executive_before: float | None
    executive_change: float | None
    executive_change_se: float | None
    executive_change_low: float | None
    executive_change_high: float | None
    executive_change_p_value: float | None
    consumer_estimate: float | None
    consumer_before: float | None
    consumer_change: float | None
    consumer_change_se: float | None
    consumer_change_low: float | None
    consumer_change_high: float | None
    consumer_change_p_value: float | None
    gap_estimate: float | None
    gap_before: float | None
    gap_change: float | None
    gap_change_se: float | None
    gap_change_low: float | None
    gap_change_high: float | None
    df: float | None
    p_value: float | None
    p_adjusted: float | None
    family: str | None
    family_size: int | None
    significant: bool | None
    adjusted_confidence: float | None
    adjusted_low: float | None
    adjusted_high: float | None
    verdict: str | None
    no_verdict: str | None
    broken: str | None
    broken_question: str | None
    reliability: str
    synthetic: bool
    provenance_id: str


class GapTrendSide(TypedDict):
    """What a row of gap_trend says of one side."""

    estimate: float | None
    before: float | None
    change: float | None
    change_se: float | None
    change_low: float | None
    change_high: float | None
    change_p_value: float | None


class GapSummaryRow(TypedDict):
    """A row of gap_summary."""

    study: str
    wave: str
    segment: str
    segment_value: str
    unit: str
    topic: str
    gaps: int
    significant: int
    mean_gap: float
    mean_absolute_gap: float
    largest_gap: str
    largest_gap_estimate: float
    synthetic: bool
    provenance_id: str


class PriorityRankingRow(TypedDict):
    """A row of priority_ranking."""

    study: str
    wave: str
    priorities: str
    label: str
    executive_option: str | None
    consumer_option: str | None
    executive_share: float | None
    executive_n: int | None
    executive_rank: float | None
    consumer_share: float | None
    consumer_n: int | None
    consumer_rank: float | None
    rank_shift: float | None
    common_options: int
    spearman: float | None
    kendall: float | None
    synthetic: bool
    provenance_id: str


class PriorityRankingSide(TypedDict):
    """What a row of priority_ranking says of one side."""

    option: str | None
    share: float | None
    n: int | None
    rank: float | None


class QuestionsRow(TypedDict):
    """A row of questions."""

    study: str
    wave: str
    source: str
    question: str
    option: str | None
    variable: str | None
    wording: str
    answers: str
    asked_of: str
    columns: str | None
    raw_cells: str | None
    vendor_label: str | None
    synthetic: bool
    provenance_id: str


class ClaimsRow(TypedDict):
    """A row of claims."""

    study: str
    wave: str
    claim: str
    documents: str
    group_name: str
    segment: str
    segment_value: str
    metric: str | None
    question: str | None
    answer: str | None
    statement: str
    low: float | None
    high: float | None
    base: str | None
    base_is: str
    asked_of: str | None
    adds_to: str | None
    weighted: str
    printed: str
    attainable_counts: str | None
    would_fit: str | None
    in_words: str | None
    computed: float | None
    reproduced: str
    why: str
    why_number: int | None
    conflicts_with: str | None
    same_question_as: str | None
    derived_from: str | None
    also_printed: str | None
    synthetic: bool
    provenance_id: str


class ClaimBasesRow(TypedDict):
    """A row of claim_bases."""

    study: str
    wave: str
    group_name: str
    segment: str
    segment_value: str
    base_name: str
    claims: str
    asked: int | None
    lowest: int | None
    highest: int | None
    feasible: int
    bases: str | None
    comes_from: str | None
    rounding: str
    settled: str
    synthetic: bool
    provenance_id: str


class ClaimConflictsRow(TypedDict):
    """A row of claim_conflicts."""

    study: str
    wave: str
    conflict: int
    group_name: str
    segment: str
    segment_value: str
    claims: str | None
    rule: str | None
    certain: str
    mended_by: str | None
    settled: str
    synthetic: bool
    provenance_id: str
