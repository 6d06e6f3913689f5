"""What Dagster knows of partitions: their one definition, and where the lake and the studies of a run are.

The key is `study/wave`, one dynamic definition for every asset, so that a wave's lineage is one column in the UI. A run has
its partition and its share of the memory to itself from its first step to its last.
"""

import os
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import dagster as dg
from pydantic import PrivateAttr

from assets.lake.cache import Cache
from assets.lake.disk import refusing
from assets.lake.lock import last_holder, partition_lock, slot
from assets.lake.paths import Lake
from assets.making.failures import report_failure
from assets.making.partition import Partition, partitions_in

PARTITION_SET = "study_wave"
PARTITIONS = dg.DynamicPartitionsDefinition(name=PARTITION_SET)
PARTITION_TAG = "dagster/partition"
UNDER_WAY = [
    dg.DagsterRunStatus.NOT_STARTED,
    dg.DagsterRunStatus.STARTING,
    dg.DagsterRunStatus.STARTED,
    dg.DagsterRunStatus.CANCELING,
]
"""The runs that somebody works on, if nobody has killed them. A run in the queue is waited for by nobody."""
SOON = 60
"""Seconds that a run may take from being made to its start, from there to its lock, and from that to its end."""
FAILURE_REASON, TERMINATED = "dagster/failure_reason", "UNEXPECTED_TERMINATION"
"""Dagster's tag for why a run failed. It has none where somebody else than the run says that it did."""
KILLED = "This run was killed, or never came to begin. Its tables are whole, old or new; run the partition again."
STOPPED = "gap/stopped"
"""The tag of a run whose process was told to end: nobody asked Dagster to cancel it."""
STOP = "The process of this run was told to end. Its tables are whole, old or new; run the partition again."
REPORTED = "gap/told"
"""The tag of a run that was killed, once it was reported."""
NEWEST = 20
"""How many failed runs are looked through for those that Dagster knows to be killed."""


class Workplace(dg.ConfigurableResource):
    """Where studies are described and tables are kept. Empty: GAP_STUDIES and GAP_LAKE, or the folders of these names here."""

    studies: str = ""
    lake: str = ""
    _cache: Cache = PrivateAttr(default_factory=Cache)

    def folder(self) -> Path:
        """The folder of studies."""
        return Path(self.studies or os.environ.get("GAP_STUDIES", "studies"))

    def place(self) -> Lake:
        """The lake of the run."""
        return Lake(Path(self.lake or os.environ.get("GAP_LAKE", "lake")).resolve())

    def partition(self, key: str) -> Partition:
        """The partition named `key`, with the cache of this run. Raises Refused where the study or the wave is not there."""
        name, _, wave = key.partition("/")
        (found,) = partitions_in(self.folder() / name, wave, self.place())
        return replace(found, cache=self._cache)

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
            refusing(lake.root),
            partition_lock(lake, key, waits, run.run_id, lambda killed: report_killed(instance, lake, killed)),
            slot(lake, waits),
        ):
            yield self


def report_killed_runs(instance: dg.DagsterInstance, lake: Lake) -> None:
    """Find the runs that Dagster takes for running and whose process is gone, and those that it knows to be killed.

    A run takes its partition's lock as soon as it has started, and ends as soon as it gives it back: one that does not have
    the lock and says nothing is gone too.
    """
    for run in instance.get_runs(dg.RunsFilter(statuses=UNDER_WAY)):
        key = run.tags.get(PARTITION_TAG)
        holder = last_holder(lake, key) if key and _is_of(run, lake) else None
        if holder == run.run_id or (holder is not None and time.time() - _last_heard(instance, run) > SOON):
            report_killed(instance, lake, run.run_id)
    for run in instance.get_runs(dg.RunsFilter(statuses=[dg.DagsterRunStatus.FAILURE]), limit=NEWEST):
        if _is_of(run, lake):
            _report_once(instance, lake, run)


def _last_heard(instance: dg.DagsterInstance, run: dg.DagsterRun) -> float:
    """When a run last said anything, or was made: it may have waited in the queue for long."""
    if events := instance.get_records_for_run(run.run_id, limit=1, ascending=False).records:
        return events[0].timestamp
    record = instance.get_run_record_by_id(run.run_id)
    return record.create_timestamp.timestamp() if record else time.time()


def _is_of(run: dg.DagsterRun, lake: Lake) -> bool:
    """Whether a run works on this lake: one history may serve several."""
    given: Any = run.run_config.get("resources", {})
    return Workplace(**given.get("workplace", {}).get("config", {})).place().root == lake.root.resolve()


def report_killed(instance: dg.DagsterInstance, lake: Lake, run_id: str) -> None:
    """Mark a run as failed whose process was killed, if Dagster has not, free what it held in Dagster, and report it."""
    run = instance.get_run_by_id(run_id)
    if run and not run.is_finished:
        instance.report_run_failed(run, KILLED)
        _free(instance, run_id)
        run = instance.get_run_by_id(run_id)
    if run:
        _report_once(instance, lake, run)


def report_stopping(instance: dg.DagsterInstance, run_id: str) -> None:
    """Mark a run as being canceled whose process was told to end, unless it has ended or is being canceled."""
    run = instance.get_run_by_id(run_id)
    if run and not run.is_finished and run.status is not dg.DagsterRunStatus.CANCELING:
        instance.add_run_tags(run_id, {STOPPED: "yes"})
        instance.report_run_canceling(run, STOP)


def report_stopped(instance: dg.DagsterInstance, run_id: str) -> None:
    """Mark a run as canceled whose process ends now, unless it has ended, and free what it held in Dagster."""
    report_stopping(instance, run_id)
    run = instance.get_run_by_id(run_id)
    if run and not run.is_finished:
        instance.report_run_canceled(run, STOP)
        _free(instance, run_id)


def _free(instance: dg.DagsterInstance, run_id: str) -> None:
    if instance.event_log_storage.supports_global_concurrency_limits:
        instance.event_log_storage.free_concurrency_slots_for_run(run_id)


def _report_once(instance: dg.DagsterInstance, lake: Lake, run: dg.DagsterRun) -> None:
    """Report a run that was killed, whoever marked it: Dagster's code server and daemon do, of what they had begun."""
    if _killed(run) and FAILURE_REASON not in run.tags and REPORTED not in run.tags:
        report_failure(lake, run.run_id, run.job_name, run.tags.get(PARTITION_TAG, ""), "", [KILLED])
        instance.add_run_tags(run.run_id, {REPORTED: "yes"})


def cut_short(run: dg.DagsterRun) -> bool:
    """Whether a run ended for no reason of its own: its process was killed, or told to end."""
    return STOPPED in run.tags or _killed(run)


def _killed(run: dg.DagsterRun) -> bool:
    return run.status is dg.DagsterRunStatus.FAILURE and run.tags.get(FAILURE_REASON, TERMINATED) == TERMINATED
