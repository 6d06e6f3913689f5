"""The gap fact table as an asset."""

import pyarrow as pa
import pyarrow.parquet as pq

from assets.estimates.joint import Joint
from assets.estimates.sample import read_sample
from assets.gap_fact.gaps import gap_fact
from assets.materialize import Origin, mart, stage
from assets.partitions import Partition
from assets.tabulation.asset import tabulation_mark
from schemas.tables import GAP_FACT

VERSION = "2"


def _joint(partition: Partition) -> Joint:
    """The samples that hold both sides of the gaps; sources with one side have nothing to join."""
    study = partition.study
    sides = {study.groups[side].source for side in ("executive", "consumer") if side in study.groups}
    both = [source for source in study.respondents() if sides == {source}]
    samples = {
        source: read_sample(study, source, partition.current("tabulation", tabulation_mark(partition, source), source))
        for source in both
    }
    return Joint(study, partition.wave, samples)


def _gap_fact(partition: Partition, origin: Origin) -> pa.Table:
    estimates = pq.read_table(partition.table("estimates"))
    return gap_fact(partition.study, partition.wave, estimates, _joint(partition), origin)


gaps = stage(
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
