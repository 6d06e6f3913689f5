"""What an editor that knows the study file's JSON Schema makes of a study file: YAML 1.2, checked by another library."""

import json
import re
from typing import ClassVar

import jsonschema
import yaml

from conftest import PROJECT

SCHEMA_FILE = PROJECT / "studies" / "study.schema.json"
SCHEMA = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))


def underlined(text: str) -> list[str]:
    """The places in a study file that an editor underlines."""
    data = json.loads(json.dumps(yaml.load(text, _Yaml12)))  # keys become texts, as an editor takes them
    return [fault.json_path for fault in jsonschema.Draft202012Validator(SCHEMA).iter_errors(data)]


class _Yaml12(yaml.CSafeLoader):
    """`yes` and `off` are words, and a date is a text."""

    yaml_implicit_resolvers: ClassVar = {
        first: [(tag, pattern) for tag, pattern in known if not tag.endswith((":timestamp", ":bool"))]
        for first, known in yaml.CSafeLoader.yaml_implicit_resolvers.items()
    }


_Yaml12.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("true|false"), ["t", "f"])
