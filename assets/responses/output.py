"""Where the tables of respondents go, and what stands in every one of them."""

from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path

from assets.lake.key import Key
from assets.lake.paths import Lake
from assets.lake.publish import provenance_id, publishing
from assets.making.recipes import footer
from schemas.source_wave import SourceWave

WRITTEN = "format parquet, dictionary_size_limit 1000"
"""How DuckDB writes respondents: codes and strata have their dictionaries, for numbers and weights none is tried in vain."""


@dataclass(frozen=True)
class Output:
    """A lake, and what the tables that are about to be published in it have in common."""

    lake: Lake
    work: Path
    """A folder for what is not yet proved."""
    key: Key
    """Makes the pseudonyms."""
    fingerprint: str
    """What all of the tables follow from."""
    follows_from: dict[str, str] = field(default_factory=dict)
    """What their footers say of it besides."""

    def origin(self, of: SourceWave) -> dict[str, object]:
        """The columns that say where a row comes from."""
        return {"synthetic": of.study.synthetic, "provenance_id": provenance_id(self.fingerprint)}

    def footer(self, table: str, of: SourceWave) -> dict[str, str]:
        """What stands in the footer of a source's file."""
        return footer(table, of.study.study, of.wave, self.fingerprint) | self.follows_from

    def publishing(self, table: str, of: SourceWave) -> AbstractContextManager[Path]:
        """A path for a source's file of a table, which takes its place when the block ends without an error."""
        path = self.lake.table(table, of.study.study, of.wave, of.source)
        return publishing(path, self.lake.secluded(path))
