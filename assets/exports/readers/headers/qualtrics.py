"""Qualtrics' current layout: three header rows (short id, question text, ImportId). A column's handle is its short id."""

import re

from assets.exports.export import ExportColumn, squeezed
from assets.exports.readers.headers.header import Header, even

LAYOUT = "qualtrics"
IMPORT_ID = re.compile(r"""\s*\{\s*["']ImportId["']\s*:""")


def read(rows: list[list[str]]) -> Header | None:
    """Three header rows, of which the third says `{"ImportId": …}` in every cell (older files write single quotes)."""
    ids = rows[2] if len(rows) > 2 else []
    if not any(ids) or not all(IMPORT_ID.match(cell) for cell in ids if cell):
        return None
    even(rows[:3])
    columns = [ExportColumn(squeezed(handle), squeezed(label)) for handle, label in zip(rows[0], rows[1], strict=True)]
    return Header(LAYOUT, columns, 4)
