"""What `gap prune` does: it lists what a lake holds and nobody needs any more, and takes it when it is told to.

Not needed are tables and reports of waves that are no longer described, exports that no wave reads, what killed runs left,
and runs of long ago. Whatever is in doubt stays: a study file that is broken, or a folder of studies that was mistyped, must
not cost a table.
"""

import json
import shutil
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from assets.catalog.catalog import publish_catalog
from assets.exports.cells import kept_copy
from assets.exports.export import Export
from assets.exports.files import ASSET_OF
from assets.lake.paths import DESCRIPTION, Lake
from assets.lake.publish import left_behind, working
from assets.making.partition import Partition, partitions_in
from pipeline.commands.erase import recorded
from pipeline.freshness.stale import stale_assets
from pipeline.history.home import open_home
from pipeline.history.old_runs import OldRuns, forget_partitions
from pipeline.studies import study_folders
from pipeline.terminal.console import out
from schemas.refused import Refused, listed
from schemas.tables import TABLES

READ_LAST = {"responses", "estimates"}
"""The tables that are made of exports: while they are stale, they may be of another one than was last extracted."""

Wave = tuple[str, str]
"""A study and one of its waves."""

BY_WAVE = (*ASSET_OF.values(), *(table.name for table in TABLES), "report", ".seen", ".locks")
"""The folders of a lake that have files, or folders of files, by study and wave."""
ENDINGS = (".json", ".parquet", ".html", ".xlsx", ".pptx", ".lock", ".report")


@dataclass(frozen=True)
class Find:
    """Something that can go, why, and where it lies."""

    what: str
    paths: list[Path]

    @property
    def size(self) -> int:
        """In bytes."""
        return sum(_size_of(path) for path in self.paths)


def prune(names: list[str], lake: Lake, studies: Path, days: int | None, take: bool) -> bool:
    """Print what can go and how large it is; remove it if `take`. `names` are studies that are gone for good.

    `days`: how many days of Dagster's history stay; None: all of it. Raises Refused where a study file is broken, a named
    study is still there, or a run is at work.
    """
    if not lake.root.is_dir():
        raise Refused(f"{lake.root}: there is no lake here; say where with --lake.")
    if at_work := working(lake.root):
        raise Refused(f"{lake.root}: process {listed(at_work)} works in this lake; prune it when that has ended.")
    described, held = _described(studies, lake), _held(lake)
    _refuse_names(names, held, studies)
    instance = open_home(lake)
    gone = {wave for wave in held if _is_gone(wave, names, described)}
    kept = {wave: paths for wave, paths in held.items() if wave not in gone}
    finds = [
        *(Find(f"{path}, left by a killed run", [path]) for path in left_behind(lake.root)),
        *(Find(f"{wave[0]}/{wave[1]}, which is described no more", held[wave]) for wave in sorted(gone)),
        *_exports(kept, described, lake),
    ]
    runs = OldRuns.find(instance, days) if days else OldRuns(instance, [])
    for study in sorted({study for study, _ in kept} - set(described)):
        size = _in_words(sum(_size_of(path) for wave in kept if wave[0] == study for path in kept[wave]))
        _say(f"{study} ({size}) is no study under {studies}, and stays; if it is gone for good: gap prune {study}")
    if not finds and not runs.ids:
        _say("nothing can go")
    elif take:
        _remove(finds, runs)
    else:
        _list(finds, runs)
    if take:
        forget_partitions(instance, lambda key: _is_gone(_wave(key), names, described))
    if take and gone:
        _drop_empty(gone, lake)
        publish_catalog(lake)
        _say("the catalog is made anew, without them; what trends said of them goes with the next gap run.")
    return True


def _described(studies: Path, lake: Lake) -> dict[str, dict[str, Partition]]:
    """The waves of every study by name. Raises Refused where one study file is broken: it may describe anything."""
    found, reasons = {}, []
    for folder in study_folders([], studies):
        try:
            found[folder.name] = {partition.wave: partition for partition in partitions_in(folder, None, lake)}
        except Refused as refused:
            reasons += refused.reasons
    if reasons:
        raise Refused(*reasons, f"{studies}: as long as that is so, nothing is pruned; mend it first.")
    return found


def _held(lake: Lake) -> dict[Wave, list[Path]]:
    """What lies in the lake of each wave."""
    found = defaultdict(list)
    for folder in BY_WAVE:
        for path in sorted((lake.root / folder).glob("[!.]*/[!.]*")):
            if path.is_dir() or path.suffix in ENDINGS:
                is_the_wave = path.is_dir() and folder != "report"
                found[path.parent.name, path.name if is_the_wave else path.stem].append(path)
    return dict(found)


def _refuse_names(names: list[str], held: dict[Wave, list[Path]], studies: Path) -> None:
    """A study is named only to say that it is gone for good."""
    for name in names:
        if (studies / name).exists():
            raise Refused(
                f"{name}: {studies / name} is still there; remove it first, and what the lake holds of it can go."
            )
        if name not in {study for study, _ in held}:
            raise Refused(f"{name}: the lake holds nothing of such a study; name one that it holds.")


def _is_gone(wave: Wave, names: list[str], described: dict[str, dict[str, Partition]]) -> bool:
    """Of a study that is not described, and not named either, nothing is known: it stays."""
    study, name = wave
    return study in names or name not in described.get(study, [name])


def _exports(kept: dict[Wave, list[Path]], described: dict[str, dict[str, Partition]], lake: Lake) -> Iterator[Find]:
    """Kept exports, and copies of their cells, that the tables of no wave follow from."""
    waves = [found for study, name in kept if (found := described.get(study, {}).get(name))]
    if doubtful := [partition for partition in waves if not READ_LAST.isdisjoint(stale_assets(partition))]:
        for partition in doubtful:
            _say(f"{partition}: its tables are due, so no export can go yet; gap run {partition.study.study} first")
        return
    read: dict[str, list[Export]] = defaultdict(list)
    for wave in kept:
        for export in (export for exports in recorded(*wave, lake).values() for export in exports):
            read[export.sha256].append(export)
    for folder in sorted((lake.root / "exports").glob("[!.]*")):
        if folder.name not in read:
            name = json.loads((folder / DESCRIPTION).read_text(encoding="utf-8"))["name"]
            yield Find(f"{folder}/{name}, which no wave reads any more", [folder])
        else:
            cells = {kept_copy(export, lake) for export in read[folder.name]}
            for path in sorted(set((folder / "cells").glob("*.parquet")) - cells):
                yield Find(f"{path}, which is read in another way now", [path])


def _list(finds: list[Find], runs: OldRuns) -> None:
    of_runs = sum(map(_size_of, runs.files()))
    for find in finds:
        _say(f"can go: {find.what}  {_in_words(find.size)}")
    if runs.ids:
        _say(f"can go: {len(runs.ids)} old runs in Dagster's history  {_in_words(of_runs)}")
    whole = _in_words(sum(find.size for find in finds) + of_runs)
    _say(f"{whole} in all. Nothing is removed yet; the same words with --yes remove it.")


def _remove(finds: list[Find], runs: OldRuns) -> None:
    for find in finds:
        size = find.size
        for path in find.paths:
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
        _say(f"removed {find.what}  {_in_words(size)}")
    if runs.ids:
        size = sum(map(_size_of, runs.files()))
        runs.delete()
        _say(f"removed {len(runs.ids)} old runs from Dagster's history  {_in_words(size)}")


def _drop_empty(gone: set[Wave], lake: Lake) -> None:
    for folder in (lake.root / name / study for name in BY_WAVE for study in {study for study, _ in gone}):
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()


def _wave(key: str) -> Wave:
    study, _, wave = key.partition("/")
    return study, wave


def _size_of(path: Path) -> int:
    """The bytes of a file, or of all files in a folder; 0 where nothing is."""
    files = path.rglob("*") if path.is_dir() else [path]
    return sum(file.stat().st_size for file in files if file.is_file())


def _in_words(size: float) -> str:
    for unit in ("bytes", "KB", "MB", "GB"):
        if size < 1000 or unit == "GB":
            break
        size /= 1000
    return f"{size:.0f} {unit}" if size >= 10 or unit == "bytes" else f"{size:.1f} {unit}"


def _say(line: str) -> None:
    out.print(line, markup=False, soft_wrap=True)
