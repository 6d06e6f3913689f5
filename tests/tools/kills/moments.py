"""A served study whose export changes again and again, and the moments at which something of it is killed."""

import json
import os
import random
import signal
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

from building import POLL, TWO_SIDES, rows, write_study
from kills.lakes import KEYED, catalogued, half_written, left, start, tables
from serving import Served, wait_until_gone

A = rows("id,role,q", "1,boss,y", "2,staff,n", "3,staff,y")
B = A.replace("3,staff,y", "3,staff,n")
STUDY = {**TWO_SIDES, "sources": {"poll": {**POLL, "files": "exports/poll.csv"}}}
GAP_UI, DAEMON, WEBSERVER, WORKER = "gap ui", "daemon", "webserver", "run worker"
WORDS = {WEBSERVER: "pipeline.web", DAEMON: "dagster._daemon", WORKER: "spawn_main"}
"""What gap ui starts, and the words in its command."""
TOLD_TO_END = "The process of this run was told to end."
"""What is said of a run that ended with gap ui: nobody else is told of it."""
OPEN = ("NOT_STARTED", "STARTING", "STARTED")


def kinds(moments: int) -> list[str]:
    """What is killed at each moment; gap ui itself once."""
    turns = (WORKER, DAEMON, WORKER, WEBSERVER)
    return [GAP_UI if at == moments // 2 else turns[at % len(turns)] for at in range(moments)]


class Killing:
    """A study that is served, and what was killed of it."""

    def __init__(self, place: Path, seed: int):
        """Make what may stand in the lake, each in a lake of its own."""
        self.place, self.lake, self.chance = place, place / "lake", random.Random(seed)
        self.killed: Counter[str] = Counter()
        self.at_work: set[str] = set()
        self.half_written: list[str] = []
        self.ui: Served | None = None
        self.lands = 0
        self.whole = [self._made(text) for text in (A, B)]
        self.catalogs = [catalogued(place / f"lake-{at}") for at in (0, 1)]
        self.until_made = self.of_work = 0.0

    def _made(self, text: str) -> dict[Path, bytes]:
        study = write_study(self.place / "studies", {"exports/poll.csv": text}, **STUDY)
        lake = self.place / f"lake-{(A, B).index(text)}"
        assert start(lake, study).wait() == 0
        return tables(lake)

    def measure(self) -> None:
        """Let a first run end: the seconds from an export that lands to its tables, and those of them that a worker lives."""
        ui, began = self.served(), time.monotonic()
        self.land()
        ui.wait_for(lambda: ui.found(WORDS[WORKER]))
        at_work = time.monotonic()
        ui.wait_for(lambda: ui.ended(1) and not ui.found(WORDS[WORKER]))
        self.until_made, self.of_work = time.monotonic() - began, time.monotonic() - at_work

    def served(self) -> Served:
        """The `gap ui` that is up, or one that is started now."""
        if self.ui is None:
            self.ui = Served(self.place, GAP_KEY=KEYED["GAP_KEY"])
            self.ui.turn_on()
        return self.ui

    def land(self) -> None:
        """The other export takes the place of the one that is there."""
        self.lands += 1
        path = self.place / "studies" / "small" / "exports" / "poll.csv"
        path.with_name("poll.tmp").write_text((A, B)[self.lands % 2])
        path.with_name("poll.tmp").rename(path)

    def moment(self, kind: str) -> str:
        """Let an export land, kill something of this kind a while later, and look at the lake. Says what was done."""
        ui = self.served()
        self.land()
        if kind == WORKER:
            ui.wait_for(lambda: ui.found(WORDS[WORKER]))
        after = self.chance.uniform(0, 0.8 * self.of_work if kind == WORKER else self.until_made)
        time.sleep(after)
        workers, under_way = ui.found(WORDS[WORKER]), {run["runId"] for run in ui.runs() if run["status"] in OPEN}
        kind = kind if workers or kind != WORKER else DAEMON
        children = ui.children()
        victims = {GAP_UI: {ui.process.pid}, WORKER: workers}.get(kind) or ui.found(WORDS[kind])
        with suppress(ProcessLookupError):  # a worker may have ended by itself in this very moment
            os.kill(min(victims), signal.SIGKILL)
        self.killed[kind] += 1
        self.look()
        if kind == WORKER:
            self.at_work |= under_way
        else:
            ui.process.wait(timeout=30)
            wait_until_gone(children)
            self.ui = None
            self.look()
        return f"{kind} after {after:.1f} s, {len(workers)} run at work"

    def look(self) -> None:
        """Note what a reader finds that is not whole: a table of neither export, a catalog that is not wholly of one."""
        self.half_written += map(str, half_written(self.lake, self.whole))
        if catalogued(self.lake) not in ({}, *self.catalogs):
            self.half_written.append("catalog.duckdb")

    def end(self) -> int:
        """Wait until nothing is stale, and hold lake and history against what they should be. Returns how many runs were killed."""
        ui, last = self.served(), self.lands % 2
        ui.wait_for(lambda: ui.said().startswith("Nothing is due") and tables(self.lake) == self.whole[last])
        ui.wait_for(lambda: not ui.found(WORDS[WORKER]))
        assert catalogued(self.lake) == self.catalogs[last]
        assert left(self.lake) == []
        ended = {run["runId"]: run["status"] for run in ui.runs()}
        assert set(ended.values()) <= {"SUCCESS", "FAILURE", "CANCELED"}
        failed = {run for run, status in ended.items() if status != "SUCCESS"}
        path = self.lake / "failures.jsonl"
        told = [json.loads(line)["run"] for line in path.read_text().splitlines()] if path.exists() else []
        assert len(told) == len(set(told))
        assert self.at_work & failed <= set(told)
        for said in map(ui.said_of, failed - set(told)):
            assert TOLD_TO_END in said, said
        ui.process.send_signal(signal.SIGTERM)
        assert ui.process.wait(timeout=30) == 0
        return len(failed)

    def close(self) -> None:
        """Leave nothing running."""
        if self.ui:
            self.ui.kill()
