"""The estimates as an asset."""

import pyarrow as pa

from assets.estimates.estimate import estimates as compute_estimates
from assets.estimates.sample import Sample, read_sample
from assets.exports.extract import Extracted, extracted, figures, fingerprints
from assets.materialize import Origin, mart, stage
from assets.partitions import Partition
from assets.tabulation.asset import tabulation_mark
from schemas.tables import ESTIMATES

VERSION = "3"


def samples(partition: Partition) -> dict[str, Sample]:
    """The sample of each source of respondents. Raises Refused where a tabulation is not of today's study and exports."""
    study = partition.study
    return {
        source: read_sample(study, source, partition.current("tabulation", tabulation_mark(partition, source), source))
        for source in study.respondents()
    }


def counted(partition: Partition) -> list[str]:
    """The fingerprints of the tabulations of one partition."""
    sources = list(partition.study.respondents())
    return partition.fingerprints("tabulation", *sources) if sources else []


def _published(partition: Partition) -> Extracted:
    return extracted(partition.study.study, partition.wave, partition.lake, "reported")


def _estimates(partition: Partition, origin: Origin) -> pa.Table:
    study = partition.study
    published = {
        source: figures(study, source, files, partition.lake) for source, files in _published(partition).items()
    }
    return compute_estimates(study, partition.wave, samples(partition), published, origin)


estimates = stage(
    "estimates",
    mart(
        ESTIMATES,
        _estimates,
        deps=["tabulation", "reported_figures"],
        version=VERSION,
        study_part={"sources", "groups", "segments", "scales", "questions", "metrics"},
        inputs=lambda partition: counted(partition) + fingerprints(_published(partition)),
    ),
)
