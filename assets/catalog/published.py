"""Which Parquet files of the marts are published in a lake, what the catalog records of each, and how one is read."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from assets.lake.paths import Lake
from assets.lake.publish import State, state
from schemas.refused import Refused
from schemas.tables import TABLES
from schemas.tables.table import KEYS, TEXT, WHOLE, Column, Table

LARGE = ("responses", "rejected", "tabulation")
"""Tables that grow with the respondents: not in the catalog."""

MARTS = tuple(table for table in TABLES if table.name not in LARGE)

FILES = Table(
    "files",
    "One row a Parquet file whose rows are in this catalog.",
    (
        Column("file", TEXT, "Its path in the lake"),
        Column("table_name", TEXT, "The table that its rows are in"),
        *KEYS,
        Column("rows", WHOLE, "How many rows it has"),
        Column(
            "fingerprint",
            TEXT,
            "What it follows from, a digest each of code, study file and exports; provenance_id begins them",
            nullable=True,
        ),
        Column("size", WHOLE, "Its bytes"),
        Column("modified", WHOLE, "When it was written, in nanoseconds since 1970"),
        Column("inode", WHOLE, "Its number on the disk, another one whenever it is replaced"),
    ),
)


@dataclass(frozen=True)
class MartFile:
    """One Parquet file of a mart as it was found: its partition is told by its path."""

    path: Path
    file: str
    table: str
    study: str
    wave: str
    state: State

    @property
    def part(self) -> tuple[str, str, str]:
        """The rows of the catalog that are replaced together: all of one partition in one table."""
        return self.table, self.study, self.wave


def published_files(lake: Lake) -> list[MartFile]:
    """The files of all marts, table by table."""
    return [_found(path, lake) for table in MARTS for path in lake.files(table.name)]


def files_of(lake: Lake, study: str, wave: str) -> list[MartFile]:
    """The files of all marts of one wave."""
    return [_found(path, lake) for table in MARTS for path in lake.files_of(table.name, study, wave)]


def _found(path: Path, lake: Lake) -> MartFile:
    file = path.as_posix().removeprefix(f"{lake.root.as_posix()}/")
    table, study, wave = file.removesuffix(".parquet").split("/")[:3]
    return MartFile(path, file, table, study, wave, state(path))


def read(files: Iterable[MartFile], columns: set[str], records: list[dict]) -> pa.Table:
    """The rows of some files of one mart, those of `columns` that they have. What is recorded of each goes to `records`.

    Raises Refused where a file lies in the place of another partition: its rows would be there twice, or never go.
    """
    tables = []
    for each in files:
        with pq.ParquetFile(each.path) as opened:
            written = [name for name in opened.schema_arrow.names if name in columns]
            table = opened.read(written, use_threads=False).replace_schema_metadata()
            fingerprint = (opened.metadata.metadata or {}).get(b"gap.fingerprint")
        for key, held in (("study", each.study), ("wave", each.wave)):
            if others := set(table[key].unique().to_pylist()) - {held}:
                raise Refused(
                    f"{each.path}: it lies where the {key} {held} has its rows, but holds rows of {others.pop()}; "
                    f"move it to its place, or delete it."
                )
        tables.append(table)
        records.append(
            {
                "file": each.file,
                "table_name": each.table,
                "study": each.study,
                "wave": each.wave,
                "rows": table.num_rows,
                "fingerprint": fingerprint and fingerprint.decode(),
                "size": each.state.size,
                "modified": each.state.modified,
                "inode": each.state.inode,
            }
        )
    return pa.concat_tables(tables, promote_options="permissive")
