"""Whatever a survey holds, it is read back cell by cell as it was written, in every layout that can carry it."""

from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assets.exports.export import Export, squeezed
from assets.exports.extract import _keep
from assets.exports.readers import cells
from assets.lake.duck import connect
from assets.lake.paths import Lake
from schemas.study import Source
from writers import text
from writers.questionnaire import Cell, Survey, surveys
from writers.text import Dialect

settings.register_profile("long", max_examples=2000)
QUICK = settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.large_base_example],
)
SOURCE = {"kind": "panel", "files": "poll*", "respondent": "id", "sampling": "census"}
NUMBERS = count()


@dataclass(frozen=True)
class Read:
    """What a reader made of a file."""

    export: Export
    rows: list[list[Cell]]

    @property
    def handles(self) -> list[str]:
        return [column.handle for column in self.export.columns]

    @property
    def labels(self) -> list[str]:
        return [column.label for column in self.export.columns]


@pytest.fixture
def read(tmp_path):
    """Put a file into a lake of its own, and read its cells from there."""

    def read(content: bytes, suffix: str = "csv", **said: object) -> Read:
        place = tmp_path / str(next(NUMBERS))
        place.mkdir()
        (place / f"poll.{suffix}").write_bytes(content)
        return kept(place / f"poll.{suffix}", **said)

    return read


def kept(path: Path, **said: object) -> Read:
    lake = Lake(path.parent / "lake")
    export = _keep(path, Source(**{**SOURCE, **said}), lake)
    rows = connect().execute(f"select * from {cells(export, lake)}").fetchall()
    return Read(export, [list(row) for row in rows])


dialects = st.builds(
    Dialect,
    delimiter=st.sampled_from(",;\t|"),
    line=st.sampled_from(["\n", "\r\n"]),
    quoted=st.booleans(),
    mark=st.booleans(),
)
several_columns = surveys().filter(lambda survey: len(survey.columns) > 1)  # a blank line is no row of one blank cell


@QUICK
@given(survey=several_columns, dialect=dialects)
def test_a_plain_table_comes_back_cell_by_cell(read, survey, dialect):
    found = read(text.plain(survey, dialect))
    assert found.handles == [squeezed(column.text) for column in survey.columns]
    assert found.rows == survey.rows


@QUICK
@given(survey=several_columns, dialect=dialects, header=st.integers(0, 3), titles=st.integers(0, 2))
def test_a_table_comes_back_whatever_rows_are_its_header(read, survey, dialect, header, titles):
    said = [number + titles + 1 for number in range(header)]
    found = read(text.plain(survey, dialect, header, titles if header else 0), header=said)
    assert found.rows == survey.rows
    if header < 2:
        return
    questions = filled([squeezed(column.text) for column in survey.columns])
    over = ["Survey"] if header == 3 else []
    parts = [[*over, question, squeezed(part)] for question, part in zip(questions, text.parts(survey), strict=True)]
    assert found.handles == [" | ".join(filter(None, part)) for part in parts]


def filled(names: list[str]) -> list[str]:
    """A blank name takes the one on its left."""
    found: list[str] = []
    for name in names:
        found.append(name or (found[-1] if found else ""))
    return found


@QUICK
@given(survey=surveys(), dialect=dialects, older=st.booleans())
def test_a_qualtrics_export_comes_back_cell_by_cell(read, survey: Survey, dialect, older):
    found = read(text.qualtrics(survey, dialect, older))
    assert found.export.layout == "qualtrics"
    assert found.handles == text.qualtrics_ids(survey)
    assert found.labels == [
        squeezed(" - ".join(filter(None, (column.text, column.part)))) for column in survey.columns
    ]
    assert [row for row in found.rows if row != [None]] == [row for row in survey.rows if row != [None]]


@QUICK
@given(survey=surveys(), dialect=dialects)
def test_a_surveymonkey_export_comes_back_cell_by_cell(read, survey: Survey, dialect):
    found = read(text.surveymonkey(survey, dialect))
    assert found.export.layout == "surveymonkey"
    parts = [" | ".join(filter(None, (f"q{asked.number}", squeezed(asked.part)))) for asked in survey.columns]
    assert found.handles == ["Respondent ID", *parts]
    assert [row[1:] for row in found.rows] == survey.rows
