"""The contrasts as assets."""

import pyarrow as pa
import pyarrow.parquet as pq

from assets.checks.figures import totals
from assets.checks.waves import WAVE_ON_WAVE, Level, Levels
from assets.contrasts.segments import segment_contrast
from assets.contrasts.trend import Standing, gap_trend
from assets.estimates.asset import joint, samples
from assets.gap_fact.gaps import metrics_of
from assets.making.materialize import step
from assets.making.partition import Partition
from assets.making.recipes import earlier
from assets.marts.mart import Guard, Origin, mart
from schemas.tables.contrasts import GAP_TREND, SEGMENT_CONTRAST
from schemas.waves import compared_waves


def _segment_contrast(partition: Partition, origin: Origin) -> pa.Table:
    return segment_contrast(partition.study, partition.wave, samples(partition), origin)


def _standing(partition: Partition) -> Standing:
    metrics = metrics_of(pq.read_table(partition.table("estimates")))
    gaps = pq.read_table(partition.table("gap_fact")).to_pylist()
    return Standing(partition.wave, gaps, metrics, joint(partition))


def _gap_trend(partition: Partition, origin: Origin) -> pa.Table:
    before = {was.wave: _standing(was) for was in earlier(partition)}
    return gap_trend(partition.study, _standing(partition), before, origin)


def _levels(partition: Partition, _trend: pa.Table) -> Levels:
    """Of this wave and of the one before, if its tables stand."""
    previous = compared_waves(partition.study, partition.wave).get("previous")
    before = next((_level(was) for was in earlier(partition) if was.wave == previous), None)
    return Levels(_level(partition), before)


def _level(partition: Partition) -> Level:
    weighed = {name: pq.read_table(partition.table("weighting", name)) for name in partition.study.respondents()}
    responses = {name: table["n"][0].as_py() for name, table in weighed.items()}
    return Level(partition.wave, totals(pq.read_table(partition.table("estimates"))), responses)


contrasts = step(
    "contrasts",
    mart(SEGMENT_CONTRAST, _segment_contrast),
    mart(GAP_TREND, _gap_trend, guard=Guard(WAVE_ON_WAVE, _levels)),
)
