"""Hostile study files: drawn from the JSON Schema, or real ones that were damaged. The number of one is the seed of all of it."""

import copy
import json
import re
from collections.abc import Callable
from functools import cache
from random import Random
from typing import Any

import yaml

from conftest import PROJECT

BUNDLED = ("high-tech-service", "high-tech-service-published")
ODD = [
    None, True, False, 0, -1, 1, 0.5, -0.0, 1e308, -1e308, 5e-324, float("inf"), float("nan"), 10**30, 10**400, 2**63,
    "", " ", "0", "-", "~", "null", "yes", "2026-13-45", "1e999", "0x10", "..", "/", "/dev/zero", "../../../etc/passwd", "a/" * 40,
    "**/" * 30 + "*", "a*" * 60, "[", "[!]", "{wave}" * 40, "{", "{study}", "(a+)+$", "a" * 300, "ä" * 200, "x" * 100_000, "=1+1",
    "<script>", "![x](y)", "'; drop table x; --", '"', "\\", "\u202e", "\u200b", "\ufeff", "\u0085", "😀", "İ", "e\u0301", "a\nb", "\t",
    "executive", "consumer", "total", "all", "any text", "other", "none", "study", "undecided", "same", "synthetic", "__proto__",
    [], {}, [[]], [None], {"": ""}, {"any text": "any text"}, ["a", "a"], list(range(3_000)), [f"a{at}" for at in range(3_000)],
    {f"k{at}": f"v{at}" for at in range(2_000)}, {"mean": {"a": 1e308, "b": -1e308}},
]  # fmt: skip
Place = tuple[Any, ...]


@cache
def real() -> list[tuple[str, dict[str, bytes]]]:
    """Text and files of the bundled studies, and of those that the guide shows whole."""
    found = []
    for name in BUNDLED:
        folder = PROJECT / "studies" / name
        files = {
            str(path.relative_to(folder)): path for path in folder.rglob("*") if path.is_file() and path.suffix != ".py"
        }
        text = files.pop("study.yaml").read_text(encoding="utf-8")
        found.append((text, {at: path.read_bytes() for at, path in files.items()}))
    for page in sorted((PROJECT / "docs" / "guide").glob("*.md")):
        text = page.read_text(encoding="utf-8")
        files = {at: rows.encode() for at, rows in re.findall(r"^`([^`\n]+)`\n\n?```csv\n(.*?)^```", text, re.M | re.S)}
        found += [(study, files) for study in re.findall(r"^```yaml\n(study:.*?)^```", text, re.M | re.S)]
    return found


def hostile(number: int) -> tuple[str, dict[str, bytes]]:
    """The study file of that number, and the files beside it."""
    rng = Random(number)
    text, files = rng.choice(real())
    if number % 4 == 0:
        return written(drawn(_schema(), rng)), files
    if number % 4 == 1:
        return _damaged_text(text, rng), files
    tree = yaml.load(text, yaml.CSafeLoader)
    for _ in range(rng.choice([1, 1, 2, 4])):
        rng.choice(DAMAGES)(tree, rng)
    return written(tree), files


def written(tree: object) -> str:
    """A tree as YAML."""
    try:
        return yaml.dump(tree, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False)
    except (ValueError, RecursionError):  # no more digits than Python writes
        return json.dumps(tree, default=str)


@cache
def _schema() -> dict:
    return json.loads((PROJECT / "studies" / "study.schema.json").read_text(encoding="utf-8"))


def drawn(schema: Any, rng: Random, depth: int = 0) -> Any:
    """Something that the schema allows, or nearly: one value in thirty is odd."""
    if not isinstance(schema, dict) or rng.random() < 1 / 30 or depth > 12:
        return rng.choice(ODD)
    if "$ref" in schema:
        return drawn(_schema()["$defs"][schema["$ref"].rpartition("/")[2]], rng, depth + 1)
    for choice in ("anyOf", "oneOf"):
        if choice in schema:
            return drawn(rng.choice(schema[choice]), rng, depth + 1)
    if "const" in schema or "enum" in schema:
        return rng.choice(schema.get("enum") or [schema["const"]])
    kind = schema.get("type", "string")
    kind = rng.choice(kind) if isinstance(kind, list) else kind
    if kind == "object":
        known, needed = schema.get("properties", {}), schema.get("required", [])
        found = {key: drawn(known[key], rng, depth + 1) for key in known if key in needed or rng.random() < 0.3}
        if more := schema.get("additionalProperties"):
            found |= {_named(rng): drawn(more, rng, depth + 1) for _ in range(rng.randint(0, 4))}
        return found
    if kind == "array":
        return [drawn(schema.get("items", True), rng, depth + 1) for _ in range(rng.randint(0, 4))]
    numbers = {"integer": rng.randint(0, 5), "number": rng.random(), "boolean": rng.random() < 0.5, "null": None}
    return numbers.get(kind, _named(rng))


def _named(rng: Random) -> str:
    """One of few names, so that what is named elsewhere is often there."""
    return rng.choice(["a", "b", "q", "r", "executive", "consumer", "poll", "w1", "w2", "small", "poll.csv", "id"])


def _places(tree: Any, at: Place = ()) -> list[Place]:
    inner = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    if len(at) > 30:
        return []
    return [place for key, each in inner for place in [(*at, key), *_places(each, (*at, key))]]


def _somewhere(tree: Any, rng: Random) -> tuple[Any, Any]:
    """A container in the tree and a key of it."""
    *before, key = rng.choice(_places(tree) or [("study",)])
    for each in before:
        tree = tree[each]
    return tree, key


def _delete(tree: Any, rng: Random) -> None:
    within, key = _somewhere(tree, rng)
    del within[key]


def _odd(tree: Any, rng: Random) -> None:
    within, key = _somewhere(tree, rng)
    within[key] = copy.deepcopy(rng.choice(ODD))


def _swap(tree: Any, rng: Random) -> None:
    (one, here), (other, there) = _somewhere(tree, rng), _somewhere(tree, rng)
    one[here], other[there] = copy.deepcopy(other[there]), copy.deepcopy(one[here])


def _rename(tree: Any, rng: Random) -> None:
    within, key = _somewhere(tree, rng)
    if isinstance(within, dict):
        name = rng.choice([each for each in ODD if not isinstance(each, list | dict)])
        within[name] = within.pop(key)


def _wrap(tree: Any, rng: Random) -> None:
    within, key = _somewhere(tree, rng)
    for _ in range(rng.choice([1, 3, 60, 200])):
        within[key] = [within[key]] if rng.random() < 0.5 else {"a": within[key]}


def _repeat(tree: Any, rng: Random) -> None:
    within, key = _somewhere(tree, rng)
    if isinstance(within, list):
        within.extend([within[key]] * rng.choice([1, 2_000]))
    else:
        within |= {f"{key}_{at}": copy.deepcopy(within[key]) for at in range(rng.choice([1, 200]))}


DAMAGES: list[Callable[[Any, Random], None]] = [_delete, _odd, _odd, _swap, _rename, _wrap, _repeat]


def _damaged_text(text: str, rng: Random) -> str:
    lines = text.splitlines(keepends=True)
    for _ in range(rng.choice([1, 2, 5])):
        at, other = rng.randrange(len(lines)), rng.randrange(len(lines))
        end = rng.randrange(len(lines[at]))
        odd = rng.choice(
            [
                "\x00",
                "\t",
                "\x1b[31m",
                "\ud800",
                "&a",
                "*a",
                "!!python/object:x",
                "? ",
                "- ",
                ": ",
                "{",
                "]",
                "|",
                "#",
                "%",
                "'",
                '"',
            ]
        )
        lines[at] = (
            rng.choice(
                [
                    "",
                    lines[at] * 2,
                    lines[other],
                    lines[at][:end] + odd + lines[at][end:],
                    lines[at][end:],
                    f"  {lines[at]}",
                ]
            )
            or "\n"
        )
    return "".join(lines[: rng.randint(1, len(lines))] if rng.random() < 0.1 else lines)
