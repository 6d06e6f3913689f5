"""Every key of the study file as a page for people: `docs/reference/keys.md` is what this makes.

It is written from the models alone, part by part, as they follow from each other from the study down.
"""

from collections.abc import Iterator, Sequence
from inspect import getdoc
from typing import Any, get_args

from pydantic.fields import FieldInfo

from schemas.study.study import Study
from schemas.study.values import Model

Part = type[Model]


def page() -> Iterator[str]:
    """The lines of the page."""
    yield "# Every key of the study file\n"
    yield "Written from the study file's models; an editor that knows the file's JSON Schema shows the same words. The"
    yield "[guide](../guide/index.md) shows each key at work. Names that you choose are lower-case letters, digits and"
    yield "underscores, starting with a letter. What is *required* has no default.\n"
    yield from (f"- [{_title(part)}](#{_anchor(part)}): {_says(part)[0]}" for part in parts())
    for part in parts():
        yield f"\n## {_title(part)}\n"
        yield from _says(part)
        if besides := _inherited(part):
            yield f"Besides those below, it has the keys of [{_title(besides)}](#{_anchor(besides)})."
        yield "\n| Key | What it says | Default |\n|---|---|---|"
        yield from (
            f"| `{key}` | {_about(part.model_fields[key])} | {_default(part.model_fields[key])} |" for key in own(part)
        )


def parts() -> list[Part]:
    """The parts of the file that have keys of their own: the study, then what its keys hold, in the order of the file."""
    found: dict[Part, None] = {}

    def walk(part: Part) -> None:
        if part in found:
            return
        found[part] = None
        if besides := _inherited(part):
            walk(besides)
        for key in own(part):
            for below in _held(part.model_fields[key].annotation):
                walk(below)

    walk(Study)
    return [part for part in found if own(part)]


def own(part: Part) -> list[str]:
    """The keys that `part` has and the part that it builds on has not."""
    besides = _inherited(part)
    return [key for key in part.model_fields if not besides or key not in besides.model_fields]


def _inherited(part: Part) -> Part | None:
    """The part whose keys `part` has, too."""
    base = part.__bases__[0]
    return base if issubclass(base, Model) and base is not Model else None


def _held(annotation: Any) -> Iterator[Part]:
    """The parts that stand right of a key of this type."""
    if isinstance(annotation, type) and issubclass(annotation, Model):
        yield annotation
    for inner in get_args(annotation):
        yield from _held(inner)


def _title(part: Part) -> str:
    return part.model_config.get("title") or part.__name__


def _anchor(part: Part) -> str:
    return _title(part).lower().replace(" ", "-")


def _says(part: Part) -> Sequence[str]:
    """What the part is: the lines of its docstring."""
    return (getdoc(part) or "").splitlines()


def _about(key: FieldInfo) -> str:
    held = dict.fromkeys(_held(key.annotation))
    links = f" → {', '.join(f'[{_title(part)}](#{_anchor(part)})' for part in held)}" if held else ""
    return f"{key.description}{links}".replace("|", "\\|")


def _default(key: FieldInfo) -> str:
    """A value that stands where the key does not; where there is none, the key's description says what happens."""
    if key.is_required():
        return "*required*"
    if isinstance(key.default, bool):
        return f"`{str(key.default).lower()}`"
    if isinstance(key.default, int | float):
        return f"`{key.default:g}`"
    return f"`{key.default}`" if isinstance(key.default, str) and key.default else ""
