"""The gap fact table as an asset."""

import pyarrow as pa
import pyarrow.parquet as pq

from assets.gap_fact.gaps import gap_fact as compute_gap_fact
from assets.materialize import Origin, mart, stage
from assets.partitions import Partition
from schemas.tables import GAP_FACT

VERSION = "1"


def _gap_fact(partition: Partition, origin: Origin) -> pa.Table:
    return compute_gap_fact(partition.study, partition.wave, pq.read_table(partition.table("estimates")), origin)


gap_fact = stage(
    "gap_fact",
    mart(
        GAP_FACT,
        _gap_fact,
        deps=["estimates"],
        version=VERSION,
        study_part={"groups", "segments", "questions", "metrics", "gaps"},
        inputs=lambda partition: partition.fingerprints("estimates"),
    ),
)
