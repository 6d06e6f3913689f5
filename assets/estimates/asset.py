"""The estimates as an asset."""

from functools import partial

import pyarrow as pa

from assets.checks.figures import BASE_SIZES
from assets.estimates.estimate import estimates as compute_estimates
from assets.estimates.joint import Joint
from assets.estimates.sample import Sample, read_sample
from assets.estimates.together import Part
from assets.exports.extract import extracted, figures
from assets.making.materialize import step
from assets.making.partition import Partition
from assets.making.recipes import current
from assets.marts.lineage_pages import metric_page
from assets.marts.mart import Guard, MadeTable, Origin, mart
from schemas.codebook import codebook
from schemas.measure import pairs
from schemas.tables.estimates import ESTIMATES


def samples(partition: Partition) -> dict[str, Sample]:
    """The sample of each source. Raises Refused where a tabulation does not follow from today's study and exports."""
    return {
        source: partition.cache.once(("sample", path, fingerprint), partial(read_sample, partition.study, source, path))
        for source, (path, fingerprint) in current(partition, "tabulation").items()
    }


def joint(partition: Partition) -> Joint:
    """The samples of a wave as they go together. Raises Refused as `samples` does."""
    study, wave = partition.study, partition.wave
    parts = {
        source: Part(sample, partition.table("responses", source), pairs(study, codebook(study, wave, source)))
        for source, sample in samples(partition).items()
    }
    return Joint(study, wave, parts)


def _estimates(partition: Partition, origin: Origin) -> pa.Table:
    study = partition.study
    published = {
        source: figures(study, source, files, partition.lake)
        for source, files in extracted(study.study, partition.wave, partition.lake, "reported").items()
    }
    return compute_estimates(study, partition.wave, samples(partition), published, origin)


def _shown(of: MadeTable) -> dict[str, str]:
    return {"raw_columns_by_metric": metric_page(of.partition.study, of.roots)}


estimates = step("estimates", mart(ESTIMATES, _estimates, _shown, Guard(BASE_SIZES, lambda _partition, made: made)))
