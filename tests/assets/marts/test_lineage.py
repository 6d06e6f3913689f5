"""Every number says where it comes from: each column of each table leads back to columns of the exports, or to the study file."""

import base64
import re
from xml.etree import ElementTree

import dagster as dg
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from assets.exports.extract import extracted
from assets.exports.reported import HEADER
from assets.gap_fact.chart import chart
from assets.lake.paths import Lake
from assets.making.workplace import PARTITION_SET
from assets.marts.lineage_pages import MOST, column_page, gap_page, metric_page
from assets.marts.roots import Roots, roots
from building import POLL, built, rows
from conftest import PROJECT
from pipeline.definitions import JOB, build_defs
from schemas.study import Study, load_study
from schemas.tables import TABLES
from schemas.tables.gap_fact import GAP_FACT
from schemas.tables.lineage import ANSWERS, COMES_FROM, WORDS
from schemas.tables.responses import responses

STUDY, WAVE = "high-tech-service", "2007"
BY_SOURCE = ("responses", "rejected", "weighting", "quality", "tabulation")
EXTRACTIONS = ("executive_interviews", "consumer_panel")


@pytest.fixture(scope="module")
def lake(tmp_path_factory):
    return Lake(tmp_path_factory.mktemp("lineage") / "lake")


@pytest.fixture(scope="module")
def told(lake):
    """What Dagster was told of each asset in a run of the bundled study with synthetic respondents."""
    instance = dg.DagsterInstance.ephemeral()
    instance.add_dynamic_partitions(PARTITION_SET, [f"{STUDY}/{WAVE}"])
    workplace = {"config": {"studies": str(PROJECT / "studies"), "lake": str(lake.root)}}
    job = build_defs().resolve_job_def(JOB)
    ran = job.execute_in_process(
        instance=instance, partition_key=f"{STUDY}/{WAVE}", run_config={"resources": {"workplace": workplace}}
    )
    events = (event.materialization for event in ran.get_asset_materialization_events())
    return {made.asset_key.path[0]: made.metadata for made in events}


def lineage(told: dict, asset: str) -> dict[str, list[tuple[str, str]]]:
    found = told[asset]["dagster/column_lineage"].value.deps_by_column
    return {column: [(dep.asset_key.path[0], dep.column_name) for dep in deps] for column, deps in found.items()}


def goes_back(told: dict, asset: str, column: str) -> set[tuple[str, str]]:
    """All columns that a column comes from, step by step."""
    found, open_ends = set(), [(asset, column)]
    while open_ends:
        asset, column = open_ends.pop()
        new = set(lineage(told, asset).get(column, [])) - found if asset not in EXTRACTIONS else set()
        found |= new
        open_ends += new
    return found


def test_every_column_of_every_table_names_where_it_comes_from_and_what_it_names_exists():
    known = {(table.name, column.name) for table in TABLES for column in table.columns}
    known |= {
        (table.name, column.name) for table in [responses({}, ["stratum", "cluster"])] for column in table.columns
    }
    known |= {("reported_figures", name) for name in HEADER} | {("study", part) for part in Study.model_fields}
    known |= {tuple(ANSWERS.split("."))}
    for table in TABLES:
        declared = COMES_FROM[table.name]
        assert set(declared) == {column.name for column in table.columns}
        for column, names in declared.items():
            assert names
            for name in names:
                place = tuple(name.split(".")) if "." in name else (table.name, name)
                assert name in WORDS or place in known, f"{table.name}.{column} comes from {name}"


def test_every_column_that_a_run_names_is_one_of_a_published_table_or_of_an_export(told, lake):
    there = {
        asset: {column.name for column in told[asset]["dagster/column_schema"].schema.columns} for asset in EXTRACTIONS
    }
    for table in TABLES:
        files = [
            lake.table(table.name, STUDY, WAVE, source)
            for source in (("interviews", "panel") if table.name in BY_SOURCE else [""])
        ]
        there[table.name] = {name for file in files for name in pq.read_schema(file).names}
    for table in TABLES:
        found = lineage(told, table.name)
        assert set(found) <= there[table.name]
        for deps in found.values():
            assert all(column in there[asset] for asset, column in deps), deps
    not_of_an_export = {"study", "wave", "source", "export", "source_row", "key_id", "seconds"}
    assert set(lineage(told, "responses")) == there["responses"] - not_of_an_export


def test_an_executives_figure_goes_back_to_the_column_of_the_interviews_where_they_answered(told):
    assert ("executive_interviews", "Q4") in goes_back(told, "gap_fact", "executive_estimate")
    assert ("consumer_panel", "sat") in goes_back(told, "gap_fact", "gap_estimate")
    assert goes_back(told, "gap_fact", "compare_why") == set()


def test_who_opens_the_gaps_reads_which_columns_of_which_files_each_gap_uses(told):
    page = told["gap_fact"]["raw_columns_by_gap"].value
    assert (
        "| **G1** Satisfaction is high | **Q4** of interviews-synthetic.csv | **sat** of panel-synthetic.sav (weight: weight) |"
        in page
    )
    assert "**Q6_2** of interviews-synthetic.csv (base: Q5)" in page
    by_metric = told["estimates"]["raw_columns_by_metric"].value
    assert "| upset | Consumers | **upset** of panel-synthetic.sav (weight: weight) |" in by_metric
    line = next(
        line
        for line in told["gap_fact"]["column_lineage"].value.splitlines()
        if line.startswith("| executive_estimate |")
    )
    assert "Q4" in line and "sat" not in line


def test_every_table_tells_its_exports_its_study_file_its_code_its_rows_and_its_time(told, lake):
    kept = {export.sha256 for files in extracted(STUDY, WAVE, lake, "interviews", "panel").values() for export in files}
    assert len(kept) == 2
    for table in TABLES:
        metadata = told[table.name]
        assert all(sha256 in metadata["exports"].value for sha256 in kept)
        assert metadata["dagster/row_count"].value >= 0 and {"rows", "rows_in"} & set(metadata)
    assert told["gap_fact"]["rows_in"].value.startswith("- estimates: 784\n- tabulation: ")
    for asset, metadata in told.items():
        assert re.fullmatch("[0-9a-f]{64}", metadata["study_file_sha256"].value), asset
        assert metadata["seconds"].value >= 0 and metadata["code_version"].value, asset
        assert str(metadata["path"].value).startswith(str(lake.root)), asset


def picture(study: Study, gaps: pa.Table) -> str:
    """The words of the picture, which is well-formed and small."""
    shown = re.fullmatch(r"!\[.*\]\(data:image/svg\+xml;base64,(.*)\)", text := chart(study, gaps))
    assert shown and len(text) < 40_000
    return " ".join(ElementTree.fromstring(base64.b64decode(shown[1])).itertext())


def test_the_gaps_are_drawn_where_they_are_opened_and_a_made_up_picture_says_so(told, lake):
    gaps = pq.read_table(lake.table("gap_fact", STUDY, WAVE))
    study = load_study(PROJECT / "studies" / STUDY)
    assert told["gap_fact"]["chart"].value == chart(study, gaps)
    words = picture(study, gaps)
    assert "Synthetic" in words and "Not random samples" in words
    assert "+32 (+15 to +44) Executives: overestimate; less favourable among Consumers" in " ".join(words.split())


def test_a_picture_stays_small_and_says_how_many_gaps_it_leaves_out():
    row = dict.fromkeys(column.name for column in GAP_FACT.columns)
    row |= {"study": "s", "wave": "w", "segment": "total", "segment_value": "all", "label": "a < b & c" * 9}
    row |= {"compare": "same", "synthetic": False, "sampling": "probability / probability"}
    row |= {f"{side}_{name}": value for side in ("executive", "consumer") for name, value in
            {"label": side.title(), "n": 1200, "estimate": 3.25, "ci_low": 3.1, "ci_high": 3.5, "reliability": "ok"}.items()}  # fmt: skip
    row |= {"better": "neither"}
    figures = {"gap_estimate": 0.5, "gap_ci_low": 0.1, "gap_ci_high": 0.9, "verdict": "executive_higher"}
    unlike = row | {
        "gap": "unlike",
        "unit": "share / 1-5 points",
        "executive_estimate": None,
        "executive_withheld": "base",
        "compare": "side_by_side",
        "no_verdict": "side_by_side",
    }
    many = [row | figures | {"gap": f"g{number}", "unit": "1-5 points"} for number in range(100)]
    schema = pa.schema([field.with_nullable(True) for field in GAP_FACT.schema()])
    study = load_study(PROJECT / "studies" / "high-tech-service-published")
    words = picture(study, pa.Table.from_pylist(many, schema=schema))
    assert "… and 70 more gaps" in words and "Synthetic" not in words
    beside = " ".join(picture(study, pa.Table.from_pylist([unlike], schema=schema)).split())
    assert "withheld and 3.3 Side by side, not subtracted" in beside


def rooted(place, export: str, **parts: object) -> tuple[Study, dict[str, Roots]]:
    """The roots of a small study."""
    ran = built(place, {"poll.csv": export}, **parts)
    return ran.study, roots(ran.study, ran.wave, extracted("small", ran.wave, ran.lake, "panel"))


def test_a_figure_names_the_columns_of_its_base_its_group_and_its_weights_apart(tmp_path):
    study, found = rooted(
        tmp_path,
        rows("id,role,used,good,sex", "1,boss,yes,1,f", "2,staff,yes,2,m", "3,staff,no,,f", "4,boss,yes,2,m"),
        sources={"poll": POLL | {"weight": {"rake": {"sex": {"f": 0.5, "m": 0.5}}}}},
        groups={"boss": {"source": "poll", "where": {"role": ["boss"]}}},
        questions={
            "role": {"at": "role", "answers": ["boss", "staff"]},
            "sex": {"at": "sex", "answers": ["f", "m"]},
            "used": {"at": "used", "answers": ["yes", "no"]},
            "good": {"at": "good", "answers": {"good": 1, "bad": 2}, "asked": {"used": ["yes"]}},
        },
        metrics={"good": {"of": "good", "share": "good"}},
    )
    page = metric_page(study, found)
    assert page.endswith("| good | boss | **good** of poll.csv (base: used; group: role; weight: sex) |")


def test_a_long_questionnaire_is_cut_and_says_how_much_of_it(tmp_path):
    names = [f"q{number}" for number in range(350)]
    study, found = rooted(
        tmp_path,
        rows(",".join(["id", *names]), ",".join(["1"] * 351), ",".join(["2"] * 351)),
        questions={name: {"at": name, "answers": {"yes": 1, "no": 2}} for name in names},
        metrics={name: {"of": name, "share": "yes"} for name in names},
    )
    assert metric_page(study, found).endswith(f"\n\n… and {350 - MOST} more rows")
    page = column_page(study, responses({}), found)
    assert page.endswith(f"\n\n… and {350 + len(responses({}).columns) - MOST} more columns")
    assert len(column_page(study, next(table for table in TABLES if table.name == "estimates"), found)) < 10_000
    assert gap_page(study, found).count("\n") == 1


def test_an_export_shows_all_its_columns_and_says_which_are_personal(told):
    columns = {
        column.name: column.description
        for column in told["executive_interviews"]["dagster/column_schema"].schema.columns
    }
    assert len(columns) == 20
    assert (
        columns["Q4"]
        == "interviews-synthetic.csv: What is your estimate of your customers' satisfaction with your service?"
    )
    assert [name for name, about in columns.items() if "(personal: " in about] == ["ResponseId"]


def test_columns_of_one_name_are_told_apart(tmp_path):
    _, found = rooted(
        tmp_path,
        rows("id,q,q", "1,1,2", "2,2,1"),
        questions={"q": {"at": {"column": "C", "says": "q"}, "answers": {"yes": 1, "no": 2}}},
    )
    assert found["poll"].columns["q"] == ["q (C)"]
