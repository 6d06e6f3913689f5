"""Which files a wave's sources are, and what an extraction follows from: their bytes, and how they are to be read."""

import hashlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from errno import ENAMETOOLONG
from pathlib import Path
from unicodedata import normalize

from assets.exports.readers import beside
from assets.lake.publish import make_fingerprint, state
from assets.making.recipes import EXTRACTION
from schemas.refused import Refused
from schemas.study import Kind, Source, Study

ASSET_OF: dict[Kind, str] = {
    "interviews": "executive_interviews",
    "panel": "consumer_panel",
    "reported": "reported_figures",
}
"""Which asset extracts the sources of a kind."""

READ_BY = {"files", "respondent", "layout", "encoding", "sheet", "header", "erase"}
"""What a study says of a source that an extraction heeds."""

DONE = ".done"
"""What the name of an export ends in beside it, where who delivers it says so that it is whole."""
NO_EXPORTS = (".part", ".tmp", DONE)


def patterns(source: Source, wave: str) -> list[str]:
    """The patterns of a source's files in one wave."""
    return [files.replace("{wave}", wave) for files in source.files]


def files_of(study: Study, wave: str, folder: Path, name: str) -> list[Path]:
    """The export files of a source, in the order of its patterns and of their names. Raises Refused."""
    found: list[Path] = []
    where = f"{study.study}, wave {wave}, source {name}"
    for pattern in patterns(study.sources[name], wave):
        if not pattern or Path(pattern).is_absolute() or ".." in Path(pattern).parts:
            raise Refused(
                f"{where}: files is '{pattern}'; name files inside the study's folder, such as exports/poll.csv."
            )
        stars = [part for part in Path(pattern).parts if "**" in part]
        if len(stars) > 1 or stars not in ([], ["**"]):
            raise Refused(
                f"{where}: files is '{pattern}'; ** is any number of folders, by itself between slashes and once at most."
            )
        matched = matching(folder, pattern)
        if not matched:
            raise Refused(f"{where}: no file matches '{pattern}'; put the export there or mend files in the study.")
        found += [path for path in matched if path not in found]
    belong = {other for path in found for other in beside(path)}
    for path in [*found, *belong]:
        if not path.resolve().is_relative_to(folder.resolve()):
            raise Refused(f"{where}: {path.name} is a link out of the study's folder; put the file itself there.")
    return [path for path in found if path not in belong]


def matching(folder: Path, pattern: str) -> list[Path]:
    """The files that a pattern names, but for those that are hidden, still on their way, or say that another has come."""
    written = {pattern, normalize("NFD", pattern)}  # a Mac stores names so
    try:
        found = {path for each in written for path in folder.glob(each) if path.is_file()}
    except OSError as error:
        if error.errno != ENAMETOOLONG:  # no file has such a name: the wave's key may have made it so
            raise
        return []
    return sorted(path for path in found if not path.name.startswith(".") and path.suffix not in NO_EXPORTS)


def needed(study: Study, wave: str, folder: Path, kind: Kind) -> Iterator[tuple[str, list[Path]]]:
    """Each source of a kind with all that it is read from: exports, what belongs to them, the list of the erased."""
    for name, source in study.sources.items():
        if source.kind == kind:
            exports = files_of(study, wave, folder, name)
            found = [each for path in exports for each in (path, *beside(path))]
            yield name, found + ([folder / source.erase] if source.erase else [])


def extraction_fingerprint(study: Study, wave: str, folder: Path, kind: Kind, digest: Callable[[Path], str]) -> str:
    """The fingerprint of what an extraction finds in today's files; `digest` gives the hash of a file's bytes."""
    found = dict(needed(study, wave, folder, kind))
    part = {name: study.sources[name].model_dump(mode="json", include=READ_BY) for name in found}
    exports = (f"{name} {path.name} {digest(path)}" for name, paths in found.items() for path in paths)
    return make_fingerprint(EXTRACTION.code.digest, [ASSET_OF[kind], study.study, wave, part], [], exports)


def digest(path: Path) -> str:
    """The SHA-256 of a file's bytes, taken once by a process for each state of the file."""
    before = state(path)
    if (path, before) not in _DIGESTS:
        with path.open("rb") as file:
            _DIGESTS[path, before] = hashlib.file_digest(file, "sha256").hexdigest()
    return _DIGESTS[path, before]


def digested(path: Path) -> bool:
    """Whether the hash of a file as it is now is known to this process."""
    return (path, state(path)) in _DIGESTS


def copied(path: Path, copy: Path) -> str:
    """Copy a file and hash what is copied. Raises Refused where it cannot be read, or changes meanwhile."""
    before = state(path)
    try:
        file = path.open("rb")
    except PermissionError:
        raise Refused(f"{path.name}: the file cannot be read; mend its permissions.") from None
    taken = hashlib.sha256()
    with file as source, copy.open("wb") as target, ThreadPoolExecutor(1) as beside:
        hashed = None
        while piece := source.read(1 << 23):
            if hashed:
                hashed.result()
            hashed = beside.submit(taken.update, piece)
            target.write(piece)
    if state(path) != before:
        raise Refused(f"{path.name}: the file changed while it was read; wait until it is whole, and run again.")
    _DIGESTS[path, before] = taken.hexdigest()
    return taken.hexdigest()


_DIGESTS: dict[tuple[Path, tuple[int, ...]], str] = {}
"""What this process knows: a hash is asked for before, in and after a run, and in every tick, so it outlives a run."""
