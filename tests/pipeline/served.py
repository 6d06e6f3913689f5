"""A `gap ui` in a folder of its own: started as a user starts it, waited for, asked what it knows, and ended."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
RUNS = "{ runsOrError { ... on Runs { results { runId status pipelineName tags { key value } } } } }"


class Served:
    """A `gap ui` whose lake and log lie in `place`, with the project's studies unless others are given."""

    def __init__(self, place: Path, studies: Path = PROJECT / "studies", **settings: str):
        self.lake, self.log = place / "lake", place / "ui.log"
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        env = {name: value for name, value in os.environ.items() if name != "DAGSTER_HOME"} | settings
        command = [Path(sys.executable).parent / "gap", "ui", "--port", str(self.port)]
        places = ["--lake", self.lake, "--studies", studies]
        with self.log.open("w") as log:
            self.process = subprocess.Popen([*command, *places], cwd=PROJECT, env=env, stdout=log, stderr=log)
        self.wait_for(self.is_up)

    def ask(self, query: str, **variables: object) -> dict:
        """What its GraphQL answers."""
        body = json.dumps({"query": query, "variables": variables}).encode()
        request = urllib.request.Request(f"{self.url}/graphql", body, {"content-type": "application/json"})
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)["data"]

    def is_up(self) -> bool:
        assert self.process.poll() is None, self.log.read_text()
        try:
            return bool(self.ask("{ version }"))
        except (urllib.error.URLError, ConnectionError):
            return False

    def runs(self) -> list[dict]:
        """The runs, the last one first."""
        return self.ask(RUNS)["runsOrError"]["results"]

    def ended(self, number: int) -> bool:
        """Whether so many runs have been made and all have ended."""
        runs = self.runs()
        return len(runs) == number and all(run["status"] in ("SUCCESS", "FAILURE") for run in runs)

    def wait_for(self, condition: Callable[[], object], seconds: float = 180) -> None:
        """Wait until it holds."""
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
        """End it and all that has come of it, whatever state it is in."""
        for pid in {*self.children(), self.process.pid} if self.process.poll() is None else ():
            os.kill(pid, signal.SIGKILL)
