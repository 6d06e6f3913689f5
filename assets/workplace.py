"""What Dagster knows of partitions: their one definition, and where the lake and the studies of a run are.

The key is `study/wave`, one dynamic definition for every asset, so that a wave's lineage is one column in the UI. A run has
its partition and its share of the memory to itself from its first step to its last.
"""

import os
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import dagster as dg

from assets.failures import tell
from assets.lake.key import KEY_VARIABLE
from assets.lake.lock import last_holder, partition_lock, slot
from assets.lake.paths import Lake
from assets.partition import Partition
from schemas import STUDY_FILE
from schemas.refused import Refused
from schemas.study_file import load_study

PARTITION_SET = "study_wave"
PARTITIONS = dg.DynamicPartitionsDefinition(name=PARTITION_SET)
PARTITION_TAG = "dagster/partition"
UNDER_WAY = [dg.DagsterRunStatus.STARTING, dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.CANCELING]
SOON = 60
"""Seconds that a run may take from its start to its lock."""


class Workplace(dg.ConfigurableResource):
    """Where studies are described and tables are kept. Empty: GAP_STUDIES and GAP_LAKE, or the folders of these names here."""

    studies: str = ""
    lake: str = ""

    def folder(self) -> Path:
        """The folder of studies."""
        return Path(self.studies or os.environ.get("GAP_STUDIES", "studies"))

    def place(self) -> Lake:
        """The lake of the run."""
        return Lake(Path(self.lake or os.environ.get("GAP_LAKE", "lake")).resolve())

    def partition(self, key: str) -> Partition:
        """The partition named `key`. Raises Refused where the study or the wave is not there."""
        name, _, wave = key.partition("/")
        folder = self.folder() / name
        study = load_study(folder)
        if wave not in study.waves:
            raise Refused(f"{name}/{STUDY_FILE}: there is no wave {wave!r}; add it under waves or run another.")
        return Partition(study, wave, folder, self.place(), os.environ.get(KEY_VARIABLE, ""))

    @contextmanager
    def yield_for_execution(self, context: dg.InitResourceContext) -> Generator["Workplace"]:
        """Hold the run's partition and a slot for it while it runs."""
        run, instance, lake = context.run, context.instance, self.place()
        key = run.tags.get(PARTITION_TAG) if run else None
        if run is None or key is None or instance is None:
            yield self
            return

        def waits(what: str) -> None:
            if context.log:
                context.log.info(f"{key}: waits for {what}")

        with (
            partition_lock(lake, key, waits, run.run_id, lambda killed: report_killed(instance, lake, killed)),
            slot(lake, waits),
        ):
            yield self


def report_killed_runs(instance: dg.DagsterInstance, lake: Lake) -> None:
    """Find the runs that Dagster takes for running and whose process is gone.

    A run takes its partition's lock as soon as it has started: one that has started and left the lock alone is gone too.
    """
    for record in instance.get_run_records(dg.RunsFilter(statuses=UNDER_WAY)):
        run, began = record.dagster_run, record.start_time or record.create_timestamp.timestamp()
        given: Any = run.run_config.get("resources", {})
        here = (
            Workplace(**given.get("workplace", {}).get("config", {})).place().root == lake.root.resolve()
        )  # one history may serve several lakes
        key = run.tags.get(PARTITION_TAG)
        holder = last_holder(lake, key) if key and here else None
        if holder == run.run_id or (holder is not None and time.time() - began > SOON):
            report_killed(instance, lake, run.run_id)


def report_killed(instance: dg.DagsterInstance, lake: Lake, run_id: str) -> None:
    """Mark a run as failed whose process was killed, free what it held in Dagster, and tell of it."""
    run = instance.get_run_by_id(run_id)
    if run is None or run.is_finished:
        return
    reason = "The process of this run was killed. Its tables are whole, old or new; run the partition again."
    instance.report_run_failed(run, reason)
    if instance.event_log_storage.supports_global_concurrency_limits:
        instance.event_log_storage.free_concurrency_slots_for_run(run_id)
    tell(lake, run_id, run.job_name, run.tags.get(PARTITION_TAG, ""), "", [reason])
