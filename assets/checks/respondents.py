"""Checks of the respondents: which rows were set aside, what their weights cost, what looks wrong, what nobody answered."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pyarrow as pa

from assets.checks.finding import Check, Found, Row
from schemas.codebook import SELECTED
from schemas.foreign import quoting
from schemas.refused import listed
from schemas.source_wave import SourceWave
from schemas.study import Study
from schemas.tables.rows import QualityRow, RejectedRow, WeightingRow


def _rejected_rows(_study: Study, aside: Iterable[RejectedRow]) -> Found:
    found: dict[tuple, Counter[str | None]] = {}
    for r in aside:
        where = (r["source"], r["export_name"], r["column"], r["question"], r["rule"])
        found.setdefault(where, Counter())[r["raw"]] += 1
    counted = sorted(found.items(), key=lambda each: -each[1].total())
    columns = ("source", "export", "column", "question", "rule", "rows")
    rows: list[Row] = [dict(zip(columns, (*where, raw.total()), strict=True)) for where, raw in counted]
    words = [
        f"{rule}{_quoted(raw)} in {export}, column {column} ({_rows(raw.total())})"
        for (_, export, column, _, rule), raw in counted
    ]
    return (f"Set aside: {listed(words, 4)}" if words else "Every row is a response or excluded"), rows


def _quoted(raw: Counter[str | None]) -> str:
    """The cells, the most frequent first, for whoever may see them."""
    texts = [repr(text) for text, _ in raw.most_common() if text is not None]
    return f" {quoting(listed(texts, 4))}" if texts else ""


def _rows(count: int) -> str:
    return f"{count:,} row{'' if count == 1 else 's'}"


def _weights(study: Study, weighting: Iterable[WeightingRow]) -> Found:
    """Looked at are the sources as a whole; targets are met, or their table is not made."""
    bounds, words = study.checks.weights, []
    rows: list[Row] = []
    for whole in weighting:
        efficiency, trimmed, effective = whole["efficiency"], whole["trimmed_share"], whole["n_effective"]
        if whole["method"] == "none" or efficiency is None or trimmed is None or effective is None:
            continue
        who = whole["source"]
        shown = {key: whole[key] for key in ("source", "n", "n_effective", "efficiency", "trimmed_share")}
        if efficiency < bounds.efficiency:
            rows.append({**shown, "beyond": f"efficiency under {bounds.efficiency:.0%}"})
            words.append(
                f"{who} has an effective base of {effective:,.0f} of {whole['n']:,} respondents, "
                f"{efficiency:.0%} and under the bound of {bounds.efficiency:.0%}"
            )
        if trimmed > bounds.trimmed:
            rows.append({**shown, "beyond": f"trimmed beyond {bounds.trimmed:.0%}"})
            words.append(f"{trimmed:.1%} of the weights of {who} are trimmed, and the bound is {bounds.trimmed:.0%}")
    return "; ".join(words) or "No source loses more to its weights than the study allows", rows


def _data_quality(_study: Study, checked: Iterable[QualityRow]) -> Found:
    beyond = [row for row in checked if row["warning"]]
    columns = ("source", "check_name", "label", "flagged", "n", "share", "threshold")
    rows: list[Row] = [{key: row[key] for key in columns} for row in beyond]
    first = beyond_bound(beyond[0]) + (f"; and {len(rows) - 1} more" if len(rows) > 1 else "") if beyond else ""
    return first or "Everything looked at is within its bound", rows


def beyond_bound(row: QualityRow) -> str:
    """A row of `quality` that is warned of, as a line for a reader."""
    weight = row["share_of_weight"]
    share = f"{row['share'] or 0:.1%}" + ("" if weight is None else f", {weight:.1%} of the weight")
    found = f"{row['source']}: {row['check_name']}: {row['label']}"
    return f"{found}: {row['flagged']:,} of {row['n']:,} ({share}); {row['threshold']}"


@dataclass(frozen=True)
class AnswerCounts:
    """How many respondents of a source have each code of each variable."""

    of: SourceWave
    counts: Mapping[tuple[str, int], int]


def _unused_answers(study: Study, sources: Iterable[AnswerCounts]) -> Found:
    rows: list[Row] = []
    for given in sources:
        for name, variable in given.of.book.items():
            base = sum(given.counts.get((name, code), 0) for code in variable.labels)
            if base < study.reliability.small or not variable.one_by_one:
                continue
            asked = {SELECTED: variable.option} if variable.option else variable.labels
            for code, answer in asked.items():
                if not given.counts.get((name, code)):
                    cells = ", ".join(cell for cell, means in variable.cells.items() if means == code)
                    rows.append(
                        {
                            "source": given.of.source,
                            "question": variable.question,
                            "answer": answer,
                            "cells": cells,
                            "answered": base,
                        }
                    )
    words = [f"{row['answer']!r} of {row['question']} in {row['source']}" for row in rows]
    return (f"Nobody answered {listed(words)}" if rows else "Every answer that is declared was given"), rows


def counts(tabulation: pa.Table) -> dict[tuple[str, int], int]:
    """How many respondents of one source have each code of each variable."""
    summed = tabulation.group_by(["variable", "code"]).aggregate([("n", "sum")]).to_pydict()
    return dict(zip(zip(summed["variable"], summed["code"], strict=True), summed["n_sum"], strict=True))


REJECTED_ROWS = Check(
    "rejected_rows",
    "responses",
    "No row was set aside; where bad_rows allows some, they are listed by rule and cell.",
    "Declare the cell under the question's answers or other, or mend the export; the table rejected has every row.",
    _rejected_rows,
)
WEIGHTS = Check(
    "weights",
    "weighting",
    "The effective base is no smaller a part of the respondents, and no more weights are trimmed, than the study allows.",
    "Drop or merge raking targets, widen trim, or look for a target that the sample hardly has.",
    _weights,
)
DATA_QUALITY = Check(
    "data_quality",
    "quality",
    "No check of the data (straight-lining, speeding, non-response, duplicates, extreme weights) is beyond its bound.",
    "Look at these respondents in the table quality and in the export, and take out by rows whom you do not trust.",
    _data_quality,
)
UNUSED_ANSWERS = Check(
    "unused_answers",
    "tabulation",
    "Somebody gave every answer that the study declares, as far as a question has more than a small base.",
    "Look whether the export writes the answer otherwise, and whether it means another one; drop answers never offered.",
    _unused_answers,
)
