"""`gap ui` serves the asset graph on this machine alone; its runs and those of the command line are runs of one job."""

import pytest

from conftest import PROJECT
from serving import Served

pytestmark = pytest.mark.slow
PARTITION = "high-tech-service-published/2007"
ASSETS = """{ assetNodes { assetKey { path } groupName isPartitioned assetChecksOrError {
  ... on AssetChecks { checks { name blocking } } } } }"""
LAUNCH = """mutation($params: ExecutionParams!) { launchPipelineExecution(executionParams: $params) {
  __typename ... on LaunchRunSuccess { run { runId } } } }"""
PARAMS = {
    "selector": {"repositoryLocationName": "gap", "repositoryName": "__repository__", "pipelineName": "gap"},
    "runConfigData": {},
    "mode": "default",
    "executionMetadata": {"tags": [{"key": "dagster/partition", "value": PARTITION}]},
}


@pytest.fixture(scope="module")
def ui(tmp_path_factory):
    served = Served(tmp_path_factory.mktemp("ui"), PROJECT / "studies")
    yield served
    served.kill()


def test_the_asset_graph_shows_every_stage(ui):
    nodes = ui.ask(ASSETS)["assetNodes"]
    groups = {node["assetKey"]["path"][0]: node["groupName"] for node in nodes}
    assert groups == {
        "executive_interviews": "exports",
        "consumer_panel": "exports",
        "reported_figures": "exports",
        "responses": "responses",
        "rejected": "responses",
        "weighting": "responses",
        "quality": "responses",
        "tabulation": "tabulation",
        "estimates": "estimates",
        "gap_fact": "gap_fact",
        "gap_audit": "gap_fact",
        "segment_contrast": "contrasts",
        "gap_trend": "contrasts",
        "gap_summary": "summary",
        "priority_ranking": "summary",
        "questions": "summary",
        "claims": "claims",
        "catalog": "catalog",
        "report": "report",
        "workbook": "report",
        "deck": "report",
    }
    assert all(node["isPartitioned"] for node in nodes)
    guarded = {
        node["assetKey"]["path"][0]
        for node in nodes
        for check in node["assetChecksOrError"]["checks"]
        if check["blocking"]
    }
    assert guarded == set(groups) - {"rejected"}


def test_a_run_from_here_and_one_from_the_command_line_are_runs_of_one_job(ui, run_gap):
    launched = ui.ask(LAUNCH, params=PARAMS)["launchPipelineExecution"]
    assert launched["__typename"] == "LaunchRunSuccess"
    ui.wait_for(lambda: ui.ended(1))
    assert (ui.lake / "gap_fact" / f"{PARTITION}.parquet").exists()
    assert run_gap("run", "high-tech-service-published", "--force", "--lake", ui.lake).returncode == 0
    both = ui.runs()
    assert len(both) == 2
    assert {(run["pipelineName"], run["status"]) for run in both} == {("gap", "SUCCESS")}
    assert all({"key": "dagster/partition", "value": PARTITION} in run["tags"] for run in both)
