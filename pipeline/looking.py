"""What an export holds, read and counted in a lake that is thrown away: for the commands that come before a study."""

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from assets.exports.export import BLANKS, Reading
from assets.exports.extract import keep
from assets.exports.profile import Profile, profile
from assets.exports.readers import cells
from assets.exports.readers.text import plain_faults
from assets.lake.duck import connect, literal
from assets.lake.paths import Lake
from assets.lake.publish import workspace
from schemas.refused import Refused


@dataclass(frozen=True)
class Look:
    """An export that lies open: its profile, and where its cells can be asked for more."""

    path: Path
    profile: Profile
    con: duckdb.DuckDBPyConnection
    relation: str

    def keeping(self, position: int, cells: list[str]) -> "Look":
        """The same export with nothing but the rows that have one of these cells (stray blanks aside) in one column."""
        squeezed = f"trim(regexp_replace(c{position}, {literal(BLANKS)}, ' ', 'g'))"
        relation = f"(select * from {self.relation} where {squeezed} in ({', '.join(map(literal, cells))}))"
        return Look(self.path, profile(self.con, self.profile.export, relation), self.con, relation)


@contextmanager
def looking(path: Path) -> Generator[Look]:
    """Read and count the export at `path`. Raises Refused where it cannot be read."""
    if not path.is_file():
        raise Refused(f"{path}: there is no such file; name the export as the vendor delivered it.")
    with TemporaryDirectory(prefix="gap-look-") as scratch:
        lake = Lake(Path(scratch))
        export = keep(path, Reading(), lake)
        with workspace(lake.root) as work, plain_faults(export):
            con = connect(work)
            relation = cells(export, lake)
            yield Look(path, profile(con, export, relation), con, relation)
