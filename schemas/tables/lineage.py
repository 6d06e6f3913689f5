"""What every column of the column dictionary comes from, declared once.

A name is `table.column`, a column of the table itself, `study.part` for a part of the study file, or one of WORDS for what
is no data. `responses.*` are the answers: the columns that a study's questions make. What the responses themselves come
from, the columns of the exports, depends on the study and stands in `assets/lineage.py`.
"""

WORDS = {
    "program": "the program",
    "fingerprint": "code, study file and exports",
    "key": "the lake's key",
    "place": "where the row stands in the export",
    "header": "the export's header and labels",
    "ledger": "the study's ledger of claims",
}
"""What is neither a column nor a part of the study file, in words."""

ANSWERS = "responses.*"
_KEYS = {"study": "study.study", "wave": "study.waves"}
_SOURCE = {"source": "study.sources"}
_ORIGIN = {"synthetic": "study.synthetic", "provenance_id": "fingerprint"}
_TESTED = {
    "p_adjusted": "p_value family",
    "family": "segment",
    "family_size": "p_value",
    "significant": "p_adjusted reliability study.confidence",
    "adjusted_confidence": "p_adjusted study.confidence",
}
_DESIGN = "tabulation.stratum tabulation.cluster"
_WEIGHTS = "tabulation.code tabulation.sum_w tabulation.weight_unit"
_SPREAD = f"tabulation.code tabulation.sum_w tabulation.sum_w2 {_DESIGN}"
_ESTIMATE = "n n_weighted n_effective estimate se ci_low ci_high reliability withheld"


def _side(side: str) -> dict[str, str]:
    return {
        f"{side}_label": "estimates.group_label",
        f"{side}_metric": "study.gaps",
        f"{side}_wording": "study.questions",
        f"{side}_base": "estimates.base",
    } | {f"{side}_{name}": f"estimates.{name}" for name in _ESTIMATE.split()}


def _change(side: str) -> dict[str, str]:
    return {
        f"{side}_estimate {side}_before": "estimates.estimate",
        f"{side}_change": f"{side}_estimate {side}_before",
        f"{side}_change_se": f"estimates.se responses.respondent {_SPREAD}",
        f"{side}_change_low {side}_change_high": f"{side}_change {side}_change_se estimates.ci_low estimates.ci_high",
        f"{side}_change_p_value": f"{side}_change {side}_change_se estimates.n_interval",
    }


def _ranked(side: str) -> dict[str, str]:
    return {
        f"{side}_option": "estimates.option estimates.answer study.priorities",
        f"{side}_share": "estimates.estimate",
        f"{side}_n": "estimates.n",
        f"{side}_rank": f"{side}_share",
    }


_DECLARED: dict[str, dict[str, str]] = {
    "responses": _KEYS
    | _SOURCE
    | {
        "export source_row": "place",
        "respondent": "study.sources key",
        "key_id": "key",
        "weight seconds": "study.sources",
        "cell": "study.groups study.segments",
    },
    "rejected": _KEYS
    | _SOURCE
    | {
        "export export_name source_row": "place",
        "rule withheld": "program",
        "question column": "study.questions",
        "raw": f"{ANSWERS} responses.respondent responses.weight",
    },
    "weighting": _KEYS
    | _SOURCE
    | _ORIGIN
    | {
        "method target level target_share": "study.sources",
        "share_before trimmed_share unanswered_share": "study.sources responses.weight",
        "share_after n_weighted mean_weight min_weight max_weight all_equal zero_weights": "responses.weight",
        "n": "responses.respondent",
        "design_effect efficiency": "n n_effective",
        "n_effective": "responses.weight",
    },
    "quality": _KEYS
    | _SOURCE
    | _ORIGIN
    | {
        "check_name threshold": "program",
        "question scale label": "study.questions",
        "n": "responses.respondent",
        "flagged": f"{ANSWERS} responses.seconds responses.weight",
        "share warning": "n flagged",
        "share_of_weight": "responses.weight",
    },
    "tabulation": _KEYS
    | _SOURCE
    | {
        "variable": "study.questions",
        "code": ANSWERS,
        "cell": "responses.cell",
        "stratum": "responses.stratum",
        "cluster": "responses.cluster",
        "groups segments": "cell",
        "n": "responses.cell",
        "sum_w sum_w2 sum_w4 weight_unit": "responses.weight",
    },
    "estimates": _KEYS
    | _SOURCE
    | _ORIGIN
    | {
        "group_name": "tabulation.groups reported_figures.group",
        "group_label": "study.groups",
        "kind": "program",
        "metric": "study.metrics reported_figures.metric",
        "question option answer": "study.questions",
        "label": "study.metrics study.questions",
        "unit": "study.metrics",
        "segment segment_value": "tabulation.segments",
        "base": "study.questions",
        "n": "tabulation.code tabulation.n reported_figures.base",
        "hits": "tabulation.code tabulation.n reported_figures.figure",
        "n_weighted": _WEIGHTS,
        "n_effective": "tabulation.code tabulation.sum_w tabulation.sum_w2 reported_figures.base",
        "estimate": f"{_WEIGHTS} tabulation.n reported_figures.figure",
        "se": f"estimate n_effective {_SPREAD}",
        "sd": f"estimate {_WEIGHTS}",
        "df": f"n {_DESIGN}",
        "n_interval": "estimate se n_effective df tabulation.sum_w4",
        "ci_low ci_high": "estimate se n_interval df study.confidence",
        "reliability withheld": "n n_effective estimate n_interval df study.reliability",
        "weighted": "study.sources study.metrics",
        "sampling": "study.sources",
        "published": "reported_figures.figure",
        "base_is": "reported_figures.base",
        "note": "reported_figures.documents reported_figures.note",
    },
    "gap_fact": _KEYS
    | _ORIGIN
    | {
        "gap label topic compare compare_why executives_report": "study.gaps",
        "segment": "estimates.segment",
        "segment_value": "estimates.segment_value",
        "segment_sides": "study.segments study.questions",
        "unit": "estimates.unit",
        "better": "study.metrics",
    }
    | _side("executive")
    | _side("consumer")
    | {
        "gap_estimate": "executive_estimate consumer_estimate",
        "gap_se": f"executive_se consumer_se {_SPREAD}",
        "gap_ci_low gap_ci_high": "gap_estimate gap_se estimates.ci_low estimates.ci_high estimates.df",
        "df": "executive_se consumer_se estimates.df",
        "p_value": "gap_estimate gap_se df estimates.n_interval",
        **_TESTED,
        "adjusted_low adjusted_high": "gap_estimate gap_se df estimates.n_interval adjusted_confidence",
        "equivalent": "study.gaps unit",
        "equivalent_p_value": "gap_estimate gap_se df estimates.n_interval equivalent",
        "equivalent_p_adjusted": "equivalent_p_value segment",
        "interval_note": "significant gap_ci_low gap_ci_high",
        "effect_size": "executive_estimate consumer_estimate estimates.sd",
        "minimum_detectable_gap": f"consumer_estimate estimates.n_interval executive_se consumer_se estimates.df {_SPREAD}",
        "envelope_low envelope_high bases_tried": "estimates.published estimates.base_is estimates.n study.printed",
        "tipping_base tipping_side": "estimates.published estimates.base_is estimates.n study.printed",
        "verdict": "gap_estimate significant equivalent_p_adjusted executives_report",
        "no_verdict": "compare gap_estimate p_value reliability executive_withheld consumer_withheld",
        "reliability": "executive_reliability consumer_reliability",
        "sampling": "estimates.sampling",
    },
    "gap_audit": _KEYS
    | _ORIGIN
    | {f"{name}": f"gap_fact.{name}" for name in ("gap", "segment", "segment_value")}
    | {
        "covariance": _SPREAD,
        "z": "gap_fact.gap_estimate gap_fact.gap_se",
        "p_normal": "z",
        "wald_low wald_high": "gap_fact.gap_estimate gap_fact.gap_se",
        "t_df": "estimates.df",
        "t": "gap_fact.gap_estimate gap_fact.gap_se",
        "t_p_value": "t t_df",
        "t_low t_high": "gap_fact.gap_estimate gap_fact.gap_se t_df",
        "executive_n_implied consumer_n_implied": "estimates.estimate estimates.se estimates.n_effective",
        "newcombe_low newcombe_high": "estimates.estimate executive_n_implied consumer_n_implied covariance",
        "newcombe_kish_low newcombe_kish_high": "estimates.estimate estimates.n_effective",
        "newcombe_unweighted_low newcombe_unweighted_high": "estimates.hits estimates.n",
        "score_z": "estimates.estimate executive_n_implied consumer_n_implied",
        "score_p_value": "score_z",
        "fisher_p_value": "estimates.hits estimates.n",
    },
    "segment_contrast": _KEYS
    | _SOURCE
    | _ORIGIN
    | {
        "group_name": "tabulation.groups",
        "metric label unit": "study.metrics",
        "segment segment_value against": "tabulation.segments",
        "n against_n": "tabulation.code tabulation.n",
        "n_effective against_n_effective": "tabulation.code tabulation.sum_w tabulation.sum_w2",
        "estimate against_estimate": f"{_WEIGHTS} tabulation.n",
        "difference": "estimate against_estimate",
        "se": f"estimate against_estimate {_SPREAD}",
        "df": f"se {_DESIGN}",
        "ci_low ci_high p_value": "difference se df n_effective against_n_effective",
        **_TESTED,
        "adjusted_low adjusted_high": "difference se df n_effective against_n_effective adjusted_confidence",
        "effect_size": f"estimate against_estimate {_WEIGHTS}",
        "verdict": "difference significant",
        "no_verdict": "difference p_value reliability study.reliability",
        "reliability": "n n_effective against_n against_n_effective study.reliability",
    },
    "gap_trend": _KEYS
    | _ORIGIN
    | {"against against_wave": "study.waves"}
    | {name: f"gap_fact.{name}" for name in ("gap", "label", "topic", "segment", "segment_value", "unit")}
    | _change("executive")
    | _change("consumer")
    | {
        "gap_estimate gap_before": "gap_fact.gap_estimate",
        "gap_change": "gap_estimate gap_before",
        "gap_change_se": f"gap_fact.gap_se responses.respondent {_SPREAD}",
        "gap_change_low gap_change_high": "gap_change gap_change_se gap_fact.gap_ci_low gap_fact.gap_ci_high df",
        "df": "estimates.se estimates.df",
        "p_value": "gap_change gap_change_se df",
        **_TESTED,
        "adjusted_low adjusted_high": "gap_change gap_change_se df adjusted_confidence",
        "verdict": "gap_estimate gap_before significant",
        "no_verdict": "broken gap_change p_value reliability estimates.withheld",
        "broken broken_question": "study.questions",
        "reliability": "gap_fact.reliability",
    },
    "gap_summary": _KEYS
    | _ORIGIN
    | {name: f"gap_fact.{name}" for name in ("segment", "segment_value", "unit", "topic", "significant")}
    | {
        "gaps mean_gap mean_absolute_gap largest_gap_estimate": "gap_fact.gap_estimate",
        "largest_gap": "gap_fact.gap gap_fact.gap_estimate",
    },
    "priority_ranking": _KEYS
    | _ORIGIN
    | {"priorities label": "study.priorities"}
    | _ranked("executive")
    | _ranked("consumer")
    | {
        "rank_shift": "executive_rank consumer_rank",
        "common_options": "executive_option consumer_option",
        "spearman kendall": "executive_rank consumer_rank",
    },
    "questions": _KEYS
    | _SOURCE
    | _ORIGIN
    | {
        "question option variable wording answers asked_of raw_cells": "study.questions",
        "columns vendor_label": "header",
    },
    "claims": _KEYS
    | _ORIGIN
    | {
        "claim documents group_name segment segment_value metric question answer statement": "ledger",
        "low high base base_is asked_of adds_to weighted printed": "ledger",
        "attainable_counts": "low high base study.printed",
        "would_fit in_words": "low high base study.printed",
        "computed": "estimates.estimate",
        "reproduced": "computed low high",
        "why why_number": "reproduced estimates.n estimates.published attainable_counts",
        "conflicts_with": "low high attainable_counts same_question_as derived_from also_printed",
        "same_question_as derived_from also_printed": "ledger",
    },
    "claim_bases": _KEYS
    | _ORIGIN
    | {
        "group_name segment segment_value base_name asked claims": "ledger",
        "lowest highest feasible bases settled": "ledger study.printed",
        "comes_from": "bases ledger",
        "rounding": "study.printed",
    },
    "claim_conflicts": _KEYS
    | _ORIGIN
    | {
        "conflict": "claims",
        "group_name segment segment_value": "ledger",
        "claims rule certain mended_by settled": "ledger study.printed",
    },
}

COMES_FROM: dict[str, dict[str, tuple[str, ...]]] = {
    table: {column: tuple(names.split()) for columns, names in declared.items() for column in columns.split()}
    for table, declared in _DECLARED.items()
}
"""By table and column, the names that it comes from."""
