"""What people read of lineage, in Markdown: by column, by metric, and by gap."""

from collections.abc import Iterable
from functools import cache

from assets.marts.roots import Roots, once
from schemas.foreign import in_markdown
from schemas.lineage import ends, words
from schemas.measure import metric_variables
from schemas.refused import listed
from schemas.study import SIDES, Study
from schemas.tables.lineage import COMES_FROM
from schemas.tables.table import Table

MOST = 60
"""So many rows are shown; how many more there are is said below them."""

Scope = dict[str, list[str]]
"""Sources, and which of their variables."""

OF_GAPS = ("gap_fact", "gap_audit", "gap_trend", "gap_summary")
"""Tables whose figures are those of gaps, so that they go back to the questions of gaps alone."""


def column_page(study: Study, table: Table, found: dict[str, Roots]) -> str:
    """What each column comes from, and the raw columns that it goes back to."""
    variables = once(name for root in found.values() for name in root.book) if table.name == "responses" else []
    names = [*(column.name for column in table.columns), *variables]
    scopes = _scopes(study, table, found)

    @cache
    def raw(leaves: tuple[tuple[str, str], ...], side: str) -> str:
        return _raw(leaves, scopes[side], found)

    lines = [f"| {name} | {_origin(table, name)} | {raw(ends(table.name, name), _side(name))} |" for name in names]
    return page("| column | comes from | raw columns |", lines, "columns")


def gap_page(study: Study, found: dict[str, Roots]) -> str:
    """The raw columns that each side of each gap uses."""
    lines = [
        f"| **{name}** {in_markdown(gap.label)} | {' | '.join(_used(study, gap.side(side), side, found) for side in SIDES)} |"
        for name, gap in study.gaps.items()
    ]
    sides = (
        " | ".join(in_markdown(study.groups[side].label or side) for side in SIDES) if lines else "executive | consumer"
    )
    return page(f"| gap | {sides} |", lines, "gaps")


def metric_page(study: Study, found: dict[str, Roots]) -> str:
    """The raw columns that each metric uses, group by group."""
    lines = [
        f"| {name} | {in_markdown(group.label or key)} | {used} |"
        for name, metric in study.metrics.items()
        for key, group in study.groups.items()
        if key in (metric.groups or study.groups) and (used := _used(study, name, key, found))
    ]
    return page("| metric | group | raw columns |", lines, "rows")


def page(heading: str, lines: list[str], what: str) -> str:
    """A Markdown table of so many rows, and how many more there are."""
    more = f"\n\n… and {len(lines) - MOST:,} more {what}" if len(lines) > MOST else ""
    return "\n".join([heading, "|---" * (heading.count("|") - 1) + "|", *lines[:MOST]]) + more


def _used(study: Study, metric: str, group: str, found: dict[str, Roots]) -> str:
    """The raw columns that a metric uses of a group, with those that make its base and its weights."""
    root = found[study.groups[group].source]
    if not root.book:
        return f"published figures of {in_markdown(root.file)}"
    variables = metric_variables(study, study.metrics[metric], root.book)
    asked = [column for name in variables for column in root.asked[name]]
    parts = {
        "base": once(asked),
        "group": root.groups[group],
        "weight": root.columns["weight"] if study.metrics[metric].weight is None else [],
    }
    also = "; ".join(f"{what}: {_names(columns)}" for what, columns in parts.items() if columns)
    answers = f"**{_names(root.of(variables))}** of {in_markdown(root.file)}"
    return (f"{answers} ({also})" if also else answers) if variables else ""


def _origin(table: Table, column: str) -> str:
    return words(COMES_FROM[table.name].get(column, ("study.questions",)))


def _side(column: str) -> str:
    """The side of the gaps that a column is about; none for both."""
    return next((side for side in SIDES if column.startswith(side)), "")


def _raw(leaves: tuple[tuple[str, str], ...], scope: Scope, found: dict[str, Roots]) -> str:
    """The raw columns that these columns of responses and figures go back to."""
    parts = []
    for source, variables in scope.items():
        root = found[source]
        asset = "responses" if root.book else root.asset
        names = [each for end, name in leaves if end == asset for each in (variables if name == "*" else [name])]
        if raw := root.of(names):
            parts.append(f"{source}: {_names(raw)}")
    return "; ".join(parts)


def _scopes(study: Study, table: Table, found: dict[str, Roots]) -> dict[str, Scope]:
    """What the columns about each side go back to, and those about both."""
    if table.name not in OF_GAPS:
        return {side: {source: list(root.book) for source, root in found.items()} for side in ("", *SIDES)}
    scopes: dict[str, Scope] = {side: {} for side in ("", *SIDES)}
    for gap in study.gaps.values():
        for side in SIDES:
            source = study.groups[side].source
            variables = metric_variables(study, study.metrics[gap.side(side)], found[source].book)
            for scope in (scopes[""], scopes[side]):
                scope.setdefault(source, []).extend(variables)
    return scopes


def _names(columns: Iterable[str]) -> str:
    return in_markdown(listed(columns, limit=4))
