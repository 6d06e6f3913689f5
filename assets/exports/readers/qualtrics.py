"""Qualtrics' current CSV: three header rows (short id, question text, ImportId). A column's handle is its short id."""

import re
from pathlib import Path

from assets.exports.export import Export, ExportColumn, squeezed
from assets.exports.readers import text

LAYOUT = "qualtrics"
cells = text.cells
_IMPORT_ID = re.compile(r"""\s*\{\s*["']ImportId["']\s*:""")


def describe(path: Path, head: bytes) -> Export | None:
    """Three header rows, of which the third says `{"ImportId": …}` in every cell (older files write single quotes)."""
    if not text.is_text(head) or b"ImportId" not in head:
        return None
    rows, delimiter = text.header_rows(path, head, 3)
    if len(rows) < 3 or not all(_IMPORT_ID.match(cell) for cell in rows[2] if cell):
        return None
    columns = [ExportColumn(squeezed(handle), squeezed(label)) for handle, label in zip(rows[0], rows[1], strict=True)]
    return Export(path.name, "", LAYOUT, "utf-8", columns, first_row=4, delimiter=delimiter)
