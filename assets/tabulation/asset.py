"""The tabulation as an asset: one proved file a source."""

from collections.abc import Iterator

import dagster as dg

from assets.lake.publish import fingerprint, footer, keep_only, workspace, write_table
from assets.materialize import Event, column_schema, contract_check, guarded, materialized
from assets.partitions import PARTITIONS, Partition, Workplace
from assets.responses.asset import responses_mark
from assets.tabulation.tabulate import tabulate
from schemas.contracts import prove
from schemas.tables import TABULATION

VERSION = "1"


@dg.asset(
    group_name="tabulation",
    deps=["responses"],
    description=TABULATION.about,
    partitions_def=PARTITIONS,
    kinds={"duckdb", "parquet"},
    code_version=VERSION,
    metadata={"dagster/column_schema": column_schema(TABULATION)},
    check_specs=[contract_check("tabulation", "Types, NULLs and values are as the column dictionary promises.")],
)
def tabulation(context: dg.AssetExecutionContext, workplace: Workplace) -> Iterator[Event]:
    """Count the responses of one partition."""
    yield from guarded("tabulation", lambda: _tabulate(workplace.partition(context.partition_key)))


def tabulation_mark(partition: Partition, source: str) -> str:
    """The fingerprint of the tabulation that follows from today's study file and exports."""
    return fingerprint(
        "tabulation", VERSION, partition.study.study, partition.wave, source, [responses_mark(partition)]
    )


def _tabulate(partition: Partition) -> list[Event]:
    study, wave, lake = partition.study, partition.wave, partition.lake
    proved, rows = [], 0
    for source in study.respondents():
        responses = partition.current("responses", responses_mark(partition), source)
        with workspace(lake.root) as work:
            table = tabulate(study, wave, source, responses, work)
        proved.append(f"{source}: {prove(table, TABULATION)}")
        inside = footer("tabulation", study.study, wave, tabulation_mark(partition, source))
        write_table(table, partition.table("tabulation", source), inside)
        rows += table.num_rows
    keep_only(lake.folder("tabulation", study.study, wave), study.respondents())
    return materialized("tabulation", "; ".join(proved), {"dagster/row_count": rows})
