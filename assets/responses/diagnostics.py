"""What weighting did to the sample of one source: shares before and after, and what the weights cost.

Read from the responses as they are about to be published, so that the targets are checked on what readers get. Weights are
summed as decimals: the sums are the same to the last digit in any order, on any number of threads.
"""

from decimal import Decimal
from math import ceil, log10
from pathlib import Path

import duckdb

from assets.lake.duck import name, parquet
from assets.responses.weights import Level, Weighing
from schemas.refused import Refused

ON_TARGET = 1e-9
"""A weighted share is on its target if it is as near as this."""

EQUAL = 1e-9
"""Weights are all equal if the largest exceeds the least by no more than this share."""


def weighting(con: duckdb.DuckDBPyConnection, weighing: Weighing, responses: Path, zero: int, who: str) -> list[dict]:
    """The rows of `weighting` for one source, without its keys: the whole first, then every level of every target.

    `responses`: the source's file. `zero`: rows that were left out because their weight is 0. Raises Refused, naming
    `who`, where a share is off its target after all steps.
    """
    unit = weight_unit(con, parquet(responses))
    relation = f"(select *, {fraction_sql(unit)} as _fraction from {parquet(responses)})"
    whole = _whole(con, weighing, relation, unit, zero)
    levels = [row for target in _by_target(weighing).values() for row in _levels(con, target, relation, whole["n"])]
    if off := [row for row in levels if abs(row["share_after"] - row["target_share"]) > ON_TARGET]:
        raise Refused(
            *(
                f"{who}: after weighting {row['share_after']:.6g} answer {row['level']!r} to {row['target']}, and the target "
                f"is {row['target_share']:.6g}; drop a target or widen trim."
                for row in off
            )
        )
    return [{**row, "method": weighing.method} for row in (whole, *levels)]


def weight_unit(con: duckdb.DuckDBPyConnection, relation: str) -> Decimal:
    """The least power of ten that no weight exceeds."""
    (largest,) = con.execute(f"select max(weight) from {relation}").fetchall()[0]
    return Decimal(1).scaleb(ceil(log10(largest)))


def fraction_sql(unit: Decimal) -> str:
    """A weight as a decimal fraction of `unit`, good to 14 digits and to the sum of 10 billion respondents."""
    return f"cast(round(weight / {float(unit)!r}::double, 14) as decimal(18, 14))"


def _whole(con: duckdb.DuckDBPyConnection, weighing: Weighing, relation: str, unit: Decimal, zero: int) -> dict:
    """The row of the whole source. Design effect of weighting: 1 + CV² of the weights (Kish 1965)."""
    targets = [name(target) for target in _by_target(weighing)]
    unanswered = f"count_if(least({', '.join(targets)}) < 0)" if targets else "0"
    n, least, largest, total, squares, silent = con.execute(
        f"select count(*), min(weight), max(weight), sum(_fraction), sum(_fraction * _fraction), {unanswered} from {relation}"
    ).fetchall()[0]
    mean = float(total * unit / n)
    effective = float(total * total / squares)
    return {
        "n": n,
        "n_weighted": float(total * unit),
        "mean_weight": mean,
        "min_weight": least / mean,
        "max_weight": largest / mean,
        "design_effect": n / effective,
        "n_effective": effective,
        "efficiency": effective / n,
        "trimmed_share": weighing.trimmed / n,
        "unanswered_share": silent / n,
        "all_equal": bool(weighing.levels) and largest / least - 1 <= EQUAL,
        "zero_weights": zero,
    }


def _by_target(weighing: Weighing) -> dict[str, list[Level]]:
    targets: dict[str, list[Level]] = {}
    for level in weighing.levels:
        targets.setdefault(level.target, []).append(level)
    return targets


def _levels(con: duckdb.DuckDBPyConnection, target: list[Level], relation: str, n: int) -> list[dict]:
    """The rows of one target; shares are of those who answered it."""
    code = name(target[0].target)
    counted = f"select {code}, count(*), sum(_fraction) from {relation} where {code} >= 0 group by {code}"
    found = {code: (count, held) for code, count, held in con.execute(counted).fetchall()}
    total, answered = sum(held for _, held in found.values()), sum(count for count, _ in found.values())
    return [
        {
            "target": level.target,
            "level": level.label,
            "target_share": level.target_share,
            "share_before": level.share_before,
            "share_after": float(found[level.code][1] / total),
            "n": found[level.code][0],
            "unanswered_share": (n - answered) / n,
        }
        for level in target
    ]
