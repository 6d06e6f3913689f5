"""`gap new`: a study is drafted from its exports, in a folder that was not there before."""

import re
from pathlib import Path
from shutil import copyfile

from assets.drafting.draft import Draft, drafted
from assets.exports.export import Reading
from assets.lake.publish import publishing
from pipeline.commands.schema_file import write_schema
from pipeline.terminal.console import out
from schemas import STUDY_FILE
from schemas.refused import Refused


def new_study(name: str, files: list[Path], readings: list[Reading], studies: Path) -> bool:
    """Draft `studies/name` from the executives' export and the consumers', or from one that holds both.

    `readings` says of each file how it is to be read. Raises Refused where the folder is there already, or where an export
    cannot be read or makes no source.
    """
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]*", name):
        raise Refused(f"{name}: a study's name has lower-case letters, digits and hyphens; write it so.")
    folder = studies / name
    if folder.exists():
        raise Refused(f"{folder}: the folder is there already; choose another name, or move it away.")
    draft = drafted(name, files, readings)
    _publish(folder, draft)
    _say(folder, draft)
    return True


def _publish(folder: Path, draft: Draft) -> None:
    """The folder, whole: the draft and the exports beside it; and beside the folder the schema that the draft names."""
    write_schema(folder.parent)
    with publishing(folder) as place:
        for to, path in draft.exports.items():
            (place / to).parent.mkdir(parents=True, exist_ok=True)
            copyfile(path, place / to)
        (place / STUDY_FILE).write_text(draft.text, encoding="utf-8")


def _say(folder: Path, draft: Draft) -> None:
    for one in draft.sides:
        rows, asked, left_out = one.look.profile.rows, len(one.asked), len(one.columns.left_out)
        out.print(
            f"{one.source}: {_count(rows, 'row')}, {_count(asked, 'question')}, {_count(left_out, 'column')} left out"
        )
    checks = _count(draft.text.count("check:") - 1, "decision")
    out.print(f"{_count(draft.gaps, 'gap')} proposed; {checks} to take in {folder / STUDY_FILE}, marked check:")
    out.print(f"Now: gap check {folder.name}, then gap run {folder.name}")


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
