"""What a run would make again, and nothing else: asked by the command line, the sensor and the schedules before a run starts.

A table is stale unless the fingerprint in its file is the one that today's study file, exports and code give.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

from assets.catalog.catalog import holds
from assets.exports.files import ASSET_OF, digest, digested, extraction_fingerprint, needed, patterns
from assets.lake.publish import UNMADE, state
from assets.making.partition import Partition
from assets.making.recipes import RECIPES, compared, expected, is_stale, sources
from pipeline.freshness.notes import Note, code, read_note, state_of, write_note
from schemas import STUDY_FILE
from schemas.refused import Refused
from schemas.study import Kind

CATALOG = "catalog"


def stale_assets(partition: Partition) -> list[str]:
    """The assets that would come out new, in the order of the data; none where nothing is stale."""
    tables = {str(path.relative_to(partition.lake.root)): state_of(path) for path in _tables(partition)}
    hashed = _digest(partition)
    try:
        fingerprints = expected(
            partition, {asset: _extraction(partition, kind, hashed) for kind, asset in ASSET_OF.items()}
        )
        found = [asset for asset in RECIPES if is_stale(partition, asset, fingerprints)]
    except Refused:
        found = list(RECIPES)  # the run says what is wrong
    if found or not holds(partition.lake, partition.study.study, partition.wave):
        return [*(each for asset in found for each in (asset, *RECIPES[asset].made_with)), CATALOG]
    _keep_note(partition, tables, hashed)
    return []


def unread(partition: Partition) -> list[Path]:
    """The files that `stale_assets` would hash: those that were touched since they were last looked at. Raises Refused."""
    known = _known_hash(partition)
    return [
        path
        for kind, asset in ASSET_OF.items()
        if partition.published_fingerprint(asset) is not None
        for _, paths in needed(partition.study, partition.wave, partition.folder, kind)
        for path in paths
        if not known(path) and not digested(path)
    ]


def _extraction(partition: Partition, kind: Kind, hashed: Callable[[Path], str]) -> str:
    """The fingerprint of an extraction of today's files. Where none is published there is none to compare: no file is hashed."""
    if partition.published_fingerprint(ASSET_OF[kind]) is None:
        return UNMADE
    return extraction_fingerprint(partition.study, partition.wave, partition.folder, kind, hashed)


def _digest(partition: Partition) -> Callable[[Path], str]:
    """What gives the hash of a file: the note, if nobody has touched the file since."""
    known = _known_hash(partition)
    return lambda path: known(path) or digest(path)


def _known_hash(partition: Partition) -> Callable[[Path], str]:
    """What gives the hash of a file that nobody has touched since it was noted; an empty one for any other."""
    before = read_note(partition.lake, partition.folder, partition.wave)
    files = before.files if before else {}

    def known(path: Path) -> str:
        was, kept_hash = files.get(str(path.relative_to(partition.folder)), (None, ""))
        return kept_hash if was == list(state(path)) else ""

    return known


def _keep_note(partition: Partition, tables: dict[str, list[int]], hashed: Callable[[Path], str]) -> None:
    """Keep a note of what was looked at; `tables`: their states before; `hashed` gives the hash of a file."""
    study, wave, folder, lake = partition.study, partition.wave, partition.folder, partition.lake
    exports = {path for kind in ASSET_OF for _, paths in needed(study, wave, folder, kind) for path in paths}
    described = {folder / name for name in (STUDY_FILE, study.claims) if name}
    named = [pattern for source in study.sources.values() for pattern in patterns(source, wave)]
    note = Note(
        code=code(),
        key=partition.key.id,
        waves=list(study.waves),
        patterns={pattern: sorted(path.name for path in folder.glob(pattern)) for pattern in named},
        files={
            str(path.relative_to(folder)): (list(state(path)), hashed(path) if path in exports else "")
            for path in sorted(exports | described)
        },
        tables=tables,
    )
    write_note(lake, folder, wave, note)
    for left in lake.freshness_note(study.study, wave).parent.glob("*.json"):
        if left.stem not in study.waves:
            left.unlink()


def _tables(partition: Partition) -> Iterator[Path]:
    """Every file in the lake that the partition is or reads, whether or not it is there."""
    study, wave, lake = partition.study, partition.wave, partition.lake
    for asset, recipe in RECIPES.items():
        if asset in ASSET_OF.values():
            yield lake.sources(asset, study.study, wave)
            continue
        for source in sources(partition, asset):
            yield from (partition.table(table, source) for table in (asset, *recipe.made_with))
    yield from (before.table("gap_fact") for before in compared(partition))
