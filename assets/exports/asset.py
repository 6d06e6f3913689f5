"""Extraction as assets: one for each kind of source."""

from pathlib import Path

import dagster as dg

from assets.exports.extract import Extracted, extract
from assets.exports.files import ASSET_OF
from assets.making.materialize import (
    Event,
    Task,
    contract_check,
    in_lake,
    in_ui,
    in_ui_list,
    materialized,
    step,
)
from assets.making.partition import Partition
from assets.making.recipes import EXTRACTION
from schemas.foreign import discreet, in_markdown
from schemas.study import Kind

ABOUT: dict[Kind, str] = {
    "interviews": "Exports of executive interviews, kept byte for byte and described.",
    "panel": "Exports of consumer panels and of polls that hold both groups, kept byte for byte and described.",
    "reported": "Published figures with their bases, where no respondents are to be had.",
}


def _extraction(kind: Kind) -> Task:
    name = ASSET_OF[kind]

    def work(partition: Partition) -> list[Event]:
        found = extract(partition.study, partition.wave, partition.folder, kind, partition.lake)
        fingerprint = partition.published_fingerprint(name)
        return materialized(
            name,
            f"{sum(map(len, found.values()))} exports read",
            _metadata(found, partition.lake.sources(name, partition.study.study, partition.wave)),
            fingerprint or "",
        )

    spec = dg.AssetSpec(name, description=ABOUT[kind], kinds={"python", "file"}, code_version=EXTRACTION.code.digest)
    return Task([spec], [contract_check(name, "Every export is there, whole, and of a layout that is known.")], work)


def _metadata(found: Extracted, record: Path) -> dict:
    exports = [(source, export) for source, files in found.items() for export in files]
    heading = "| source | file | layout | encoding | columns | sha256 |\n|---|---|---|---|---|---|\n"
    cells = [
        (source, export.name, export.layout, export.encoding, len(export.columns), export.sha256)
        for source, export in exports
    ]
    lines = [f"| {' | '.join(map(in_markdown, line))} |" for line in cells]
    left_out = [
        f"{export.name}: {export.described(at)}"
        for _, export in exports
        for at, column in enumerate(export.columns)
        if column.personal
    ]
    notes = [f"{export.name}: {discreet(note)}" for _, export in exports for note in export.notes]
    said = {"left_out": left_out or ["no column is personal"], "notes": notes or ["nothing to note"]}
    known = [export.rows for _, export in exports if export.rows is not None]
    counted = {"dagster/row_count": sum(known)} if len(known) == len(exports) else {}
    return {
        "exports": in_ui(heading + "\n".join(lines)),
        "files": len(exports),
        "rows_erased": sum(len(export.erased) for _, export in exports),
        "path": in_lake(record),
        "dagster/column_schema": _columns(found),
        **{name: in_ui_list(each) for name, each in said.items()},
        **counted,
    }


def _columns(found: Extracted) -> dg.TableSchema:
    """The raw columns of all exports: what the file says of each, and why it is personal if it is."""
    columns: dict[str, dg.TableColumn] = {}
    for export in (export for files in found.values() for export in files):
        for name, column in zip(export.names, export.columns, strict=True):
            about = f"{export.name}: {column.label}" if column.label else export.name
            if column.personal:
                about += f" (personal: {column.personal})"
            columns.setdefault(name, dg.TableColumn(name, "text", in_markdown(about)))
    return dg.TableSchema(list(columns.values()))


extraction = step("exports", *map(_extraction, ABOUT), patiently=True)
