"""The draft of a study: its file's text, and the exports that go beside it."""

from contextlib import ExitStack
from dataclasses import dataclass
from glob import escape
from pathlib import Path

from assets.drafting.compared import Compared
from assets.drafting.sides import Side, side, split
from assets.drafting.write import study_text
from assets.exports.export import Reading
from assets.exports.preview import looking
from assets.exports.readers import beside
from schemas.study import Kind

EXPORTS = "exports"
_SOURCES: dict[int, list[tuple[str, Kind]]] = {
    1: [("poll", "panel")],
    2: [("interviews", "interviews"), ("panel", "panel")],
}
"""The sources and their kinds, by how many files there are."""


@dataclass(frozen=True)
class Draft:
    """A study file that a person is to read, and what it was made of."""

    text: str
    exports: dict[str, Path]
    """The file that belongs at each path of the study's folder."""
    sides: list[Side]
    gaps: int
    """How many gaps it proposes."""


def drafted(name: str, files: list[Path], readings: list[Reading]) -> Draft:
    """The draft of study `name` from the executives' export and the consumers', or from one that holds both.

    `readings` says of each file how it is to be read.

    Raises Refused where an export cannot be read or makes no source.
    """
    with ExitStack() as stack:
        sides, exports = [], {}
        for path, reading, (source, kind) in zip(files, readings, _SOURCES[len(files)], strict=True):
            look = stack.enter_context(looking(path, reading))
            place = f"{EXPORTS}/{source}" if len({file.name for file in files}) < len(files) else EXPORTS
            sides.append(side(look, source, kind, f"{place}/{escape(path.name)}"))
            exports |= {f"{place}/{file.name}": file for file in (path, *beside(path))}
        told = split(sides[0]) if len(sides) == 1 else None
        compared = Compared(sides, told)
        return Draft(study_text(name, sides, told, compared), exports, sides, len(compared.gaps))
