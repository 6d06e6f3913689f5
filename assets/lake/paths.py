"""Where everything in a lake lies: one file a partition, a stable name, replaced whole."""

from dataclasses import dataclass
from pathlib import Path

DESCRIPTION = "export.json"


@dataclass(frozen=True)
class Lake:
    """A folder of tables. A partition is a study and one of its waves."""

    root: Path

    def table(self, name: str, study: str, wave: str, source: str = "") -> Path:
        """The Parquet file of one partition, or of one source in it where a table has a file a source."""
        return self.root / name / study / (f"{wave}/{source}.parquet" if source else f"{wave}.parquet")

    def folder(self, name: str, study: str, wave: str) -> Path:
        """Where a table with a file a source has them."""
        return self.root / name / study / wave

    def sources(self, asset: str, study: str, wave: str) -> Path:
        """Which exports an extraction found for one partition."""
        return self.root / asset / study / f"{wave}.json"

    def export(self, sha256: str) -> Path:
        """The folder that keeps the bytes of one export."""
        return self.root / "exports" / sha256

    def kept(self, sha256: str) -> Path:
        """The bytes of one export, under the name that they first had."""
        return next(path for path in self.export(sha256).iterdir() if path.is_file() and path.name != DESCRIPTION)

    def cells(self, sha256: str, fingerprint: str) -> Path:
        """The cells of one export as text, as its reader read them, where DuckDB does not read the bytes by itself."""
        return self.export(sha256) / "cells" / f"{fingerprint[:16]}.parquet"

    def key(self) -> Path:
        """The key that pseudonyms are made with, where none is given from outside."""
        return self.root / ".key"

    def report(self, study: str, wave: str, ending: str = "html") -> Path:
        """What people open of one partition: page, workbook, deck, its folder of `pictures`. Without the ending: the wave."""
        return self.root / "report" / study / f"{wave}.{ending}"

    def catalog(self) -> Path:
        """The marts of all partitions as one DuckDB file."""
        return self.root / "catalog.duckdb"

    def secluded(self, path: Path) -> Path | None:
        """The folder around `path` that its owner alone may read: raw cells are in it. None where everybody may."""
        folder = self.root / path.relative_to(self.root).parts[0]
        return folder if folder.name in ("exports", "rejected") else None

    def freshness_note(self, study: str, wave: str) -> Path:
        """What was looked at when nothing of a wave was stale."""
        return self.root / ".seen" / study / f"{wave}.json"

    def report_note(self, study: str, wave: str) -> Path:
        """What the files of a wave's report were made of."""
        return self.root / ".seen" / study / f"{wave}.report"

    def lock(self, key: str) -> Path:
        """The lock of a partition, or of a place for runs at once."""
        return self.root / ".locks" / f"{key}.lock"

    def failures(self) -> Path:
        """What failed, a line of JSON each."""
        return self.root / "failures.jsonl"

    def home(self) -> Path:
        """Dagster's own folder, where none is given."""
        return self.root / ".dagster"

    def files_of(self, table: str, study: str, wave: str) -> list[Path]:
        """The Parquet files of one partition of a table: one, or one a source."""
        one, folder = self.table(table, study, wave), self.folder(table, study, wave)
        return [*([one] if one.exists() else []), *sorted(folder.glob("[!.]*.parquet"))]

    def files(self, table: str) -> list[Path]:
        """The Parquet files of a table, all partitions, in order of name."""
        return sorted(path for path in (self.root / table).rglob("*.parquet") if not path.name.startswith("."))
