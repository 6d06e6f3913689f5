"""`gap ui` with its sensor on: what lands is run by itself, what is broken is said; when it ends, nothing of it is left."""

import json
import os
import re
import signal
import subprocess
from pathlib import Path

import pytest

from building import rows, write_study
from served import Served

pytestmark = pytest.mark.slow
A = rows("id,role,q", "1,boss,y", "2,staff,n", "3,staff,y")
BROKEN = A.replace("3,staff,y", "3,staff,perhaps")
STUDY = {
    "sources": {
        "poll": {"kind": "panel", "files": "exports/poll.csv", "respondent": "id", "sampling": "probability"},
    },
    "groups": {
        "executive": {"source": "poll", "where": {"role": ["boss"]}},
        "consumer": {"source": "poll", "where": {"role": ["staff"]}},
    },
    "questions": {"role": {"at": "role", "answers": ["boss", "staff"]}, "q": {"at": "q", "answers": ["y", "n"]}},
    "metrics": {"yes": {"of": "q", "share": ["y"], "better": "higher"}},
    "gaps": {"g": {"metric": "yes", "compare": "same"}},
}
LANDING = {"repositoryLocationName": "gap", "repositoryName": "__repository__", "sensorName": "landing"}
START = "mutation($it: SensorSelector!) { startSensor(sensorSelector: $it) { __typename } }"
TICK = """query($it: SensorSelector!) { sensorOrError(sensorSelector: $it) { ... on Sensor { sensorState {
  ticks(limit: 1, statuses: [SKIPPED, SUCCESS, FAILURE]) { skipReason error { message } } } } } }"""
PARTITIONS = """{ partitionSetsOrError(repositorySelector: {repositoryLocationName: "gap", repositoryName: "__repository__"},
  pipelineName: "gap") { ... on PartitionSets { results { partitionsOrError { ... on Partitions {
  results { name } } } } } } }"""
REASONS = """query($run: ID!) { logsForRun(runId: $run) { ... on EventConnection { events {
  ... on AssetCheckEvaluationEvent { evaluation { success checkName assetKey { path }
    metadataEntries { ... on MarkdownMetadataEntry { mdStr } } } } } } } }"""


def said(ui: Served) -> str:
    """Why the last tick of the sensor started nothing; empty where it did."""
    ticks = ui.ask(TICK, it=LANDING)["sensorOrError"]["sensorState"]["ticks"]
    assert not any(tick["error"] for tick in ticks), ticks
    return ticks[0]["skipReason"] or "" if ticks else ""


@pytest.fixture
def served(tmp_path):
    write_study(tmp_path / "studies", **STUDY)
    ui = Served(tmp_path, tmp_path / "studies", GAP_QUIET="1")
    yield ui
    ui.kill()


def alive(pids: set[int]) -> set[int]:
    """Those that run still; one that has ended and waits for its parent's parent to hear of it does not."""
    listed = subprocess.run(["ps", "-eo", "pid=,stat="], capture_output=True, text=True, check=True).stdout
    running = {int(pid) for pid, state in (line.split() for line in listed.splitlines()) if not state.startswith("Z")}
    return pids & running


def test_what_lands_is_run_by_itself_once_and_what_is_broken_is_said_and_replaces_nothing(served, tmp_path):
    assert served.ask(START, it=LANDING)["startSensor"]["__typename"] == "Sensor"
    served.wait_for(lambda: "no file matches 'exports/poll.csv'; put the export there" in said(served))
    assert served.runs() == []

    export = tmp_path / "studies" / "small" / "exports" / "poll.csv"
    export.parent.mkdir()
    export.write_text(A)
    served.wait_for(lambda: served.ended(1))
    (run,) = served.runs()
    tags = {tag["key"]: tag["value"] for tag in run["tags"]}
    assert run["status"] == "SUCCESS"
    assert (tags["dagster/partition"], tags["dagster/sensor_name"]) == ("small/w1", "landing")
    assert "small/w1" in json.dumps(served.ask(PARTITIONS))
    facts = served.lake / "gap_fact" / "small" / "w1.parquet"
    stands = facts.read_bytes()

    served.wait_for(lambda: said(served).startswith("Nothing is due"))
    export.unlink()
    export.write_text(A)
    served.wait_for(lambda: "its files are new or have changed" in said(served))
    served.wait_for(lambda: said(served).startswith("Nothing is due"))
    assert len(served.runs()) == 1

    export.write_text(BROKEN)
    served.wait_for(lambda: served.ended(2))
    served.wait_for(lambda: "mend what that run says" in said(served))
    failed = served.runs()[0]
    assert failed["status"] == "FAILURE"
    assert facts.read_bytes() == stands
    events = served.ask(REASONS, run=failed["runId"])["logsForRun"]["events"]
    (check,) = [event["evaluation"] for event in events if event and event["evaluation"]["success"] is False]
    assert check["assetKey"]["path"] == ["responses"]
    reason = check["metadataEntries"][0]["mdStr"]
    assert re.search(r"^- poll\.csv.*'perhaps'.*\.$", reason), reason

    children = served.children()
    assert len(children) >= 4
    served.process.send_signal(signal.SIGTERM)
    assert served.process.wait(timeout=30) == 0
    assert alive(children) == set()


def test_where_one_of_both_ends_the_other_ends_too_and_that_is_said(served):
    children = served.children()
    daemon = next(pid for pid in children if b"dagster._daemon" in Path(f"/proc/{pid}/cmdline").read_bytes())
    os.kill(daemon, signal.SIGKILL)
    assert served.process.wait(timeout=30) == 1
    assert "Dagster's daemon has ended by itself" in served.log.read_text()
    assert alive(children) == set()
