"""The tables that stand beside a study file: CSVs with one header that is known."""

import csv
from collections.abc import Sequence
from pathlib import Path

from schemas.refused import Refused

BEYOND = "beyond the header"
"""The key of the cells that a row has more than the header."""


def read_rows(path: Path, name: str, header: list[str], optional: Sequence[str] = ()) -> list[dict]:
    """The rows of the CSV at `path` by column. Raises Refused, calling it `name`, where it is none or its header another.

    Columns that are `optional` stand after the others, in any order; a row without one lacks its key.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, restkey=BEYOND, restval="")
            rows, found = list(reader), reader.fieldnames or []
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise Refused(f"{name}: not a UTF-8 CSV ({error}); save it as one.") from None
    more = found[len(header) :]
    if list(found[: len(header)]) != header or len(set(more)) < len(more) or not set(more) <= set(optional):
        after = f", and after it what you need of {', '.join(optional)}" if optional else ""
        raise Refused(f"{name}: the header is {','.join(found)!r}; write {','.join(header)}{after}.")
    return rows
