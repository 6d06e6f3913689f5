"""How vendors head a table, whatever file it stands in: one small module a layout.

A module has `LAYOUT`, its name in a study file, and `read(rows)`: from the first rows of a table, as text, the Header, or
None where the layout is another's. It raises ValueError, in words, where the layout is its own and the header is broken.

To add a layout, write the module and name it below, before the layouts that would take its tables for theirs.
"""

from dataclasses import replace

from assets.exports.export import Reading
from assets.exports.readers.headers import plain, qualtrics, surveymonkey
from assets.exports.readers.headers.header import Header
from schemas.refused import Refused

LAYOUTS = [qualtrics, surveymonkey, plain]
DEPTH = 40
"""So many rows of a table are looked at."""


def resolve(rows: list[list[str]], reading: Reading, name: str) -> Header:
    """The header of a table that begins with `rows`, as its vendor writes it. Raises Refused, naming the file `name`."""
    titles = reading.header[0] - 1 if reading.header else 0
    if reading.header is not None and reading.layout in (None, plain.LAYOUT):
        return plain.stated(rows, reading.header)
    try:
        found = next(found for layout in LAYOUTS if (found := layout.read(rows[titles:])))
    except ValueError as error:
        raise Refused(f"{name}: {error}.") from None
    return replace(found, first_row=found.first_row + titles)
