"""The readers: one module a kind of file, and in `headers/` one a vendor's way to head a table.

A reader has its name `LAYOUTS`, the layouts that it can tell, and three functions. `beside(path)` are the files that belong
to one (a catalogue, a definition), kept with it. `describe(path, head, beside, reading)` looks at the first bytes and returns
an Export (without its hash), or None where the file is another's; it raises Refused where the file is its own and broken.
`cells(path, export, beside, work)` yields record batches of text columns c0, c1, …, in the export's order of rows and
columns, a blank cell being NULL; `work` is an empty folder. Plain UTF-8 text is not copied so: DuckDB reads it straight.

To add a kind of file, write the module and name it below, before those that would take its files for theirs.
"""

from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

import pyarrow as pa
import pyarrow.parquet as pq

from assets.exports.export import Export, Reading
from assets.exports.readers import arrow, limesurvey_r, sas, spss, stata, text, triple_s, workbook
from assets.exports.readers.foreign import refuse_foreign
from schemas.refused import Refused, listed

READERS: list[ModuleType] = [spss, stata, sas, arrow, workbook, triple_s, limesurvey_r, text]
HEAD = 1 << 20
_HEADED, _ENCODED = {"text", "workbook"}, {"text", "spss", "stata", "sas", "triple_s"}
"""The readers that are told which rows are the header, and those that are told the encoding."""


def beside(path: Path) -> list[Path]:
    """The files that belong to the export at `path`."""
    return [found for reader in READERS for found in reader.beside(path)]


def describe(path: Path, reading: Reading, beside: Sequence[Path] = ()) -> Export:
    """What the export at `path` is. What the study says of it must agree with the bytes."""
    if path.exists() and not path.is_file():
        raise Refused(f"{path.name}: this is no file; name the export itself.")
    with path.open("rb") as file:
        head = file.read(HEAD)
    if not head.strip():
        raise Refused(f"{path.name}: the export is empty; export it again.")
    refuse_foreign(path, head)
    known = list(dict.fromkeys(layout for reader in READERS for layout in reader.LAYOUTS))
    if reading.layout is not None and reading.layout not in known:
        raise Refused(f"{path.name}: layout {reading.layout!r} is asked for; known layouts are {listed(known)}.")
    for reader in READERS:
        export = reader.describe(path, head, beside, reading)
        if export is not None:
            if reading.layout not in (None, export.layout):
                raise Refused(
                    f"{path.name}: layout {reading.layout} is asked for, and the file is {export.layout}; leave layout out, or "
                    f"mend the file."
                )
            if reading.sheet is not None and not export.sheet:
                raise Refused(
                    f"{path.name}: sheet {reading.sheet!r} is asked for, and the file is no workbook; leave sheet out."
                )
            if reading.header is not None and export.container not in _HEADED:
                raise Refused(
                    f"{path.name}: rows {listed(reading.header)} are said to be the header, and the file names its columns "
                    f"itself; leave header out."
                )
            if reading.encoding is not None and export.container not in _ENCODED:
                raise Refused(
                    f"{path.name}: encoding {reading.encoding!r} is asked for, and the file is read without one; "
                    f"leave encoding out."
                )
            return export
    raise Refused(f"{path.name}: no reader knows this file; save it as CSV or as .xlsx.")


def copy_cells(path: Path, export: Export, beside: Sequence[Path], work: Path, to: Path) -> None:
    """Write the cells of an export that DuckDB does not read by itself as a Parquet file of text."""
    reader = next(reader for reader in READERS if reader.__name__.endswith(f".{export.container}"))
    schema = pa.schema([(f"c{at}", pa.string()) for at in range(len(export.columns))])
    with pq.ParquetWriter(to, schema) as writer:
        for batch in reader.cells(path, export, beside, work):
            writer.write_batch(batch)
