"""Jobs of the code location over studies and a lake under one folder, in this process."""

from collections.abc import Callable
from pathlib import Path

import dagster as dg

from assets.making.workplace import PARTITION_SET
from pipeline.definitions import build_defs

Job = Callable[..., dg.ExecuteInProcessResult]
"""Runs a job by its name, all of it or only the assets that are named after it."""


def jobs_of(place: Path, key: str) -> Job:
    """The jobs of the partition `key` of `place/studies`, into `place/lake`, in a history that ends with the test."""
    instance = dg.DagsterInstance.ephemeral()
    instance.add_dynamic_partitions(PARTITION_SET, [key])
    workplace = {"config": {"studies": str(place / "studies"), "lake": str(place / "lake")}}

    def run(job: str, *assets: str) -> dg.ExecuteInProcessResult:
        return (
            build_defs()
            .resolve_job_def(job)
            .execute_in_process(
                instance=instance,
                partition_key=key,
                run_config={"resources": {"workplace": workplace}},
                asset_selection=[dg.AssetKey(asset) for asset in assets] or None,
                raise_on_error=False,
            )
        )

    return run
