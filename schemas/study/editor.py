"""The study file's JSON Schema, with which an editor completes, explains and checks what is written.

It is made from the models and their descriptions. `gap new` lays it beside the studies, and a study's first line names it.
"""

import json
from functools import cache
from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from schemas.study.study import Study
from schemas.words.catalogue import languages

SCHEMA_FILE = "study.schema.json"
"""The schema's file in a folder of studies."""
EDITOR_LINE = f"# yaml-language-server: $schema=../{SCHEMA_FILE}"
"""How a study, in its own folder among the studies, names its schema to an editor."""


class _ForEditors(GenerateJsonSchema):
    """Without what says nothing to a reader: keys written again as titles, and `null` for what is left out."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        found = super().default_schema(schema)
        if found.get("default", "") in (None, "", [], {}):
            found.pop("default", None)
        return found


@cache
def json_schema() -> dict[str, Any]:
    """The schema, as data."""
    schema = Study.model_json_schema(schema_generator=_ForEditors)
    schema["properties"]["language"]["enum"] = languages()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": "Gap study file"}


def schema_text() -> str:
    """The schema as the text of its file, without a last line feed."""
    return json.dumps(json_schema(), indent=1, ensure_ascii=False)
