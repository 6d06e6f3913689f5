"""The codebook as a table: what was asked, of whom, with which answers, and which columns it came from."""

import pyarrow as pa

from assets.exports.export import Export, letter
from schemas.codebook import OTHER_CODES, Variable, base_words, wording
from schemas.source_wave import SourceWave
from schemas.study import Study, answer_names
from schemas.tables.summary import QUESTIONS


def questions(study: Study, wave: str, exports: dict[str, list[Export]], origin: dict[str, object]) -> pa.Table:
    """One row a variable and source; a question of which only figures were published has one row by itself.

    `exports` holds the sources of respondents with their export files.
    """
    rows: list[dict] = []
    for source, files in exports.items():
        of = SourceWave(study, wave, source)
        rows += [_row(of, variable, files[0]) for variable in of.book.values()]
    asked = {row["question"] for row in rows}
    reported = [name for name, source in study.sources.items() if source.kind == "reported"]
    for name, question in study.questions.items():
        if name not in asked:
            row = {"source": ", ".join(reported), "question": name, "wording": wording(study, name, wave)}
            row |= {"answers": ", ".join(answer_names(study, question)), "asked_of": base_words(study, name, wave, "")}
            rows.append(row)
    return QUESTIONS.build([{"study": study.study, "wave": wave, **row, **origin} for row in rows])


def _row(of: SourceWave, variable: Variable, export: Export) -> dict:
    columns = export.columns_of(variable)
    words = {code: word for word, code in OTHER_CODES.items()} | variable.labels
    cells = [f"{cell} = {words[code]}" for cell, code in variable.cells.items() if cell]
    cells += [f"{_band(*limits)} = {words[code]}" for code, limits in variable.bands.items()]
    cells += [f"any other text = {words[variable.any_text]}"] if variable.any_text is not None else []
    cells += [f"blank = {words[variable.blank]}"]
    return {
        "source": of.source,
        "question": variable.question,
        "option": variable.option,
        "variable": variable.name,
        "wording": wording(of.study, variable.question, of.wave, of.source),
        "answers": ", ".join(f"{code} {label}" for code, label in variable.labels.items()),
        "asked_of": base_words(of.study, variable.question, of.wave, of.source),
        "columns": ", ".join(f"{export.called(at)} ({letter(at)})" for at in columns),
        "raw_cells": ", ".join(cells),
        "vendor_label": export.columns[columns[0]].label or None,
    }


def _band(low: float | None, high: float | None) -> str:
    if low is None or high is None:
        return f"up to {high:g}" if low is None else f"{low:g} and more"
    return f"{low:g}-{high:g}"
