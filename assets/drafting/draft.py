"""What `gap new` does: look at the exports, draft the study file, and put both into a folder that was not there before."""

import re
from contextlib import ExitStack
from glob import escape
from pathlib import Path
from shutil import copyfile

from assets.drafting.compared import Compared
from assets.drafting.sides import Side, side, split
from assets.drafting.write import study_text
from assets.exports.export import Reading
from assets.exports.preview import looking
from assets.exports.readers import beside
from assets.lake.publish import publishing
from pipeline.commands.schema_file import write_schema
from pipeline.terminal.console import out
from schemas import STUDY_FILE
from schemas.refused import Refused
from schemas.study import Kind

EXPORTS = "exports"
_SOURCES: dict[int, list[tuple[str, Kind]]] = {
    1: [("poll", "panel")],
    2: [("interviews", "interviews"), ("panel", "panel")],
}
"""The sources and their kinds, by how many files there are."""


def new_study(name: str, files: list[Path], readings: list[Reading], studies: Path) -> bool:
    """Draft `studies/name` from the executives' export and the consumers', or from one that holds both.

    `readings` says of each file how it is to be read.

    Raises Refused where the folder is there already, or where an export cannot be read or makes no source.
    """
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]*", name):
        raise Refused(f"{name}: a study's name has lower-case letters, digits and hyphens; write it so.")
    folder = studies / name
    if folder.exists():
        raise Refused(f"{folder}: the folder is there already; choose another name, or move it away.")
    with ExitStack() as stack:
        sides, copies = [], {}
        for path, reading, (source, kind) in zip(files, readings, _SOURCES[len(files)], strict=True):
            look = stack.enter_context(looking(path, reading))
            place = f"{EXPORTS}/{source}" if len({file.name for file in files}) < len(files) else EXPORTS
            sides.append(side(look, source, kind, f"{place}/{escape(path.name)}"))
            copies |= {f"{place}/{file.name}": file for file in (path, *beside(path))}
        told = split(sides[0]) if len(sides) == 1 else None
        compared = Compared(sides, told)
        text = study_text(name, sides, told, compared)
    _publish(folder, text, copies)
    _say(folder, text, sides, compared)
    return True


def _publish(folder: Path, text: str, copies: dict[str, Path]) -> None:
    """The folder, whole: the draft and the exports beside it; and beside the folder the schema that the draft names."""
    write_schema(folder.parent)
    with publishing(folder) as place:
        for to, path in copies.items():
            (place / to).parent.mkdir(parents=True, exist_ok=True)
            copyfile(path, place / to)
        (place / STUDY_FILE).write_text(text, encoding="utf-8")


def _say(folder: Path, text: str, sides: list[Side], compared: Compared) -> None:
    for one in sides:
        rows, asked, left_out = one.look.profile.rows, len(one.asked), len(one.columns.left_out)
        out.print(
            f"{one.source}: {_count(rows, 'row')}, {_count(asked, 'question')}, {_count(left_out, 'column')} left out"
        )
    checks = _count(text.count("check:") - 1, "decision")
    out.print(f"{_count(len(compared.gaps), 'gap')} proposed; {checks} to take in {folder / STUDY_FILE}, marked check:")
    out.print(f"Now: gap check {folder.name}, then gap run {folder.name}")


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
