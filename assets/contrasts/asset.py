"""The contrasts as assets."""

import pyarrow as pa

from assets.contrasts.segments import segment_contrast
from assets.estimates.asset import samples
from assets.materialize import Origin, mart, stage
from assets.partitions import Partition
from schemas.tables import SEGMENT_CONTRAST

VERSION = "1"


def _segment_contrast(partition: Partition, origin: Origin) -> pa.Table:
    return segment_contrast(partition.study, partition.wave, samples(partition), origin)


contrasts = stage(
    "contrasts",
    mart(
        SEGMENT_CONTRAST,
        _segment_contrast,
        deps=["tabulation"],
        version=VERSION,
        study_part={"sources", "groups", "segments", "scales", "questions", "metrics"},
        inputs=lambda partition: partition.fingerprints("tabulation", *partition.study.respondents()),
    ),
)
