"""What a report rests on: the published tables of one partition, its study file, and the exports that all of it follows from."""

from dataclasses import dataclass

import pyarrow.parquet as pq

from assets.estimates.sample import TOTAL
from assets.exports.export import Export
from assets.exports.extract import ASSET_OF, extracted
from assets.lake.paths import Lake
from assets.lake.publish import UNMADE, fingerprint_of
from schemas.study import Study, answer_names

Row = dict
WHOLE = (
    "gap_fact", "estimates", "segment_contrast", "gap_trend", "gap_summary", "priority_ranking", "claims", "questions",
)  # fmt: skip
BY_SOURCE = ("weighting", "quality")
"""Tables with a file a source of respondents."""


@dataclass(frozen=True)
class Evidence:
    """One partition as it stands in the lake."""

    study: Study
    wave: str
    tables: dict[str, list[Row]]
    exports: dict[str, list[Export]]
    """The export files of each source."""
    marks: dict[str, str]
    """The fingerprint of each table, or of each source's file of it."""

    @property
    def gaps(self) -> list[Row]:
        """The gaps of everyone."""
        return [row for row in self.tables["gap_fact"] if is_total(row)]

    def of_segment(self, segment: str) -> list[Row]:
        """The gaps of every part of a segment, the parts in the order of the study file."""
        names = answer_names(self.study, self.study.questions[self.study.segments[segment].of])
        rows = [row for row in self.tables["gap_fact"] if row["segment"] == segment]
        return sorted(
            rows, key=lambda row: names.index(row["segment_value"]) if row["segment_value"] in names else len(names)
        )

    @property
    def segments(self) -> list[str]:
        """The segments that break some gap down, in the order of the study file."""
        found = {row["segment"] for row in self.tables["gap_fact"]}
        return [name for name in self.study.segments if name in found]

    def segment_label(self, segment: str) -> str:
        """A segment as readers know it."""
        return self.study.segments[segment].label or segment.replace("_", " ").capitalize()

    @property
    def when(self) -> str:
        """The wave as readers know it."""
        return self.study.waves[self.wave].label or self.wave

    @property
    def fieldwork(self) -> str:
        """When the respondents were asked; empty where the study file does not say so."""
        return self.study.waves[self.wave].fieldwork.replace("/", " to ")

    def metric_label(self, metric: str) -> str:
        """A metric as readers know it."""
        found = (row["label"] for row in self.tables["estimates"] if row["metric"] == metric)
        return next(found, metric.replace("_", " "))


def is_total(row: Row) -> bool:
    """Whether a row is about everyone."""
    return (row["segment"], row["segment_value"]) == TOTAL


def gather(study: Study, wave: str, lake: Lake) -> Evidence:
    """Everything a report needs of one partition that has been run."""
    files = {name: lake.table(name, study.study, wave) for name in WHOLE}
    for name in BY_SOURCE:
        files |= {f"{name} of {source}": lake.table(name, study.study, wave, source) for source in study.respondents()}
    read = {name: pq.ParquetFile(path).read().to_pylist() for name, path in files.items()}
    tables = {name: read[name] for name in WHOLE}
    for name in BY_SOURCE:
        tables[name] = [row for source in study.respondents() for row in read[f"{name} of {source}"]]
    marks = {name: fingerprint_of(path) or UNMADE for name, path in files.items()}
    return Evidence(study, wave, tables, extracted(study.study, wave, lake, *ASSET_OF), marks)
