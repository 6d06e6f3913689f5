"""One run of a job for one partition, in this process and in the lake's own Dagster history."""

import sys
from collections.abc import Callable
from contextlib import redirect_stderr
from dataclasses import dataclass
from functools import cache
from typing import Any, TextIO, cast

import dagster as dg

from assets.lake.disk import refusing
from assets.lake.paths import Lake
from assets.lake.shares import memory
from assets.making.materialize import FOUND
from assets.making.partition import Partition
from assets.making.workplace import report_killed, report_killed_runs, report_stopped
from pipeline.definitions import JOB, build_defs
from pipeline.history.home import open_home, register
from pipeline.progress import LOGGER, listening
from pipeline.terminal.stopping import if_stopped
from schemas.refused import Refused

LOCATION = "gap"
"""The code location's name in workspace.yaml: runs from here and from the UI are then runs of one job."""


@dataclass(frozen=True)
class Outcome:
    """How a run ended: without reasons it succeeded."""

    reasons: list[str]
    warnings: list[str]
    """The checks that failed and stopped nothing, a sentence each."""


class Runner:
    """Runs partitions of one lake through one job."""

    def __init__(self, lake: Lake, job: str = JOB, instance: dg.DagsterInstance | None = None):
        """`instance`: the history that the runs go into, where it is not the lake's."""
        memory()  # refused here in a sentence, not in Dagster
        self.lake = lake
        self.instance = instance or open_home(lake)
        self.job = build_defs().resolve_job_def(job)
        with refusing(self.instance.root_directory):
            report_killed_runs(self.instance, lake)

    @classmethod
    @cache
    def of(cls, lake: Lake, job: str) -> "Runner":
        """The one runner that this process has for a lake and a job."""
        return cls(lake, job)

    def report(self, killed: list[str]) -> None:
        """Mark runs as failed whose processes were killed."""
        with refusing(self.instance.root_directory):
            for run_id in killed:
                report_killed(self.instance, self.lake, run_id)

    def steps(self, assets: list[str] | None) -> int:
        """How many steps make these assets; None for all of the job's."""
        return len(self._job(assets).graph.node_defs)

    def run(
        self, partition: Partition, assets: list[str] | None, run_id: str, finished: Callable[[str], None]
    ) -> Outcome:
        """Make these assets of one partition, or all, in a run of that id.

        `finished` hears the name of each step that ends.
        """

        def hear(event: dg.DagsterEvent) -> None:
            if event.is_step_success or event.is_step_failure or event.is_step_skipped:
                finished(event.step_key or "")

        with (
            redirect_stderr(cast(TextIO, _Quiet(sys.stderr))),
            refusing(self.instance.root_directory),
            listening(hear),
            if_stopped(lambda: report_stopped(self.instance, run_id)),
        ):
            register(self.instance, [str(partition)])
            result = self._job(assets).execute_in_process(
                run_id=run_id,
                instance=self.instance,
                partition_key=str(partition),
                raise_on_error=False,
                run_config={
                    "loggers": {LOGGER: {}},
                    "resources": {
                        "workplace": {
                            "config": {"studies": str(partition.folder.parent), "lake": str(self.lake.root.resolve())}
                        }
                    },
                },
                tags={".dagster/repository": f"__repository__@{LOCATION}"},
            )
        return Outcome(_reasons(result), _warnings(result))

    def _job(self, assets: list[str] | None) -> dg.JobDefinition:
        """The job, or of it these assets with its own checks of them: a subset would take in those that it leaves out."""
        if assets is None:
            return self.job
        keys = {dg.AssetKey(asset) for asset in assets}
        checks = {check for check in self.job.asset_layer.asset_graph.asset_check_keys if check.asset_key in keys}
        return self.job.get_subset(asset_selection=keys, asset_check_selection=checks)


class _Quiet:
    """Standard error without what Dagster writes there of a history that it cannot write to: it also raises the error."""

    def __init__(self, file: TextIO):
        self._file = file

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    def write(self, text: str) -> int:
        """Write `text`, unless it is that."""
        return len(text) if text.startswith("Exception while writing logger call") else self._file.write(text)


def _warnings(result: dg.ExecuteInProcessResult) -> list[str]:
    found = [event.event_specific_data for event in result.all_events]
    checks = [data for data in found if isinstance(data, dg.AssetCheckEvaluation)]
    warned = [check for check in checks if not check.passed and check.severity == dg.AssetCheckSeverity.WARN]
    return [f"{check.check_name}: {check.metadata[FOUND].value}" for check in warned]


def _reasons(result: dg.ExecuteInProcessResult) -> list[str]:
    reasons = []
    for event in result.all_events:
        if event.is_step_failure:
            data = event.step_failure_data
            reason = data.user_failure_data and data.user_failure_data.description
            reasons += reason.splitlines() if reason else [_fault(event.step_key, data.error)]
    errors = [event.job_failure_data.error for event in result.all_events if event.is_job_failure]
    outside = [_fault("the run", error) for error in errors if error]
    return list(dict.fromkeys(reasons or outside))


def _fault(where: str | None, error: Any) -> str:
    """What an error says that no step refuses: a sentence where it was refused outside of one."""
    cause = error.cause or error
    first = cause.message.strip().splitlines()[0]
    if cause.cls_name == Refused.__name__:
        return first.partition(": ")[2]
    return f"{where}: a fault of the pipeline and not of your data ({first}); see the run in gap ui and report it."
