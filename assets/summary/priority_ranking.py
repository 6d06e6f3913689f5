"""What matters most, side by side: options ranked for each group, and how far the two orders agree."""

from typing import Any

import numpy as np
import pyarrow as pa

from assets.estimates.sample import TOTAL
from schemas.study import SIDES, Priorities, Study
from schemas.tables.rows import EstimatesRow, PriorityRankingSide
from schemas.tables.summary import PRIORITY_RANKING

Pairs = list[tuple[str | None, str | None]]
"""The executives' option and the consumers', None where one side was not offered it."""

LEAST_COMMON = 5
"""Below this many common options a rank correlation says nothing."""


def priority_ranking(study: Study, wave: str, estimates: pa.Table, origin: dict[str, object]) -> pa.Table:
    """The ranking of each pair of questions, from the estimates of the totals."""
    answers: list[EstimatesRow] = [
        row
        for row in estimates.to_pylist()
        if row["kind"] == "answer" and (row["segment"], row["segment_value"]) == TOTAL
    ]
    rows = []
    for name, pair in study.priorities.items():
        sides = {side: _ranked(answers, side, getattr(pair, side)) for side in SIDES}
        rows += [
            {"study": study.study, "wave": wave, "priorities": name, **row, **origin}
            for row in _paired(pair, name, sides)
        ]
    return PRIORITY_RANKING.build(rows)


def _ranked(answers: list[EstimatesRow], group: str, question: str) -> dict[str, PriorityRankingSide]:
    """The options of one question by name, each with share, base and rank; withheld shares have no rank."""
    found = {
        row["option"] or row["answer"] or "": row
        for row in answers
        if row["group_name"] == group and row["question"] == question
    }
    shares = {option: row["estimate"] for option, row in found.items() if row["estimate"] is not None}
    ranks = dict(zip(shares, _ranks(-np.array(list(shares.values()))), strict=True))
    return {
        option: PriorityRankingSide(option=option, share=shares.get(option), n=row["n"], rank=ranks.get(option))
        for option, row in found.items()
    }


def _paired(pair: Priorities, name: str, sides: dict[str, dict[str, PriorityRankingSide]]) -> list[dict[str, Any]]:
    executive, consumer = sides["executive"], sides["consumer"]
    taken = {*pair.same, *pair.same.values()}
    partner = {option: option for option in executive if option in consumer and option not in taken} | pair.same
    both = [(mine, theirs) for mine, theirs in partner.items() if mine in executive and theirs in consumer]
    mine_alone: Pairs = [(option, None) for option in executive if option not in partner]
    theirs_alone: Pairs = [(None, option) for option in consumer if option not in partner.values()]
    ranked = [(executive[mine]["rank"], consumer[theirs]["rank"]) for mine, theirs in both]
    agreement = _agreement([(one, other) for one, other in ranked if one is not None and other is not None])
    rows = []
    for mine, theirs in [*both, *mine_alone, *theirs_alone]:
        row: dict[str, Any] = {"label": pair.label or name.replace("_", " ")}
        for side, found in (("executive", executive.get(mine or "")), ("consumer", consumer.get(theirs or ""))):
            row |= {f"{side}_{key}": value for key, value in (found or {}).items()}
        if row.get("executive_rank") is not None and row.get("consumer_rank") is not None:
            row["rank_shift"] = row["consumer_rank"] - row["executive_rank"]
        rows.append(row | {"common_options": len(both)} | agreement)
    return sorted(rows, key=lambda row: (row.get("executive_rank") or np.inf, row.get("consumer_rank") or np.inf))


def _ranks(values: np.ndarray) -> list[float]:
    """Ranks from 1, equal values sharing the mean of theirs."""
    return [float((values < value).sum() + ((values == value).sum() + 1) / 2) for value in values]


def _agreement(pairs: list[tuple[float, float]]) -> dict[str, float | None]:
    """Spearman's rho and Kendall's tau-b over common options (Kendall 1945), ranked anew among themselves."""
    if len(pairs) < LEAST_COMMON:
        return {}
    a, b = (np.array(_ranks(np.array(side))) for side in zip(*pairs, strict=True))
    if a.std() == 0 or b.std() == 0:
        return {}
    upper = np.triu_indices(len(a), 1)
    first, second = (np.sign(side[:, None] - side[None, :])[upper] for side in (a, b))
    tau = (first * second).sum() / np.sqrt((first**2).sum() * (second**2).sum())
    return {"spearman": float(np.corrcoef(a, b)[0, 1]), "kendall": float(tau)}
