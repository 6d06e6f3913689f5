"""A mart: an asset whose partition is one proved Parquet file, and the metadata of every table that was made.

The metadata are for whoever wonders at a number: where the table lies, how many rows went in and came out, the exports that
it goes back to, and for each column where it comes from.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

import pyarrow as pa

from assets.checks.finding import Check, Finding, published
from assets.exports.extract import extracted
from assets.exports.files import ASSET_OF
from assets.lake.publish import provenance_id, rows_of, state, write_table
from assets.making.materialize import (
    Event,
    Task,
    answered,
    asset_spec,
    column_lineage,
    contract_check,
    data_check,
    in_lake,
    in_ui,
    in_ui_list,
    materialized,
)
from assets.making.partition import Partition
from assets.making.recipes import RECIPES, footer, published_fingerprints, sources, table_fingerprint
from assets.making.settled import follows_from
from assets.marts.lineage_pages import column_page
from assets.marts.roots import Roots, comes_from, roots
from schemas.contracts import prove
from schemas.refused import Refused
from schemas.tables.table import Table

S = TypeVar("S")
Origin = dict[str, object]
"""The columns that say where a row comes from."""


@dataclass(frozen=True)
class MadeTable:
    """A table that was made, and the roots of its wave: what can be shown of it."""

    partition: Partition
    made: pa.Table
    roots: dict[str, Roots]


@dataclass(frozen=True)
class Guard(Generic[S]):
    """A check of a mart before it is published, and how it comes to what it sees: by partition and table."""

    check: Check[S]
    sees: Callable[[Partition, pa.Table], S]

    def finding(self, partition: Partition, made: pa.Table) -> Finding:
        """What the check finds in the table."""
        return self.check.of(partition.study, self.sees(partition, made))


def mart(
    table: Table,
    compute: Callable[[Partition, Origin], pa.Table],
    shown: Callable[[MadeTable], dict[str, str]] = lambda _: {},
    guard: Guard | None = None,
) -> Task:
    """An asset whose partition is one proved Parquet file with the columns of `table`, made by `compute` after its recipe.

    `shown`: what else it shows, in Markdown by its name. `guard` looks before it is published.
    """

    if RECIPES[table.name].makers != (maker := f"{compute.__module__}:{getattr(compute, '__name__', '')}",):
        raise AssertionError(f"{table.name} is made by {maker}; its recipe must say so, or it is never stale")

    def work(partition: Partition) -> list[Event]:
        study = partition.study
        fingerprint = table_fingerprint(partition, table.name, published_fingerprints(partition))
        made = compute(partition, {"synthetic": study.synthetic, "provenance_id": provenance_id(fingerprint)})
        proved = prove(made, table)
        findings = published([guard.finding(partition, made)] if guard else [])
        path = partition.table(table.name)
        found = roots_of(partition)
        pages = {name: in_ui(text) for name, text in shown(MadeTable(partition, made, found)).items()}
        counted = {"dagster/row_count": made.num_rows, "rows_in": in_ui(rows_in(partition, table.name))}
        metadata = pages | counted | table_metadata(partition, table, path, found)
        inside = footer(table.name, study.study, partition.wave, fingerprint) | follows_from(partition, table.name)
        write_table(made, path, inside)
        return [*materialized(table.name, proved, metadata, fingerprint), *map(answered, findings)]

    about = "Types, NULLs and values are as the column dictionary promises."
    checks = [contract_check(table.name, about), *([data_check(guard.check)] if guard else [])]
    return Task([asset_spec(table)], checks, work)


def table_metadata(partition: Partition, table: Table, path: Path, found: dict[str, Roots]) -> dict:
    """The metadata of a table that lies at `path`, given the roots of the wave's sources."""
    exports = [f"{source}: {export.name} {export.sha256}" for source, root in found.items() for export in root.exports]
    return {
        "path": in_lake(path),
        "exports": in_ui_list(exports),
        "column_lineage": in_ui(column_page(partition.study, table, found)),
        "dagster/column_lineage": column_lineage(comes_from(table, found)),
    }


def rows_in(partition: Partition, table: str) -> str:
    """How many rows each table had that was read."""
    counted = {
        read: [rows_of(path) for source in sources(partition, read) if (path := partition.table(read, source)).exists()]
        for read in RECIPES[table].reads
    }
    return "\n".join(f"- {read}: {sum(rows):,}" for read, rows in counted.items() if rows) or "no respondents"


def roots_of(partition: Partition) -> dict[str, Roots]:
    """The roots of a partition's sources, found once for what was extracted and the parts of the study that tell.

    Raises Refused where the study file has other sources than were extracted.
    """
    study, lake = partition.study, partition.lake
    records = {kind: lake.sources(asset, study.study, partition.wave) for kind, asset in ASSET_OF.items()}
    kinds = [kind for kind, record in records.items() if record.exists()]
    of = *published_fingerprints(partition)("responses"), *(state(records[kind]) for kind in kinds)

    def found() -> dict[str, Roots]:
        exports = extracted(study.study, partition.wave, lake, *kinds)
        if set(exports) != {name for name, source in study.sources.items() if source.kind in kinds}:
            raise Refused(f"{partition}: the study file has other sources than were extracted; run the whole job.")
        return roots(study, partition.wave, exports)

    return partition.cache.once(("roots", *of), found)
