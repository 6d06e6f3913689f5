"""Dagster's history of a lake: where it lives, how it is kept in SQLite, and what of it is old.

A lake's `dagster.yaml` names `pipeline.history` and `History`: both names stay.
"""

from pipeline.history.sqlite import History

__all__ = ["History"]
