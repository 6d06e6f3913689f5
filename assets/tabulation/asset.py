"""The tabulation as an asset: one proved file a source."""

from dataclasses import asdict

from assets.lake.publish import fingerprint, footer, keep_only, workspace, write_table
from assets.materialize import Event, Making, asset_spec, contract_check, materialized, stage
from assets.partitions import Partition
from assets.responses.asset import responses_mark
from assets.tabulation.tabulate import tabulate
from schemas.codebook import codebook
from schemas.contracts import prove
from schemas.measure import pairs
from schemas.tables.tabulation import TABULATION

VERSION = "2"


def tabulation_mark(partition: Partition, source: str) -> str:
    """The fingerprint of the tabulation that follows from today's study file and exports."""
    study, wave = partition.study, partition.wave
    counted = [source, [asdict(pair) for pair in pairs(study, codebook(study, wave, source))]]
    return fingerprint("tabulation", VERSION, study.study, wave, counted, [responses_mark(partition)])


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


tabulation = stage(
    "tabulation",
    Making(
        [asset_spec(TABULATION, ["responses"], VERSION)],
        [contract_check("tabulation", "Types, NULLs and values are as the column dictionary promises.")],
        _tabulate,
    ),
)
