"""Dagster's UI as a team uses it: what a data engineer looks for is found, read and run in a browser."""

import pytest

from pipeline.definitions import build_defs
from schemas.tables.gap_fact import GAP_FACT
from serving import Served
from walk import PARTITION, Walk, broken_export, copied_study

pytestmark = pytest.mark.slow
TALL = {"width": 1440, "height": 3000}
"""So high that no list has to be scrolled: the UI holds only the rows that are seen."""


@pytest.fixture(scope="module")
def place(run_gap, tmp_path_factory):
    """The bundled study, run from the command line; its lake and its copy that may be broken."""
    place = tmp_path_factory.mktemp("browser")
    ran = run_gap("run", "--lake", place / "lake", "--studies", copied_study(place))
    assert ran.returncode == 0, ran.output
    return place


@pytest.fixture(scope="module")
def ui(chromium, place):
    served = Served(place, place / "studies")
    yield served
    served.kill()


@pytest.fixture
def walk(chromium, ui):
    page = chromium.new_page(viewport=TALL)
    yield Walk(page, ui.url)
    page.close()


def test_every_group_and_every_asset_is_found(walk):
    graph = build_defs().resolve_asset_graph()
    shown = walk.groups().splitlines()
    assert {graph.get(key).group_name for key in graph.get_all_asset_keys()} <= set(shown)
    assert {f"/assets/{key.to_user_string()}" for key in graph.get_all_asset_keys()} <= set(walk.catalog())


def test_the_way_of_the_facts_is_seen_from_the_exports_on(walk):
    way = walk.way_to("gap_fact").splitlines()
    assert {"consumer_panel", "reported_figures", "responses", "tabulation", "estimates", "gap_fact"} <= set(way)


def test_the_facts_say_what_they_are_and_what_every_column_is(walk):
    words = walk.overview("gap_fact")
    missing = [each for column in GAP_FACT.columns for each in (column.name, column.about) if each not in words]
    assert GAP_FACT.about in words
    assert missing == []


def test_the_facts_are_drawn_and_each_column_leads_back_to_the_exports(walk):
    walk.partition("gap_fact")
    with walk.opened("chart") as dialog:
        picture = dialog.get_by_role("img", name="Synthetic")
        assert picture.evaluate("it => it.complete && it.naturalWidth") == 980
    with walk.opened("column_lineage") as dialog:
        (row,) = (text for text in dialog.locator("tr").all_inner_texts() if text.startswith("gap_estimate\t"))
        assert "executive_estimate, consumer_estimate" in row and "interviews: Q4" in row and "panel: sat" in row
    with walk.opened("raw_columns_by_gap") as dialog:
        assert "Q4 of interviews-synthetic.csv" in dialog.inner_text()


def test_a_check_says_that_it_passed_and_of_which_wave(walk):
    words = walk.check("gap_fact")
    assert "Passed" in words and PARTITION in words and "types, NULLs and values as promised" in words


def test_a_wave_is_made_anew_by_clicking(walk, ui):
    walk.materialize("gap_fact")
    walk.ends("Success")
    last, first = ui.runs()
    assert last["status"] == first["status"] == "SUCCESS"
    assert {"key": "dagster/partition", "value": PARTITION} in last["tags"]


def test_what_is_wrong_with_an_export_is_read_at_the_check_that_failed(walk, ui, place):
    facts = ui.lake / "gap_fact" / f"{PARTITION}.parquet"
    stands = facts.read_bytes()
    broken_export(place / "studies")
    walk.run_job()
    walk.ends("Failure")
    words = walk.check("responses")
    assert "Failed" in words and PARTITION in words
    assert "interviews-synthetic.csv, row " in words
    assert "column Q4: the cell (see gap check) is none that question satisfaction declares" in words
    assert facts.read_bytes() == stands
