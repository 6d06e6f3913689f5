"""Which studies there are: names under the studies folder, or paths to study folders."""

from pathlib import Path

from schemas import STUDY_FILE
from schemas.refused import Refused, sentence, suggestion


def study_folders(names: list[str], studies: Path) -> list[Path]:
    """The folders of the named studies, or of all under `studies`. Raises Refused where one is not there."""
    found = sorted(path.parent for path in studies.glob(f"*/{STUDY_FILE}"))
    if not names and not found:
        raise Refused(
            f"{studies}: there is no study here; make a folder with a {STUDY_FILE}, or say where with --studies."
        )
    return [_folder(name, studies, [path.name for path in found]) for name in names] or found


def _folder(name: str, studies: Path, known: list[str]) -> Path:
    path = Path(name).parent if Path(name).name == STUDY_FILE else Path(name)
    for folder in (studies / name, path):
        if (folder / STUDY_FILE).is_file():
            return folder.resolve()
    near = suggestion(name, known) if known else "there is none"
    raise Refused(sentence(f"{name}: no study of that name under {studies}, and no folder with a {STUDY_FILE}; {near}"))
