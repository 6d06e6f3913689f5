"""What stands is what comes out of the kept exports, or it is said which figure is not, and what changed."""

import shutil

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from assets.lake.publish import state
from lakes import WAVES, gap, lake_of, tables, write


@pytest.fixture(scope="module")
def once(tmp_path_factory):
    """Where a study of two waves has been run."""
    place = tmp_path_factory.mktemp("verify")
    write(place)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DAGSTER_HOME", str(place / "home"))
        assert gap(place, "run")[0] == 0
    return place


@pytest.fixture
def place(once, tmp_path, monkeypatch):
    """A copy of it that may be spoilt."""
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path / "copy" / "home"))
    shutil.copytree(once, tmp_path / "copy")
    return tmp_path / "copy"


def tamper(path, column: str, row: int, value: object) -> object:
    """Change one cell of a file as whoever knows Parquet can, its footer as it was. Returns what stood there."""
    table = pq.read_table(path)
    cells = table[column].to_pylist()
    cells[row], was = value, cells[row]
    at = table.schema.get_field_index(column)
    changed = table.set_column(at, table.schema.field(at), pa.array(cells, table.schema.field(at).type))
    pq.write_table(changed, path)
    return was


def test_what_was_run_is_equal_and_nothing_in_the_lake_nor_beside_it_is_touched(place):
    before = {path: state(path) for path in place.rglob("*")}
    code, said = gap(place, "verify")
    assert code == 0, said
    files = tables(place)
    numbers = sum(
        column.length() - column.null_count
        for name in files
        if "/w2" in name
        for column in pq.read_table(place / "lake" / name).columns
        if pa.types.is_integer(column.type) or pa.types.is_floating(column.type) or pa.types.is_decimal(column.type)
    )
    count = sum("/w2" in name for name in files)
    assert f"✓ small/w2  {count} tables, {numbers:,} figures, equal" in said
    assert f"✓ small/w1  {count} tables, " in said
    assert {path: state(path) for path in place.rglob("*")} == before


def test_a_figure_that_was_changed_is_named_with_what_comes_out(place):
    was = tamper(lake_of(place).table("gap_fact", "small", "w2"), "gap_estimate", 0, 0.125)
    code, said = gap(place, "verify", "small", "--wave", "w2")
    assert code == 1
    gap_fact = "gap_fact/small/w2.parquet: "
    assert f"{gap_fact}gap g: gap_estimate stands as 0.125, and {was!r} comes out" in said
    assert f"{gap_fact}changed since: the stored bytes" in said
    assert "catalog.duckdb: its rows of gap_fact are not those of the files" in said
    assert said.count("stands as") == 1 and "w1" not in said


def test_a_table_that_is_missing_and_files_put_in_by_hand_are_found(place):
    lake = lake_of(place)
    lake.table("claims", "small", "w1").unlink()
    shutil.copy(lake.table("gap_fact", "small", "w1"), lake.table("gap_fact", "small", "w2"))
    shutil.copy(lake.table("quality", "small", "w1", "poll"), lake.table("quality", "small", "w1", "poll2"))
    shutil.copy(lake.table("estimates", "small", "w1"), lake.table("estimates", "small", "w3"))
    plain = pq.read_table(lake.table("questions", "small", "w1")).replace_schema_metadata()
    pq.write_table(plain, lake.table("questions", "small", "w1"))
    code, said = gap(place, "verify")
    assert code == 1
    assert "claims/small/w1.parquet: no table stands" in said
    assert "gap_fact/small/w2.parquet: no run wrote this file here" in said
    assert "quality/small/w1/poll2.parquet: no run makes this file; it was put in by hand" in said
    assert "estimates/small/w3.parquet: no study has this wave" in said
    assert "questions/small/w1.parquet: every figure comes out as it stands; no run wrote this file here" in said


def test_it_is_told_apart_whether_the_study_file_the_exports_or_the_key_changed(place, monkeypatch):
    study = place / "studies" / "small" / "study.yaml"
    study.write_text(study.read_text().replace('"compare": "same"', '"compare": "same", "label": "Agreement"'))
    (kept,) = [path for path in (place / "lake" / "exports").glob("*/poll.csv") if WAVES["w2"][-1] in path.read_text()]
    kept.write_text(kept.read_text().replace(",y", ",n"))
    monkeypatch.setenv("GAP_KEY", "ab" * 32)
    code, said = gap(place, "verify")
    assert code == 1
    assert "gap_fact/small/w1.parquet: gap g: label stands as 'g', and 'Agreement' comes out" in said
    assert "gap_fact/small/w1.parquet: changed since: the study file\n" in said
    assert "estimates/small/w1.parquet" not in said
    assert "estimates/small/w2.parquet: changed since: the exports\n" in said
    assert "gap_fact/small/w2.parquet: changed since: the study file and the exports\n" in said
    assert "responses/small/w1/poll.parquet: changed since: the key\n" in said


def test_what_was_not_run_is_refused_in_a_sentence(place):
    shutil.rmtree(place / "lake" / "consumer_panel")
    code, said = gap(place, "verify", "--wave", "w2")
    assert (code, said) == (1, "✗ small/w2: it has not been run, so there is nothing to verify; gap run small first.\n")
    code, said = gap(place / "elsewhere", "verify")
    assert code == 1 and "there is no lake here" in said


def test_of_an_export_with_erased_respondents_the_cells_that_were_kept_are_enough(place):
    study = place / "studies" / "small" / "study.yaml"
    study.write_text(study.read_text().replace('"cluster": "firm"', '"cluster": "firm", "erase": "erased.txt"'))
    (study.parent / "erased.txt").write_text("12\n")
    assert gap(place, "run")[0] == 0
    code, said = gap(place, "verify")
    assert code == 0, said
