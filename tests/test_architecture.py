"""The shape of the project: imports point down, the exported schemas are current, and nothing depends on this machine."""

import subprocess
import sys

import pytest
from importlinter.cli import lint_imports

from conftest import PROJECT
from pipeline.definitions import build_defs
from schemas.tables import TABLES


def test_imports_point_down_and_only_asset_files_know_dagster(monkeypatch, capsys):
    monkeypatch.chdir(PROJECT)
    assert lint_imports(no_cache=True) == 0, capsys.readouterr().out


def test_every_asset_says_what_it_is_and_is_guarded_by_a_blocking_check():
    graph = build_defs().resolve_asset_graph()
    for key in graph.get_all_asset_keys():
        spec = graph.get(key)
        assert spec.description and spec.group_name != "default", key
    guarded = {key.asset_key.path[0] for key in graph.asset_check_keys}
    assert guarded == {key.path[0] for key in graph.get_all_asset_keys()} - {"rejected"}


def test_every_table_and_column_is_described():
    for table in TABLES:
        assert table.about
        names = [column.name for column in table.columns]
        assert len(names) == len(set(names))
        assert all(column.about for column in table.columns)


def test_duckdb_is_opened_in_one_way_that_bounds_it_and_lets_it_spill():
    opening = (
        "duckdb.connect",
        "duckdb.sql",
        "duckdb.query",
        "duckdb.execute",
        "duckdb.default_connection",
        "from duckdb",
    )
    files = [path for package in ("assets", "pipeline", "schemas") for path in (PROJECT / package).rglob("*.py")]
    found = [path for path in files if any(word in path.read_text(encoding="utf-8") for word in opening)]
    assert [str(path.relative_to(PROJECT)) for path in found] == ["assets/lake/duck.py"]


WORDS = [
    "demo",
    "describe",
    "new",
    "check",
    "run",
    "show",
    "trace",
    "report",
    "plan",
    "sql",
    "export",
    "erase",
    "prune",
    "ui",
    "verify",
    "audit",
]


@pytest.mark.parametrize("word", ["", *WORDS])
def test_help_answers_without_loading_dagster(word):
    code = (
        "import sys; from pipeline.command_line import app\n"
        f"try: app({[word] if word else []} + ['--help'])\n"
        "except SystemExit: pass\n"
        "assert 'dagster' not in sys.modules"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "Usage: " in done.stdout
