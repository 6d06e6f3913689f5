"""A small study of two waves with clusters, and the command line over it, in this process."""

from pathlib import Path

from typer.testing import CliRunner

from assets.lake.paths import Lake
from building import POLL, TWO_SIDES, rows, write_study
from pipeline.command_line import app

HEADER = "id,role,firm,q"
PEOPLE = [f"{n},{'boss' if n % 3 else 'staff'},f{n % 7},{'yn'[(n * n) % 5 % 2]}" for n in range(60)]
WAVES = {"w1": PEOPLE[:45], "w2": PEOPLE[10:]}
STUDY = {
    **TWO_SIDES,
    "waves": {"w1": {}, "w2": {}},
    "sources": {"poll": {**POLL, "files": "exports/{wave}/poll.csv", "cluster": "firm"}},
}


def write(place: Path) -> Path:
    """The study's folder under `place/studies`."""
    exports = {f"exports/{wave}/poll.csv": rows(HEADER, *people) for wave, people in WAVES.items()}
    return write_study(place / "studies", exports, **STUDY)


def lake_of(place: Path) -> Lake:
    """The lake beside the studies."""
    return Lake(place / "lake")


def gap(place: Path, verb: str, *words: object) -> tuple[int, str]:
    """How a verb over the studies and the lake of `place` ends, and what it says, without the breaks of a terminal."""
    lake, studies = ["--lake", str(place / "lake")], ["--studies", str(place / "studies")]
    where = {"sql": lake, "export": lake, "check": studies}.get(verb, lake + studies)
    done = CliRunner().invoke(app, [verb, *map(str, words), *where], catch_exceptions=False)
    return done.exit_code, done.output


def tables(place: Path) -> dict[str, bytes]:
    """The bytes of every table, by its path in the lake."""
    root = lake_of(place).root
    return {
        str(path.relative_to(root)): path.read_bytes()
        for path in sorted(root.rglob("*.parquet"))
        if "exports" not in path.parts
    }
