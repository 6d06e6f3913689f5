"""A study as `gap new` drafts it from exports, and as it runs before anybody edits it."""

from pathlib import Path

from assets.exports.export import Reading
from building import Ran, run
from pipeline.commands.new import new_study
from schemas.study import Study, load_study


def drafted(place: Path, *exports: str) -> Study:
    """The study drafted from one file with both groups, or from the executives' and the consumers'."""
    files = [place / f"{name}.csv" for name, _ in zip(("one", "other"), exports, strict=False)]
    for file, export in zip(files, exports, strict=True):
        file.write_text(export, encoding="utf-8")
    new_study("study", files, [Reading()] * len(files), place / "studies")
    return load_study(place / "studies" / "study")


def ran(place: Path) -> Ran:
    """That study, run as it was drafted."""
    folder = place / "studies" / "study"
    return run(folder, next(iter(load_study(folder).waves)))
