"""The tables of the page, a list of texts a row: what is printed of each row of a published table, and in which order."""

from collections.abc import Iterable

from assets.report.evidence import Evidence, is_total
from schemas.study import SIDES
from schemas.tables.rows import QualityRow, SegmentContrastRow, WeightingRow
from schemas.words.changes import ContrastSaid
from schemas.words.claims import ClaimSaid
from schemas.words.gaps import GapSaid, by_width
from schemas.words.implied import base_said, conflict_said
from schemas.words.numbers import decimals
from schemas.words.studies import Words

MOST_CONTRASTS = 40


def ordered(evidence: Evidence, segments: list[str]) -> list[GapSaid]:
    """The rows of the fact table of everyone and of `segments`: everyone first, then as the study has them, widest gap first."""
    shown = ["total", *segments]
    gaps = [row["gap"] for row in sorted(evidence.gaps, key=by_width)]
    gaps += [row["gap"] for row in evidence.tables["gap_fact"] if row["gap"] not in gaps]
    rows = [row for row in evidence.tables["gap_fact"] if row["segment"] in shown]
    rows.sort(key=lambda row: (shown.index(row["segment"]), gaps.index(row["gap"])))
    return [evidence.words.gap(row) for row in rows]


def figures(gap: GapSaid) -> dict:
    """A row of the table of all figures, with the numbers that it is sorted by."""
    row, sides = gap.row, [gap.sides[side] for side in SIDES]
    part = gap.words.say("segment.everyone") if is_total(row) else row["segment_value"]
    verdict = gap.words.say("claim.verdict", verdict=gap.verdict, why=gap.note) if gap.note else gap.verdict
    shown = [
        gap.label, part, *([side.figure, side.interval, side.base] for side in sides), gap.difference, marked(gap, gap.interval),
        gap.probability, verdict,
    ]  # fmt: skip
    numbers = [*(side.estimate for side in sides), gap.estimate]
    sorted_by = [None, None, *numbers, None, row["p_adjusted"], None]
    values = ["" if by is None else f"{by:.9f}" for by in sorted_by]
    return {"segment": row["segment"], "cells": list(zip(shown, values, strict=True))}


def marked(said: GapSaid | ContrastSaid, interval: str) -> str:
    """An interval of a difference, with a star where it holds only as if the samples were random."""
    return interval + " *" * bool(interval and said.is_conditional)


def summary(evidence: Evidence) -> list[list[str]]:
    """Topics, a unit each."""
    words, found = evidence.words, []
    for row in evidence.tables["gap_summary"]:
        if is_total(row):
            unit, numbers = row["unit"], words.numbers
            widths = [row["mean_absolute_gap"], row["largest_gap_estimate"]]
            digits = decimals(unit, None, widths)
            counts = [numbers.number(row["gaps"]), numbers.number(row["significant"])]
            shown = [numbers.width(width, unit, digits) for width in widths]
            found.append([words.topic(row["topic"]), words.unit(unit), *counts, *shown])
    return found


def contrasts(evidence: Evidence) -> dict:
    """Parts of one group that clearly differ, the surest first, and how many pairs were looked at."""
    looked = [row for row in evidence.tables["segment_contrast"] if row["difference"] is not None]
    clear = sorted((row for row in looked if row["significant"]), key=lambda row: row["p_adjusted"] or 0.0)
    return {
        "looked": len(looked),
        "found": len(clear),
        "rows": [_contrast(row, evidence.words) for row in clear[:MOST_CONTRASTS]],
    }


def _contrast(row: SegmentContrastRow, words: Words) -> list[str]:
    said = words.contrast(row)
    return [said.label, *said.parts, said.difference, marked(said, said.interval)]


def claim(said: ClaimSaid) -> list[str]:
    """A published figure, as it was printed, and what became of it."""
    row = said.row
    return [row["claim"], row["statement"], said.printed, said.computed, said.explained, said.counts, said.conflicts]


def implied(evidence: Evidence) -> list[str]:
    """What the published figures imply: of who was asked, and which do not fit together."""
    words = evidence.words
    of_bases = [said for row in evidence.tables["claim_bases"] if (said := base_said(words, row))]
    return of_bases + [conflict_said(words, row) for row in evidence.tables["claim_conflicts"]]


def weighting(row: WeightingRow, words: Words) -> list[str]:
    """What weighting did to a source, or to an answer of a raking target."""
    numbers, source = words.numbers, words.source(row["source"])
    what = source
    if row["target"] is not None:
        question = words.question(row["target"])
        what = words.say("weighting.target", source=source, question=question, answer=row["level"])
    shares = [
        "" if share is None else numbers.percent(share, 1)
        for share in (row["target_share"], row["share_before"], row["share_after"])
    ]
    bases, weights = (row["n"], row["n_effective"]), (row["design_effect"], row["min_weight"], row["max_weight"])
    counted = [*((base, 0) for base in bases), *((weight, 2) for weight in weights)]
    shown = ["" if number is None else numbers.number(number, digits) for number, digits in counted]
    trimmed = "" if row["trimmed_share"] is None else numbers.percent(row["trimmed_share"], 1)
    notes = [words.say("weighting.all_equal")] if row["all_equal"] else []
    notes += [words.counted("weighting.zero", row["zero_weights"])] if row["zero_weights"] else []
    return [what, words.say(f"weighting.{_key(row['method'])}"), *shares, *shown, trimmed, "; ".join(notes)]


def quality(row: QualityRow, words: Words) -> list[str]:
    """A check of the data."""
    share = "" if row["share"] is None else words.numbers.percent(row["share"], 1)
    verdict = words.say(f"page.{'warning' if row['warning'] else 'within_bounds'}")
    check = _key(row["check_name"])
    question = words.question(row["question"]) if row["question"] else ""
    scale = (row["scale"] or "").replace("_", " ")
    counted = words.say(f"checked.{check}", question=question, scale=scale)
    found = words.say("page.of", part=words.numbers.number(row["flagged"]), whole=words.numbers.number(row["n"]))
    return [words.source(row["source"]), words.say(f"check.{check}"), counted, found, share, verdict]


def _key(code: str) -> str:
    return code.replace("'", "").replace(" ", "_")


def questions(evidence: Evidence) -> Iterable[list[str]]:
    """Questions once a source: the options of one question go together."""
    words, found = evidence.words, {}
    for row in evidence.tables["questions"]:
        found.setdefault((row["source"], row["question"]), []).append(row)
    for first, *others in found.values():
        options = [row["option"] for row in (first, *others) if row["option"]]
        sources = first["source"].split(", ")
        asked = words.asked_of(first["question"], evidence.wave, sources[0] if len(sources) == 1 else "")
        source = words.catalogue.listed([words.source(name) for name in sources])
        yield [source, first["wording"], "; ".join(options) or first["answers"], asked]
