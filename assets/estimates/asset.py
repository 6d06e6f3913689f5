"""The estimates as an asset."""

import pyarrow as pa

from assets.estimates.estimate import estimates as compute_estimates
from assets.exports.extract import extracted, figures, fingerprints
from assets.materialize import Origin, mart, stage
from assets.partitions import Partition
from assets.tabulation.asset import tabulation_mark
from schemas.tables import ESTIMATES

VERSION = "1"


def _inputs(partition: Partition) -> list[str]:
    study, sources = partition.study, list(partition.study.respondents())
    published = extracted(study.study, partition.wave, partition.lake, "reported")
    counted = partition.fingerprints("tabulation", *sources) if sources else []
    return counted + fingerprints(published)


def _estimates(partition: Partition, origin: Origin) -> pa.Table:
    study, wave, lake = partition.study, partition.wave, partition.lake
    tabulations = {
        source: partition.current("tabulation", tabulation_mark(partition, source), source)
        for source in study.respondents()
    }
    published = {
        source: figures(study, source, files, lake)
        for source, files in extracted(study.study, wave, lake, "reported").items()
    }
    return compute_estimates(study, wave, tabulations, published, origin)


estimates = stage(
    "estimates",
    mart(
        ESTIMATES,
        _estimates,
        deps=["tabulation", "reported_figures"],
        version=VERSION,
        study_part={"sources", "groups", "segments", "scales", "questions", "metrics"},
        inputs=_inputs,
    ),
)
