"""The weight of each respondent: one, a column of the export, or raking to known shares.

What weighting did to the sample, for a statistician to judge, is in `diagnostics.py`.
"""

from dataclasses import dataclass

import duckdb
import numpy as np
import pyarrow as pa

from assets.lake.duck import name
from assets.responses.raking import rake
from schemas.refused import Refused
from schemas.source_wave import SourceWave
from schemas.study import Weight


@dataclass(frozen=True)
class Level:
    """One answer to a raking target."""

    target: str
    code: int
    label: str
    target_share: float
    share_before: float
    """Its share with the weights that raking starts from, among those who answered the target."""


@dataclass(frozen=True)
class Weighing:
    """How the respondents of one source were weighted."""

    method: str
    levels: tuple[Level, ...] = ()
    trimmed: int = 0
    """Respondents whose weight was cut to a bound."""


def weigh(con: duckdb.DuckDBPyConnection, of: SourceWave, kept: str) -> Weighing:
    """Lay the view `weighted` over the view `staged`: the rows where `kept`, in order, with their final weights.

    Raises Refused where nobody gave a target's answer, all weights are zero, or raking cannot meet the targets.
    """
    weight, sample = of.described.weight, f"select * from staged where {kept}"
    if not isinstance(weight, Weight) or not weight.rake:
        con.execute(f"create temp view weighted as {sample}").fetchall()
        return Weighing("column" if isinstance(weight, Weight) else "none")
    columns = ", ".join(map(name, weight.rake))
    found = con.execute(f"select {columns}, weight, count(*) from ({sample}) group by all order by all").fetchall()
    cells, base, count = (
        [row[:-2] for row in found],
        np.array([row[-2] for row in found]),
        np.array([row[-1] for row in found]),
    )
    placed, targets, levels = [], [], []
    for at, (question, shares) in enumerate(weight.rake.items()):
        labels = of.book[question].labels
        place = {code: level for level, code in enumerate(labels)}
        level = np.array([place.get(cell[at], -1) for cell in cells])
        for code, label in labels.items():
            if not (level == place[code]).any():
                raise Refused(
                    f"{of}: the weight target {question} gives {shares[label]:.4g} to {label!r}, and no respondent "
                    f"answered that; drop that answer from the question or merge it with another."
                )
        share = np.array([shares[label] for label in labels.values()])
        target = share / share.sum()
        held = np.bincount(level[level >= 0], (base * count)[level >= 0], len(target))
        before = held / held.sum()
        levels += map(Level, [question] * len(target), labels, labels.values(), target.tolist(), before.tolist())
        placed.append(level)
        targets.append(target)
    weights, trimmed = rake(base, count, placed, targets, weight.trim, str(of))
    raked = pa.table({**_columns(cells, list(weight.rake)), "_before": base, "_after": weights})
    con.register("raked", raked)
    same = " and ".join(f"kept.{name(question)} = raked.{name(question)}" for question in weight.rake)
    con.execute(
        f"create temp view weighted as select kept.* replace (raked._after as weight) from ({sample}) as kept "
        f"join raked on {same} and kept.weight = raked._before order by export, source_row"
    ).fetchall()
    method = "raked from column" if weight.column else "raked"
    return Weighing(method, tuple(levels), int(count[trimmed].sum()))


def _columns(cells: list[tuple], names: list[str]) -> dict[str, list[int]]:
    return {column: [cell[at] for cell in cells] for at, column in enumerate(names)}
