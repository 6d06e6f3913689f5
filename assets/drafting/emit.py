"""YAML as a person writes it: short things on one line, quotes only where they are needed, comments beside what they say."""

import json
import re
from dataclasses import dataclass
from typing import Any

WIDTH = 120

_PLAIN = re.compile(r"[\w(/+.<$;€£]|-[^\s-]")
_QUOTED = re.compile(r"""[,\[\]{}:?#\n\t"\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]""")
_UNSEEN = re.compile(r"[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


@dataclass(frozen=True)
class Noted:
    """A value with a comment."""

    value: Any
    comment: str


class Verbatim(str):
    """What stands in the file as it is: a word with its anchor, `&a word`, or `*a` for that word."""


def scalar(text: object) -> str:
    """`text` as a YAML scalar, which reads as that text again."""
    if isinstance(text, Verbatim):
        return text
    plain = str(text).lower() if isinstance(text, bool) else str(text)
    odd = _QUOTED.search(plain) or not _PLAIN.match(plain) or plain in ("null", "<<")
    if odd or plain != plain.strip():
        quoted = json.dumps(plain, ensure_ascii=False)
        return _UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", quoted)
    return plain


def flow(value: Any) -> str:
    """`value` on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{scalar(key)}: {flow(part)}" for key, part in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(flow, value)) + "]"
    return scalar(value)


def block(data: dict[str, Any], indent: int = 0) -> list[str]:
    """`data` as lines: what fits stands on one line, the rest below its key. `Noted` values have their comment."""
    lines: list[str] = []
    for key, value in data.items():
        value, comment = (value.value, value.comment) if isinstance(value, Noted) else (value, "")
        head = f"{' ' * indent}{scalar(key)}:"
        line = f"{head} {flow(value)}" if not _holds_notes(value) else ""
        above = [f"{' ' * indent}# {comment}"] if comment else []
        if line and comment and len(line) + len(comment) + 3 <= WIDTH:
            lines.append(f"{line}  # {comment}")
        elif not isinstance(value, dict | list) or not value or (line and len(line) <= WIDTH):
            lines += [*above, line]
        else:
            body = block(value, indent + 2) if isinstance(value, dict) else _items(value, indent + 2)
            lines += [*above, head, *body]
    return lines


def _items(values: list, indent: int) -> list[str]:
    return [f"{' ' * indent}- {flow(value)}" for value in values]


def _holds_notes(value: Any) -> bool:
    return isinstance(value, dict) and any(isinstance(part, Noted) or _holds_notes(part) for part in value.values())
