"""What a backup must hold: from the studies and the key alone, the tables of a lake come out as they were."""

import shutil
import subprocess
from pathlib import Path

import pytest

from conftest import PROJECT

pytestmark = pytest.mark.slow
STUDY = "high-tech-service"


def tables(lake: Path) -> dict[str, bytes]:
    return {str(path.relative_to(lake)): path.read_bytes() for path in lake.rglob("*.parquet")}


def test_from_the_studies_and_the_key_every_table_comes_out_byte_for_byte(tmp_path, run_gap):
    shutil.copytree(PROJECT / "studies" / STUDY, tmp_path / "studies" / STUDY)
    first, second = tmp_path / "lake", tmp_path / "restored"
    assert run_gap("run", "--lake", first, "--studies", tmp_path / "studies").returncode == 0
    second.mkdir()
    shutil.copy2(first / ".key", second)
    assert run_gap("run", "--lake", second, "--studies", tmp_path / "studies").returncode == 0
    assert tables(second) == tables(first)


def test_a_lake_from_a_tar_file_and_its_key_answers_and_runs_as_before(tmp_path, run_gap):
    shutil.copytree(PROJECT / "studies" / STUDY, tmp_path / "studies" / STUDY)
    where = ("--lake", tmp_path / "lake", "--studies", tmp_path / "studies")
    assert run_gap("run", *where).returncode == 0
    shown, before = run_gap("show", *where).output, tables(tmp_path / "lake")
    backup = tmp_path / "backup.tar"
    subprocess.run(["tar", "--exclude=.key", "-C", tmp_path, "-cpf", backup, "lake"], check=True)
    shutil.copy2(tmp_path / "lake" / ".key", tmp_path)
    shutil.rmtree(tmp_path / "lake")
    subprocess.run(["tar", "-C", tmp_path, "-xpf", backup], check=True)
    shutil.copy2(tmp_path / ".key", tmp_path / "lake")
    assert run_gap("show", *where).output == shown
    assert run_gap("run", *where).returncode == 0
    assert tables(tmp_path / "lake") == before
