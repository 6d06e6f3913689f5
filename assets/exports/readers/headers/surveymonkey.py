"""SurveyMonkey's numeric layout with three header rows: question id, question text, answer text.

Ids and texts stand only over the first column of a block. Every answer has its own column, also where one answer was
allowed. A column's handle is `q3 | Developer`; a column without a question (`Respondent ID`) goes by its text.
"""

from assets.exports.export import ExportColumn, squeezed
from assets.exports.readers.headers.header import Header, even, filled_right

LAYOUT = "surveymonkey"


def read(rows: list[list[str]]) -> Header | None:
    """Three header rows: nothing above `Respondent ID`, and nothing below it either."""
    if len(rows) < 3 or not all(rows[:3]):
        return None
    (above, *_), (name, *_), (below, *_) = rows[:3]
    if squeezed(name).replace(" ", "") != "RespondentID" or above or below:
        return None
    even(rows[:3])
    questions, texts = filled_right(rows[0]), filled_right(rows[1])
    columns = [
        ExportColumn(" | ".join(filter(None, (question, squeezed(answer)))) or label, squeezed(f"{label} {answer}"))
        for question, label, answer in zip(questions, texts, rows[2], strict=True)
    ]
    return Header(LAYOUT, columns, 4)
