"""`gap sql` has the tables, all waves together, and nothing else of the machine; no text tells the terminal anything."""

import csv
import io
import json
import socket

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from rich.table import Table
from rich.text import Text
from typer.testing import CliRunner

from assets.lake.key import lake_key
from assets.lake.paths import Lake
from pipeline.command_line import app
from pipeline.terminal.console import Paper, result_table
from pipeline.terminal.gap_table import Form, plain_rows

OBEYED = "\x1b]0;owned\x07\x1b[2J\x9b31mred\x7f"


@pytest.fixture
def lake(tmp_path):
    """A lake with a table of two waves, of which one has no column `label`, and a key."""
    place = Lake(tmp_path / "lake")
    waves = {"w1": {"gap": ["a"], "n": [1], "label": [OBEYED]}, "w2": {"gap": ["b"], "n": [2.5]}}
    for wave, columns in waves.items():
        path = place.table("gap_fact", "small", wave)
        path.parent.mkdir(parents=True, exist_ok=True)
        pq.write_table(pa.table(columns), path)
    lake_key(place.key())
    return place


def asked(lake: Lake, query: str):
    return CliRunner().invoke(app, ["sql", query, "--lake", str(lake.root)])


def stands(lake: Lake) -> dict:
    return {str(path): path.read_bytes() for path in lake.root.parent.rglob("*") if path.is_file()}


def test_all_waves_are_asked_together_and_nothing_is_written(lake):
    before = stands(lake)
    done = asked(lake, "select gap, n, label is null as bare from gap_fact order by gap")
    assert done.exit_code == 0
    assert [line.split() for line in done.output.splitlines()] == [
        ["gap", "n", "bare"], ["a", "1", "False"], ["b", "2.5", "True"], ["2", "rows"],
    ]  # fmt: skip
    assert stands(lake) == before


@pytest.mark.parametrize(
    "query",
    [
        "select content from read_text('LAKE/.key')",
        "select * from read_blob('LAKE/.key')",
        "select * from 'LAKE/gap_fact/small/w1.parquet'",
        "select * from glob('LAKE/*')",
        "select * from read_csv('/etc/passwd')",
        "copy (select 1) to 'HERE/x.csv'",
        "copy (select 1) to 'LAKE/gap_fact/small/w1.parquet'",
        "attach 'HERE/x.duckdb' as x; create table x.t as select 1; select 1",
        "export database 'HERE/out'",
        "set enable_external_access = true; select content from read_text('LAKE/.key')",
        "reset enable_external_access; select content from read_text('LAKE/.key')",
        "set lock_configuration = false; select 1",
        "pragma profiling_output = 'HERE/x.json'",
        "load 'HERE/x.duckdb_extension'",
        "select * from files",
        "delete from gap_fact; select 1",
        "drop view gap_fact; select * from gap_fact",
    ],
)
def test_no_file_and_no_setting_is_reached(lake, query):
    before = stands(lake)
    done = asked(lake, query.replace("LAKE", str(lake.root)).replace("HERE", str(lake.root.parent)))
    assert done.exit_code == 1
    assert "the query was not understood" in done.output
    assert stands(lake) == before
    assert lake.key().read_text().strip() not in done.output


def test_no_network_is_tried(lake):
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(1)
        address = f"http://127.0.0.1:{server.getsockname()[1]}/x.csv"
        for query in (f"select * from read_csv('{address}')", "install httpfs; select 1"):
            assert asked(lake, query).exit_code == 1
        with pytest.raises(TimeoutError):
            server.accept()


def test_control_characters_of_a_label_are_shown_as_symbols(lake):
    done = asked(lake, "select label from gap_fact where gap = 'a'")
    assert "␛]0;owned␇␛[2J�31mred␡" in done.output
    assert "\x1b" not in done.output


@pytest.mark.parametrize("terminal", [True, False])
def test_whatever_is_printed_tells_the_terminal_nothing_but_our_own_styles(terminal):
    file = io.StringIO()
    paper, table = Paper(file=file, force_terminal=terminal, highlight=False, width=60), Table(OBEYED)
    table.add_row(OBEYED)
    for piece in (OBEYED, Text(OBEYED, style="bold"), table):
        paper.print(piece, markup=False)
    assert "owned" in file.getvalue()
    for sign in ("\x1b]", "\x1b[2J", "\x07", "\x9b", "\x7f"):
        assert sign not in file.getvalue()


def test_a_query_of_a_hostile_column_prints_its_name_as_text(capsys):
    result_table([OBEYED], [(OBEYED,)])
    assert not {"\x1b", "\x9b", "\x07"} & set(capsys.readouterr().out)


def test_rows_for_another_program_hold_no_formula_and_nothing_that_a_terminal_obeys(capsys):
    row = {"gap": '=HYPERLINK("http://evil.example")', "label": OBEYED, "n": -1, "none": None}
    plain_rows([row], Form.CSV)
    said = capsys.readouterr().out
    (found,) = csv.DictReader(io.StringIO(said))
    assert found["gap"] == "'" + row["gap"] and found["n"] == "-1" and found["none"] == ""
    plain_rows([row], Form.JSON)
    plain = capsys.readouterr().out
    assert json.loads(plain) == [row]
    assert not {"\x1b", "\x9b", "\x07", "\x7f"} & set(said + plain)
