"""The estimates as an asset."""

from pathlib import Path

import pyarrow as pa

from assets.estimates.estimate import estimates as compute_estimates
from assets.estimates.sample import Sample, read_sample
from assets.exports.extract import Extracted, extracted, figures, fingerprints
from assets.materialize import Origin, mart, stage
from assets.partitions import Partition
from assets.tabulation.asset import tabulation_mark
from schemas.tables.estimates import ESTIMATES

VERSION = "3"


def samples(partition: Partition) -> dict[str, Sample]:
    """The sample of each source of respondents. Raises Refused where a tabulation is not of today's study and exports."""
    found = {}
    for source in partition.study.respondents():
        mark = tabulation_mark(partition, source)
        path = partition.current("tabulation", mark, source)
        if (path, mark) not in _READ:
            _READ[path, mark] = read_sample(partition.study, source, path)
        found[source] = _READ[path, mark]
    return found


_READ: dict[tuple[Path, str], Sample] = {}
"""Samples that this process has read: the stages of a run ask for the same ones."""


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
        study_part={"sources", "groups", "segments", "scales", "questions", "metrics", "reliability"},
        inputs=lambda partition: counted(partition) + fingerprints(_published(partition)),
    ),
)
