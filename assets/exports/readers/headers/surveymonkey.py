"""SurveyMonkey: all responses, one row a respondent, below two header rows or three.

Two rows: the question, then `Response`, or the answer or item that the column is of. Three rows: an id above the question.
Ids and questions stand over the first column of a block, or over all. A column's handle is `Your role? | Developer`, with
three rows `q3 | Developer`; where the column is the whole question, the question alone. The first column is `Respondent ID`,
or in another language what stands above the long numbers that SurveyMonkey gives.
"""

import re
from itertools import pairwise

from assets.exports.export import ExportColumn, squeezed
from assets.exports.readers.headers.header import Header, cells_are, even, filled_right

LAYOUT = "surveymonkey"
WHOLE = (
    *("Response", "Open-Ended Response", "Réponse", "Réponse ouverte", "Antwort", "Offene Antwort"),
    *("Respuesta", "Respuesta abierta", "Antwoord", "Risposta", "Resposta"),
)
"""What stands below a question that has one column."""
_ID = re.compile(r"\d{8,}")


def read(rows: list[list[str]]) -> Header | None:
    """A table that begins with `Respondent ID`, or with ids, nothing below that in the header.

    Raises ValueError for a table of counts.
    """
    first = [squeezed(row[0]) if row else "" for row in rows]
    counted = first.count("Answered") == 1 and ("Answered", "Skipped") in pairwise(first)
    if counted or "Unweighted N" in first:
        raise ValueError(
            "this is a summary with counts, not one row a respondent; export all responses data from SurveyMonkey"
        )
    named = [cell.replace(" ", "") == "RespondentID" for cell in first[:2]]
    if _is_second(rows, is_named=named[:1] == [True]):
        return _two(rows)
    if named == [False, True] and len(rows) > 2 and not first[0] and not first[2] and rows[0] and rows[2]:
        return _three(rows)
    return None


def _is_second(rows: list[list[str]], is_named: bool) -> bool:
    """Whether the second row belongs to the header: it says `Response`, or what a block's columns are of.

    Where the first column is not named as it should be (`is_named`), it has ids, and questions stand over blocks once.
    """
    if len(rows) < 2 or not rows[0] or not rows[1] or squeezed(rows[1][0]):
        return False
    if not is_named and not (squeezed(rows[0][0]) and cells_are(rows[2:], 0, _ID.fullmatch)):
        return False
    pairs = [(squeezed(above), squeezed(below)) for above, below in zip(rows[0], rows[1], strict=False)]
    blocks = [above for above, below in pairs if below]
    return any(below in WHOLE for _, below in pairs) or "" in blocks or (is_named and len(set(blocks)) < len(blocks))


def _two(rows: list[list[str]]) -> Header:
    even(rows[:2])
    columns = []
    for question, answer in zip(filled_right(rows[0]), map(squeezed, rows[1]), strict=True):
        part = "" if answer in WHOLE else answer
        columns.append(ExportColumn(" | ".join(filter(None, (question, part))), squeezed(f"{question} {answer}")))
    return Header(LAYOUT, columns, 3)


def _three(rows: list[list[str]]) -> Header:
    even(rows[:3])
    questions, texts = filled_right(rows[0]), filled_right(rows[1])
    columns = [
        ExportColumn(" | ".join(filter(None, (question, squeezed(answer)))) or label, squeezed(f"{label} {answer}"))
        for question, label, answer in zip(questions, texts, rows[2], strict=True)
    ]
    return Header(LAYOUT, columns, 4)
