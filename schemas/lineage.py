"""Following what `schemas/tables/lineage.py` declares: from a column to those of other tables, and to where they end."""

from collections.abc import Sequence
from functools import cache

from schemas.tables.lineage import ANSWERS, COMES_FROM, WORDS


@cache
def upstream(table: str, column: str) -> tuple[tuple[str, str], ...]:
    """The columns of other tables that a column comes from, those that its own table's columns lead to included."""
    found: list[tuple[str, str]] = []
    for name in COMES_FROM[table][column]:
        other, dot, its = name.partition(".")
        if not dot:
            found += upstream(table, name) if name not in WORDS else ()
        elif other != "study":
            found.append((other, its))
    return tuple(dict.fromkeys(found))


@cache
def ends(table: str, column: str) -> tuple[tuple[str, str], ...]:
    """The columns of responses and reported_figures that a column goes back to."""
    if column == "*" or table in ("responses", "reported_figures"):
        return ((table, column),)
    return tuple(dict.fromkeys(end for each in upstream(table, column) for end in ends(*each)))


def words(names: Sequence[str]) -> str:
    """What a column comes from, for a reader."""
    parts = [name.removeprefix("study.") for name in names if name.startswith("study.")]
    said = [f"study file: {' and '.join(parts)}"] if parts else []
    others = (name for name in names if not name.startswith("study."))
    return ", ".join([*said, *(_word(name) for name in others)])


def _word(name: str) -> str:
    return "the answers in responses" if name == ANSWERS else WORDS.get(name, name)
