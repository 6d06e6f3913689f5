"""YAML as text: every scalar stays what was written, and every value knows its line.

A study is full of codes that look like numbers (`03`, `2020`, `yes`): typing them would change them. The study's models
decide what is a number. A key that stands twice is refused here, because YAML readers keep one of the two in silence.
"""

from unicodedata import combining, normalize

import yaml
from yaml.composer import ComposerError
from yaml.reader import ReaderError

from schemas.refused import Refused
from schemas.study.problems import Path

NULLS = {"", "~", "null"}
DEEPEST, MOST, LETTERS = 50, 100_000, 4_000_000
"""How many levels, values and letters a file has at most; a study of a thousand questions has a tenth of it."""

PILED = 30
"""Marks that a letter has at most; no script has as many (Unicode Standard Annex 15, Stream-Safe Text Format)."""


def composed(text: str, name: str) -> str:
    """`text` with each letter in one way, as cells are matched. Raises Refused where marks pile up: sorting is slow."""
    if not text.isascii():
        pile = 0
        for at, letter in enumerate(text):
            pile = pile + 1 if combining(letter) else 0
            if pile > PILED:
                line = text.count("\n", 0, at) + 1
                raise Refused(
                    f"{name}, line {line}: here is a letter with more than {PILED} accents and marks; write the letter."
                )
    return normalize("NFC", text)


def read_yaml(text: str, name: str) -> tuple[object, dict[Path, int]]:
    """Parse `text`. Returns its data (dict, list, str or None) and the line, from 1, of every path in it.

    Raises Refused with `name`, the line and the fault where the text is no YAML or repeats a key.
    """
    try:
        _check_size(text, name)  # the parser itself would end the process
        tree = yaml.compose(text, Loader=yaml.CSafeLoader)
    except ReaderError as error:
        line = text.encode()[: error.position].count(b"\n") + 1
        raise Refused(
            f"{name}, line {line}: a control character stands here that YAML does not allow; delete it."
        ) from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        if isinstance(error, ComposerError):
            raise Refused(
                f"{name}, line {line}: * repeats a word, and none has that name above (&name word); give it the name again, or "
                f"write the word here."
            ) from None
        raise Refused(
            f"{name}, line {line}: this is not YAML ({error.problem}); check the indentation there, and put a text that "
            f"holds a colon, a comma or a quote in quotes."
        ) from None
    lines: dict[Path, int] = {}
    try:
        return (None if tree is None else _plain(tree, (), lines, _Room(name))), lines
    except RecursionError:
        raise Refused(f"{name}: a part of the file holds itself (& and *); write it out instead.") from None


class _Room:
    """What a file may still hold, repeats (& and *) included: a few lines can stand for gigabytes."""

    def __init__(self, name: str):
        self.name, self.values, self.letters = name, MOST, LETTERS

    def take(self, text: str = "") -> None:
        """Count a value and its letters. Raises Refused where there is no room left."""
        self.values -= 1
        self.letters -= len(text)
        if self.values < 0 or self.letters < 0:
            most = f"{MOST:,} values" if self.values < 0 else f"{LETTERS:,} letters"
            raise Refused(
                f"{self.name}: the file has more than {most}, repeats (& and *) included; write what is meant."
            )


def _check_size(text: str, name: str) -> None:
    depth, room = 0, _Room(name)
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        if isinstance(event, yaml.NodeEvent):
            room.take()
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise Refused(
                f"{name}, line {event.start_mark.line + 1}: here are more than {DEEPEST} levels, one in the other; close the "
                f"brackets, or mend the indentation."
            )


def _plain(node: yaml.Node, path: Path, lines: dict[Path, int], room: _Room) -> object:
    lines.setdefault(path, node.start_mark.line + 1)
    room.take(node.value if isinstance(node, yaml.ScalarNode) else "")
    if isinstance(node, yaml.ScalarNode):
        return None if not node.style and node.value in NULLS else node.value
    if not isinstance(node, yaml.MappingNode):
        return [_plain(child, (*path, index), lines, room) for index, child in enumerate(node.value)]
    data: dict[str, object] = {}
    for key_node, child in node.value:
        key, line = str(key_node.value), key_node.start_mark.line + 1
        room.take(key)
        if key in data:
            first = lines[(*path, key)]
            where = f" under {path[-1]}" if path else ""
            raise Refused(
                f"{room.name}, line {line}: {key!r} stands twice{where} (first in line {first}); rename or delete one."
            )
        lines[(*path, key)] = line
        data[key] = _plain(child, (*path, key), lines, room)
    return data
