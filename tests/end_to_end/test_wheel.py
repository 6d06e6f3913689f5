"""A wheel, installed where nothing of the clone is, goes from nothing to a report; pandas and polars lie beside it."""

import os
import shutil
import signal
import subprocess
import tarfile
import zipfile
from pathlib import Path

import pytest

from conftest import PROJECT, Ended, lacks
from serving import Served

pytestmark = pytest.mark.slow

BUNDLED = {"high-tech-service", "high-tech-service-published"}
SOMEBODYS = "somebodys-study"
LOADED = """{ repositoriesOrError { __typename ... on RepositoryConnection { nodes {
  name location { name } assetNodes { assetKey { path } } } } } }"""


def not_the_projects(folder: str, names: list[str]) -> set[str]:
    """What lies in a clone and is no part of it: environments, caches, the lake."""
    return {name for name in names if Path(folder) == PROJECT and (name.startswith(".") or name == "lake")}


def uv(*words: object, cwd: Path = PROJECT) -> str:
    """What uv prints; `uv run` names itself to what it runs."""
    found = os.environ.get("UV") or shutil.which("uv") or PROJECT / ".uv" / "bin" / "uv"
    if not Path(found).exists():
        lacks("uv; `make test` brings it")
    done = subprocess.run([found, *map(str, words)], cwd=cwd, capture_output=True, text=True, timeout=900, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Path:
    """Where wheel and source distribution lie, built from a copy of the project in which somebody's study lies, too."""
    place = tmp_path_factory.mktemp("built")
    clone = shutil.copytree(PROJECT, place / "clone", ignore=not_the_projects)
    shutil.copytree(clone / "studies" / "high-tech-service-published", clone / "studies" / SOMEBODYS)
    uv("build", "--quiet", "--out-dir", place / "dist", cwd=clone)
    return place / "dist"


@pytest.fixture(scope="module")
def gap(built, tmp_path_factory) -> Path:
    """The command, in an environment of its own: the wheel with what it depends on as the lock file has it, pandas, polars."""
    place = tmp_path_factory.mktemp("installed")
    locked = place / "locked.txt"
    locked.write_text(uv("export", "--locked", "--quiet", "--all-groups", "--no-emit-project", "--no-hashes"))
    uv("venv", "--quiet", place / "venv")
    python = place / "venv" / "bin" / "python"
    (wheel,) = built.glob("*.whl")
    uv("pip", "install", "--quiet", "--python", python, "--constraint", locked, wheel, "pandas", "polars")
    return python.with_name("gap")


@pytest.fixture(scope="module")
def place(tmp_path_factory) -> Path:
    """An empty folder."""
    return tmp_path_factory.mktemp("empty")


@pytest.fixture(scope="module")
def called(gap, place):
    """Call the installed command in the empty folder, with nothing of the clone in sight."""

    def call(*words: str) -> Ended:
        env = {name: os.environ[name] for name in ("HOME", "PATH", "LANG") if name in os.environ}
        done = subprocess.run(
            [gap, *words],
            cwd=place,
            env=env,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=300,
            check=False,
        )
        assert done.returncode == 0, done.stdout
        return Ended(done.returncode, done.stdout)

    return call


@pytest.fixture(scope="module")
def ran(called):
    """The bundled studies, brought and run."""
    called("demo")
    return called("run")


def packed(dist: Path) -> dict[str, set[Path]]:
    """The files in the wheel, and in the source distribution."""
    (wheel,), (source,) = dist.glob("*.whl"), dist.glob("*.tar.gz")
    with zipfile.ZipFile(wheel) as archive, tarfile.open(source) as sources:
        return {
            "wheel": {Path(name) for name in archive.namelist()},
            "source": {Path(*Path(name).parts[1:]) for name in sources.getnames()},
        }


def test_wheel_and_source_hold_what_runs_and_nobodys_study(built):
    for name, files in packed(built).items():
        assert {path.parts[1] for path in files if path.parts[0] == "studies"} == BUNDLED, name
        assert not {"docs", "tests", "deploy"} & {path.parts[0] for path in files}, name
        tracked = {
            path.relative_to(PROJECT)
            for room in ("pipeline", "assets", "schemas")
            for path in (PROJECT / room).rglob("*")
            if path.is_file() and "__pycache__" not in path.parts
        }
        assert tracked <= files, name
    wheel = packed(built)["wheel"]
    assert {path.parts[0].split("-")[0] for path in wheel} == {"pipeline", "assets", "schemas", "studies", "gap"}
    assert any(path.name == "LICENSE" for path in wheel)


def test_wheel_says_the_version_that_it_has(built, called):
    (wheel,) = built.glob("*.whl")
    assert called("--version").output == f"gap {wheel.name.split('-')[1]}\n"


def test_bundled_studies_are_brought_run_shown_and_reported(ran, called, place):
    assert "Satisfaction is high             74% of 35†  42% of 1,200    +32" in ran.output
    assert "42% of 1,200    +32" in called("show", "high-tech-service-published").output
    called("report")
    reports = {path.relative_to(place / "lake" / "report") for path in (place / "lake" / "report").glob("*/2007.*")}
    assert reports >= {Path(study) / f"2007.{kind}" for study in BUNDLED for kind in ("html", "xlsx", "pptx")}
    verified = called("verify").output
    assert verified.count(", equal") == len(BUNDLED), verified


def test_ui_serves_the_pipeline_from_among_folders_of_its_packages_names(ran, gap, place):
    for name in ("assets", "pipeline", "schemas"):
        (place / name).mkdir()
        (place / name / "__init__.py").write_text(f'raise SystemExit("this is somebody\'s {name}")\n')
    served = Served(place, gap=gap)
    try:
        served.wait_for(lambda: served.ask(LOADED)["repositoriesOrError"].get("nodes"))
        (repository,) = served.ask(LOADED)["repositoriesOrError"]["nodes"]
        assert repository["location"]["name"] == "gap"
        assert ["gap_fact"] in [node["assetKey"]["path"] for node in repository["assetNodes"]]
        served.process.send_signal(signal.SIGINT)
        assert served.process.wait(60) == 0
    finally:
        served.kill()
