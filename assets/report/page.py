"""The report as one HTML page that needs nothing else: no network, no script of others, no file beside it.

Jinja escapes whatever comes from a study or a table; the pictures, which are ours, are the one thing that it does not.
"""

import hashlib
from base64 import b64encode
from collections.abc import Iterable
from importlib import metadata, resources

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from assets.report import words
from assets.report.charts import Picture
from assets.report.charts.canvas import CAUTION, COLOURS, FAINT, INK, MUTED, PAPER
from assets.report.charts.dumbbell import cells
from assets.report.disclosure import disclosure
from assets.report.evidence import Evidence, Row, is_total
from schemas.gap_rows import by_width
from schemas.study import CONDITIONAL, SIDES

MOST_CONTRASTS = 40
DRAWN = {
    "ink": INK, "muted": MUTED, "faint": FAINT, "paper": PAPER, "caution": CAUTION,
    "executive": COLOURS["executive"], "consumer": COLOURS["consumer"],
}  # fmt: skip
"""The colours of pictures, by what they stand for: the page turns them with the light."""
METHODS = (
    "Standard errors are linearised, follow strata and clusters, and take weights as given.",
    "Intervals are 95% intervals: Wilson's for shares, Newcombe's for their differences, on effective bases.",
    "Tests are adjusted for how many gaps are tested together (Benjamini and Hochberg); a gap is called clear below .05.",
    "Figures are rounded where they are printed; differences are taken before.",
)


def page(evidence: Evidence, pictures: dict[str, list[Picture]]) -> str:
    """The page of one partition with its pictures by section. Equal evidence gives equal bytes."""
    script = resources.files("assets.report").joinpath("page.js").read_text(encoding="utf-8")
    allowed = b64encode(hashlib.sha256(script.encode()).digest()).decode()
    environment = Environment(
        loader=PackageLoader("assets.report", "."), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    return environment.get_template("page.html").render(
        evidence=evidence,
        study=evidence.study,
        words=words,
        style=Markup(resources.files("assets.report").joinpath("page.css").read_text(encoding="utf-8")),
        script=Markup(script),
        allowed=allowed,
        drawn=DRAWN,
        pictures=pictures,
        markup=Markup,
        bases=_bases(evidence),
        headlines=[(row, words.sentence(row, evidence)) for row in words.headlines(evidence)],
        others=[(row, words.sentence(row, evidence)) for row in _others(evidence)],
        figures=[_figures(row) for row in _shown(evidence)],
        summary=_summary(evidence),
        contrasts=_contrasts(evidence),
        claims=[_claim(row) for row in evidence.tables["claims"]],
        weighting=[_weighting(row) for row in evidence.tables["weighting"]],
        quality=[_quality(row) for row in evidence.tables["quality"]],
        questions=[_question(row) for row in _asked(evidence.tables["questions"])],
        disclosure=disclosure(evidence),
        methods=METHODS,
        exports=[
            [source, export.name, export.layout, export.sha256]
            for source, files in evidence.exports.items()
            for export in files
        ],
        notes=[(export.name, note) for files in evidence.exports.values() for export in files for note in export.notes],
        version=metadata.version("gap"),
    )


def _bases(evidence: Evidence) -> str:
    """The largest base of each side: 35 executives and 1,200 consumers."""
    found = []
    for side in SIDES:
        known = [row for row in evidence.gaps if row[f"{side}_n"] is not None]
        if known:
            largest = max(known, key=lambda row: row[f"{side}_n"])
            found.append(f"{largest[f'{side}_n']:,} {words.lowered(largest[f'{side}_label'])}")
    return " and ".join(found)


def _others(evidence: Evidence) -> list[Row]:
    told = words.headlines(evidence)
    return [row for row in sorted(evidence.gaps, key=by_width) if row not in told]


def _shown(evidence: Evidence) -> list[Row]:
    """The rows of the table of all figures: everyone first, then segments as the study has them; the widest gap first."""
    segments = ["total", *evidence.segments]
    gaps = [row["gap"] for row in sorted(evidence.gaps, key=by_width)]
    gaps += [row["gap"] for row in evidence.tables["gap_fact"] if row["gap"] not in gaps]
    return sorted(evidence.tables["gap_fact"], key=lambda row: (segments.index(row["segment"]), gaps.index(row["gap"])))


def _figures(row: Row) -> dict:
    """A row of the table of all figures, with the numbers that it is sorted by."""
    part = "everyone" if is_total(row) else row["segment_value"]
    found = words.sense(row)
    sorted_by = [None, None, row["executive_estimate"], row["consumer_estimate"], row["gap_estimate"], None, None]
    label, executives, mine, consumers, theirs, difference, span, verdict = cells(row, row["label"])
    shown = [label, part, (executives, mine), (consumers, theirs), difference, span, verdict]
    values = ["" if by is None else f"{by:.9f}" for by in sorted_by]
    return {"segment": row["segment"], "cells": list(zip(shown, values, strict=True)), "sense": found.name.lower()}


def _summary(evidence: Evidence) -> list[list[str]]:
    return [
        [
            row["topic"], row["unit"], str(row["gaps"]), str(row["significant"]),
            words.points(row["mean_absolute_gap"], row["unit"]), words.points(row["largest_gap_estimate"], row["unit"]),
        ]
        for row in evidence.tables["gap_summary"]
        if is_total(row)
    ]  # fmt: skip


def _contrasts(evidence: Evidence) -> dict:
    """Parts of one group that clearly differ, widest first, and how many pairs were looked at."""
    looked = [row for row in evidence.tables["segment_contrast"] if row["difference"] is not None]
    clear = sorted((row for row in looked if row["significant"]), key=lambda row: row["p_adjusted"])
    rows = []
    for row in clear[:MOST_CONTRASTS]:
        unit = row["unit"]
        span = words.interval(row["ci_low"], row["ci_high"], unit)
        group = evidence.study.groups[row["group_name"]]
        conditional = evidence.study.sources[row["source"]].sampling in CONDITIONAL
        rows.append([
            f"{row['label']} ({group.label or row['group_name']})",
            f"{row['segment_value']} {words.figure(row['estimate'], unit)}",
            f"{row['against']} {words.figure(row['against_estimate'], unit)}",
            words.signed(row["difference"], unit),
            span + " *" * bool(span and conditional),
        ])  # fmt: skip
    return {"looked": len(looked), "found": len(clear), "rows": rows}


def _claim(row: Row) -> list[str]:
    printed = "–".join(dict.fromkeys(f"{end:g}" for end in (row["low"], row["high"]) if end is not None))
    if row["low"] is None or row["high"] is None:
        printed = f"{'at most' if row['low'] is None else 'at least'} {printed}"
    computed = "" if row["computed"] is None else f"{row['computed']:.1f}"
    return [
        row["claim"], row["statement"], printed, computed, f"{row['reproduced']}: {row['why']}",
        row["attainable_counts"] or "", row["conflicts_with"] or "",
    ]  # fmt: skip


def _weighting(row: Row) -> list[str]:
    def shown(name: str, form: str) -> str:
        return "" if row[name] is None else format(row[name], form)

    what = row["source"] if row["target"] is None else f"{row['source']}, {row['target']}: {row['level']}"
    columns = [
        ("target_share", ".1%"), ("share_before", ".1%"), ("share_after", ".1%"), ("n", ","), ("n_effective", ",.0f"),
        ("design_effect", ".2f"), ("min_weight", ".2f"), ("max_weight", ".2f"), ("trimmed_share", ".1%"),
    ]  # fmt: skip
    return [what, row["method"], *(shown(name, form) for name, form in columns), row["note"] or ""]


def _quality(row: Row) -> list[str]:
    share = "" if row["share"] is None else f"{row['share']:.1%}"
    verdict = "warning" if row["warning"] else "within bounds"
    return [row["source"], row["check_name"], row["label"], f"{row['flagged']:,} of {row['n']:,}", share, verdict]


def _asked(rows: list[Row]) -> Iterable[Row]:
    """Questions once a source: the options of one question go together."""
    found: dict[tuple, Row] = {}
    for row in rows:
        known = found.setdefault((row["source"], row["question"]), row | {"options": []})
        known["options"] += [row["option"]] if row["option"] else []
    return found.values()


def _question(row: Row) -> list[str]:
    answers = "; ".join(row["options"]) if row["options"] else row["answers"]
    return [row["source"], row["wording"], answers, row["asked_of"]]
