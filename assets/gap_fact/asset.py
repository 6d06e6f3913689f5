"""The gap fact table and its audit as assets."""

import pyarrow as pa
import pyarrow.parquet as pq

from assets.estimates.asset import samples
from assets.estimates.joint import Joint
from assets.gap_fact.audit import gap_audit
from assets.gap_fact.chart import chart
from assets.gap_fact.gaps import gap_fact
from assets.lineage.pages import gap_page
from assets.mart import Origin, Showing, mart
from assets.materialize import stage
from assets.partition import Partition
from schemas.tables.gap_fact import GAP_AUDIT, GAP_FACT


def _joint(partition: Partition) -> Joint:
    return Joint(partition.study, partition.wave, samples(partition))


def _gap_fact(partition: Partition, origin: Origin) -> pa.Table:
    estimates = pq.read_table(partition.table("estimates"))
    return gap_fact(partition.study, partition.wave, estimates, _joint(partition), origin)


def _gap_audit(partition: Partition, origin: Origin) -> pa.Table:
    estimates, gaps = (pq.read_table(partition.table(name)) for name in ("estimates", "gap_fact"))
    return gap_audit(partition.study, estimates, gaps, _joint(partition), origin)


def _shown(of: Showing) -> dict[str, str]:
    return {"chart": chart(of.made), "raw_columns_by_gap": gap_page(of.partition.study, of.roots)}


gaps = stage("gap_fact", mart(GAP_FACT, _gap_fact, _shown), mart(GAP_AUDIT, _gap_audit))
