"""Extraction: find a partition's export files, keep their bytes by content hash, and describe them."""

import hashlib
import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from assets.exports.cells import cells_of, copy_in, kept_copy
from assets.exports.erasure import erase_list, rows_of, write_erased
from assets.exports.export import Export, Reading
from assets.exports.files import ASSET_OF, copied, digest, extraction_fingerprint, files_of
from assets.exports.personal import marked
from assets.exports.readers import beside, describe
from assets.exports.readers.text import plain_faults
from assets.exports.reported import Figure, read_figures
from assets.lake.duck import connect, parquet
from assets.lake.paths import DESCRIPTION, Lake
from assets.lake.publish import publishing, state, workspace, write_json
from schemas.foreign import shown
from schemas.refused import Refused
from schemas.study import Kind, Source, Study

Extracted = dict[str, list[Export]]
"""The exports of each source."""


def extract(study: Study, wave: str, folder: Path, kind: Kind, lake: Lake) -> Extracted:
    """Keep and describe every export of `kind` in one wave, and publish which they are.

    `folder` is the study's. Raises Refused with one reason a file, before anything of the partition is published.
    """
    found: Extracted = {}
    files: dict[str, list[str]] = {}
    reasons: list[str] = []
    for name, source in study.sources.items():
        if source.kind == kind:
            try:
                listed = erase_list(folder, source)
                paths = files_of(study, wave, folder, name)
                files[name] = [str(path.relative_to(folder)) for path in paths]
                found[name] = [_keep(path, source, listed, lake) for path in paths]
                if kind == "reported":
                    figures(study, name, found[name], lake)
            except Refused as refused:
                reasons += refused.sentences
    if reasons:
        raise Refused(*reasons)
    before = (
        extracted(study.study, wave, lake, kind) if lake.sources(ASSET_OF[kind], study.study, wave).exists() else {}
    )
    described = {name: [export.kept() for export in exports] for name, exports in found.items()}
    fingerprint = extraction_fingerprint(study, wave, folder, kind, digest)
    record = {"fingerprint": fingerprint, "sources": described, "files": files}
    write_json(record, lake.sources(ASSET_OF[kind], study.study, wave))
    _drop_unerased(before, found, lake)
    return found


def _drop_unerased(before: Extracted, now: Extracted, lake: Lake) -> None:
    """Where respondents of a source were erased, what was kept of that source before may still hold them."""
    kept = {export.sha256 for exports in now.values() for export in exports}
    for source, exports in now.items():
        for export in before.get(source, []) if any(export.erased for export in exports) else ():
            if export.sha256 not in kept:
                shutil.rmtree(lake.export(export.sha256), ignore_errors=True)


def extracted(study: str, wave: str, lake: Lake, *kinds: Kind) -> Extracted:
    """What the extraction of `kinds` last kept for one partition."""
    found: Extracted = {}
    for kind in kinds:
        path = lake.sources(ASSET_OF[kind], study, wave)
        found |= _described(path, *state(path))
    return found


def found_at(study: str, wave: str, lake: Lake, kind: Kind) -> dict[str, list[str]]:
    """Where in the study's folder each source's exports lay that the extraction of `kind` last kept, in their order."""
    record = lake.sources(ASSET_OF[kind], study, wave)
    return json.loads(record.read_text(encoding="utf-8")).get("files", {})


def notes(found: Extracted) -> Iterator[str]:
    """What a person should know of how exports were read: encodings that were told by their letters, damage, titles."""
    return (f"{export.name}: {shown(note)}" for files in found.values() for export in files for note in export.notes)


@lru_cache(maxsize=64)
def _described(path: Path, *_state: int) -> Extracted:
    described = json.loads(path.read_text(encoding="utf-8")).get("sources", {})
    return {source: [Export.from_json(export) for export in exports] for source, exports in described.items()}


def figures(study: Study, source: str, exports: list[Export], lake: Lake) -> list[Figure]:
    """The published figures of a reported source. Raises Refused with every row that does not fit the study."""
    found = [
        figure for export in exports for figure in read_figures(lake.kept(export.sha256), export.name, study, source)
    ]
    named = [(figure.metric, figure.group) for figure in found]
    twice = sorted({name for name in named if named.count(name) > 1})
    if twice:
        where = f"{study.study}, source {source}"
        raise Refused(
            *(f"{where}: {metric} of {group} stands twice in its figures; keep one." for metric, group in twice)
        )
    return found


def _keep(path: Path, source: Source, listed: dict[str, int], lake: Lake) -> Export:
    """Put the bytes, their description and their cells into the lake, unless they are there. The hash is of the kept copy.

    Of an export with a respondent who is `listed` to be erased, the description and the other cells are all that is kept.
    """
    reading = Reading(source.layout, source.encoding, source.sheet, source.header)
    with workspace(lake.root) as work:
        copy = work / path.name
        hashes = [copied(path, copy)]
        (work / "beside").mkdir()
        for other in (others := beside(path)):
            hashes.append(copied(other, work / "beside" / other.name))
        companions = [work / "beside" / other.name for other in others]
        sha256 = hashes[0] if len(hashes) == 1 else hashlib.sha256(" ".join(hashes).encode()).hexdigest()
        export = replace(describe(copy, reading, companions), sha256=sha256)
        if source.kind == "reported":
            _publish([copy], export, lake)
            return export
        made = copy_in(work)
        with plain_faults(export):
            kept = kept_copy(export, lake)
            found = parquet(kept) if kept.exists() else cells_of(copy, export, companions, work)
            con = connect(work)
            if listed and (rows := list(rows_of(con, export, found, source, listed))):
                numbered = hashlib.sha256(f"{sha256} without rows {rows}".encode()).hexdigest()
                export = replace(export, straight=False, erased=rows, sha256=numbered)
                write_erased(con, export, found, source, made := work / "erased.parquet")
                found = parquet(made)
            export = marked(con, export, found)
        _publish([] if export.erased else [copy, *(place.parent for place in companions[:1])], export, lake)
        if made.exists():
            kept = kept_copy(export, lake)
            with publishing(kept, lake.secluded(kept)) as place:
                made.rename(place)
    return export


def _publish(files: list[Path], export: Export, lake: Lake) -> None:
    """Keep an export's description, and with it the `files` and folders that are given."""
    folder = lake.export(export.sha256)
    if folder.exists():
        return
    try:
        with publishing(folder, lake.secluded(folder)) as place:
            place.mkdir()
            for file in files:
                file.rename(place / file.name)
            description = json.dumps(export.kept(), ensure_ascii=False)
            (place / DESCRIPTION).write_text(description, encoding="utf-8")
    except OSError:
        if not folder.exists():  # else another run has just kept the same bytes
            raise
