"""Recipes: what every table follows from.

A table follows from the code that makes it, from its part of the study file, and from the tables that it reads. The three
make its fingerprint, which stands in its file. A table whose fingerprint is the one that today's study file and exports
give is as it would be made again: so whoever plans a run need make only the others.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from functools import cache
from pathlib import Path

from assets.lake.publish import fingerprint
from assets.partition import Partition
from schemas.codebook import codebook
from schemas.measure import pairs
from schemas.refused import Refused
from schemas.waves import compared_waves


@dataclass(frozen=True)
class Recipe:
    """What a table follows from."""

    version: str
    """Of the code that makes it: a new one whenever other figures or other columns come out."""
    study: tuple[str, ...] = ()
    """The parts of the study file."""
    reads: tuple[str, ...] = ()
    """The tables that it reads."""
    by_source: bool = False
    """Whether it has a file a source of respondents."""
    together: tuple[str, ...] = ()
    """The tables that are made in one with it, under its fingerprint."""
    besides: Callable[[Partition, str], object] = lambda _partition, _source: None
    """What else, by partition and source."""


def _key(partition: Partition, _source: str) -> object:
    return partition.key.id


def _pairs(partition: Partition, source: str) -> object:
    book = codebook(partition.study, partition.wave, source)
    return source, [asdict(pair) for pair in pairs(partition.study, book)]


def compared(partition: Partition) -> list[Partition]:
    """The waves that this one is set against."""
    waves = dict.fromkeys(compared_waves(partition.study, partition.wave).values())
    return [replace(partition, wave=wave) for wave in waves]


def earlier(partition: Partition) -> list[Partition]:
    """The waves that this one is set against, as far as their gaps stand."""
    return [before for before in compared(partition) if before.standing("gap_fact")]


def _waves(partition: Partition, _source: str) -> object:
    against = compared_waves(partition.study, partition.wave)
    return against, [before.standing("gap_fact") for before in earlier(partition)]


def _ledger(partition: Partition, _source: str) -> object:
    file = partition.study.claims
    return file and hashlib.sha256((partition.folder / file).read_bytes()).hexdigest()


ANSWERS = ("scales", "questions")
FIGURES = ("groups", "segments", *ANSWERS, "metrics")
EXTRACTION = Recipe("3")
RECIPES = {
    "executive_interviews": EXTRACTION,
    "consumer_panel": EXTRACTION,
    "reported_figures": EXTRACTION,
    "responses": Recipe(
        "5",
        study=("waves", "sources", "groups", "segments", *ANSWERS),
        reads=("executive_interviews", "consumer_panel"),
        by_source=True,
        together=("rejected", "weighting", "quality"),
        besides=_key,
    ),
    "tabulation": Recipe("2", reads=("responses",), by_source=True, besides=_pairs),
    "estimates": Recipe("3", study=("sources", *FIGURES, "reliability"), reads=("tabulation", "reported_figures")),
    "gap_fact": Recipe(
        "4", study=("groups", "segments", "questions", "metrics", "gaps"), reads=("estimates", "tabulation")
    ),
    "gap_audit": Recipe("3", reads=("gap_fact",)),
    "segment_contrast": Recipe("2", study=("sources", *FIGURES, "reliability"), reads=("tabulation",)),
    "gap_trend": Recipe(
        "2",
        study=("waves", "groups", "segments", "questions", "metrics", "gaps"),
        reads=("gap_fact", "responses"),
        besides=_waves,
    ),
    "gap_summary": Recipe("1", reads=("gap_fact",)),
    "priority_ranking": Recipe("1", study=("priorities",), reads=("estimates",)),
    "claims": Recipe("1", study=("claims", "groups", "metrics"), reads=("estimates",), besides=_ledger),
    "questions": Recipe("1", study=("sources", *ANSWERS), reads=("responses", "reported_figures")),
}
"""By asset, each after those that it reads. Extractions follow from files: `exports/files.py` says how."""

Marks = Callable[[str], list[str]]
"""The fingerprints of a table that is read: one, or one a source."""


def mark(partition: Partition, asset: str, marks: Marks, source: str = "") -> str:
    """The fingerprint of a table that follows from today's study file and from tables with these `marks`."""
    recipe = RECIPES[asset]
    part = [partition.described("title", "synthetic", *recipe.study), recipe.besides(partition, source)]
    inputs = [found for table in recipe.reads for found in marks(table)]
    return fingerprint(asset, recipe.version, partition.study.study, partition.wave, part, inputs)


def sources(partition: Partition, asset: str) -> list[str]:
    """The sources that a table has a file of; the empty name where it has one file."""
    return list(partition.study.respondents()) if RECIPES[asset].by_source else [""]


def standing(partition: Partition) -> Marks:
    """The fingerprints of tables as they stand. Raises Refused where one does not."""

    def marks(asset: str) -> list[str]:
        found = []
        for source in sources(partition, asset):
            if (stands := partition.standing(asset, source)) is None:
                raise Refused(f"{partition}: there is no {asset} yet; run the whole job.")
            found.append(stands)
        return found

    return marks


def check_current(partition: Partition) -> None:
    """Raises Refused unless every table of one file is there and follows from the study file as it is now."""
    tables = [name for name, recipe in RECIPES.items() if recipe is not EXTRACTION and not recipe.by_source]
    run = f"run gap run {partition.study.study} first"
    if not all(map(partition.standing, tables)):
        raise Refused(f"{partition}: its tables are not in {partition.lake.root}; {run}.")
    if any(partition.standing(table) != mark(partition, table, standing(partition)) for table in tables):
        raise Refused(f"{partition}: the tables do not follow from the study file as it is now; {run}.")


def expected(partition: Partition, extractions: Mapping[str, str]) -> Marks:
    """The fingerprints that tables have once all is made of today's study file and of these `extractions`."""

    @cache
    def marks(asset: str) -> list[str]:
        if asset in extractions:
            return [extractions[asset]]
        return [mark(partition, asset, marks, source) for source in sources(partition, asset)]

    return marks


def current(partition: Partition, asset: str) -> dict[str, tuple[Path, str]]:
    """The file of each source of a table, and its fingerprint.

    Raises Refused where one does not follow from today's study file and what was last extracted.
    """
    now = standing(partition)
    extractions = {asset: now(asset)[0] for asset, recipe in RECIPES.items() if recipe is EXTRACTION}
    marks = dict(zip(sources(partition, asset), expected(partition, extractions)(asset), strict=True))
    for source, follows in marks.items():
        if partition.standing(asset, source) != follows:
            raise Refused(
                f"{partition}: the {asset} of source {source} do not follow from the study file and exports as they are "
                f"now; run {asset} again, or the whole job."
            )
    return {source: (partition.table(asset, source), follows) for source, follows in marks.items()}
