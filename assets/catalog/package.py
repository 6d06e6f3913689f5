"""The Parquet files for others: views over them for DuckDB, and a Frictionless data package that describes them."""

import json
from pathlib import Path

import pyarrow as pa

from assets.catalog.published import MARTS, MartFile
from assets.lake.duck import literal, name
from assets.lake.publish import publishing
from schemas.tables.table import Column, Table

FRICTIONLESS = {pa.string(): "string", pa.bool_(): "boolean", pa.float64(): "number"}


def views(files: list[MartFile]) -> str:
    """SQL that makes a view of each mart that stands, to be run in the lake's folder by DuckDB."""
    lines = ["-- Views over the Parquet files of this folder: run them here, in DuckDB 1.2 or later."]
    for table in _standing(files):
        pattern = f"{table.name}/**/*.parquet"
        lines.append(
            f"create or replace view {name(table.name)} as "
            f"select * from read_parquet({literal(pattern)}, union_by_name = true, hive_partitioning = false);"
        )
    return "\n".join(lines) + "\n"


def data_package(files: list[MartFile]) -> str:
    """The marts that stand, their files and columns, as a Frictionless data package."""
    resources = [
        {
            "name": table.name.replace("_", "-"),
            "title": table.name,
            "description": table.about,
            "path": paths,
            "format": "parquet",
            "mediatype": "application/vnd.apache.parquet",
            "schema": {"fields": [_field(column) for column in table.columns]},
        }
        for table, paths in _standing(files).items()
    ]
    return json.dumps({"name": "gap-facts", "resources": resources}, indent=1, ensure_ascii=False) + "\n"


def publish_text(text: str, path: Path) -> None:
    """Publish `text` unless it stands there already."""
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        with publishing(path) as beside:
            beside.write_text(text, encoding="utf-8")


def _standing(files: list[MartFile]) -> dict[Table, list[str]]:
    """The paths of each mart that has any."""
    found = {table: [each.file for each in files if each.table == table.name] for table in MARTS}
    return {table: paths for table, paths in found.items() if paths}


def _field(column: Column) -> dict:
    limits = {"minimum": column.low, "maximum": column.high, "enum": list(column.among or ()) or None}
    constraints = {
        "required": not column.nullable,
        **{key: limit for key, limit in limits.items() if limit is not None},
    }
    kind = FRICTIONLESS.get(column.type, "integer")
    return {"name": column.name, "type": kind, "description": column.about, "constraints": constraints}
