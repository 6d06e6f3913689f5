"""One side of a row that has columns for both: typed access in place of keys that are put together."""

from collections.abc import Mapping
from typing import Any, overload

from schemas.tables.rows import (
    GapAuditRow,
    GapAuditSide,
    GapFactRow,
    GapFactSide,
    GapTrendRow,
    GapTrendSide,
    PriorityRankingRow,
    PriorityRankingSide,
)


@overload
def side_of(row: GapFactRow, side: str) -> GapFactSide: ...
@overload
def side_of(row: GapTrendRow, side: str) -> GapTrendSide: ...
@overload
def side_of(row: GapAuditRow, side: str) -> GapAuditSide: ...
@overload
def side_of(row: PriorityRankingRow, side: str) -> PriorityRankingSide: ...
def side_of(row: Mapping[str, Any], side: str) -> Mapping[str, Any]:
    """The columns of `row` that are about `side` (executive or consumer), by their names without it."""
    return {name.removeprefix(f"{side}_"): value for name, value in row.items() if name.startswith(f"{side}_")}
