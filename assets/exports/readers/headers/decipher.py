"""Forsta Surveys, once Decipher: one header row of variables (`q1`, `q2r1`, `q3r1c2`), whose value labels are in a map apart.

A blank option was not shown; 0 was, and not ticked. Status 3 is qualified: 1 is screened out, 2 over quota, 4 not finished.
"""

import re

from assets.exports.export import DURATION, RESPONDENT, TECHNICAL, ExportColumn, squeezed
from assets.exports.readers.headers.header import Header, cells_are

LAYOUT = "decipher"
_MARKS = {"uuid", "status", "markers"}
_OWN = re.compile(
    r"uuid|date|markers|status|vlist|vos|vosr15oe|vbrowser|vbrowserr15oe|vmobiledevice|vmobileos|start_date|vdropout|source"
    r"|decLang|list|userAgent|fp_\w+|dcua|url|session|ipAddress"
)
_ROLES = {"record": RESPONDENT, "qtime": DURATION}
_QUALIFIED = ["3", "Qualified"]


def read(rows: list[list[str]]) -> Header | None:
    """One header row that begins with `record`, above numbers, and has the system's `uuid`, `status` and `markers`."""
    header = [squeezed(cell) for cell in rows[0]] if rows else []
    if header[:1] != ["record"] or not set(header) >= _MARKS or not cells_are(rows[1:], 0, str.isdecimal):
        return None
    return Header(LAYOUT, [_column(name) for name in header], 2)


def _column(name: str) -> ExportColumn:
    role = _ROLES.get(name) or (TECHNICAL if _OWN.fullmatch(name) else "")
    return ExportColumn(name, role=role, finished=_QUALIFIED if name == "status" else [])
