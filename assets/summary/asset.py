"""The summary tables as assets."""

import pyarrow as pa
import pyarrow.parquet as pq

from assets.exports.extract import extracted
from assets.making.materialize import stage
from assets.making.partition import Partition
from assets.marts.mart import Origin, mart
from assets.summary.gap_summary import gap_summary
from assets.summary.priority_ranking import priority_ranking
from assets.summary.questions import questions
from schemas.tables.summary import GAP_SUMMARY, PRIORITY_RANKING, QUESTIONS


def _gap_summary(partition: Partition, origin: Origin) -> pa.Table:
    return gap_summary(pq.read_table(partition.table("gap_fact")), origin)


def _priority_ranking(partition: Partition, origin: Origin) -> pa.Table:
    return priority_ranking(partition.study, partition.wave, pq.read_table(partition.table("estimates")), origin)


def _questions(partition: Partition, origin: Origin) -> pa.Table:
    exports = extracted(partition.study.study, partition.wave, partition.lake, "interviews", "panel")
    return questions(partition.study, partition.wave, exports, origin)


summary = stage(
    "summary",
    mart(GAP_SUMMARY, _gap_summary),
    mart(PRIORITY_RANKING, _priority_ranking),
    mart(QUESTIONS, _questions),
)
