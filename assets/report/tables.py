"""The tables of the page, a list of texts a row: what is printed of each row of a published table, and in which order."""

from collections import Counter
from collections.abc import Iterable

from assets.report import words
from assets.report.charts.dumbbell import cells
from assets.report.evidence import Evidence, Row, is_total
from schemas.gap_rows import by_width, rounded
from schemas.study import CONDITIONAL, SIDES

MOST_CONTRASTS = 40
COMPARED = {
    "same": "the same question",
    "similar": "similar questions",
    "side_by_side": "different questions, side by side",
}


def ordered(evidence: Evidence, segments: list[str]) -> list[Row]:
    """The rows of the fact table of everyone and of `segments`: everyone first, then as the study has them, widest gap first."""
    shown = ["total", *segments]
    gaps = [row["gap"] for row in sorted(evidence.gaps, key=by_width)]
    gaps += [row["gap"] for row in evidence.tables["gap_fact"] if row["gap"] not in gaps]
    rows = [row for row in evidence.tables["gap_fact"] if row["segment"] in shown]
    return sorted(rows, key=lambda row: (shown.index(row["segment"]), gaps.index(row["gap"])))


def figures(row: Row) -> dict:
    """A row of the table of all figures, with the numbers that it is sorted by."""
    part = "everyone" if is_total(row) else row["segment_value"]
    label, *sides, difference, span, verdict = cells(row, row["label"])
    mine, theirs = sides[:3], sides[3:]
    note = f"{verdict}: {row['interval_note']}" if row["interval_note"] else verdict
    shown = [label, part, mine, theirs, difference, span, words.probability(row["p_adjusted"]), note]
    numbers = [row[name] for name in ("executive_estimate", "consumer_estimate", "gap_estimate")]
    sorted_by = [None, None, *numbers, None, row["p_adjusted"], None]
    values = ["" if by is None else f"{by:.9f}" for by in sorted_by]
    return {"segment": row["segment"], "cells": list(zip(shown, values, strict=True))}


def compared(row: Row) -> list[str]:
    """What a gap compares: how alike the questions are and why not quite, and what each side was asked."""
    asked = [f"{row[f'{side}_wording']} ({row[f'{side}_base']})" for side in SIDES]
    why = f": {row['compare_why']}" if row["compare_why"] else ""
    return [row["label"], *asked, COMPARED[row["compare"]] + why]


def summary(evidence: Evidence) -> list[list[str]]:
    """Topics, a unit each."""
    return [
        [
            row["topic"], row["unit"], str(row["gaps"]), str(row["significant"]),
            words.points(row["mean_absolute_gap"], row["unit"]), words.points(row["largest_gap_estimate"], row["unit"]),
        ]
        for row in evidence.tables["gap_summary"]
        if is_total(row)
    ]  # fmt: skip


def contrasts(evidence: Evidence) -> dict:
    """Parts of one group that clearly differ, the surest first, and how many pairs were looked at."""
    looked = [row for row in evidence.tables["segment_contrast"] if row["difference"] is not None]
    clear = sorted((row for row in looked if row["significant"]), key=lambda row: row["p_adjusted"])
    return {
        "looked": len(looked),
        "found": len(clear),
        "rows": [_contrast(row, evidence) for row in clear[:MOST_CONTRASTS]],
    }


def _contrast(row: Row, evidence: Evidence) -> list[str]:
    unit, group = row["unit"], evidence.study.groups[row["group_name"]]
    span = words.interval(row["ci_low"], row["ci_high"], unit)
    conditional = evidence.study.sources[row["source"]].sampling in CONDITIONAL
    return [
        f"{row['label']} ({group.label or row['group_name']})",
        f"{row['segment_value']} {words.figure(row['estimate'], unit)}",
        f"{row['against']} {words.figure(row['against_estimate'], unit)}",
        words.signed(row["difference"], unit),
        span + " *" * bool(span and conditional),
    ]


def claim(row: Row) -> list[str]:
    """A published figure, as it was printed, and what became of it."""
    published = "–".join(dict.fromkeys(f"{end:g}" for end in (row["low"], row["high"]) if end is not None))
    if row["low"] is None or row["high"] is None:
        published = f"{'at most' if row['low'] is None else 'at least'} {published}"
    computed = "" if row["computed"] is None else f"{rounded(row['computed'], 1)}"
    return [
        row["claim"], row["statement"], published, computed, f"{row['reproduced']}: {row['why']}",
        row["attainable_counts"] or "", row["conflicts_with"] or "",
    ]  # fmt: skip


def outcomes(claims: list[Row]) -> str:
    """How many claims came to what: 29 published figures: 26 reproduced, 3 not computable."""
    kinds = Counter("differing" if row["reproduced"].startswith("differs") else row["reproduced"] for row in claims)
    found = ", ".join(f"{count} {'reproduced' if kind == 'yes' else kind}" for kind, count in kinds.most_common())
    return f"{len(claims)} published figure{'' if len(claims) == 1 else 's'}: {found}."


def weighting(row: Row) -> list[str]:
    """What weighting did to a source, or to an answer of a raking target."""

    def shown(name: str, form: str) -> str:
        return "" if row[name] is None else format(row[name], form)

    what = row["source"] if row["target"] is None else f"{row['source']}, {row['target']}: {row['level']}"
    columns = [
        ("target_share", ".1%"), ("share_before", ".1%"), ("share_after", ".1%"), ("n", ","), ("n_effective", ",.0f"),
        ("design_effect", ".2f"), ("min_weight", ".2f"), ("max_weight", ".2f"), ("trimmed_share", ".1%"),
    ]  # fmt: skip
    return [what, row["method"], *(shown(name, form) for name, form in columns), row["note"] or ""]


def quality(row: Row) -> list[str]:
    """A check of the data."""
    share = "" if row["share"] is None else f"{row['share']:.1%}"
    verdict = "warning" if row["warning"] else "within bounds"
    return [row["source"], row["check_name"], row["label"], f"{row['flagged']:,} of {row['n']:,}", share, verdict]


def questions(rows: list[Row]) -> Iterable[list[str]]:
    """Questions once a source: the options of one question go together."""
    found: dict[tuple, list[Row]] = {}
    for row in rows:
        found.setdefault((row["source"], row["question"]), []).append(row)
    for first, *others in found.values():
        options = [row["option"] for row in (first, *others) if row["option"]]
        yield [first["source"], first["wording"], "; ".join(options) or first["answers"], first["asked_of"]]
