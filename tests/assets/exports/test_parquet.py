"""Parquet and Arrow tables: each value as the text that it stands for, and nothing that is no answer."""

import datetime as dt
import io
from decimal import Decimal

import pyarrow as pa
import pyarrow.feather as feather
import pyarrow.ipc as ipc
import pyarrow.parquet as pq
import pytest

from assets.exports.readers import arrow
from building import built, one_question, refusal

ONE_OR_TWO = one_question(answers={"a": 1, "b": 2})
COLUMNS = {"id": ["r1", "r2", "r3"], "q": [1, 2, None]}


def parquet(table: pa.Table, **options) -> bytes:
    out = io.BytesIO()
    pq.write_table(table, out, **options)
    return out.getvalue()


def arrow_file(table: pa.Table) -> bytes:
    out = io.BytesIO()
    with ipc.new_file(out, table.schema) as writer:
        writer.write_table(table)
    return out.getvalue()


def arrow_stream(table: pa.Table) -> bytes:
    out = io.BytesIO()
    with ipc.new_stream(out, table.schema) as writer:
        writer.write_table(table)
    return out.getvalue()


def feather_file(table: pa.Table) -> bytes:
    out = io.BytesIO()
    feather.write_feather(table, out)
    return out.getvalue()


@pytest.mark.parametrize("write", [parquet, arrow_file, arrow_stream, feather_file])
def test_every_kind_of_table_reads_alike(tmp_path, write):
    run = built(tmp_path, {"poll.bin": write(pa.table(COLUMNS))}, questions=ONE_OR_TWO)
    assert run.answers("q") == [1, 2, -2]
    assert [row["source_row"] for row in run.responses()] == [1, 2, 3]


@pytest.mark.parametrize(
    ("values", "shown"),
    [
        (pa.array([5, None]), ["5", None]),
        (pa.array([2**63 - 1]), ["9223372036854775807"]),
        (pa.array([5.0, 0.1, 41310123456.0, float("nan")]), ["5", "0.1", "41310123456", None]),
        (pa.array([0.1, 3], pa.float32()), ["0.1", "3"]),
        (pa.array([True, False]), ["true", "false"]),
        (pa.array([Decimal("1.50")]), ["1.50"]),
        (pa.array(["007", "", " x "]), ["007", None, " x "]),
        (pa.array(["x"], pa.large_string()), ["x"]),
        (pa.array(["good", "bad", "good"]).dictionary_encode(), ["good", "bad", "good"]),
        (pa.array([dt.date(2024, 3, 5)]), ["2024-03-05"]),
        (
            pa.array([dt.datetime(2024, 3, 5, 10, 36, 30), dt.datetime(2024, 3, 5)]),
            ["2024-03-05 10:36:30", "2024-03-05"],
        ),
        (pa.array([dt.time(4, 14)]), ["04:14:00"]),
        (pa.nulls(1), [None]),
    ],
)
def test_a_value_reads_as_the_text_that_it_stands_for(tmp_path, values, shown):
    path = tmp_path / "poll.parquet"
    path.write_bytes(parquet(pa.table({"v": values})))
    export = arrow.describe(path, path.read_bytes(), [], None)
    found = [cell for batch in arrow.cells(path, export, [], tmp_path) for cell in batch.column(0).to_pylist()]
    assert found == shown


def test_row_groups_are_read_in_their_order(tmp_path, monkeypatch):
    monkeypatch.setattr(arrow, "ROWS", 7)
    table = pa.table({"id": [f"r{number}" for number in range(100)], "q": [1 + number % 2 for number in range(100)]})
    for write in (lambda table: parquet(table, row_group_size=10), arrow_file):
        run = built(tmp_path, {"poll.parquet": write(table)}, questions=ONE_OR_TWO)
        assert run.answers("q") == table["q"].to_pylist()


def test_lists_structures_and_bytes_are_refused_by_name(tmp_path):
    table = pa.table({**COLUMNS, "many": [[1], [2], [3]], "both": [{"a": 1}] * 3, "raw": [b"x"] * 3})
    reason = refusal(tmp_path, {"poll.parquet": parquet(table)}, questions=ONE_OR_TWO)
    assert "poll.parquet, columns many, both and raw: the values are lists, structures or bytes" in reason


@pytest.mark.parametrize("write", [parquet, arrow_file, arrow_stream])
@pytest.mark.parametrize("kept", [10, 100, -20])
def test_a_table_that_was_cut_is_refused(tmp_path, write, kept):
    reason = refusal(tmp_path, {"poll.bin": write(pa.table(COLUMNS))[:kept]}, questions=ONE_OR_TWO)
    assert reason.startswith("poll.bin: ")
    assert "\n" not in reason


def test_a_column_name_that_is_there_twice_is_refused_where_it_is_asked_for(tmp_path):
    table = pa.table([pa.array(["r1"]), pa.array([1]), pa.array([2])], names=["id", "q", "q"])
    assert "columns B and C all have that name" in refusal(
        tmp_path, {"poll.parquet": parquet(table)}, questions=ONE_OR_TWO
    )
