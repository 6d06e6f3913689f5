"""One run of a job for one partition, in this process and in the lake's own Dagster history."""

from collections.abc import Callable
from functools import cache
from typing import Any

import dagster as dg

from assets.lake.lock import killed_runs
from assets.lake.paths import Lake
from assets.partition import Partition
from assets.workplace import report_killed
from pipeline.definitions import JOB, build_defs
from pipeline.instance import open_home, register
from pipeline.progress import LOGGER, listening

LOCATION = "gap"
"""The code location's name in workspace.yaml: runs from here and from the UI are then runs of one job."""


class Runner:
    """Runs partitions of one lake through one job."""

    def __init__(self, lake: Lake, job: str = JOB):
        self.lake = lake
        self.instance = open_home(lake)
        self.job = build_defs().resolve_job_def(job)
        self.report(killed_runs(lake))

    @classmethod
    @cache
    def of(cls, lake: Lake, job: str) -> "Runner":
        """The one runner that this process has for a lake and a job."""
        return cls(lake, job)

    def report(self, killed: list[str]) -> None:
        """Mark runs as failed whose processes were killed."""
        for run_id in killed:
            report_killed(self.instance, self.lake, run_id)

    def steps(self, assets: list[str] | None) -> int:
        """How many steps make these assets; None for all of the job's."""
        return len((self.job if assets is None else self.job.get_subset(asset_selection=_keys(assets))).graph.node_defs)

    def run(
        self, partition: Partition, assets: list[str] | None, run_id: str, finished: Callable[[str], None]
    ) -> list[str]:
        """Make these assets of one partition, or all, in a run of that id. Returns why it failed, if it did.

        `finished` hears the name of each step that ends.
        """
        register(self.instance, [str(partition)])

        def hear(event: dg.DagsterEvent) -> None:
            if event.is_step_success or event.is_step_failure or event.is_step_skipped:
                finished(event.step_key or "")

        with listening(hear):
            result = self.job.execute_in_process(
                run_id=run_id,
                instance=self.instance,
                partition_key=str(partition),
                asset_selection=None if assets is None else list(_keys(assets)),
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
        return _reasons(result)


def _keys(assets: list[str]) -> set[dg.AssetKey]:
    return {dg.AssetKey(asset) for asset in assets}


def _reasons(result: dg.ExecuteInProcessResult) -> list[str]:
    reasons = []
    for event in result.all_events:
        if event.is_step_failure:
            data = event.step_failure_data
            told = data.user_failure_data and data.user_failure_data.description
            reasons += told.splitlines() if told else [f"{event.step_key}: {_fault(data.error)}"]
    outside = ["the run failed outside its steps; see it in gap ui"]
    return list(dict.fromkeys(reasons)) or ([] if result.success else outside)


def _fault(error: Any) -> str:
    cause = error.cause or error
    first = cause.message.strip().splitlines()[0]
    return f"a fault of the pipeline and not of your data ({first}); see the run in gap ui and report it."
