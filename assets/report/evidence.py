"""What a report rests on: the published tables of one partition, its study file, and the exports that all of it follows from."""

from dataclasses import dataclass
from functools import cached_property
from typing import TypedDict, cast, get_type_hints

import pyarrow.parquet as pq

from assets.estimates.sample import TOTAL
from assets.exports.export import Export
from assets.exports.extract import ASSET_OF, extracted
from assets.lake.paths import Lake
from assets.lake.publish import UNMADE, fingerprint_of
from schemas.codebook import Variable, codebook
from schemas.study import Study, answer_names
from schemas.tables.rows import (
    ClaimBasesRow,
    ClaimConflictsRow,
    ClaimsRow,
    EstimatesRow,
    GapFactRow,
    GapSummaryRow,
    GapTrendRow,
    PriorityRankingRow,
    QualityRow,
    QuestionsRow,
    SegmentContrastRow,
    WeightingRow,
)
from schemas.words.gaps import GapSaid, by_width
from schemas.words.studies import Words


class Tables(TypedDict):
    """The rows of each published table that a report reads."""

    gap_fact: list[GapFactRow]
    estimates: list[EstimatesRow]
    segment_contrast: list[SegmentContrastRow]
    gap_trend: list[GapTrendRow]
    gap_summary: list[GapSummaryRow]
    priority_ranking: list[PriorityRankingRow]
    claims: list[ClaimsRow]
    claim_bases: list[ClaimBasesRow]
    claim_conflicts: list[ClaimConflictsRow]
    questions: list[QuestionsRow]
    weighting: list[WeightingRow]
    quality: list[QualityRow]


BY_SOURCE = ("weighting", "quality")
"""Tables with a file a source of respondents."""
WHOLE = tuple(name for name in get_type_hints(Tables) if name not in BY_SOURCE)
"""Those with a file for all of them."""


@dataclass(frozen=True)
class Evidence:
    """One partition as it stands in the lake."""

    study: Study
    wave: str
    tables: Tables
    exports: dict[str, list[Export]]
    """The export files of each source."""
    marks: dict[tuple[str, str], str]
    """The fingerprint of each table, or of each source's file of it; a table of no source has the empty one."""

    @cached_property
    def words(self) -> Words:
        """The words of the study."""
        return Words(self.study)

    @cached_property
    def books(self) -> dict[str, dict[str, Variable]]:
        """The codebook of each source."""
        return {source: codebook(self.study, self.wave, source) for source in self.study.sources}

    @property
    def gaps(self) -> list[GapFactRow]:
        """The gaps of everyone."""
        return [row for row in self.tables["gap_fact"] if is_total(row)]

    @cached_property
    def said(self) -> list[GapSaid]:
        """What the gaps of everyone say, widest first, what has no difference last."""
        return [self.words.gap(row) for row in sorted(self.gaps, key=by_width)]

    def of_segment(self, segment: str) -> list[GapFactRow]:
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


def is_total(row: GapFactRow | EstimatesRow | GapTrendRow | GapSummaryRow) -> bool:
    """Whether a row is about everyone."""
    return (row["segment"], row["segment_value"]) == TOTAL


def gather(study: Study, wave: str, lake: Lake) -> Evidence:
    """Everything a report needs of one partition that has been run."""
    keys = [*((name, "") for name in WHOLE), *((name, source) for name in BY_SOURCE for source in study.respondents())]
    files = {key: lake.table(key[0], study.study, wave, key[1]) for key in keys}
    tables: dict[str, list] = {name: [] for name in (*WHOLE, *BY_SOURCE)}
    for (name, _), path in files.items():
        tables[name] += pq.ParquetFile(path).read().to_pylist()
    marks = {key: fingerprint_of(path) or UNMADE for key, path in files.items()}
    return Evidence(study, wave, cast(Tables, tables), extracted(study.study, wave, lake, *ASSET_OF), marks)
