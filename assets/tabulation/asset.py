"""The tabulation as an asset: one proved file a source."""

from contextlib import ExitStack

from assets.checks.finding import published
from assets.checks.respondents import UNUSED_ANSWERS, AnswerCounts, counts
from assets.lake.publish import keep_only, publishing, workspace, write_parquet
from assets.making.materialize import (
    Event,
    Making,
    answered,
    asset_spec,
    contract_check,
    data_check,
    in_markdown,
    materialized,
    stage,
)  # fmt: skip
from assets.making.partition import Partition
from assets.making.recipes import current, footer, key_said, mark, standing
from assets.marts.mart import roots_of, rows_in, told
from assets.tabulation.tabulate import tabulate
from schemas.contracts import prove
from schemas.source_wave import SourceWave
from schemas.tables.tabulation import TABULATION


def _tabulate(partition: Partition) -> list[Event]:
    study, wave, lake = partition.study, partition.wave, partition.lake
    proved, marks, counted, rows = [], [], [], 0
    with ExitStack() as publication:
        for source, (responses, _) in current(partition, "responses").items():
            of = SourceWave(study, wave, source)
            with workspace(lake.root) as work:
                table = tabulate(of, responses, work)
            proved.append(f"{source}: {prove(table, TABULATION)}")
            marks.append(mark(partition, "tabulation", standing(partition), source))
            place = publication.enter_context(publishing(partition.table("tabulation", source)))
            inside = footer("tabulation", study.study, wave, marks[-1]) | key_said(partition, "tabulation", source)
            write_parquet(table, place, inside)
            counted.append(AnswerCounts(of, counts(table)))
            rows += table.num_rows
        (finding,) = published([UNUSED_ANSWERS.of(study, counted)])
    folder = lake.folder("tabulation", study.study, wave)
    keep_only(folder, study.respondents())
    sizes = {"dagster/row_count": rows, "rows_in": in_markdown(rows_in(partition, "tabulation"))}
    metadata = sizes | told(partition, TABULATION, folder, roots_of(partition))
    return [*materialized("tabulation", "; ".join(proved), metadata, *marks), answered(finding)]


tabulation = stage(
    "tabulation",
    Making(
        [asset_spec(TABULATION)],
        [
            contract_check("tabulation", "Types, NULLs and values are as the column dictionary promises."),
            data_check(UNUSED_ANSWERS),
        ],
        _tabulate,
    ),
)
