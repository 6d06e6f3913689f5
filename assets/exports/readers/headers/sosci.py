"""SoSci Survey: one header row of variables, and in some exports a second one of labels. A column's handle is its variable.

Options that may be ticked are 1 and 2, not selected and selected, after a variable that counts the ticks (`TO01`, `TO01_01`, …).
-9 is not answered, -1 what a question offers beside its answers, such as don't know.
"""

import re

from assets.exports.export import DURATION, RESPONDENT, SUMMARY, TECHNICAL, ExportColumn, squeezed
from assets.exports.readers.headers.header import Header, variables

LAYOUT = "sosci"
_MARKS = {"QUESTNNR", "STARTED", "LASTDATA"}
_OWN = re.compile(
    r"SERIAL|REF|QUESTNNR|MODE|LANGUAGE|STARTED|TIME\d{3}|MAILSENT|LASTDATA|STATUS|FINISHED|Q_VIEWER|LASTPAGE|MAXPAGE"
    r"|MISSING|MISSREL|TIME_RSI|DEG_TIME|DEG_MISS|DEGRADE|\w+_(CP|RV\d+)"
)
_ROLES = {"CASE": RESPONDENT, "TIME_SUM": DURATION}
_FINISHED = {"FINISHED": ["1"], "MODE": ["interview"]}
_TICKS = {"1": "not selected", "2": "selected", "-9": "not answered"}


def read(rows: list[list[str]]) -> Header | None:
    """A header that begins with `CASE`, above numbers; a second row that has no number there is of labels."""
    found = variables(rows, "CASE", _MARKS)
    if found is None:
        return None
    header, labels, depth = found
    counts = {name: options for at, name in enumerate(header) if (options := _options(header, at, rows[depth:]))}
    boxes = {header[at] for options in counts.values() for at in options}
    columns = []
    for name, label in zip(header, labels, strict=True):
        role = _ROLES.get(name) or (TECHNICAL if _OWN.fullmatch(name) else SUMMARY if name in counts else "")
        ticks = _TICKS if name in boxes else {}
        columns.append(ExportColumn(name, label, labels=ticks, role=role, finished=_FINISHED.get(name, [])))
    return Header(LAYOUT, columns, depth + 1)


def _options(header: list[str], at: int, rows: list[list[str]]) -> list[int]:
    """The columns whose ticks the one at position `at` counts in every row; none where it counts none."""
    places = [place for place, name in enumerate(header) if re.fullmatch(rf"{re.escape(header[at])}_\d+", name)]
    answered = [row for row in rows if len(row) == len(header) and squeezed(row[at]).isdecimal()]
    ticks = [[squeezed(row[place]) for place in places] for row in answered]
    if not places or not answered or not {cell for row in ticks for cell in row} <= {*_TICKS, ""}:
        return []
    return places if all(int(row[at]) == found.count("2") for row, found in zip(answered, ticks, strict=True)) else []
