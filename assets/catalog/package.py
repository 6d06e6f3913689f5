"""What other engines need: views over the Parquet files, and a Frictionless data package that describes them."""

import json

import pyarrow as pa

from assets.catalog.catalog import MARTS
from assets.lake.duck import literal, name
from assets.lake.paths import Lake
from assets.lake.publish import publishing
from schemas.tables.table import Column, Table

FRICTIONLESS = {pa.string(): "string", pa.bool_(): "boolean", pa.float64(): "number"}


def publish_package(lake: Lake) -> None:
    """Write `views.sql` and `datapackage.json` for what stands in `lake`."""
    for file, text in (("views.sql", views(lake)), ("datapackage.json", data_package(lake))):
        with publishing(lake.root / file) as beside:
            beside.write_text(text, encoding="utf-8")


def views(lake: Lake) -> str:
    """SQL that makes a view of each mart that stands, to be run in the lake's folder by any engine with `read_parquet`."""
    lines = [
        "-- Views over the Parquet files of this folder: run them here, in DuckDB or an engine that speaks like it."
    ]
    for table in _standing(lake):
        files = f"{table.name}/**/*.parquet"
        lines.append(
            f"create or replace view {name(table.name)} as "
            f"select * from read_parquet({literal(files)}, union_by_name = true, hive_partitioning = false);"
        )
    return "\n".join(lines) + "\n"


def data_package(lake: Lake) -> str:
    """The marts that stand, their files and columns, as a Frictionless data package."""
    resources = [
        {
            "name": table.name.replace("_", "-"),
            "title": table.name,
            "description": table.about,
            "path": [path.relative_to(lake.root).as_posix() for path in lake.files(table.name)],
            "format": "parquet",
            "mediatype": "application/vnd.apache.parquet",
            "schema": {"fields": [_field(column) for column in table.columns]},
        }
        for table in _standing(lake)
    ]
    return json.dumps({"name": "gap-facts", "resources": resources}, indent=1, ensure_ascii=False) + "\n"


def _standing(lake: Lake) -> list[Table]:
    return [table for table in MARTS if lake.files(table.name)]


def _field(column: Column) -> dict:
    limits = {"minimum": column.low, "maximum": column.high, "enum": list(column.among or ()) or None}
    constraints = {
        "required": not column.nullable,
        **{key: limit for key, limit in limits.items() if limit is not None},
    }
    kind = FRICTIONLESS.get(column.type, "integer")
    return {"name": column.name, "type": kind, "description": column.about, "constraints": constraints}
