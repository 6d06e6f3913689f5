"""Qualtrics' legacy layout: two header rows, ids (V1 to V10 and the questions') and labels. A column's handle is its id.

The number at an id's end counts choices, and is their recode value in the current layout: `Q4_1` here may be `Q4_10`
there. The rows of several matrices may have one name, and the last column has none.
"""

from assets.exports.export import ExportColumn, squeezed
from assets.exports.readers.headers.header import Header, even

LAYOUT = "qualtrics-legacy"


def read(rows: list[list[str]]) -> Header | None:
    """Two header rows, which begin with `V1` and `ResponseID`."""
    if len(rows) < 2 or [squeezed(cell) for row in rows[:2] for cell in row[:1]] != ["V1", "ResponseID"]:
        return None
    even(rows[:2])
    columns = [ExportColumn(squeezed(handle), squeezed(label)) for handle, label in zip(rows[0], rows[1], strict=True)]
    return Header(LAYOUT, columns, 3)
