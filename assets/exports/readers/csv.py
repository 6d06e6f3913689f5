"""Plain CSV: one header row. A column's handle is its name."""

from pathlib import Path

from assets.exports.export import Export, ExportColumn, squeezed
from assets.exports.readers import text

LAYOUT = "csv"
cells = text.cells


def describe(path: Path, head: bytes) -> Export | None:
    """One header row: any text that no other layout claims."""
    if not text.is_text(head):
        return None
    (header, *_), delimiter = text.header_rows(path, head, 1)
    columns = [ExportColumn(squeezed(name)) for name in header]
    return Export(path.name, "", LAYOUT, "utf-8", columns, first_row=2, delimiter=delimiter)
