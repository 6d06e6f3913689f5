"""How an asset says what it made: contract as a blocking check, schema and row counts as metadata, refusals as sentences.

Every `asset.py` stands on this, so that each is no more than: read, call one function, publish.
"""

import warnings
from collections.abc import Callable, Iterator

import dagster as dg
import pyarrow as pa

from assets.lake.publish import fingerprint, footer, write_table
from assets.partitions import PARTITIONS, Partition, Workplace
from schemas.contracts import ContractBroken, prove
from schemas.refused import Refused
from schemas.tables import Table

warnings.filterwarnings(
    "ignore", "Specifying a partitions_def on an AssetCheckSpec", dg.PreviewWarning
)  # pinned below 1.14

CONTRACT = "contract"
Event = dg.AssetCheckResult | dg.MaterializeResult
Origin = dict[str, object]
"""The columns that say where a row comes from."""


def contract_check(asset: str, about: str) -> dg.AssetCheckSpec:
    """The blocking check of an asset, by partition: it is answered before anything is published."""
    return dg.AssetCheckSpec(CONTRACT, asset=asset, description=about, blocking=True, partitions_def=PARTITIONS)


def column_schema(table: Table) -> dg.TableSchema:
    """A table's columns for Dagster's catalog."""
    columns = [
        dg.TableColumn(c.name, str(c.type), c.about, dg.TableColumnConstraints(nullable=c.nullable))
        for c in table.columns
    ]
    return dg.TableSchema(columns)


def guarded(asset: str, work: Callable[[], list[Event]]) -> Iterator[Event]:
    """Run `work`, which proves, publishes, and returns what to tell Dagster.

    What it refuses becomes a failed contract of `asset` and a failure with one sentence a reason: nothing is published,
    nothing downstream runs, and the last good tables stay.
    """
    try:
        events = work()
    except (Refused, ContractBroken) as error:
        reasons = "\n".join(f"- {reason}" for reason in str(error).splitlines())
        yield dg.AssetCheckResult(
            asset_key=asset, check_name=CONTRACT, passed=False, metadata={"reasons": dg.MetadataValue.md(reasons)}
        )
        raise dg.Failure(str(error), allow_retries=False) from None
    yield from events


def materialized(asset: str, proved: str, metadata: dict) -> list[Event]:
    """What to tell Dagster of one asset: its contract holds, and what it holds."""
    check = dg.AssetCheckResult(asset_key=asset, check_name=CONTRACT, passed=True, metadata={"proved": proved})
    return [dg.MaterializeResult(asset, metadata=metadata, check_results=[check])]


def mart(
    table: Table,
    *,
    group: str,
    deps: list[str],
    version: str,
    study_part: set[str],
    inputs: Callable[[Partition], list[str]],
) -> Callable[[Callable[[Partition, Origin], pa.Table]], dg.AssetsDefinition]:
    """An asset whose partition is one proved Parquet file with the columns of `table`.

    `study_part`: the parts of the study file that it follows from. `inputs`: the fingerprints that it follows from.
    The decorated function gets the partition and the columns of origin, and returns the table.
    """

    def define(compute: Callable[[Partition, Origin], pa.Table]) -> dg.AssetsDefinition:
        @dg.asset(
            name=table.name,
            group_name=group,
            deps=deps,
            description=table.about,
            partitions_def=PARTITIONS,
            kinds={"duckdb", "parquet"},
            code_version=version,
            metadata={"dagster/column_schema": column_schema(table)},
            check_specs=[contract_check(table.name, "Types, NULLs and values are as the column dictionary promises.")],
        )
        def asset(context: dg.AssetExecutionContext, workplace: Workplace) -> Iterator[Event]:
            def work() -> list[Event]:
                partition = workplace.partition(context.partition_key)
                study = partition.study
                part = study.model_dump(mode="json", include=study_part | {"study", "title", "synthetic"})
                mark = fingerprint(table.name, version, study.study, partition.wave, part, inputs(partition))
                made = compute(partition, {"synthetic": study.synthetic, "provenance_id": mark[:16]})
                proved = prove(made, table)
                path = partition.table(table.name)
                write_table(made, path, footer(table.name, study.study, partition.wave, mark))
                metadata = {
                    "dagster/row_count": made.num_rows,
                    "path": dg.MetadataValue.path(str(path)),
                    "fingerprint": mark,
                }
                return materialized(table.name, proved, metadata)

            yield from guarded(table.name, work)

        return asset

    return define
