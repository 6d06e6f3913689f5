"""`gap audit`: whoever publishes tables learns before others do what can be told of the figures that are withheld."""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from building import TWO_SIDES, table, write_study


@pytest.fixture
def study(tmp_path):
    cells = [
        [f"{role}{region}{number}", role, region, "yn"[number % 3 > 0]]
        for role, sizes in {"boss": (30, 30, 30), "staff": (40, 30, 5)}.items()
        for region, size in zip("ABC", sizes, strict=True)
        for number in range(size)
    ]
    parts = {
        "questions": TWO_SIDES["questions"] | {"region": {"at": "region", "answers": list("ABC")}},
        "segments": {"region": {"of": "region"}},
    }
    return write_study(tmp_path, {"poll.csv": table(["id", "role", "region", "q"], cells)}, **TWO_SIDES | parts)


@pytest.mark.slow
def test_tables_are_clean_as_they_are_made_and_one_figure_more_is_found_out(study, tmp_path, run_gap):
    lake = tmp_path / "lake"
    refused = run_gap("audit", study, "--lake", lake)
    assert refused.returncode == 1
    assert "it has not been run" in refused.output
    assert run_gap("run", study, "--lake", lake).returncode == 0
    clean = run_gap("audit", study, "--lake", lake)
    assert clean.returncode == 0, clean.output
    assert "none can be had back" in clean.output
    path = lake / "estimates" / "small" / "w1.parquet"
    rows = pq.ParquetFile(path).read()
    freed = [
        row | {"hits": hits, "estimate": hits / 30, "withheld": None}
        if row["question"] == "q" and row["withheld"] == "protection" and (hits := 20 if row["answer"] == "n" else 10)
        else row
        for row in rows.to_pylist()
    ]
    pq.write_table(pa.Table.from_pylist(freed, rows.schema), path)
    out = run_gap("audit", study, "--lake", lake)
    assert out.returncode == 1
    assert "✗ q: y, consumer, region C: 2 of 5" in out.output
