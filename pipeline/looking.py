"""What an export holds, read and counted without a trace in any lake: for the commands that come before a study."""

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from assets.exports.export import Export, Reading, squeezed_sql
from assets.exports.personal import marked
from assets.exports.profile import Profile, profile
from assets.exports.readers import beside, copy_cells, describe, text
from assets.exports.readers.text import plain_faults
from assets.lake.duck import connect, literal, parquet
from schemas.refused import Refused


@dataclass(frozen=True)
class Look:
    """An export that lies open: its profile, and where its cells can be asked for more."""

    path: Path
    reading: Reading
    """What was said of how it is to be read."""
    profile: Profile
    con: duckdb.DuckDBPyConnection
    relation: str

    def keeping(self, position: int, cells: list[str]) -> "Look":
        """The same export with nothing but the rows that have one of these cells (stray blanks aside) in one column."""
        relation = f"(select * from {self.relation} where {squeezed_sql(f'c{position}')} in ({', '.join(map(literal, cells))}))"
        return replace(self, profile=profile(self.con, self.profile.export, relation), relation=relation)


@contextmanager
def looking(path: Path, reading: Reading) -> Generator[Look]:
    """Read and count the export at `path`, as `reading` says. Raises Refused where it cannot be read."""
    if not path.is_file():
        raise Refused(f"{path}: there is no such file; name the export as the vendor delivered it.")
    with TemporaryDirectory(prefix="gap-look-") as scratch:
        work = Path(scratch) / "work"
        work.mkdir()
        companions = beside(path)
        export = describe(path, reading, companions)
        with plain_faults(export):
            relation = _relation(path, export, companions, work)
            con = connect(work)
            export = marked(con, export, relation)
            yield Look(path, reading, profile(con, export, relation), con, relation)


def _relation(path: Path, export: Export, companions: list[Path], work: Path) -> str:
    """The cells of an export: its own text, or a copy that goes with the folder `work`."""
    if export.straight:
        return text.relation(path, export)
    copy_cells(path, export, companions, work, copy := work.parent / "cells.parquet")
    return parquet(copy)
