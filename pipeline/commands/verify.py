"""What `gap verify` does: every table is made again from the exports that the lake kept, and compared with what is published.

How a partition is made again is told in `verification/remake.py`, how two files are compared in `verification/compare.py`.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb

from assets.catalog.published import MARTS
from assets.lake.duck import connect, literal, name, parquet
from assets.lake.paths import Lake
from assets.lake.publish import fingerprint_of, state
from assets.making.failures import FAILURE_VARIABLE
from assets.making.partition import Partition
from pipeline.commands.partitions import partitions_of
from pipeline.terminal.console import out, refuse
from pipeline.verification.compare import causes, differences, figures
from pipeline.verification.remake import beside, has_run, made_again
from schemas.refused import Refused
from schemas.tables import TABLES

SHOWN = 5
"""So many columns of a table that differ are shown."""


@dataclass(frozen=True)
class Verified:
    """What was compared of one partition, and what was found: a line for each difference."""

    tables: int
    figures: int
    found: list[str]


def verify_studies(names: list[str], wave: str | None, lake: Path, studies: Path) -> bool:
    """Make and compare every wave of the named studies, or of all, and print what was found. Returns whether all is equal."""
    place = Lake(lake.resolve())
    if not place.root.is_dir():
        raise Refused(f"{lake}: there is no lake here; say where with --lake.")
    partitions, ok = partitions_of(names, wave, place, studies)
    readable = ok
    for partition in [each for each in partitions if not has_run(each)]:
        refuse(
            [f"{partition}: it has not been run, so there is nothing to verify; gap run {partition.study.study} first."]
        )
        ok = False
    ran = [partition for partition in partitions if has_run(partition)]
    before = {str(partition): _states(partition) for partition in ran}
    os.environ.pop(FAILURE_VARIABLE, None)  # whoever is told of failures waits for the tables of the lake
    with beside(place) as folder:
        for partition, again in made_again(ran, folder):
            if isinstance(again, list):
                refuse([f"{partition}: it cannot be made again, and no later wave is verified.", *again])
                ok = False
                continue
            verified = _verified(partition, again)
            if _states(partition) != before[str(partition)]:
                raise Refused(f"{partition}: its tables changed meanwhile; verify it when no run is at work.")
            ok = _print_verified(partition, verified) and ok
    strangers = list(_strangers(place, partitions, bool(names))) if wave is None and readable else []
    refuse(strangers)
    return ok and not strangers


def _print_verified(partition: Partition, verified: Verified) -> bool:
    """Print what was found of a partition. Returns whether all of it is equal."""
    counted = f"{partition}  {verified.tables} tables, {verified.figures:,} figures"
    if not verified.found:
        out.print(f"[green]✓[/green] {counted}, equal")
        return True
    refuse(
        [f"{counted}, not as they come out; gap run makes again what is stale, and with --force all:", *verified.found]
    )
    return False


def _files(partition: Partition) -> dict[str, Path]:
    """The files of a partition's tables, by their paths in the lake."""
    study, wave, lake = partition.study.study, partition.wave, partition.lake
    found = [path for table in TABLES for path in lake.files_of(table.name, study, wave)]
    return {str(path.relative_to(lake.root)): path for path in sorted(found)}


def _states(partition: Partition) -> dict[str, tuple[int, ...]]:
    return {file: state(path) for file, path in _files(partition).items()}


def _verified(partition: Partition, again: Partition) -> Verified:
    published, made = _files(partition), _files(again)
    found = [
        f"{file}: no table stands, and one of {figures(made[file]):,} figures comes out"
        for file in made.keys() - published
    ]
    found += [f"{file}: no run makes this file; it was put in by hand" for file in published.keys() - made]
    both = [file for file in published if file in made]
    counted = 0
    for file in both:
        try:
            counted += figures(published[file])
            unlike = list(differences(published[file], made[file]))
            why = causes(published[file], made[file])
        except (OSError, ValueError) as error:
            found.append(f"{file}: it cannot be read ({str(error).splitlines()[0]}); changed since: the stored bytes")
            continue
        if unlike:
            more = [f"and {len(unlike) - SHOWN} more of its columns"] if len(unlike) > SHOWN else []
            found += [f"{file}: {each}" for each in (*unlike[:SHOWN], *more, why)]
        elif fingerprint_of(published[file]) != fingerprint_of(made[file]):
            found.append(f"{file}: every figure comes out as it stands; {why}")
    return Verified(len(both), counted, [*found, *_not_in_catalog(partition)])


def _not_in_catalog(partition: Partition) -> Iterator[str]:
    """The tables of which the catalog does not hold what the files hold."""
    path = partition.lake.catalog()
    con = connect()
    where = f"where study = {literal(partition.study.study)} and wave = {literal(partition.wave)}"
    try:
        con.execute(f"attach {literal(path)} as kept (read_only)").fetchall()
        for table in MARTS:
            files = [file for at, file in _files(partition).items() if Path(at).parts[0] == table.name]
            held = f"from kept.{name(table.name)} {where}"
            if not files:
                unlike = con.execute(f"select count(*) {held}").fetchall()[0][0]
            else:
                written = con.execute(f"select * from {parquet(*files)} limit 0").description
                columns = ", ".join(name(column) for column, *_ in written)
                sides = f"select {columns} from {parquet(*files)}", f"select {columns} {held}"
                counts = (f"(select count(*) from ({a} except all {b}))" for a, b in (sides, sides[::-1]))
                unlike = con.execute(f"select {' + '.join(counts)}").fetchall()[0][0]
            if unlike:
                yield f"catalog.duckdb: its rows of {table.name} are not those of the files"
    except duckdb.Error as error:
        yield f"catalog.duckdb: it cannot be read ({str(error).splitlines()[0]})"
    finally:
        con.execute("detach database if exists kept").fetchall()


def _strangers(lake: Lake, partitions: list[Partition], named: bool) -> Iterator[str]:
    """Tables of waves that no study has: of the studies that are looked at, or of any where none is named."""
    looked_at = {partition.study.study for partition in partitions}
    known = {(partition.study.study, partition.wave) for partition in partitions}
    for table in TABLES:
        for path in lake.files(table.name):
            study, each = path.relative_to(lake.root).parts[1:3]
            if (study, each.removesuffix(".parquet")) not in known and (not named or study in looked_at):
                yield f"{path.relative_to(lake.root)}: no study has this wave; it was put in by hand, or gap prune takes it."
