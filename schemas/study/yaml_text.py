"""YAML as text: every scalar stays what was written, and every value knows its line.

A study is full of codes that look like numbers (`03`, `2020`, `yes`): typing them would change them. The study's models
decide what is a number. A key that stands twice is refused here, because YAML readers keep one of the two in silence.
"""

import yaml
from yaml.reader import ReaderError

from schemas.refused import Refused
from schemas.study.problems import Path

NULLS = {"", "~", "null"}
DEEPEST, MOST = 50, 500_000
"""How many levels, and how many values, a file has at most; a study of thousands of questions has a tenth of it."""


def read_yaml(text: str, name: str) -> tuple[object, dict[Path, int]]:
    """Parse `text`. Returns its data (dict, list, str or None) and the line, from 1, of every path in it.

    Raises Refused with `name`, the line and the fault where the text is no YAML or repeats a key.
    """
    try:
        _check_depth(text, name)  # the parser itself would end the process
        tree = yaml.compose(text, Loader=yaml.CSafeLoader)
    except ReaderError as error:
        line = text.encode()[: error.position].count(b"\n") + 1
        raise Refused(
            f"{name}, line {line}: a control character stands here that YAML does not allow; delete it."
        ) from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise Refused(
            f"{name}, line {line}: this is not YAML ({error.problem}); check the indentation there, and put a text that "
            f"holds a colon, a comma or a quote in quotes."
        ) from None
    lines: dict[Path, int] = {}
    try:
        return (None if tree is None else _plain(tree, (), lines, name)), lines
    except RecursionError:
        raise Refused(f"{name}: a part of the file holds itself (& and *); write it out instead.") from None


def _check_depth(text: str, name: str) -> None:
    depth = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise Refused(
                f"{name}, line {event.start_mark.line + 1}: here are more than {DEEPEST} levels, one in the other; close the "
                f"brackets, or mend the indentation."
            )


def _plain(node: yaml.Node, path: Path, lines: dict[Path, int], name: str) -> object:
    lines.setdefault(path, node.start_mark.line + 1)
    if len(lines) > MOST:
        raise Refused(
            f"{name}: the file has more than {MOST:,} values, repeats (& and *) included; write what is meant."
        )
    if isinstance(node, yaml.ScalarNode):
        return None if not node.style and node.value in NULLS else node.value
    if not isinstance(node, yaml.MappingNode):
        return [_plain(child, (*path, index), lines, name) for index, child in enumerate(node.value)]
    data: dict[str, object] = {}
    for key_node, child in node.value:
        key, line = str(key_node.value), key_node.start_mark.line + 1
        if key in data:
            first = lines[(*path, key)]
            where = f" under {path[-1]}" if path else ""
            raise Refused(
                f"{name}, line {line}: {key!r} stands twice{where} (first in line {first}); rename or delete one."
            )
        lines[(*path, key)] = line
        data[key] = _plain(child, (*path, key), lines, name)
    return data
