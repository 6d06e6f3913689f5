"""The bundled studies say what is known of the 2007 study, and the synthetic one meets all that arithmetic allows."""

import shutil
import subprocess
import sys

import duckdb
import pytest

from conftest import PROJECT

G = {
    "high-tech-service-published": {
        "G1": (0.323, 0.154, 0.443),
        "G2": (0.351, 0.157, 0.483),
        "G4": (0.241, 0.099, 0.410),
    },
    "high-tech-service": {"G1": (0.323, 0.154, 0.443), "G2": (0.351, 0.158, 0.483), "G4": (0.241, 0.098, 0.410)},
}
NO_COUNT = {"E1", "E4"}
"""Printed as 75%, which is no count of 35."""


@pytest.fixture(scope="module")
def lake(tmp_path_factory, run_gap):
    lake = tmp_path_factory.mktemp("bundled") / "lake"
    ended = run_gap("run", "--lake", lake)
    assert ended.returncode == 0, ended.output
    return lake


@pytest.fixture(scope="module")
def ask(lake):
    def ask(table: str, query: str) -> list[tuple]:
        return duckdb.sql(
            f"with t as (from read_parquet('{lake}/{table}/*/*.parquet', union_by_name = true)) {query}"
        ).fetchall()

    return ask


@pytest.mark.parametrize("study", G)
def test_the_three_gaps_have_the_published_figures_and_honest_intervals(study, ask):
    found = ask(
        "gap_fact",
        f"select gap, round(gap_estimate, 3), round(gap_ci_low, 3), round(gap_ci_high, 3) from t "
        f"where study = '{study}' and segment = 'total' and gap_estimate is not null",
    )
    assert {gap: figures for gap, *figures in found} == {gap: list(figures) for gap, figures in G[study].items()}


def test_what_may_not_be_subtracted_stands_side_by_side(ask):
    assert ask("gap_fact", "select distinct compare from t where gap_estimate is null and segment = 'total'") == [
        ("side_by_side",)
    ]


def test_every_claim_that_a_count_can_give_is_met_by_the_synthetic_respondents(ask):
    found = ask("claims", "select claim, reproduced from t where study = 'high-tech-service'")
    assert len(found) == 32
    other = {claim: verdict for claim, verdict in found if verdict != "by construction (synthetic)"}
    assert other == {claim: "differs by 0.7 points" for claim in NO_COUNT} | {"C9a": "not computable"}


def test_the_ledger_computes_counts_conflicts_and_derivations(ask):
    columns = "claim, attainable_counts, conflicts_with, derived_from"
    found = {
        claim: rest for claim, *rest in ask("claims", f"select {columns} from t where study = 'high-tech-service'")
    }
    assert found["E3"][0] == "19 of 35"
    assert found["E6a"][0] == "25 of 27; none of 35"
    assert found["E1"][0] == "none of 35"
    assert "78" in found["C10"][1] and "C9b" in found["C10"][2]
    assert found["E2"][1] == "E4" and found["P3"][1] == "C3a + C3b"


def test_figures_of_unknown_base_have_no_interval_and_no_verdict(ask):
    assert ask("claims", "select count(*), count(computed) from t where study like '%published'") == [(9, 0)]
    where = "where group_name = 'composite_executive'"
    assert ask("estimates", f"select count(*), count(n), count(ci_low) from t {where}") == [(9, 0, 0)]


def test_executives_results_are_asked_of_those_who_implemented(ask):
    assert ask(
        "estimates",
        "select distinct n from t where metric = 'faster_resolution' and segment = 'total' and weighted = false",
    ) == [(27,)]


def test_every_row_of_the_synthetic_study_says_so(ask):
    for table in ("estimates", "gap_fact", "gap_summary", "priority_ranking", "questions", "claims"):
        assert ask(table, "select distinct synthetic from t where study = 'high-tech-service'") == [(True,)], table


def test_the_same_inputs_and_key_give_the_same_bytes(lake, run_gap, tmp_path):
    again = tmp_path / "lake"
    again.mkdir()
    shutil.copy(lake / ".key", again / ".key")
    assert run_gap("run", "--lake", again).returncode == 0
    files = sorted(path.relative_to(lake) for path in lake.rglob("*.parquet"))
    assert len(files) == 33
    assert [path for path in files if (lake / path).read_bytes() != (again / path).read_bytes()] == []


def test_the_exports_are_what_their_script_writes(tmp_path):
    folder = PROJECT / "studies" / "high-tech-service"
    script = tmp_path / "make_synthetic.py"
    script.write_text((folder / "make_synthetic.py").read_text())
    subprocess.run([sys.executable, str(script)], check=True, cwd=PROJECT)
    kept = {path.relative_to(folder): path.read_bytes() for path in (folder / "exports").rglob("*") if path.is_file()}
    made = {
        path.relative_to(tmp_path): path.read_bytes() for path in (tmp_path / "exports").rglob("*") if path.is_file()
    }
    assert made == kept
