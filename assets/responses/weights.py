"""The weight of each respondent: one, a column of the export, or raking to known shares."""

import duckdb
import numpy as np
import pyarrow as pa

from assets.lake.duck import name
from assets.responses.raking import rake
from schemas.codebook import Variable
from schemas.refused import Refused
from schemas.study import Study, Weight


def weigh(con: duckdb.DuckDBPyConnection, study: Study, source: str, book: dict[str, Variable], kept: str) -> None:
    """Lay the view `weighted` over the view `staged`: the rows where `kept`, in order, with their final weights.

    Raises Refused where nobody gave a target's answer, all weights are zero, or raking cannot meet the targets.
    """
    weight, sample = study.sources[source].weight, f"select * from staged where {kept}"
    if not isinstance(weight, Weight) or not weight.rake:
        con.execute(f"create temp view weighted as {sample}").fetchall()
        return
    who = f"{study.study}, source {source}"
    columns = ", ".join(map(name, weight.rake))
    found = con.execute(f"select {columns}, weight, count(*) from ({sample}) group by all order by all").fetchall()
    cells, base, count = (
        [row[:-2] for row in found],
        np.array([row[-2] for row in found]),
        np.array([row[-1] for row in found]),
    )
    levels, targets = [], []
    for at, (question, shares) in enumerate(weight.rake.items()):
        labels = book[question].labels
        place = {code: level for level, code in enumerate(labels)}
        level = np.array([place.get(cell[at], -1) for cell in cells])
        for code, label in labels.items():
            if not (level == place[code]).any():
                raise Refused(
                    f"{who}: the weight target {question} gives {shares[label]:.4g} to {label!r}, and no respondent "
                    f"answered that; drop that answer from the question or merge it with another."
                )
        share = np.array([shares[label] for label in labels.values()])
        levels.append(level)
        targets.append(share / share.sum())
    weights = rake(base, count, levels, targets, weight.trim, who)
    raked = pa.table({**_columns(cells, list(weight.rake)), "_before": base, "_after": weights})
    con.register("raked", raked)
    same = " and ".join(f"kept.{name(question)} = raked.{name(question)}" for question in weight.rake)
    con.execute(
        f"create temp view weighted as select kept.* replace (raked._after as weight) from ({sample}) as kept "
        f"join raked on {same} and kept.weight = raked._before order by export, source_row"
    ).fetchall()


def _columns(cells: list[tuple], names: list[str]) -> dict[str, list[int]]:
    return {column: [cell[at] for cell in cells] for at, column in enumerate(names)}
