"""Dagster's history in SQLite, opened once by a process instead of once an event: a sixth of a small run is saved.

Nothing else differs from Dagster's own storage, and either reads what the other wrote. A lake's `dagster.yaml` names it;
whoever keeps the history in PostgreSQL has no use for it.
"""

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from dagster._core.storage.event_log import SqliteEventLogStorage
from dagster._core.storage.event_log.sqlite.sqlite_event_log import INDEX_SHARD_NAME
from dagster._core.storage.sqlite import SQLITE_BUSY_TIMEOUT_SECONDS
from sqlalchemy import Connection, Engine, StaticPool, create_engine

SETTING = """
# The history, in SQLite files in this folder.
event_log_storage:
  module: pipeline.history
  class: History
  config:
    base_dir:
      env: DAGSTER_HOME
"""
"""What a lake's `dagster.yaml` says of it, after what the project's says."""


class History(SqliteEventLogStorage):
    """The history in `<base_dir>/history/runs`. The index and one run are kept open, so that many runs take no more files."""

    def __init__(self, *args: Any, **options: Any):
        self._open: dict[str, Engine] = {}
        self._there: set[str] = set()
        super().__init__(*args, **options)

    @classmethod
    def from_config_value(cls, inst_data: Any, config_value: Any) -> "History":
        """As `dagster.yaml` names it: `base_dir` is Dagster's home."""
        return cls(str(Path(config_value["base_dir"]) / "history" / "runs"), inst_data=inst_data)

    def has_table(self, table_name: str) -> bool:
        """Whether the index has a table. Tables come with migrations and do not go: one that is there is not asked for again."""
        if table_name not in self._there and super().has_table(table_name):
            self._there.add(table_name)
        return table_name in self._there

    @contextmanager
    def _connect(self, shard: str) -> Generator[Connection]:
        if shard not in self._initialized_dbs:
            with super()._connect(shard):
                pass  # the database is made where there is none
        with self._db_lock:
            if shard not in self._open:
                for other in self._open.keys() - {INDEX_SHARD_NAME}:
                    self._open.pop(other).dispose()
                self._open[shard] = create_engine(
                    self.conn_string_for_shard(shard),
                    poolclass=StaticPool,
                    connect_args={"timeout": SQLITE_BUSY_TIMEOUT_SECONDS, "check_same_thread": False},
                )
                with self._open[shard].begin() as connection:  # a power cut may cost the last events, never the file
                    connection.exec_driver_sql("PRAGMA synchronous = NORMAL")
            with self._open[shard].begin() as connection:
                yield connection
