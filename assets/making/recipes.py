"""Recipes: what every table follows from.

A table follows from the code that makes it, from its part of the study file, and from the tables that it reads. The three
make its fingerprint, which stands in its file. A table whose fingerprint is the one that today's code, study file and exports
give is as it would be made again: so whoever plans a run need make only the others.

The key is no part of it, because no figure follows from the key: tables that hold pseudonyms say in their files which one
made them. Nor are the libraries, which are held to give the same figures in every version that the project allows: each file
says which ones made it.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from functools import cache
from pathlib import Path

from assets.lake.publish import FINGERPRINT, KEY_ID, LIBRARIES, make_fingerprint
from assets.making.code import Code, code_of
from assets.making.partition import Partition
from schemas.codebook import codebook
from schemas.measure import pairs
from schemas.refused import Refused
from schemas.study import Source
from schemas.waves import compared_waves


@dataclass(frozen=True)
class Recipe:
    """What a table follows from."""

    makers: tuple[str, ...]
    """The functions that make what stands in it, each `module:name`: the code that they reach is a part of its fingerprint."""
    study: tuple[str, ...] = ()
    """The parts of the study file."""
    reads: tuple[str, ...] = ()
    """The tables that it reads."""
    by_source: bool = False
    """Whether it has a file a source of respondents."""
    made_with: tuple[str, ...] = ()
    """The tables that are made in one with it, under its fingerprint."""
    also_from: Callable[[Partition, str], object] = lambda _partition, _source: None
    """What else of the study's folder, by partition and source."""
    earlier: Callable[[Partition], list[str]] = lambda _partition: []
    """The fingerprints of what it reads of earlier waves."""
    pseudonyms: Callable[[Source], bool] = lambda _source: False
    """Whether it holds pseudonyms of respondents or clusters."""

    @property
    def code(self) -> Code:
        """The code that it follows from, and the libraries that make it."""
        return code_of(*self.makers, WRITER)


WRITER = "assets.lake.publish:write_parquet"
"""What writes every table."""


def _pairs(partition: Partition, source: str) -> object:
    book = codebook(partition.study, partition.wave, source)
    return source, [asdict(pair) for pair in pairs(partition.study, book)]


def compared(partition: Partition) -> list[Partition]:
    """The waves that this one is set against."""
    waves = dict.fromkeys(compared_waves(partition.study, partition.wave).values())
    return [replace(partition, wave=wave) for wave in waves]


def earlier(partition: Partition) -> list[Partition]:
    """The waves that this one is set against, as far as their gaps are published."""
    return [before for before in compared(partition) if before.published_fingerprint("gap_fact")]


def _against(partition: Partition, _source: str) -> object:
    return compared_waves(partition.study, partition.wave)


def _earlier_gaps(partition: Partition) -> list[str]:
    return [found for before in earlier(partition) if (found := before.published_fingerprint("gap_fact"))]


def _ledger(partition: Partition, _source: str) -> object:
    file = partition.study.claims
    return file and hashlib.sha256((partition.folder / file).read_bytes()).hexdigest()


ANSWERS = ("scales", "questions")
LEDGER = ("waves", "claims", "printed", "groups", "segments", *ANSWERS, "metrics")
FIGURES = ("groups", "segments", *ANSWERS, "metrics")
EXTRACTION = Recipe(("assets.exports.extract:extract",))
RECIPES = {
    "executive_interviews": EXTRACTION,
    "consumer_panel": EXTRACTION,
    "reported_figures": EXTRACTION,
    "responses": Recipe(
        ("assets.responses.respond:respond",),
        study=("waves", "sources", "groups", "segments", *ANSWERS),
        reads=("executive_interviews", "consumer_panel"),
        by_source=True,
        made_with=("rejected", "weighting", "quality"),
        pseudonyms=lambda _source: True,
    ),
    "tabulation": Recipe(
        ("assets.tabulation.tabulate:tabulate",),
        reads=("responses",),
        by_source=True,
        also_from=_pairs,
        pseudonyms=lambda source: source.cluster is not None,
    ),
    "estimates": Recipe(
        ("assets.estimates.asset:_estimates",),
        study=("sources", *FIGURES, "reliability", "confidence"),
        reads=("tabulation", "reported_figures"),
    ),
    "gap_fact": Recipe(
        ("assets.gap_fact.asset:_gap_fact",),
        study=("language", "groups", "segments", "questions", "metrics", "gaps", "printed", "confidence"),
        reads=("estimates", "tabulation", "responses"),
    ),
    "gap_audit": Recipe(("assets.gap_fact.asset:_gap_audit",), study=("confidence",), reads=("gap_fact",)),
    "segment_contrast": Recipe(
        ("assets.contrasts.asset:_segment_contrast",),
        study=("sources", *FIGURES, "reliability", "confidence"),
        reads=("tabulation",),
    ),
    "gap_trend": Recipe(
        ("assets.contrasts.asset:_gap_trend",),
        study=("waves", "groups", "segments", "questions", "metrics", "gaps", "confidence"),
        reads=("gap_fact", "responses"),
        also_from=_against,
        earlier=_earlier_gaps,
    ),
    "gap_summary": Recipe(("assets.summary.asset:_gap_summary",), reads=("gap_fact",)),
    "priority_ranking": Recipe(
        ("assets.summary.asset:_priority_ranking",), study=("priorities",), reads=("estimates",)
    ),
    "claims": Recipe(
        ("assets.claims.asset:_claims",),
        study=LEDGER,
        reads=("estimates",),
        also_from=_ledger,
    ),
    "claim_bases": Recipe(("assets.claims.asset:_claim_bases",), study=LEDGER, also_from=_ledger),
    "claim_conflicts": Recipe(("assets.claims.asset:_claim_conflicts",), study=LEDGER, also_from=_ledger),
    "questions": Recipe(
        ("assets.summary.asset:_questions",),
        study=("sources", *ANSWERS),
        reads=("responses", "reported_figures"),
    ),
}
"""By asset, each after those that it reads. Extractions follow from files: `exports/files.py` says how."""

Fingerprints = Callable[[str], list[str]]
"""The fingerprints of a table that is read: one, or one a source."""


def table_fingerprint(partition: Partition, asset: str, fingerprints: Fingerprints, source: str = "") -> str:
    """The fingerprint of a table that follows from today's study file and from tables with these `fingerprints`."""
    recipe = RECIPES[asset]
    part = [asset, partition.wave, study_parts(partition, asset), recipe.also_from(partition, source)]
    inputs = [found for table in recipe.reads for found in fingerprints(table)]
    return make_fingerprint(recipe.code.digest, part, [*inputs, *recipe.earlier(partition)])


def study_parts(partition: Partition, asset: str) -> dict:
    """The parts of the study file that a table follows from, by name."""
    return partition.described("title", "synthetic", *RECIPES[asset].study)


def footer(table: str, study: str, wave: str, fingerprint: str) -> dict[str, str]:
    """The key-value metadata of every Parquet file: no time and no run, so that equal inputs give equal bytes."""
    (recipe,) = (recipe for asset, recipe in RECIPES.items() if table in (asset, *recipe.made_with))
    return {
        "gap.table": table,
        "gap.study": study,
        "gap.wave": wave,
        FINGERPRINT: fingerprint,
        LIBRARIES: recipe.code.libraries,
    }


def key_footer(partition: Partition, asset: str, source: str) -> dict[str, str]:
    """What the footer of a table says of the key: which one made the pseudonyms in it, if it holds any."""
    return {KEY_ID: partition.key.id} if _has_pseudonyms(partition, asset, source) else {}


def _has_pseudonyms(partition: Partition, asset: str, source: str) -> bool:
    recipe = RECIPES.get(asset)
    return recipe is not None and bool(source) and recipe.pseudonyms(partition.study.sources[source])


def _is_current(partition: Partition, table: str, source: str, fingerprint: str) -> bool:
    """Whether a file of a table is as it would be made again."""
    if partition.published_fingerprint(table, source) != fingerprint:
        return False
    return not _has_pseudonyms(partition, table, source) or partition.has_key(table, source)


def is_stale(partition: Partition, asset: str, fingerprints: Fingerprints) -> bool:
    """Whether a file of a table, or of one that is made in one with it, would be another if it were made again."""
    return not all(
        _is_current(partition, table, source, fingerprint)
        for source, fingerprint in zip(sources(partition, asset), fingerprints(asset), strict=True)
        for table in (asset, *RECIPES[asset].made_with)
    )


def sources(partition: Partition, asset: str) -> list[str]:
    """The sources that a table has a file of; the empty name where it has one file."""
    return list(partition.study.respondents()) if RECIPES[asset].by_source else [""]


def published_fingerprints(partition: Partition) -> Fingerprints:
    """The fingerprints of tables as they are published. Raises Refused where one is not."""

    def fingerprints(asset: str) -> list[str]:
        found = []
        for source in sources(partition, asset):
            if (fingerprint := partition.published_fingerprint(asset, source)) is None:
                raise Refused(f"{partition}: there is no {asset} yet; run the whole job.")
            found.append(fingerprint)
        return found

    return fingerprints


def check_current(partition: Partition) -> None:
    """Raises Refused unless every table of one file is there and follows from the study file as it is now."""
    tables = [name for name, recipe in RECIPES.items() if recipe is not EXTRACTION and not recipe.by_source]
    run = f"run gap run {partition.study.study} first"
    if not all(map(partition.published_fingerprint, tables)):
        raise Refused(f"{partition}: its tables are not in {partition.lake.root}; {run}.")
    now = published_fingerprints(partition)
    if any(partition.published_fingerprint(table) != table_fingerprint(partition, table, now) for table in tables):
        raise Refused(f"{partition}: the tables do not follow from the study file and the code as they are now; {run}.")


def expected(partition: Partition, extractions: Mapping[str, str]) -> Fingerprints:
    """The fingerprints that tables have once all is made of today's code and study file and of these `extractions`."""

    @cache
    def fingerprints(asset: str) -> list[str]:
        if asset in extractions:
            return [extractions[asset]]
        return [table_fingerprint(partition, asset, fingerprints, source) for source in sources(partition, asset)]

    return fingerprints


def current(partition: Partition, asset: str) -> dict[str, tuple[Path, str]]:
    """The file of each source of a table, and its fingerprint.

    Raises Refused where one does not follow from today's study file and what was last extracted.
    """
    now = published_fingerprints(partition)
    extractions = {asset: now(asset)[0] for asset, recipe in RECIPES.items() if recipe is EXTRACTION}
    fingerprints = dict(zip(sources(partition, asset), expected(partition, extractions)(asset), strict=True))
    for source, fingerprint in fingerprints.items():
        if not _is_current(partition, asset, source, fingerprint):
            raise Refused(
                f"{partition}: the {asset} of source {source} do not follow from the code, study file, exports and key as "
                f"they are now; run {asset} again, or the whole job."
            )
    return {source: (partition.table(asset, source), fingerprint) for source, fingerprint in fingerprints.items()}
