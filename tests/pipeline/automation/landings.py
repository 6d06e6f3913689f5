"""A place where exports land: a study of two waves and a lake, asked by sensor and schedules over a clock of its own."""

import os
import time
from pathlib import Path
from uuid import uuid4

import dagster as dg

from assets.lake.paths import Lake
from assets.making.partition import partitions_in
from assets.making.workplace import Workplace
from building import POLL, TWO_SIDES, rows, write_study
from pipeline.definitions import JOB, build_defs
from pipeline.history.home import open_home
from pipeline.runner import Runner

A = rows("id,role,q", "1,boss,y", "2,staff,n", "3,staff,y")
B = A.replace("3,staff,y", "3,staff,n")
BROKEN = A.replace("3,staff,y", "3,staff,perhaps")
BEGUN = time.time()
STUDY = {
    **TWO_SIDES,
    "waves": {"w1": {}, "w2": {}},
    "sources": {"poll": {**POLL, "files": "exports/{wave}/poll*"}},
}


class Place:
    """Studies and a lake, looked at by the sensor every 30 seconds of a clock of their own."""

    def __init__(self, root: Path):
        self.studies, self.lake = root / "studies", Lake(root / "lake")
        self.later, self.cursor = 0.0, None

    def now(self) -> float:
        return BEGUN + self.later

    @property
    def instance(self) -> dg.DagsterInstance:
        return open_home(self.lake)

    @property
    def workplace(self) -> Workplace:
        return Workplace(studies=str(self.studies), lake=str(self.lake.root))

    def path(self, wave: str = "w1"):
        return self.studies / "small" / "exports" / wave / "poll.csv"

    def describe(self) -> None:
        """The study was written an hour ago."""
        os.utime(write_study(self.studies, **STUDY) / "study.yaml", (BEGUN - 3600, BEGUN - 3600))

    def drop(self, text: str, wave: str = "w1") -> None:
        """An export comes in the place of an older one."""
        path = self.path(wave)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.with_name(".poll.csv").write_text(text)
        os.utime(path.with_name(".poll.csv"), (self.now(), self.now()))
        path.with_name(".poll.csv").rename(path)

    def tick(self, seconds: float = 30) -> dg.SensorResult:
        """What the sensor says when it is asked again."""
        self.later += seconds
        resources = {"workplace": self.workplace}
        with dg.build_sensor_context(self.instance, self.cursor, resources=resources) as context:
            result = build_defs().resolve_sensor_def("landing")(context)
        self.cursor = result.cursor
        return result

    def ticks(self, number: int = 3) -> dict[str, set[str]]:
        """The runs that are started within some ticks: what each makes, by partition. Each is run before the next tick."""
        started = {}
        for _ in range(number):
            for request in self.tick().run_requests:
                assert request.partition_key not in started
                started[request.partition_key] = {key.to_user_string() for key in request.asset_selection}
                self.run(request)
        return started

    def run(self, request: dg.RunRequest) -> list[str]:
        """Do as Dagster's daemon does with a request; the reasons of a refusal."""
        study, _, wave = request.partition_key.partition("/")
        (partition,) = partitions_in(self.studies / study, wave, self.lake)
        assets = [key.to_user_string() for key in request.asset_selection]
        return Runner(self.lake, JOB).run(partition, assets, str(uuid4()), lambda _step: None).reasons

    def schedule(self, name: str) -> list[dg.RunRequest] | dg.SkipReason:
        """What a schedule says when its hour has come."""
        with dg.build_schedule_context(self.instance, resources={"workplace": self.workplace}) as context:
            return build_defs().resolve_schedule_def(name)(context)
