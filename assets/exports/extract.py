"""Extraction: find a partition's export files, keep their bytes by content hash, and describe them."""

import hashlib
import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, replace
from functools import lru_cache
from pathlib import Path

from assets.exports.erasing import erase_list, rows_of, write_erased
from assets.exports.export import Export, Reading
from assets.exports.personal import marked
from assets.exports.readers import beside, copy_cells, describe
from assets.exports.readers.text import plain_faults, relation
from assets.exports.reported import Figure, read_figures
from assets.lake.duck import connect, parquet
from assets.lake.paths import DESCRIPTION, Lake
from assets.lake.publish import publishing, state, workspace, write_json
from schemas.refused import Refused
from schemas.study import Kind, Source, Study

ASSET_OF: dict[Kind, str] = {
    "interviews": "executive_interviews",
    "panel": "consumer_panel",
    "reported": "reported_figures",
}
"""Which asset extracts the sources of a kind."""

Extracted = dict[str, list[Export]]
"""The exports of each source."""


def extract(study: Study, wave: str, folder: Path, kind: Kind, lake: Lake) -> Extracted:
    """Keep and describe every export of `kind` in one wave, and publish which they are.

    `folder` is the study's. Raises Refused with one reason a file, before anything of the partition is published.
    """
    found: Extracted = {}
    reasons: list[str] = []
    for name, source in study.sources.items():
        if source.kind == kind:
            try:
                reading = Reading(source.layout, source.encoding, source.sheet, source.header)
                listed = erase_list(folder, source)
                files = _files(study, wave, folder, name, source)
                found[name] = [keep(path, reading, lake, source, listed) for path in files]
                if kind == "reported":
                    figures(study, name, found[name], lake)
            except Refused as refused:
                reasons += refused.reasons
    if reasons:
        raise Refused(*reasons)
    before = (
        extracted(study.study, wave, lake, kind) if lake.sources(ASSET_OF[kind], study.study, wave).exists() else {}
    )
    described = {name: [asdict(export) for export in exports] for name, exports in found.items()}
    write_json(described, lake.sources(ASSET_OF[kind], study.study, wave))
    for name, exports in found.items():
        _drop_unerased(before.get(name, []), exports, lake)
    return found


def _drop_unerased(before: list[Export], now: list[Export], lake: Lake) -> None:
    """Where respondents were erased, what was kept of the same source before may still hold them."""
    kept = {export.sha256 for export in now}
    for export in before if any(export.erased for export in now) else ():
        if export.sha256 not in kept:
            shutil.rmtree(lake.export(export.sha256), ignore_errors=True)


def extracted(study: str, wave: str, lake: Lake, *kinds: Kind) -> Extracted:
    """What the extraction of `kinds` last kept for one partition."""
    found: Extracted = {}
    for kind in kinds:
        path = lake.sources(ASSET_OF[kind], study, wave)
        found |= _described(path, *state(path))
    return found


@lru_cache(maxsize=64)
def _described(path: Path, *_state: int) -> Extracted:
    described = json.loads(path.read_text(encoding="utf-8"))
    return {source: [Export.from_json(export) for export in exports] for source, exports in described.items()}


def fingerprints(extracted: Extracted) -> list[str]:
    """What follows from these exports follows from their bytes and from how they were read."""
    return [export.fingerprint() for exports in extracted.values() for export in exports]


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


def _files(study: Study, wave: str, folder: Path, name: str, source: Source) -> list[Path]:
    found: list[Path] = []
    where = f"{study.study}, wave {wave}, source {name}"
    for pattern in (files.replace("{wave}", wave) for files in source.files):
        if not pattern or Path(pattern).is_absolute() or ".." in Path(pattern).parts:
            raise Refused(
                f"{where}: files is '{pattern}'; name files inside the study's folder, such as exports/poll.csv."
            )
        matched = sorted(path for path in folder.glob(pattern) if path.is_file())
        if not matched:
            raise Refused(f"{where}: no file matches '{pattern}'; put the export there or mend files in the study.")
        found += [path for path in matched if path not in found]
    belong = {other for path in found for other in beside(path)}
    for path in [*found, *belong]:
        if not path.resolve().is_relative_to(folder.resolve()):
            raise Refused(f"{where}: {path.name} is a link out of the study's folder; put the file itself there.")
    return [path for path in found if path not in belong]


def keep(
    path: Path, reading: Reading, lake: Lake, source: Source | None = None, listed: dict[str, int] | None = None
) -> Export:
    """Put the bytes, their description and their cells into the lake, unless they are there. The hash is of the kept copy.

    Of an export with a respondent of `source` who is `listed` to be erased, the description and the other cells are all
    that is kept.
    """
    with workspace(lake.root) as work:
        copy = work / path.name
        hashes = [_copied(path, copy)]
        (work / "beside").mkdir()
        for other in (others := beside(path)):
            hashes.append(_copied(other, work / "beside" / other.name))
        companions = [work / "beside" / other.name for other in others]
        sha256 = hashes[0] if len(hashes) == 1 else hashlib.sha256(" ".join(hashes).encode()).hexdigest()
        export = replace(describe(copy, reading, companions), sha256=sha256)
        if source and source.kind == "reported":
            _publish([copy], export, lake)
            return export
        made = work / "cells.parquet"
        with plain_faults(export):
            found = _cells(copy, export, companions, made, lake)
            con = connect(work)
            if source and listed and (rows := list(rows_of(con, export, found, source, listed))):
                numbered = hashlib.sha256(f"{sha256} without rows {rows}".encode()).hexdigest()
                export = replace(export, straight=False, erased=rows, sha256=numbered)
                write_erased(con, export, found, source, made := work / "erased.parquet")
                found = parquet(made)
            export = marked(con, export, found)
        _publish([] if export.erased else [copy, *(place.parent for place in companions[:1])], export, lake)
        if made.exists():
            cells = lake.cells(export.sha256, export.cells_mark())
            with publishing(cells, lake.secluded(cells)) as place:
                made.rename(place)
    return export


def _cells(copy: Path, export: Export, companions: list[Path], made: Path, lake: Lake) -> str:
    """The relation of an export's cells: its own text, what is kept of them, or what is made of them now."""
    if export.straight:
        return relation(copy, export)
    if (kept := lake.cells(export.sha256, export.cells_mark())).exists():
        return parquet(kept)
    copy_cells(copy, export, companions, made.parent, made)
    return parquet(made)


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
            description = json.dumps(asdict(export), ensure_ascii=False)
            (place / DESCRIPTION).write_text(description, encoding="utf-8")
    except OSError:
        if not folder.exists():  # else another run has just kept the same bytes
            raise


def _copied(path: Path, copy: Path) -> str:
    try:
        file = path.open("rb")
    except OSError as error:
        raise Refused(f"{path.name}: the file cannot be read ({error.strerror}); mend its permissions.") from None
    digest = hashlib.sha256()
    with file as source, copy.open("wb") as target, ThreadPoolExecutor(1) as beside:
        hashed = None
        while piece := source.read(1 << 23):
            if hashed:
                hashed.result()
            hashed = beside.submit(digest.update, piece)
            target.write(piece)
    return digest.hexdigest()
