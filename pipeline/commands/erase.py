"""What `gap erase` does: whatever in the lake holds a respondent who is listed to be erased is taken out of it.

Listed are the vendor's ids in the file that a source names under `erase`. Extraction leaves them out of what it keeps from
then on, so the next run makes again, without them, what was taken out here.
"""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from assets.catalog.catalog import turn
from assets.exports.cells import all_kept_cells
from assets.exports.erasure import erase_list, rows_of
from assets.exports.export import Export
from assets.exports.extract import Extracted, extracted
from assets.exports.files import ASSET_OF
from assets.lake.duck import connect, literal, parquet
from assets.lake.key import KEY_VARIABLE, Key, lake_key
from assets.lake.lock import partition_lock
from assets.lake.paths import DESCRIPTION, Lake
from assets.lake.publish import workspace
from assets.responses.pseudonym import pseudonym
from pipeline.studies import study_folders
from pipeline.terminal.console import out
from schemas.refused import Refused
from schemas.study import Source, Study, load_study
from schemas.tables import GAP_TREND, TABLES


@dataclass
class Asked:
    """Who is to be erased from one source: the vendor's ids, and which of them the lake was seen to hold."""

    name: str
    source: Source
    ids: dict[str, int]
    found: set[str] = field(default_factory=set)


def erase_study(name: str, lake: Lake, studies: Path) -> bool:
    """Take out of the lake what holds a listed respondent of the study; print what is gone, and what is left to do."""
    (folder,) = study_folders([name], studies)
    study = load_study(folder)
    lists = [Asked(name, source, erase_list(folder, source)) for name, source in study.respondents().items()]
    lists = [asked for asked in lists if asked.ids]
    if not lists:
        raise Refused(
            f"{study.study}: nobody is listed to be erased; write erase: erased.csv under a source, and the vendor's ids into "
            f"that file, one a line."
        )
    if not lake.root.is_dir():
        raise Refused(f"{lake.root}: there is no lake here; say where with --lake.")
    with workspace(lake.root) as work, ExitStack() as locks:
        for wave in study.waves:
            locks.enter_context(partition_lock(lake, f"{study.study}/{wave}", lambda run: _say(f"waits for run {run}")))
        con = connect(work)
        exports = _exports_with(con, lists, study, lake)
        waves = _waves_with(con, lists, study, exports, lake)
        locks.enter_context(
            turn(lake)
        )  # a catalog that is being made of these tables is waited for, and goes with them
        gone = [*exports, *_tables(study, waves, lake)]
        for path in gone:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
            _say(f"removed {path}")
    for asked in lists:
        _say(f"{asked.name}: {len(asked.found)} of {len(asked.ids)} listed ids were found in the lake")
    if others := _others_with(exports, study, lake):
        _say(f"{', '.join(others)} read the same exports: list the ids there too, or the next run keeps them again.")
    if gone:
        _say(f"gap run {study.study} makes the rest again, without them.")
    files = ", ".join(f"{folder}/{file}" for asked in lists for file in (*asked.source.files, asked.source.erase))
    _say(f"Still to delete by hand: their rows in the originals and the list itself ({files}), and every backup.")
    return True


def _say(line: str) -> None:
    out.print(line, markup=False, soft_wrap=True)


def recorded(study: str, wave: str, lake: Lake) -> Extracted:
    """The exports that the last extraction of a wave kept."""
    kinds = [kind for kind, asset in ASSET_OF.items() if lake.sources(asset, study, wave).exists()]
    return extracted(study, wave, lake, *kinds)


def _readers(lake: Lake) -> dict[str, set[str]]:
    """The studies that read each kept export."""
    found: dict[str, set[str]] = {}
    for path in (path for asset in ASSET_OF.values() for path in (lake.root / asset).glob("*/*.json")):
        for exports in recorded(path.parent.name, path.stem, lake).values():
            for export in exports:
                found.setdefault(export.sha256, set()).add(path.parent.name)
    return found


def _others_with(exports: list[Path], study: Study, lake: Lake) -> list[str]:
    readers = _readers(lake)
    return sorted({other for path in exports for other in readers.get(path.name, ())} - {study.study})


def _exports_with(con: duckdb.DuckDBPyConnection, lists: list[Asked], study: Study, lake: Lake) -> list[Path]:
    """The kept exports that hold one of them: those that the study reads, and those that no study reads any more."""
    readers, found = _readers(lake), []
    for folder in sorted(path.parent for path in lake.root.glob(f"exports/*/{DESCRIPTION}")):
        export = Export.from_json(json.loads((folder / DESCRIPTION).read_text(encoding="utf-8")))
        if study.study in readers.get(folder.name, {study.study}):
            held = [_held(con, export, cells, asked) for cells in all_kept_cells(export, lake) for asked in lists]
            found += [folder] if any(held) else []
    return found


def _held(con: duckdb.DuckDBPyConnection, export: Export, cells: str, asked: Asked) -> bool:
    try:
        held = rows_of(con, export, cells, asked.source, asked.ids)
    except Refused:  # an export of another source: it has no such column
        return False
    except duckdb.Error:  # one that cannot be read to its end may hold anybody
        return True
    asked.found |= set(held.values())
    return bool(held)


def _waves_with(
    con: duckdb.DuckDBPyConnection, lists: list[Asked], study: Study, exports: list[Path], lake: Lake
) -> list[str]:
    """The waves whose tables follow from one of these exports, or still hold one of them though the export does not."""
    names = {path.name for path in exports}
    key = lake_key(lake.key(), os.environ.get(KEY_VARIABLE, ""))
    return [
        wave
        for wave in study.waves
        if any(
            any(export.sha256 in names for export in recorded(study.study, wave, lake).get(asked.name, []))
            or _in_tables(con, study, wave, asked, key, lake)
            for asked in lists
        )
    ]


def _in_tables(con: duckdb.DuckDBPyConnection, study: Study, wave: str, asked: Asked, key: Key, lake: Lake) -> bool:
    """Whether responses hold one's number, or rejected rows are one's."""
    responses, rejected = (lake.table(name, study.study, wave, asked.name) for name in ("responses", "rejected"))
    if responses.exists():
        number = pseudonym(con, key, study.study)
        ids = ", ".join(f"({literal(each)})" for each in asked.ids)
        held = con.execute(
            f"select id from (values {ids}) as listed(id) semi join {parquet(responses)} on respondent = {number}(id)"
        ).fetchall()
        if held:
            asked.found |= {each for (each,) in held}
            return True
    erased = [
        (number, row)
        for number, export in enumerate(recorded(study.study, wave, lake).get(asked.name, []), start=1)
        for row in export.erased
    ]
    if not erased or not rejected.exists():
        return False
    places = ", ".join(map(str, erased))
    query = f"select count(*) from {parquet(rejected)} where (export, source_row) in ({places})"
    return con.execute(query).fetchall()[0][0] > 0


def _tables(study: Study, waves: list[str], lake: Lake) -> Iterator[Path]:
    """All tables of these waves, what is kept of how they came in, the trends of later waves, and a database over tables."""
    if not waves:
        return
    name, every = study.study, list(study.waves)
    later = every[min(map(every.index, waves)) :]
    paths = [
        *(lake.sources(asset, name, wave) for asset in ASSET_OF.values() for wave in waves),
        *(lake.table(table.name, name, wave) for table in TABLES for wave in waves),
        *(lake.folder(table.name, name, wave) for table in TABLES for wave in waves),
        *(lake.table(GAP_TREND.name, name, wave) for wave in later if wave not in waves),
        lake.catalog(),
        lake.catalog().with_suffix(".duckdb.wal"),
        *lake.root.glob(f".{lake.catalog().name}.*.part"),
    ]
    yield from (path for path in paths if path.exists())
