"""`gap ui` with its sensor on: what lands is run by itself, what is broken is said; when it ends, nothing of it is left."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from building import rows, write_study
from conftest import PROJECT

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
RUNS = "{ runsOrError { ... on Runs { results { runId status tags { key value } } } } }"
PARTITIONS = """{ partitionSetsOrError(repositorySelector: {repositoryLocationName: "gap", repositoryName: "__repository__"},
  pipelineName: "gap") { ... on PartitionSets { results { partitionsOrError { ... on Partitions {
  results { name } } } } } } }"""
REASONS = """query($run: ID!) { logsForRun(runId: $run) { ... on EventConnection { events {
  ... on AssetCheckEvaluationEvent { evaluation { success checkName assetKey { path }
    metadataEntries { ... on MarkdownMetadataEntry { mdStr } } } } } } } }"""


class Served:
    """A `gap ui` in a folder of its own, looking every second."""

    def __init__(self, place: Path):
        self.lake, self.log = place / "lake", place / "ui.log"
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        env = {name: value for name, value in os.environ.items() if name != "DAGSTER_HOME"}
        command = [Path(sys.executable).parent / "gap", "ui", "--port", str(self.port)]
        places = ["--lake", self.lake, "--studies", place / "studies"]
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [*command, *places], cwd=PROJECT, env={**env, "GAP_QUIET": "1"}, stdout=log, stderr=log
            )
        self.wait_for(self.is_up)

    def ask(self, query: str, **variables: object) -> dict:
        body = json.dumps({"query": query, "variables": variables}).encode()
        where = f"http://127.0.0.1:{self.port}/graphql"
        request = urllib.request.Request(where, body, {"content-type": "application/json"})
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)["data"]

    def is_up(self) -> bool:
        assert self.process.poll() is None, self.log.read_text()
        try:
            return bool(self.ask("{ version }"))
        except (urllib.error.URLError, ConnectionError):
            return False

    def said(self) -> str:
        """Why the last tick of the sensor started nothing; empty where it did."""
        ticks = self.ask(TICK, it=LANDING)["sensorOrError"]["sensorState"]["ticks"]
        assert not any(tick["error"] for tick in ticks), ticks
        return ticks[0]["skipReason"] or "" if ticks else ""

    def runs(self) -> list[dict]:
        """The runs, the last one first."""
        return self.ask(RUNS)["runsOrError"]["results"]

    def ended(self, number: int) -> bool:
        runs = self.runs()
        return len(runs) == number and all(run["status"] in ("SUCCESS", "FAILURE") for run in runs)

    def wait_for(self, condition, seconds: float = 180) -> None:
        end = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < end, f"waited for {seconds} seconds\n{self.log.read_text()[-3000:]}"
            time.sleep(0.5)

    def children(self) -> set[int]:
        """Every process that has come of it."""
        listed = subprocess.run(["ps", "-eo", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
        parents = {int(pid): int(parent) for pid, parent in (line.split() for line in listed.splitlines())}
        found = {self.process.pid}
        while more := {pid for pid, parent in parents.items() if parent in found} - found:
            found |= more
        return found - {self.process.pid}

    def kill(self) -> None:
        for pid in {*self.children(), self.process.pid} if self.process.poll() is None else ():
            os.kill(pid, signal.SIGKILL)


@pytest.fixture
def served(tmp_path):
    write_study(tmp_path / "studies", **STUDY)
    ui = Served(tmp_path)
    yield ui
    ui.kill()


def alive(pids: set[int]) -> set[int]:
    """Those that run still; one that has ended and waits for its parent's parent to hear of it does not."""
    listed = subprocess.run(["ps", "-eo", "pid=,stat="], capture_output=True, text=True, check=True).stdout
    running = {int(pid) for pid, state in (line.split() for line in listed.splitlines()) if not state.startswith("Z")}
    return pids & running


def test_what_lands_is_run_by_itself_once_and_what_is_broken_is_said_and_replaces_nothing(served, tmp_path):
    assert served.ask(START, it=LANDING)["startSensor"]["__typename"] == "Sensor"
    served.wait_for(lambda: "no file matches 'exports/poll.csv'; put the export there" in served.said())
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

    served.wait_for(lambda: served.said().startswith("Nothing is due"))
    export.unlink()
    export.write_text(A)
    served.wait_for(lambda: "its files are new or have changed" in served.said())
    served.wait_for(lambda: served.said().startswith("Nothing is due"))
    assert len(served.runs()) == 1

    export.write_text(BROKEN)
    served.wait_for(lambda: served.ended(2))
    served.wait_for(lambda: "mend what that run says" in served.said())
    failed = served.runs()[0]
    assert failed["status"] == "FAILURE"
    assert facts.read_bytes() == stands
    events = served.ask(REASONS, run=failed["runId"])["logsForRun"]["events"]
    (check,) = [event["evaluation"] for event in events if event and event["evaluation"]["success"] is False]
    assert check["assetKey"]["path"] == ["responses"]
    said = check["metadataEntries"][0]["mdStr"]
    assert re.search(r"^- poll\.csv.*'perhaps'.*\.$", said), said

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
