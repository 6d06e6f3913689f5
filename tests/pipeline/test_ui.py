"""`gap ui` serves the asset graph on this machine alone; its runs and those of the command line are runs of one job."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from conftest import PROJECT

pytestmark = pytest.mark.slow
PARTITION = "high-tech-service-published/2007"
ASSETS = """{ assetNodes { assetKey { path } groupName isPartitioned assetChecksOrError {
  ... on AssetChecks { checks { name blocking } } } } }"""
RUNS = "{ runsOrError { ... on Runs { results { runId status pipelineName tags { key value } } } } }"
LAUNCH = """mutation($params: ExecutionParams!) { launchPipelineExecution(executionParams: $params) {
  __typename ... on LaunchRunSuccess { run { runId } } } }"""
PARAMS = {
    "selector": {"repositoryLocationName": "gap", "repositoryName": "__repository__", "pipelineName": "gap"},
    "runConfigData": {},
    "mode": "default",
    "executionMetadata": {"tags": [{"key": "dagster/partition", "value": PARTITION}]},
}


@pytest.fixture(scope="module")
def lake(tmp_path_factory):
    return tmp_path_factory.mktemp("ui") / "lake"


@pytest.fixture(scope="module")
def graphql(lake):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    env = {name: value for name, value in os.environ.items() if name != "DAGSTER_HOME"}
    command = [Path(sys.executable).parent / "gap", "ui", "--port", str(port), "--lake", lake]
    log = (lake.parent / "ui.log").open("w")
    server = subprocess.Popen(command, cwd=PROJECT, env=env, stdout=log, stderr=log, start_new_session=True)

    def ask(query: str, **variables: object) -> dict:
        body = json.dumps({"query": query, "variables": variables}).encode()
        request = urllib.request.Request(f"http://127.0.0.1:{port}/graphql", body, {"content-type": "application/json"})
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)["data"]

    def is_up() -> bool:
        try:
            return bool(ask("{ version }"))
        except (urllib.error.URLError, ConnectionError):
            return False

    wait_for(is_up)
    yield ask
    os.killpg(server.pid, signal.SIGINT)
    server.wait(timeout=30)


def wait_for(condition) -> None:
    end = time.monotonic() + 120
    while not condition():
        assert time.monotonic() < end, "waited for two minutes"
        time.sleep(0.5)


def runs(graphql) -> dict[str, dict]:
    return {run["runId"]: run for run in graphql(RUNS)["runsOrError"]["results"]}


def test_the_asset_graph_shows_every_stage(graphql):
    nodes = graphql(ASSETS)["assetNodes"]
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
        "claims": "summary",
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


def test_a_run_from_here_and_one_from_the_command_line_are_runs_of_one_job(graphql, lake, run_gap):
    launched = graphql(LAUNCH, params=PARAMS)["launchPipelineExecution"]
    assert launched["__typename"] == "LaunchRunSuccess"
    wait_for(lambda: runs(graphql)[launched["run"]["runId"]]["status"] in ("SUCCESS", "FAILURE"))
    assert (lake / "gap_fact" / f"{PARTITION}.parquet").exists()
    assert run_gap("run", "high-tech-service-published", "--force", "--lake", lake).returncode == 0
    both = list(runs(graphql).values())
    assert len(both) == 2
    assert {(run["pipelineName"], run["status"]) for run in both} == {("gap", "SUCCESS")}
    assert all({"key": "dagster/partition", "value": PARTITION} in run["tags"] for run in both)
