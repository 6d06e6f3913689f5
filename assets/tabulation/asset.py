"""The tabulation as an asset: one proved file a source."""

from contextlib import ExitStack

from assets.checks.finding import published
from assets.checks.respondents import UNUSED_ANSWERS, AnswerCounts, counts
from assets.lake.publish import keep_only, publishing, workspace, write_parquet
from assets.making.materialize import (
    Event,
    Task,
    answered,
    asset_spec,
    contract_check,
    data_check,
    in_ui,
    materialized,
    step,
)  # fmt: skip
from assets.making.partition import Partition
from assets.making.recipes import current, footer, key_footer, published_fingerprints, table_fingerprint
from assets.making.settled import follows_from
from assets.marts.mart import roots_of, rows_in, table_metadata
from assets.tabulation.tabulate import tabulate
from schemas.contracts import prove
from schemas.source_wave import SourceWave
from schemas.tables.tabulation import TABULATION


def _tabulate(partition: Partition) -> list[Event]:
    study, wave, lake = partition.study, partition.wave, partition.lake
    proved, fingerprints, counted, rows = [], [], [], 0
    with ExitStack() as publication:
        for source, (responses, _) in current(partition, "responses").items():
            of = SourceWave(study, wave, source)
            with workspace(lake.root) as work:
                table = tabulate(of, responses, work)
            proved.append(f"{source}: {prove(table, TABULATION)}")
            fingerprints.append(table_fingerprint(partition, "tabulation", published_fingerprints(partition), source))
            place = publication.enter_context(publishing(partition.table("tabulation", source)))
            inside = footer("tabulation", study.study, wave, fingerprints[-1])
            inside |= key_footer(partition, "tabulation", source) | follows_from(partition, "tabulation")
            write_parquet(table, place, inside)
            counted.append(AnswerCounts(of, counts(table)))
            rows += table.num_rows
        (finding,) = published([UNUSED_ANSWERS.of(study, counted)])
    folder = lake.folder("tabulation", study.study, wave)
    keep_only(folder, study.respondents())
    sizes = {"dagster/row_count": rows, "rows_in": in_ui(rows_in(partition, "tabulation"))}
    metadata = sizes | table_metadata(partition, TABULATION, folder, roots_of(partition))
    return [*materialized("tabulation", "; ".join(proved), metadata, *fingerprints), answered(finding)]


tabulation = step(
    "tabulation",
    Task(
        [asset_spec(TABULATION)],
        [
            contract_check("tabulation", "Types, NULLs and values are as the column dictionary promises."),
            data_check(UNUSED_ANSWERS),
        ],
        _tabulate,
    ),
)
