"""Partitions made again from the exports that their lake kept: in a folder beside the lake, by the job that makes tables.

Nothing in the lake is touched, and the runs go into no history. What is done with what comes out is told in `commands/verify.py`.
"""

import os
import shutil
from collections.abc import Generator, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import uuid4

from assets.exports.extract import extracted, found_at
from assets.exports.files import ASSET_OF
from assets.lake.disk import refusing
from assets.lake.paths import Lake
from assets.lake.publish import workspace
from assets.making.partition import Partition
from assets.making.recipes import RECIPES, compared
from pipeline.terminal.console import add_bar, progress_bars
from schemas import STUDY_FILE
from schemas.refused import Refused


def has_run(partition: Partition) -> bool:
    """Whether a run has taken in the exports of a partition."""
    return all(
        partition.lake.sources(asset, partition.study.study, partition.wave).exists() for asset in ASSET_OF.values()
    )


@contextmanager
def beside(lake: Lake) -> Generator[Path]:
    """An empty folder beside the lake, on its disk, gone afterwards; what a killed command left, the next one clears."""
    folder = lake.root.with_name(f".{lake.root.name}-verify")
    try:
        with refusing(folder), workspace(folder) as work:
            yield work
    finally:
        with suppress(OSError):  # another verify is at work in it
            (folder / ".work").rmdir()
            folder.rmdir()


def made_again(partitions: list[Partition], work: Path) -> Iterator[tuple[Partition, Partition | list[str]]]:
    """Each partition with itself made again in `work`, or with the reasons why it cannot be.

    Made again with them are the waves that they are set against; where one cannot be, those after it are left out.
    """
    from dagster import DagsterInstance

    from pipeline.definitions import JOB
    from pipeline.runner import Runner

    with DagsterInstance.ephemeral() as instance, progress_bars() as progress:
        for study in dict.fromkeys(partition.study.study for partition in partitions):
            wanted = {partition.wave: partition for partition in partitions if partition.study.study == study}
            earlier = {was.wave: was for each in wanted.values() for was in compared(each) if has_run(was)}
            runner = Runner(Lake(work / study / "lake"), JOB, instance)
            for wave in [wave for wave in next(iter(wanted.values())).study.waves if wave in wanted | earlier]:
                partition = (wanted | earlier)[wave]
                again, assets = _kept(partition, work / study)
                bar = add_bar(progress, str(partition), runner.steps(assets))
                reasons = runner.run(again, assets, str(uuid4()), bar).reasons
                if wave in wanted or reasons:
                    yield partition, reasons or again
                if reasons:
                    break
            shutil.rmtree(work / study)


def _kept(partition: Partition, work: Path) -> tuple[Partition, list[str]]:
    """A partition whose exports are those that the lake kept, in a lake of its own under `work`; and the assets to make.

    Of an export with respondents who were erased only its cells are kept: they are taken as they are.
    """
    study, lake = partition.study, partition.lake
    folder, place = work / partition.wave / study.study, Lake(work / "lake")
    lists = [source.erase for source in study.sources.values()]
    for file in [file for file in (STUDY_FILE, study.claims, *lists) if file and (partition.folder / file).exists()]:
        _link(partition.folder / file, folder / file)
    if lake.key().exists():
        _link(lake.key(), place.key())
    assets = []
    for kind, asset in ASSET_OF.items():
        at = found_at(study.study, partition.wave, lake, kind)
        exports = extracted(study.study, partition.wave, lake, kind)
        if any(export.erased for files in exports.values() for export in files):
            _link(lake.sources(asset, study.study, partition.wave), place.sources(asset, study.study, partition.wave))
            for export in (export for files in exports.values() for export in files):
                _link_all(lake.export(export.sha256), place.export(export.sha256))
            continue
        if exports.keys() - at.keys():
            raise Refused(f"{partition}: an older version made it; gap run {study.study} first.")
        assets.append(asset)
        for source, files in exports.items():
            for export, path in zip(files, at[source], strict=True):
                if not lake.export(export.sha256).exists():
                    raise Refused(
                        f"{partition}: its export {export.name} is not kept in {lake.root} any more; run it again."
                    )
                _link(lake.kept(export.sha256), folder / path)
                _link_all(lake.export(export.sha256) / "beside", (folder / path).parent)
    assets += [
        each for asset in RECIPES if asset not in ASSET_OF.values() for each in (asset, *RECIPES[asset].made_with)
    ]
    return Partition(study, partition.wave, folder, place, partition.given_key), assets


def _link(path: Path, to: Path) -> None:
    """Have a file in a second place: the same bytes, or a copy of them where the disk has no such links."""
    to.parent.mkdir(parents=True, exist_ok=True)
    if not to.exists():
        try:
            os.link(path, to)
        except OSError:
            shutil.copy(path, to)


def _link_all(folder: Path, to: Path) -> None:
    for path in (path for path in folder.rglob("*") if path.is_file()):
        _link(path, to / path.relative_to(folder))
