"""What an export holds, read and counted without a trace in any lake: for the commands that come before a study."""

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from assets.exports.cells import cells_of
from assets.exports.export import Reading, squeezed_sql
from assets.exports.personal import marked
from assets.exports.profile import Profile, profile
from assets.exports.readers import beside, describe
from assets.exports.readers.text import plain_faults
from assets.lake.duck import connect, literal
from schemas.refused import Refused
from schemas.study import ANY_TEXT


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
        """The same export with nothing but the rows that have one of these cells in one column, or any for `any text`."""
        text = f"coalesce({squeezed_sql(f'c{position}')}, '')"
        kept = f"{text} <> ''" if ANY_TEXT in cells else f"{text} in ({', '.join(map(literal, cells))})"
        relation = f"(select * from {self.relation} where {kept})"
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
            relation = cells_of(path, export, companions, work)
            con = connect(work)
            export = marked(con, export, relation)
            yield Look(path, reading, profile(con, export, relation), con, relation)
