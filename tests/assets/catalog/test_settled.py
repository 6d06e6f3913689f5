"""A wave of which a run was cut short, failed, or is under way: whoever publishes the catalog, its rows are of one making."""

from pathlib import Path

import dagster as dg
import duckdb
import pytest

from assets.catalog.published import MARTS
from assets.lake.paths import Lake
from assets.making.partition import partitions_in
from assets.making.recipes import RECIPES
from building import POLL, TWO_SIDES, rows, write_study
from pipeline.definitions import JOB
from pipeline.freshness.stale import stale_assets
from running import jobs_of

pytestmark = pytest.mark.slow

A = rows("id,role,q", "1,boss,y", "2,staff,n", "3,staff,y")
B = A.replace("3,staff,y", "3,staff,n")
EDITED = {**TWO_SIDES["metrics"]["yes"], "share": ["n"], "better": "lower"}
FIGURES = {**TWO_SIDES, "sources": {"poll": {**POLL, "files": "poll.csv"}}}


@pytest.fixture
def studies(tmp_path):
    """Where two studies were run into one lake."""
    for name in ("small", "other"):
        put(tmp_path, A, study=name)
        assert run(tmp_path, name).success
    return tmp_path


def put(place: Path, export: str, **parts: object) -> None:
    write_study(place / "studies", {"poll.csv": export}, **{**FIGURES, **parts})


def run(place: Path, study: str, *assets: str) -> dg.ExecuteInProcessResult:
    """The assets that are made of a study, or all."""
    return jobs_of(place, f"{study}/w1")(JOB, *assets)


def held(place: Path, study: str = "small") -> dict[str, list]:
    """The catalog's rows of a study."""
    with duckdb.connect(Lake(place / "lake").catalog(), read_only=True) as con:
        return {t.name: con.sql(f"from {t.name} where study = '{study}' order by all").fetchall() for t in MARTS}


def until(asset: str) -> list[str]:
    """The assets that a run has made when it is cut short after this one."""
    made = [each for name, recipe in RECIPES.items() for each in (name, *recipe.made_with)]
    return made[: made.index(asset) + 1]


@pytest.mark.parametrize("last", ["quality", "gap_fact"])
def test_after_a_run_that_was_cut_short_another_studys_run_leaves_the_rows_of_before_it(studies, last):
    before = held(studies)
    put(studies, B)
    run(studies, "small", *until(last))
    assert run(studies, "other").success
    assert held(studies) == before
    assert run(studies, "small").success
    assert held(studies) != before


def test_the_same_where_the_study_file_was_edited_and_no_export_changed(studies):
    before = held(studies)
    put(studies, A, metrics={"yes": EDITED})
    run(studies, "small", *until("gap_fact"))
    assert run(studies, "other").success
    assert held(studies) == before


def test_a_catalog_built_from_nothing_leaves_such_a_wave_out(studies):
    put(studies, B)
    run(studies, "small", *until("gap_fact"))
    Lake(studies / "lake").catalog().unlink()
    assert run(studies, "other").success
    assert not any(held(studies).values())
    assert all(held(studies, "other")[table] for table in ("estimates", "gap_fact"))


def test_a_run_of_some_tables_whose_export_changed_meanwhile_says_so_and_the_catalog_stays(studies):
    before = held(studies)
    put(studies, B)
    ended = run(studies, "small", *until("gap_fact"), "catalog")
    assert not ended.success
    (failed,) = ended.get_step_failure_events()
    said = failed.step_failure_data.user_failure_data.description
    assert said.startswith("small/w1: its tables do not follow from one another, since")
    assert held(studies) == before


def test_a_catalog_that_a_killed_run_did_not_come_to_is_made_by_the_next(studies):
    put(studies, B)
    run(studies, "small", *until("questions"))
    (partition,) = partitions_in(studies / "studies" / "small", None, Lake(studies / "lake"))
    assert stale_assets(partition) == ["catalog"]
    run(studies, "small", "catalog")
    assert stale_assets(partition) == []
