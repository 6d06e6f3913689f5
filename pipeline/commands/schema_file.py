"""The JSON Schema of study files, laid where editors look for it."""

from pathlib import Path

from assets.lake.publish import publishing
from schemas.study import SCHEMA_FILE, schema_text


def write_schema(studies: Path) -> None:
    """Lay the JSON Schema of study files into the folder of studies, where their first lines name it for editors."""
    with publishing(studies / SCHEMA_FILE) as place:
        place.write_text(schema_text() + "\n", encoding="utf-8")
