"""Microsoft Forms: one header row of questions, after the vendor's own columns. A column's handle is the question.

Several answers stand in one cell, with `;` between them and one at the end. A quiz adds points and feedback.
"""

import re

from assets.exports.export import RESPONDENT, TECHNICAL, ExportColumn, squeezed
from assets.exports.readers.headers.header import Header, cells_are

LAYOUT = "microsoft-forms"
_TIMES = {
    "start time": "completion time",
    "startzeit": "fertigstellungszeit",
    "heure de début": "heure de fin",
    "hora de inicio": "hora de finalización",
    "ora di inizio": "ora di completamento",
    "hora de início": "hora de conclusão",
    "begintijd": "tijd van voltooien",
}
"""What the times of beginning and end are called: in English, German, French, Spanish, Italian, Portuguese and Dutch."""
_OWN = re.compile(
    r"last modified time|tijd van laatste wijziging|total points|quiz feedback|(points|feedback) - .*", re.I | re.S
)
_TIME = re.compile(r"\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4},?[ T]\d{1,2}:\d\d.*")


def read(rows: list[list[str]]) -> Header | None:
    """One header row that begins with `ID` and the times of beginning and end, above times."""
    header = [squeezed(cell) for cell in rows[0]] if rows else []
    first, begun, ended = [*map(str.casefold, header), "", "", ""][:3]
    if first != "id" or not begun or _TIMES.get(begun) != ended:
        return None
    if not all(cells_are(rows[1:], at, _TIME.fullmatch) for at in (1, 2)):
        return None
    own = [RESPONDENT, TECHNICAL, TECHNICAL, *(TECHNICAL if _OWN.fullmatch(name) else "" for name in header[3:])]
    return Header(LAYOUT, [ExportColumn(name, role=role) for name, role in zip(header, own, strict=True)], 2)
