"""From `study.yaml` to a checked Study: every error names the file, the line, and what would be right."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from schemas import STUDY_FILE
from schemas.refused import Refused, nearest, sentence, suggestion
from schemas.study.editor import json_schema
from schemas.study.problems import Path as Place
from schemas.study.problems import Problem
from schemas.study.study import Study, study_problems
from schemas.study.yaml_text import composed, read_yaml

LARGEST, SAID, READ = 4_000_000, 20, 1_000
"""How many bytes a study file has at most, how many of its faults are told at once, and how many letters of what is wrong."""


def load_study(folder: Path) -> Study:
    """Read and check the study described in `folder`, once for each state of its file.

    Raises Refused with every problem found.
    """
    path = (folder / STUDY_FILE).resolve()
    state = path.stat() if path.is_file() else None
    if state is None and path.exists():
        raise Refused(f"{folder.name}/{STUDY_FILE}: this is no file; write the study into a file of that name.")
    if state and state.st_size > LARGEST:
        raise Refused(
            f"{folder.name}/{STUDY_FILE}: the file has more than {LARGEST:,} bytes; is it a study, or the data of one?"
        )
    return _loaded(path.parent, state and (state.st_mtime_ns, state.st_size, state.st_ino))


@lru_cache(maxsize=256)
def _loaded(folder: Path, _state: tuple[int, int, int] | None) -> Study:
    path = folder / STUDY_FILE
    name = f"{folder.name}/{STUDY_FILE}"
    try:
        text = composed(path.read_text(encoding="utf-8"), name)
    except FileNotFoundError:
        raise Refused(
            f"{folder}: there is no {STUDY_FILE} here; write one (docs/guide) or name another folder."
        ) from None
    except OSError as error:
        raise Refused(f"{name}: the file cannot be read ({error.strerror}); mend its permissions.") from None
    except UnicodeDecodeError as error:
        raise Refused(f"{name}: byte {error.start} is not UTF-8; save the file as UTF-8.") from None
    data, lines = read_yaml(text, name)
    if not isinstance(data, dict):
        raise Refused(f"{name}: the file describes no study; start with the lines study:, title:, waves: and sources:.")
    try:
        study = Study.model_validate(data)
    except ValidationError as error:
        raise Refused(*_sentences(name, lines, _model_problems(error, data))) from None
    problems = [*islice(study_problems(study), SAID + 1)]
    if study.study != folder.resolve().name:
        problems.insert(
            0, (("study",), f"says {study.study!r} and its folder is {folder.resolve().name!r}; give both one name")
        )
    if study.claims and not (folder / study.claims).resolve().is_relative_to(folder.resolve()):
        problems.append((("claims",), f"{study.claims!r} lies outside the study's folder; put the file there"))
    elif study.claims and not (folder / study.claims).is_file():
        problems.append((("claims",), f"there is no file {study.claims!r} beside it; add it or drop claims"))
    if problems:
        raise Refused(*_sentences(name, lines, problems))
    return study


def _sentences(name: str, lines: dict[Place, int], problems: Iterable[Problem]) -> Iterator[str]:
    """The first of the problems; each is worded when it is asked for, and that may take long."""
    for number, (path, message) in enumerate(problems):
        if number == SAID:
            yield f"{name}: more is wrong than these {SAID}; mend them, and look again."
            return
        known = path
        while known and known not in lines:
            known = known[:-1]
        where = ".".join(str(part) for part in path if part != "")
        yield sentence(f"{name}, line {lines.get(known, 1)}: {_shortened(where)}: {_shortened(message)}")


def _shortened(text: str) -> str:
    """`text` without its middle, where it quotes more than anybody reads."""
    return text if len(text) <= READ else f"{text[: READ // 2]} … {text[-READ // 2 :]}"


def _model_problems(error: ValidationError, data: dict) -> Iterator[Problem]:
    """One problem a place: of the branches of a union, the one that came furthest speaks."""
    by_place: dict[tuple, Any] = {}
    for fault in error.errors(include_url=False):
        path = fault["loc"]
        place = _known_path(path, data, may_end_unknown=fault["type"] in ("missing", "extra_forbidden"))
        worst = by_place.get(place)
        if worst is None or len(path) > len(worst["loc"]):
            by_place[place] = fault
    above = {place[:length] for place in by_place for length in range(len(place))}
    unknown: dict[tuple, list[str]] = {}
    for place, fault in by_place.items():
        if fault["type"] == "extra_forbidden":
            unknown.setdefault(place[:-1], []).append(str(place[-1]))
    for place, fault in by_place.items():
        mistyped = fault["type"] == "missing" and _is_mistyped(place, unknown.get(place[:-1], []))
        if place not in above and not mistyped:
            yield place, _message(fault, place)


def _is_mistyped(place: Place, unknown: list[str]) -> bool:
    """Whether the key that is missing at `place` is what one of the `unknown` keys beside it means."""
    return any(nearest(key, _keys(place)) == place[-1] for key in unknown[:SAID])


def _known_path(loc: tuple, data: Any, may_end_unknown: bool) -> tuple:
    """`loc` without pydantic's own words for the branches of a union; a last key may be one that is missing."""
    path: list = []
    for index, part in enumerate(loc):
        if (isinstance(data, dict) and part in data) or (
            isinstance(data, list) and isinstance(part, int) and part < len(data)
        ):
            data = data[part]
            path.append(part)
        elif index == len(loc) - 1 and may_end_unknown:
            path.append(part)
    return tuple(path)


def _message(fault: dict, place: Place) -> str:
    kind, given, limits = fault["type"], fault.get("input"), fault.get("ctx", {})
    if kind == "missing":
        if isinstance(place[-1], int):
            return "needs two numbers: [from, to]"
        says, _, _ = _keys(place)[str(place[-1])].partition(". ")
        return f"is missing; add it. {says.removesuffix('.')}"
    if kind == "extra_forbidden":
        comma = " (a text that holds a comma needs quotes)" if given is None else ""
        return f"is not a word of the study file{comma}; {suggestion(str(place[-1]), _keys(place))}"
    if given is None:
        return "is empty; fill it, or drop the line"
    if kind == "too_short":
        return "is empty; name at least one"
    if kind == "string_too_long":
        return f"is a name of {len(str(given)):,} letters; write {limits['max_length']} at the most"
    if kind == "literal_error":
        return f"is {given!r}; write {limits['expected']}"
    if kind == "string_pattern_mismatch":
        hyphens = "-" in limits["pattern"]
        return f"{given!r} is no name here; write letters, digits and {'hyphens' if hyphens else 'underscores'}, lower-case"
    if kind == "value_error":
        return str(limits["error"])
    if kind in ("dict_type", "model_type", "model_attributes_type"):
        return f"is {given!r}; write indented lines below it, or {{name: …}}"
    if kind in ("float_parsing", "int_parsing", "bool_parsing", "float_type", "bool_type"):
        return f"is {given!r}; write {'true or false' if kind.startswith('bool') else 'a number, with a decimal point'}"
    bounds = {"ge": "at least", "gt": "more than", "le": "at most", "lt": "less than"}
    for bound, words in bounds.items():
        if bound in limits:
            return f"is {given!r}; it must be {words} {limits[bound]:g}"
    return f"{fault['msg'][0].lower()}{fault['msg'][1:]}"


def _keys(place: Place) -> dict[str, str]:
    """The keys that the study file knows where `place` ends, and what each says, found by walking its JSON Schema."""
    root = json_schema()
    nodes = [root]
    for part in place[:-1]:
        found = []
        for node in _resolved(nodes, root):
            found += [node["properties"][part]] if part in node.get("properties", {}) else []
            found += [node[key] for key in ("additionalProperties", "items") if isinstance(node.get(key), dict)]
        nodes = found
    keys = [(key, says) for node in _resolved(nodes, root) for key, says in node.get("properties", {}).items()]
    return {key: says["description"] for key, says in keys}


def _resolved(nodes: list[dict], root: dict) -> list[dict]:
    """The schemas behind references and unions."""
    found = []
    for node in nodes:
        if "$ref" in node:
            found += _resolved([root["$defs"][node["$ref"].rsplit("/", 1)[1]]], root)
        elif "anyOf" in node or "oneOf" in node:
            found += _resolved(node.get("anyOf", []) + node.get("oneOf", []), root)
        else:
            found.append(node)
    return found
