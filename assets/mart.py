"""A mart: an asset whose partition is one proved Parquet file, and what is told of every table when it was made.

What is told is for whoever wonders at a number: where the table lies, how many rows went in and came out, the exports that
it goes back to, and for each column where it comes from.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from assets.checks.finding import Check, published
from assets.exports.extract import extracted
from assets.exports.files import ASSET_OF
from assets.lake.publish import provenance_id, rows_of, state, write_table
from assets.lineage.pages import column_page
from assets.lineage.roots import Roots, comes_from, roots
from assets.materialize import (
    Event,
    Making,
    answered,
    asset_spec,
    column_lineage,
    contract_check,
    data_check,
    in_lake,
    in_markdown,
    materialized,
)
from assets.partition import Partition
from assets.recipes import RECIPES, footer, mark, sources, standing
from schemas.contracts import prove
from schemas.refused import Refused
from schemas.tables.table import Table

Origin = dict[str, object]
"""The columns that say where a row comes from."""


@dataclass(frozen=True)
class Showing:
    """A table that was made, and the roots of its wave: what can be shown of it."""

    partition: Partition
    made: pa.Table
    roots: dict[str, Roots]


def mart(
    table: Table,
    compute: Callable[[Partition, Origin], pa.Table],
    shown: Callable[[Showing], dict[str, str]] = lambda _: {},
    check: Check | None = None,
    sees: Callable[[Partition, pa.Table], tuple] = lambda _partition, made: (made,),
) -> Making:
    """An asset whose partition is one proved Parquet file with the columns of `table`, made by `compute` after its recipe.

    `shown`: what it shows besides, in Markdown by its name. `check` looks at the table before it is published, or at what it
    `sees` of partition and table.
    """

    if RECIPES[table.name].makers != (maker := f"{compute.__module__}:{getattr(compute, '__name__', '')}",):
        raise AssertionError(f"{table.name} is made by {maker}; its recipe must say so, or it is never stale")

    def work(partition: Partition) -> list[Event]:
        study = partition.study
        follows = mark(partition, table.name, standing(partition))
        made = compute(partition, {"synthetic": study.synthetic, "provenance_id": provenance_id(follows)})
        proved = prove(made, table)
        findings = published([check.of(study, *sees(partition, made))] if check else [])
        path = partition.table(table.name)
        found = roots_of(partition)
        pages = {name: in_markdown(text) for name, text in shown(Showing(partition, made, found)).items()}
        counted = {"dagster/row_count": made.num_rows, "rows_in": in_markdown(rows_in(partition, table.name))}
        metadata = pages | counted | told(partition, table, path, found)
        write_table(made, path, footer(table.name, study.study, partition.wave, follows))
        return [*materialized(table.name, proved, metadata, follows), *map(answered, findings)]

    about = "Types, NULLs and values are as the column dictionary promises."
    checks = [contract_check(table.name, about), *([data_check(check)] if check else [])]
    return Making([asset_spec(table)], checks, work)


def told(partition: Partition, table: Table, path: Path, found: dict[str, Roots]) -> dict:
    """What is told of a table that lies at `path`, given the roots of the wave's sources."""
    exports = [
        f"- {source}: {export.name} `{export.sha256}`" for source, root in found.items() for export in root.exports
    ]
    return {
        "path": in_lake(path),
        "exports": in_markdown("\n".join(exports)),
        "column_lineage": in_markdown(column_page(partition.study, table, found)),
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
    follows = *standing(partition)("responses"), *(state(records[kind]) for kind in kinds)
    if follows not in _FOUND:
        exports = extracted(study.study, partition.wave, lake, *kinds)
        if set(exports) != {name for name, source in study.sources.items() if source.kind in kinds}:
            raise Refused(f"{partition}: the study file has other sources than were extracted; run the whole job.")
        _FOUND.clear()
        _FOUND[follows] = roots(study, partition.wave, exports)
    return _FOUND[follows]


_FOUND: dict[tuple, dict[str, Roots]] = {}
"""The roots that this process last found: every stage of a run asks for the same ones."""
