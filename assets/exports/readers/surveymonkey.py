"""SurveyMonkey's numeric CSV with three header rows: question id, question text, answer text.

Ids and texts stand only over the first column of a block. Every answer has its own column, also where one answer was
allowed. A column's handle is `q3 | Developer`; a column without a question (`Respondent ID`) goes by its text.
"""

from pathlib import Path

from assets.exports.export import Export, ExportColumn, squeezed
from assets.exports.readers import text

LAYOUT = "surveymonkey"
cells = text.cells


def describe(path: Path, head: bytes) -> Export | None:
    """Three header rows: nothing above `Respondent ID`, and nothing below it either."""
    if not text.is_text(head) or b"Respondent" not in head:
        return None
    rows, delimiter = text.header_rows(path, head, 3)
    if len(rows) < 3 or squeezed(rows[1][0]).replace(" ", "") != "RespondentID" or rows[0][0] or rows[2][0]:
        return None
    questions, texts = text.filled_right(rows[0]), text.filled_right(rows[1])
    columns = [
        ExportColumn(" | ".join(filter(None, (question, squeezed(answer)))) or label, squeezed(f"{label} {answer}"))
        for question, label, answer in zip(questions, texts, rows[2], strict=True)
    ]
    return Export(path.name, "", LAYOUT, "utf-8", columns, first_row=4, delimiter=delimiter)
