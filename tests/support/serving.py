"""A `gap ui` as tests serve it: started in a process of its own, asked by GraphQL, killed with all that it started."""

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

PROJECT = Path(__file__).resolve().parents[2]
LANDING = {"repositoryLocationName": "gap", "repositoryName": "__repository__", "sensorName": "landing"}
START = "mutation($it: SensorSelector!) { startSensor(sensorSelector: $it) { __typename } }"
TICK = """query($it: SensorSelector!) { sensorOrError(sensorSelector: $it) { ... on Sensor { sensorState {
  ticks(limit: 1, statuses: [SKIPPED, SUCCESS, FAILURE]) { skipReason error { message } } } } } }"""
RUNS = "{ runsOrError { ... on Runs { results { runId status pipelineName tags { key value } } } } }"

SAID = """query($run: ID!) { logsForRun(runId: $run) { ... on EventConnection { events {
  ... on MessageEvent { message } } } } }"""


class Served:
    """A `gap ui` whose lake, log and, unless others are given, studies lie in `place`; it looks every second.

    It is that of these tests, started in the project, unless another is given: that is started in `place`.
    """

    def __init__(self, place: Path, studies: Path | None = None, gap: Path | None = None, **settings: str):
        self.lake, self.log = place / "lake", place / "ui.log"
        self.seen: dict[int, str] = {}
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        env = {name: value for name, value in os.environ.items() if name != "DAGSTER_HOME"} | settings
        command = [gap or Path(sys.executable).parent / "gap", "ui", "--port", str(self.port)]
        places = ["--lake", self.lake, "--studies", studies or place / "studies"]
        with self.log.open("a") as log:
            self.process = subprocess.Popen(
                [*command, *places],
                cwd=place if gap else PROJECT,
                env={**env, "GAP_QUIET": "1"},
                stdout=log,
                stderr=log,
            )
        self.wait_for(self.is_up)

    def ask(self, query: str, **variables: object) -> dict:
        body = json.dumps({"query": query, "variables": variables}).encode()
        request = urllib.request.Request(
            f"{self.url}/graphql", body, {"content-type": "application/json", "origin": self.url}
        )
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
        return len(runs) == number and all(run["status"] in ("SUCCESS", "FAILURE", "CANCELED") for run in runs)

    def wait_for(self, condition, seconds: float = 180) -> None:
        end = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < end, f"waited for {seconds} seconds\n{self.log.read_text()[-3000:]}"
            time.sleep(0.5)

    def turn_on(self) -> None:
        """Let its sensor look."""
        assert self.ask(START, it=LANDING)["startSensor"]["__typename"] == "Sensor"

    def children(self) -> set[int]:
        """Every process that has come of it."""
        listed = subprocess.run(["ps", "-eo", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
        parents = {int(pid): int(parent) for pid, parent in (line.split() for line in listed.splitlines())}
        found = {self.process.pid}
        while more := {pid for pid, parent in parents.items() if parent in found} - found:
            found |= more
        found.discard(self.process.pid)
        self.seen |= {pid: command(pid) for pid in found}
        return found

    def found(self, words: str) -> set[int]:
        """Those of its processes whose command has these words."""
        return {pid for pid in self.children() if words in command(pid)}

    def said_of(self, run: str) -> str:
        """The messages of a run."""
        events = self.ask(SAID, run=run)["logsForRun"]["events"]
        return "\n".join(event["message"] for event in events if event)

    def kill(self) -> None:
        """Leave nothing of it, even where it is gone itself and its children are not."""
        if self.process.poll() is None:
            self.children()
            self.process.kill()
        for pid in alive({pid for pid, words in self.seen.items() if words and command(pid) == words}):
            os.kill(pid, signal.SIGKILL)


def command(pid: int) -> str:
    """The words that a process was started with; empty where it is gone."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except (FileNotFoundError, ProcessLookupError):
        return ""


def alive(pids: set[int]) -> set[int]:
    """Those that run still; one that has ended and waits for its parent's parent to hear of it does not."""
    listed = subprocess.run(["ps", "-eo", "pid=,stat="], capture_output=True, text=True, check=True).stdout
    running = {int(pid) for pid, state in (line.split() for line in listed.splitlines()) if not state.startswith("Z")}
    return pids & running


def wait_until_gone(pids: set[int], seconds: float = 60) -> None:
    """Wait until none of them runs any more."""
    end = time.monotonic() + seconds
    while left := alive(pids):
        assert time.monotonic() < end, [command(pid) for pid in left]
        time.sleep(0.2)
