"""Dagster's home is its owner's alone, whatever the umask: what its settings name is run, and its history tells of studies."""

import os
from pathlib import Path

import pytest

from assets.lake.paths import Lake
from pipeline.history.home import open_home
from schemas.refused import Refused


@pytest.fixture
def lake(tmp_path, monkeypatch):
    monkeypatch.delenv("DAGSTER_HOME", raising=False)
    yield Lake(tmp_path / "lake")
    os.environ.pop("DAGSTER_HOME", None)


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
def test_nobody_but_its_owner_gets_into_it_whatever_the_umask(lake, umask):
    before = os.umask(umask)
    try:
        open_home(lake)
    finally:
        os.umask(before)
    assert lake.home().stat().st_mode & 0o777 == 0o700


def test_one_that_others_can_read_is_closed_to_them(lake):
    lake.home().mkdir(parents=True)
    lake.home().chmod(0o755)
    open_home(lake)
    assert lake.home().stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("name", ["", "dagster.yaml"])
def test_one_that_others_can_write_to_is_refused(lake, name):
    lake.home().mkdir(parents=True, mode=0o700)
    (lake.home() / "dagster.yaml").write_text("telemetry: {enabled: false}\n")
    Path(lake.home() / name).chmod(0o777)
    with pytest.raises(Refused, match=r"others than its owner can write here.*chmod -R go= "):
        open_home(lake)


def test_dagster_tells_nobody_of_its_use(lake):
    assert not open_home(lake).telemetry_enabled
