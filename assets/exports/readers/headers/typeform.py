"""Typeform: one header row, from `#` to when and whence it was submitted. A column's handle is the question without markup.

A question with several answers has one column a choice, named by the choice alone, so names come more than once.
"""

import re
from html import unescape

from assets.exports.export import ExportColumn, squeezed
from assets.exports.readers.headers.header import Header

LAYOUT = "typeform"
_TAG, _STARS = re.compile(r"</?\w[^>]*>"), re.compile(r"\*(\S(?:[^*]*\S)?)\*")


def read(rows: list[list[str]]) -> Header | None:
    """One header row with `#` first and `Submit Date (UTC)` near the end."""
    header = rows[0] if rows else []
    if header[:1] != ["#"] or "Submit Date (UTC)" not in map(squeezed, header):
        return None
    return Header(LAYOUT, [ExportColumn(_bare(cell), cell) for cell in header], 2)


def _bare(text: str) -> str:
    return squeezed(_STARS.sub(r"\1", unescape(_TAG.sub("", text))))
