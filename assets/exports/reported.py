"""Published figures with their bases and no respondents: all that is known of many famous studies.

A CSV with the columns group, metric, figure, base, documents, note, and base_is where some base was not printed. A figure
reads as it was published: `26 of 35`, `42%`, `7.4`; a range (`82-85%`) or a bound (`<44%`) is kept as text and is no
estimate.
"""

import re
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from schemas.csv_text import BEYOND, read_rows
from schemas.refused import Refused, listed
from schemas.study import SHARE, Study, metric_unit

NUMBER = r"-?\d+(?:\.\d+)?"
FIGURE = rf"\d+ of \d+|{NUMBER}\s*%?|[<>≤≥]\s*{NUMBER}\s*%?|{NUMBER}\s*[-–]\s*{NUMBER}\s*%?"
HEADER, OPTIONAL = ["group", "metric", "figure", "base", "documents", "note"], ["base_is"]
BASE_IS = ("stated", "inferred", "unknown")


@dataclass(frozen=True)
class Figure:
    """One published figure. `estimate` is a fraction for a percent, None for a range or a bound; `base` None is unknown."""

    group: str
    metric: str
    published: str
    estimate: float | None
    base: int | None
    base_is: str
    """One of BASE_IS."""
    note: str
    """Where it is printed, and what the study says of it."""


def read_figures(path: Path, name: str, study: Study, source: str) -> list[Figure]:
    """The figures in `path`, called `name`, of groups and metrics of `study`. Raises Refused with every bad row."""
    figures: list[Figure] = []
    reasons: list[str] = []
    for number, row in enumerate(read_rows(path, name, HEADER, OPTIONAL), start=2):
        try:
            figures.append(_figure(row, study, source))
        except ValueError as error:
            reasons.append(f"{name}, row {number}: {error}.")
    if reasons:
        raise Refused(*reasons)
    return figures


def _figure(row: dict[str, str], study: Study, source: str) -> Figure:
    if BEYOND in row:
        raise ValueError("the row has more cells than the header; quote a text that holds a comma")
    group, metric, text = row["group"].strip(), row["metric"].strip(), row["figure"].strip()
    if group not in study.groups or study.groups[group].source != source:
        mine = [name for name, known in study.groups.items() if known.source == source]
        raise ValueError(f"there is no group {group!r} in source {source}; its groups are {listed(mine)}")
    if metric not in study.metrics:
        raise ValueError(f"there is no metric {metric!r} in the study; add it there or mend the name")
    if not re.fullmatch(FIGURE, text):
        raise ValueError(f"{text!r} is no figure; write 26 of 35, 42%, 7.4, a range 82-85% or a bound <44%")
    base = _base(row["base"].strip())
    base_is = (row.get("base_is") or "").strip() or ("unknown" if base is None and "of" not in text else "stated")
    if base_is not in BASE_IS:
        raise ValueError(f"base_is is {base_is!r}; write {', '.join(BASE_IS)}, or nothing")
    if (base_is == "unknown") != (base is None and "of" not in text):
        raise ValueError(f"base_is {base_is!r} does not go with base {row['base']!r}; mend one of them")
    is_share = metric_unit(study, study.metrics[metric]) == SHARE
    if is_share != bool(re.search(r"%|of", text)):
        kind = "a share, so write 26 of 35 or 42%" if is_share else "no share, so write its number: 7.4"
        raise ValueError(f"{text!r} is no figure of {metric}, which is {kind}")
    note = "; ".join(filter(None, (f"documents {row['documents']}" if row["documents"] else "", row["note"].strip())))
    if "of" in text:
        hits, of = map(int, text.split(" of "))
        if hits > of or of == 0 or base not in (None, of):
            raise ValueError(f"{text!r} does not go with base {row['base']!r}; mend one of them")
        return Figure(group, metric, text, hits / of, of, base_is, note)
    if re.fullmatch(NUMBER, text):
        return Figure(group, metric, text, float(text), base, base_is, note)
    if re.fullmatch(rf"{NUMBER}\s*%", text):
        share = Fraction(text.rstrip("% ")) / 100
        if not 0 <= share <= 1:
            raise ValueError(f"{text!r} is more than all; mend the figure")
        return Figure(group, metric, text, float(share), base, base_is, note)
    return Figure(group, metric, text, None, base, base_is, note)


def _base(text: str) -> int | None:
    if not text:
        return None
    if not text.isdigit() or int(text) == 0:
        raise ValueError(
            f"the base {text!r} is no number of respondents; write a whole number, or nothing where it is unknown"
        )
    return int(text)
