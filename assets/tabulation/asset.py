"""The tabulation as an asset: one proved file a source."""

from assets.lake.publish import footer, keep_only, workspace, write_table
from assets.mart import roots_of, rows_in, told
from assets.materialize import Event, Making, asset_spec, contract_check, in_markdown, materialized, stage
from assets.partition import Partition
from assets.recipes import current, mark, standing
from assets.tabulation.tabulate import tabulate
from schemas.contracts import prove
from schemas.tables.tabulation import TABULATION


def _tabulate(partition: Partition) -> list[Event]:
    study, wave, lake = partition.study, partition.wave, partition.lake
    proved, marks, rows = [], [], 0
    for source, (responses, _) in current(partition, "responses").items():
        with workspace(lake.root) as work:
            table = tabulate(study, wave, source, responses, work)
        proved.append(f"{source}: {prove(table, TABULATION)}")
        marks.append(mark(partition, "tabulation", standing(partition), source))
        write_table(table, partition.table("tabulation", source), footer("tabulation", study.study, wave, marks[-1]))
        rows += table.num_rows
    folder = lake.folder("tabulation", study.study, wave)
    keep_only(folder, study.respondents())
    counted = {"dagster/row_count": rows, "rows_in": in_markdown(rows_in(partition, "tabulation"))}
    metadata = counted | told(partition, TABULATION, folder, roots_of(partition))
    return materialized("tabulation", "; ".join(proved), metadata, *marks)


tabulation = stage(
    "tabulation",
    Making(
        [asset_spec(TABULATION)],
        [contract_check("tabulation", "Types, NULLs and values are as the column dictionary promises.")],
        _tabulate,
    ),
)
