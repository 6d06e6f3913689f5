"""Alchemer, once SurveyGizmo: one header row, in which a column of a block is `Option:Question`. Handle: `Question | Option`.

Colons stand in questions and options too, so a header is parted only where another column has the same question.
"""

from collections import Counter

from assets.exports.export import ExportColumn, squeezed
from assets.exports.readers.headers.header import Header

LAYOUT = "alchemer"
_MARKS = {"Time Started", "Date Submitted", "Status"}


def read(rows: list[list[str]]) -> Header | None:
    """One header row with `Response ID` first, then when it was started and submitted, and its status."""
    header = [squeezed(cell) for cell in rows[0]] if rows else []
    if header[:1] != ["Response ID"] or not set(header) >= _MARKS:
        return None
    shared = Counter(question for name in header for question in {name, *(after for _, after in _partings(name))})
    return Header(LAYOUT, [ExportColumn(_handle(name, shared), name) for name in header], 2)


def _partings(name: str) -> list[tuple[str, str]]:
    """Every way to part a name at a colon that has no blank beside it."""
    parts = name.split(":")
    ways = [(":".join(parts[:at]), ":".join(parts[at:])) for at in range(1, len(parts))]
    return [
        (option, question) for option, question in ways if option == option.strip() and question == question.strip()
    ]


def _handle(name: str, shared: Counter[str]) -> str:
    ways = [(option, question) for option, question in _partings(name) if option and shared[question] > 1]
    if not ways:
        return name
    option, question = max(ways, key=lambda way: (shared[way[1]], len(way[1])))
    return f"{question} | {option}"
