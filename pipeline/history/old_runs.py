"""Dagster's history grows with every run: here runs of long ago are found and deleted, and partitions that are gone forgotten.

What the UI says of a table that stands comes from the run that made it, so that run stays, however old.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import dagster as dg
from dagster._core.storage.event_log import SqliteEventLogStorage

from assets.making.workplace import PARTITION_SET

ENDED = [dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.CANCELED]


@dataclass(frozen=True)
class OldRuns:
    """Runs that can go from a history."""

    instance: dg.DagsterInstance
    ids: list[str]

    @classmethod
    def find(cls, instance: dg.DagsterInstance, days: int) -> "OldRuns":
        """The runs that ended, were begun more than `days` ago, and are not the last to have made a table of any wave."""
        before = datetime.now(UTC) - timedelta(days=days)
        ended = instance.get_run_records(dg.RunsFilter(statuses=ENDED, created_before=before))
        last = _last_makers(instance)
        return cls(instance, [record.dagster_run.run_id for record in ended if record.dagster_run.run_id not in last])

    def files(self) -> list[Path]:
        """What lies on this disk of them: the log of each step's output and, where the history is in SQLite, a file a run."""
        storage = self.instance.event_log_storage
        kept = [Path(self.instance.storage_directory()) / run for run in self.ids]
        if isinstance(storage, SqliteEventLogStorage):
            kept += [Path(storage.path_for_shard(run) + ending) for run in self.ids for ending in ("", "-wal", "-shm")]
        return [path for path in kept if path.exists()]

    def delete(self) -> None:
        """Take them out of the history. Dagster itself would leave their files."""
        for run in self.ids:
            self.instance.delete_run(run)
            self.instance.compute_log_manager.delete_logs(prefix=[run])
        for path in self.files():
            path.rmdir() if path.is_dir() else path.unlink()


def _last_makers(instance: dg.DagsterInstance) -> set[str]:
    """The runs that the newest materialization of each asset and known partition is from."""
    partitions = set(instance.get_dynamic_partitions(PARTITION_SET))
    found: set[str] = set()
    for asset in instance.get_asset_keys():
        newest = instance.event_log_storage.get_latest_storage_id_by_partition(
            asset, dg.DagsterEventType.ASSET_MATERIALIZATION, partitions
        )
        if ids := list(newest.values()):
            asked = dg.AssetRecordsFilter(asset_key=asset, storage_ids=ids)
            found |= {record.run_id for record in instance.fetch_materializations(asked, limit=len(ids)).records}
    return found


def forget_partitions(instance: dg.DagsterInstance, is_gone: Callable[[str], bool]) -> None:
    """Take the partitions that are gone out of those that Dagster offers."""
    for key in instance.get_dynamic_partitions(PARTITION_SET):
        if is_gone(key):
            instance.delete_dynamic_partition(PARTITION_SET, key)
