"""The summary tables as assets."""

import pyarrow as pa
import pyarrow.parquet as pq

from assets.checks.figures import REPRODUCED_CLAIMS, Ledgers
from assets.claims.ledger import claims
from assets.exports.extract import extracted
from assets.making.materialize import stage
from assets.making.partition import Partition
from assets.marts.mart import Guard, Origin, mart
from assets.summary.gap_summary import gap_summary
from assets.summary.priority_ranking import priority_ranking
from assets.summary.questions import questions
from schemas.tables.summary import CLAIMS, GAP_SUMMARY, PRIORITY_RANKING, QUESTIONS


def _estimates(partition: Partition) -> pa.Table:
    return pq.read_table(partition.table("estimates"))


def _gap_summary(partition: Partition, origin: Origin) -> pa.Table:
    return gap_summary(pq.read_table(partition.table("gap_fact")), origin)


def _priority_ranking(partition: Partition, origin: Origin) -> pa.Table:
    return priority_ranking(partition.study, partition.wave, _estimates(partition), origin)


def _claims(partition: Partition, origin: Origin) -> pa.Table:
    return claims(partition.study, partition.wave, partition.folder, _estimates(partition), origin)


def _ledgers(partition: Partition, made: pa.Table) -> Ledgers:
    path = partition.table("claims")
    return Ledgers(pq.read_table(path).to_pylist() if path.exists() else None, made.to_pylist())


def _questions(partition: Partition, origin: Origin) -> pa.Table:
    exports = extracted(partition.study.study, partition.wave, partition.lake, "interviews", "panel")
    return questions(partition.study, partition.wave, exports, origin)


summary = stage(
    "summary",
    mart(GAP_SUMMARY, _gap_summary),
    mart(PRIORITY_RANKING, _priority_ranking),
    mart(CLAIMS, _claims, guard=Guard(REPRODUCED_CLAIMS, _ledgers)),
    mart(QUESTIONS, _questions),
)
