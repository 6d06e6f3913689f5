"""The contrasts as assets."""

from dataclasses import replace

import pyarrow as pa
import pyarrow.parquet as pq

from assets.contrasts.segments import segment_contrast
from assets.contrasts.trend import Standing, compared_waves, gap_trend
from assets.contrasts.waves import Waves
from assets.estimates.asset import counted, samples
from assets.estimates.joint import Joint
from assets.gap_fact.gaps import metrics_of
from assets.lake.publish import fingerprint
from assets.materialize import Origin, mart, stage
from assets.partitions import Partition
from schemas.codebook import codebook
from schemas.measure import Pair, pairs
from schemas.tables.contrasts import GAP_TREND, SEGMENT_CONTRAST

VERSION = "2"


def _segment_contrast(partition: Partition, origin: Origin) -> pa.Table:
    return segment_contrast(partition.study, partition.wave, samples(partition), origin)


def _standing(partition: Partition) -> Standing:
    metrics = metrics_of(pq.read_table(partition.table("estimates")))
    gaps = pq.read_table(partition.table("gap_fact")).to_pylist()
    return Standing(partition.wave, gaps, metrics, Joint(partition.study, partition.wave, samples(partition)))


def _earlier(partition: Partition) -> list[Partition]:
    """The waves that this one is set against, as far as their gaps stand."""
    waves = dict.fromkeys(compared_waves(partition.study, partition.wave).values())
    return [earlier for wave in waves if (earlier := replace(partition, wave=wave)).table("gap_fact").exists()]


def _pairs(partition: Partition, source: str) -> list[Pair]:
    return pairs(partition.study, codebook(partition.study, partition.wave, source))


def _gap_trend(partition: Partition, origin: Origin) -> pa.Table:
    now = _standing(partition)
    before = {earlier.wave: _standing(earlier) for earlier in _earlier(partition)}
    waves = {
        (earlier.wave, source): Waves(
            (before[earlier.wave].joint.samples[source], sample),
            (earlier.table("responses", source), partition.table("responses", source)),
            (_pairs(earlier, source), _pairs(partition, source)),
        )
        for earlier in _earlier(partition)
        for source, sample in now.joint.samples.items()
    }
    return gap_trend(partition.study, now, before, waves, origin)


def _trend_inputs(partition: Partition) -> list[str]:
    both = [partition, *_earlier(partition)]
    order = fingerprint("waves", VERSION, partition.study.study, partition.wave, list(partition.study.waves), [])
    return [order, *(mark for each in both for mark in each.fingerprints("gap_fact"))]


contrasts = stage(
    "contrasts",
    mart(
        SEGMENT_CONTRAST,
        _segment_contrast,
        deps=["tabulation"],
        version=VERSION,
        study_part={"sources", "groups", "segments", "scales", "questions", "metrics", "reliability"},
        inputs=counted,
    ),
    mart(
        GAP_TREND,
        _gap_trend,
        deps=["gap_fact", "responses"],
        version=VERSION,
        study_part={"waves", "groups", "segments", "questions", "metrics", "gaps"},
        inputs=_trend_inputs,
    ),
)
