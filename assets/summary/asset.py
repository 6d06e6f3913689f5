"""The summary tables as assets."""

import pyarrow as pa
import pyarrow.parquet as pq

from assets.exports.extract import Extracted, extracted, fingerprints
from assets.materialize import Origin, mart
from assets.partitions import Partition
from assets.summary.claims import claims as compute_claims
from assets.summary.claims import ledger_fingerprint
from assets.summary.gap_summary import gap_summary as compute_gap_summary
from assets.summary.priorities import priority_ranking as compute_priority_ranking
from assets.summary.questions import questions as compute_questions
from schemas.tables import CLAIMS, GAP_SUMMARY, PRIORITY_RANKING, QUESTIONS

VERSION = "1"
GROUP = "summary"


@mart(
    GAP_SUMMARY,
    group=GROUP,
    deps=["gap_fact"],
    version=VERSION,
    study_part=set(),
    inputs=lambda partition: partition.fingerprints("gap_fact"),
)
def gap_summary(partition: Partition, origin: Origin) -> pa.Table:
    """Count and average the gaps of one partition by unit and topic."""
    return compute_gap_summary(pq.read_table(partition.table("gap_fact")), origin)


@mart(
    PRIORITY_RANKING,
    group=GROUP,
    deps=["estimates"],
    version=VERSION,
    study_part={"priorities"},
    inputs=lambda partition: partition.fingerprints("estimates"),
)
def priority_ranking(partition: Partition, origin: Origin) -> pa.Table:
    """Rank what matters most to each group."""
    return compute_priority_ranking(
        partition.study, partition.wave, pq.read_table(partition.table("estimates")), origin
    )


@mart(
    CLAIMS,
    group=GROUP,
    deps=["estimates"],
    version=VERSION,
    study_part={"claims", "groups", "metrics"},
    inputs=lambda partition: (
        partition.fingerprints("estimates") + ledger_fingerprint(partition.study, partition.folder)
    ),
)
def claims(partition: Partition, origin: Origin) -> pa.Table:
    """Give every published figure its verdict."""
    estimates = pq.read_table(partition.table("estimates"))
    return compute_claims(partition.study, partition.wave, partition.folder, estimates, origin)


def _exports(partition: Partition) -> Extracted:
    return extracted(partition.study.study, partition.wave, partition.lake, "interviews", "panel")


@mart(
    QUESTIONS,
    group=GROUP,
    deps=["responses", "reported_figures"],
    version=VERSION,
    study_part={"sources", "scales", "questions"},
    inputs=lambda partition: fingerprints(_exports(partition)),
)
def questions(partition: Partition, origin: Origin) -> pa.Table:
    """Write the codebook of one partition."""
    return compute_questions(partition.study, partition.wave, _exports(partition), origin)
