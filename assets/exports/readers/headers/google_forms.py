"""Google Forms: one header row of questions, after the time of the response. A column's handle is the question.

Several answers stand in one cell, with `;` between them in the form's own CSV and `, ` in the sheet's.
"""

import re

from assets.exports.export import TECHNICAL, ExportColumn, squeezed
from assets.exports.readers.headers.header import Header

LAYOUT = "google-forms"
_STAMPS = {
    "Timestamp",
    "Zeitstempel",
    "Horodateur",
    "Marca temporal",
    "Informazioni cronologiche",
    "Carimbo de data/hora",
    "Tijdstempel",
    "Sygnatura czasowa",
}
"""What the first column is called: in English, German, French, Spanish, Italian, Portuguese, Dutch and Polish."""
_TIME = re.compile(r"\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4},? \d{1,2}:\d\d.*")


def read(rows: list[list[str]]) -> Header | None:
    """One header row that begins with a time stamp, above a time."""
    first = [squeezed(row[0]) for row in rows[:2] if row]
    if len(first) < 2 or first[0] not in _STAMPS or not _TIME.fullmatch(first[1]):
        return None
    roles = [TECHNICAL, *[""] * (len(rows[0]) - 1)]
    return Header(
        LAYOUT, [ExportColumn(squeezed(cell), role=role) for cell, role in zip(rows[0], roles, strict=True)], 2
    )
