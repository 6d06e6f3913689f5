"""The documentation as its tests read it: pages, and the fenced blocks in them."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from conftest import PROJECT

DOCS = PROJECT / "docs"
PAGES = [PROJECT / "README.md", *sorted(DOCS.rglob("*.md"))]


@dataclass(frozen=True)
class Block:
    """What stands between two fences."""

    line: int
    kind: str
    name: str
    """What stands alone in the line above: the name of a file, mostly."""
    text: str


def blocks(page: Path) -> Iterator[Block]:
    """The fenced blocks of a page in their order."""
    previous, start, lines = "", None, []
    for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), start=1):
        if start is None and line.startswith("```"):
            start, kind, name, lines = number, line[3:], previous.strip("`"), []
        elif start is not None and line == "```":
            yield Block(start, kind, name, "".join(f"{one}\n" for one in lines))
            start = None
        elif start is not None:
            lines.append(line)
        previous = line
