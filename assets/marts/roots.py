"""Roots: what the responses and published figures of one wave come from, column by column of the exports.

What the columns of all other tables come from is the same for every study and stands in `schemas/tables/lineage.py`. What
people read of both is in `lineage_pages.py`.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from assets.exports.export import Export
from assets.exports.extract import Extracted
from assets.exports.files import ASSET_OF
from assets.exports.reported import HEADER
from schemas.codebook import Condition, Variable, conditions
from schemas.lineage import upstream
from schemas.source_wave import SourceWave
from schemas.study import Source, Study, Weight
from schemas.tables.table import Table

OPTIONAL = ("stratum", "cluster")
"""Columns that only some samples fill."""


@dataclass(frozen=True)
class Roots:
    """What comes from the exports of one source."""

    asset: str
    """The asset that extracts it."""
    exports: list[Export]
    book: dict[str, Variable]
    """Its variables; none where only figures were published."""
    columns: dict[str, list[str]]
    """By column of its responses, or of its figures: the raw columns."""
    asked: dict[str, list[str]]
    """By variable: the raw columns that tell who was asked."""
    groups: dict[str, list[str]]
    """By group: the raw columns that tell who is in it."""

    @property
    def file(self) -> str:
        """The name of its export, or of the first and how many more there are."""
        more = f" and {len(self.exports) - 1} more" if len(self.exports) > 1 else ""
        return self.exports[0].name + more

    def of(self, names: Iterable[str]) -> list[str]:
        """The raw columns of these columns of the responses."""
        return once(column for name in names for column in self.columns.get(name, []))


def once(names: Iterable) -> list:
    """Each of them once, in their order."""
    return list(dict.fromkeys(names))


def roots(study: Study, wave: str, exports: Extracted) -> dict[str, Roots]:
    """The roots of each source in one wave, given its exports."""
    found = {}
    for source, files in exports.items():
        kind = study.sources[source].kind
        if kind == "reported":
            found[source] = Roots(ASSET_OF[kind], files, {}, {name: [name] for name in HEADER}, {}, {})
        else:
            found[source] = _roots(SourceWave(study, wave, source), files)
    return found


def _roots(of: SourceWave, files: list[Export]) -> Roots:
    study, described, book = of.study, of.described, of.book
    columns: dict[str, list[str]] = {}
    for export in files:
        names = export.names
        for variable in book.values():
            columns.setdefault(variable.name, []).extend(names[at] for at in export.columns_of(variable))
        for column, addresses in _named(described).items():
            columns.setdefault(column, []).extend(names[export.find_one(each, of.source)] for each in addresses)

    def telling(conditions: tuple[Condition, ...]) -> list[str]:
        return once(column for condition in conditions for name, _ in condition for column in columns[name])

    asked = {name: telling(variable.asked) for name, variable in book.items()}
    groups = {name: telling(conditions(study, study.groups[name].where, book, f"group {name}")) for name in of.groups}
    raked = described.weight.rake if isinstance(described.weight, Weight) else {}
    columns["weight"] += [column for target in raked for column in columns[target]]
    segments = [column for segment in study.segments.values() for column in columns.get(segment.of, [])]
    columns["cell"] = [*(column for found in groups.values() for column in found), *segments]
    columns = {name: once(found) for name, found in columns.items()}
    return Roots(ASSET_OF[described.kind], files, book, columns, asked, groups)


def _named(source: Source) -> dict[str, list]:
    """The places that the study gives for a source itself, by the column of its responses."""
    single = {
        "respondent": source.respondent,
        "weight": source.weight.column if isinstance(source.weight, Weight) else None,
        "seconds": source.duration,
        "cluster": source.cluster,
    }
    return {column: [place] if place else [] for column, place in single.items()} | {"stratum": source.strata}


def comes_from(table: Table, found: dict[str, Roots]) -> dict[str, list[tuple[str, str]]]:
    """By column of a table: the assets and columns that it comes from, given the roots of the wave's sources."""
    if table.name == "responses":
        return _of_responses(found)
    there = {name for root in found.values() for name, columns in root.columns.items() if columns}
    answers = once(name for root in found.values() for name in root.book)
    none = {("reported_figures", name) for name in HEADER if name not in there}
    none |= {(asset, name) for asset in ("responses", "tabulation") for name in OPTIONAL if name not in there}
    lineage = {}
    for column in table.columns:
        names = [
            (asset, each)
            for asset, name in upstream(table.name, column.name)
            for each in (answers if name == "*" else [name])
            if (asset, each) not in none
        ]
        if names:
            lineage[column.name] = names
    return lineage


def _of_responses(found: dict[str, Roots]) -> dict[str, list[tuple[str, str]]]:
    lineage: dict[str, list[tuple[str, str]]] = {}
    for root in found.values():
        for name, columns in root.columns.items() if root.book else ():
            raw = once([*columns, *root.asked.get(name, [])])
            lineage.setdefault(name, []).extend((root.asset, column) for column in raw)
    return {name: once(names) for name, names in lineage.items() if names}
