"""LimeSurvey's CSV: one header row of question codes, of texts, or of both (`Q1[SQ001]. Text`).

A column's handle is its code where there is one, else its text. A blank `submitdate` is a response that was not finished.
"""

from assets.exports.export import ExportColumn, squeezed
from assets.exports.readers.headers.header import Header

LAYOUT = "limesurvey"
_CODES = {"submitdate", "lastpage", "startlanguage"}
_TEXTS = {"date submitted", "last page", "start language"}
_BETWEEN = ". "


def read(rows: list[list[str]]) -> Header | None:
    """One header row with the columns that LimeSurvey itself keeps: when it was submitted, the last page, the language."""
    header = [squeezed(cell) for cell in rows[0]] if rows else []
    parted = [name.partition(_BETWEEN) for name in header]
    whole, codes = {name.lower() for name in header}, {code for code, between, _ in parted if between}
    if whole >= _CODES or whole >= _TEXTS:
        return Header(LAYOUT, [ExportColumn(name) for name in header], 2)
    if codes >= _CODES:
        return Header(LAYOUT, [ExportColumn(code, text) for code, _, text in parted], 2)
    return None
