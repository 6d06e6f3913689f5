"""The pipeline against R's survey package: every file, every row, every column is held, or named with the reason."""

import pytest

from golden.files import FILES, File
from golden.survey import Golden


@pytest.fixture(scope="module")
def golden(tmp_path_factory, shared) -> Golden:
    return Golden(tmp_path_factory.mktemp("golden"), shared)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_the_figures_of_r_are_held(golden: Golden, file: File):
    path = golden.path(file.name)
    if file.hold is None:
        assert path.exists() and file.rows == 0 and file.other_rows
    else:
        assert file.faults(file.hold(golden)) == []


def test_every_file_of_golden_figures_is_listed(golden: Golden):
    folder = golden.path("README.md").parent
    there = sorted(path.name for path in folder.iterdir() if path.suffix in (".csv", ".json"))
    assert sorted(file.name for file in FILES) == there
