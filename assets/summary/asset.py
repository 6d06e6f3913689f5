"""The summary tables as assets."""

import pyarrow as pa
import pyarrow.parquet as pq

from assets.exports.extract import Extracted, extracted, fingerprints
from assets.materialize import Origin, mart, stage
from assets.partitions import Partition
from assets.summary.claims import claims, ledger_fingerprint
from assets.summary.gap_summary import gap_summary
from assets.summary.priorities import priority_ranking
from assets.summary.questions import questions
from schemas.tables.summary import CLAIMS, GAP_SUMMARY, PRIORITY_RANKING, QUESTIONS

VERSION = "1"


def _estimates(partition: Partition) -> pa.Table:
    return pq.read_table(partition.table("estimates"))


def _gap_summary(partition: Partition, origin: Origin) -> pa.Table:
    return gap_summary(pq.read_table(partition.table("gap_fact")), origin)


def _priority_ranking(partition: Partition, origin: Origin) -> pa.Table:
    return priority_ranking(partition.study, partition.wave, _estimates(partition), origin)


def _claims(partition: Partition, origin: Origin) -> pa.Table:
    return claims(partition.study, partition.wave, partition.folder, _estimates(partition), origin)


def _exports(partition: Partition) -> Extracted:
    return extracted(partition.study.study, partition.wave, partition.lake, "interviews", "panel")


def _questions(partition: Partition, origin: Origin) -> pa.Table:
    return questions(partition.study, partition.wave, _exports(partition), origin)


summary = stage(
    "summary",
    mart(
        GAP_SUMMARY,
        _gap_summary,
        deps=["gap_fact"],
        version=VERSION,
        study_part=set(),
        inputs=lambda partition: partition.fingerprints("gap_fact"),
    ),
    mart(
        PRIORITY_RANKING,
        _priority_ranking,
        deps=["estimates"],
        version=VERSION,
        study_part={"priorities"},
        inputs=lambda partition: partition.fingerprints("estimates"),
    ),
    mart(
        CLAIMS,
        _claims,
        deps=["estimates"],
        version=VERSION,
        study_part={"claims", "groups", "metrics"},
        inputs=lambda partition: (
            partition.fingerprints("estimates") + ledger_fingerprint(partition.study, partition.folder)
        ),
    ),
    mart(
        QUESTIONS,
        _questions,
        deps=["responses", "reported_figures"],
        version=VERSION,
        study_part={"sources", "scales", "questions"},
        inputs=lambda partition: fingerprints(_exports(partition)),
    ),
)
