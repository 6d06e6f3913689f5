"""The gap fact table and its audit as assets."""

from collections.abc import Iterator
from datetime import date

import dagster as dg
import pyarrow as pa
import pyarrow.parquet as pq

from assets.checks.waves import ON_TIME, Awaited
from assets.estimates.asset import joint
from assets.gap_fact.audit import gap_audit
from assets.gap_fact.chart import chart
from assets.gap_fact.gaps import gap_fact
from assets.making.materialize import answered, data_check, step
from assets.making.partition import Partition
from assets.making.workplace import Workplace
from assets.marts.lineage_pages import gap_page
from assets.marts.mart import MadeTable, Origin, mart
from schemas.tables.gap_fact import GAP_AUDIT, GAP_FACT


def _gap_fact(partition: Partition, origin: Origin) -> pa.Table:
    estimates = pq.read_table(partition.table("estimates"))
    return gap_fact(partition.study, partition.wave, estimates, joint(partition), origin)


def _gap_audit(partition: Partition, origin: Origin) -> pa.Table:
    estimates, gaps = (pq.read_table(partition.table(name)) for name in ("estimates", "gap_fact"))
    return gap_audit(partition.study, estimates, gaps, joint(partition), origin)


def _shown(of: MadeTable) -> dict[str, str]:
    return {"chart": chart(of.partition.study, of.made), "raw_columns_by_gap": gap_page(of.partition.study, of.roots)}


gaps = step("gap_fact", mart(GAP_FACT, _gap_fact, _shown), mart(GAP_AUDIT, _gap_audit))


class AsOf(dg.Config):
    """The day that lateness is told on, 2026-11-30; today, unless it is given."""

    today: str = ""


@dg.multi_asset_check(specs=[data_check(ON_TIME)])
def on_time(
    context: dg.AssetCheckExecutionContext, config: AsOf, workplace: Workplace
) -> Iterator[dg.AssetCheckResult]:
    """Answered by itself: the day decides, and no table is made for it. As an error it fails its run, which is told of."""
    partition = workplace.partition(context.partition_key)
    today = date.fromisoformat(config.today) if config.today else date.today()
    stands = partition.published_fingerprint(ON_TIME.asset) is not None
    finding = ON_TIME.of(partition.study, Awaited(partition.wave, stands, today))
    yield answered(finding)
    if finding.stops:
        raise dg.Failure(f"{finding} {finding.check.remedy}", allow_retries=False)
