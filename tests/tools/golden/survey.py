"""The synthetic study of the golden figures as a study file: executives and consumers in two waves."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from building import Ran, run, with_key, write_study

Rows = dict[tuple, dict]
"""Rows of a table by what they are about."""

SCALE = {grade: grade for grade in "54321"}
NO_ANSWER = {"no answer": "NA"}
GRADES = ("q_trust", "q_value", "q_service", "q_never")
CHOICES = tuple(f"ch_{number}" for number in range(1, 7))
AUDIENCES = {"exec": "executive", "consumer": "consumer"}
"""R's word for each group."""

QUESTIONS = {
    "audience": {"at": "audience", "answers": list(AUDIENCES)},
    "region": {"at": "region", "answers": ["APAC", "EU", "LATAM", "NAM"]},
    "gender": {"at": "gender", "answers": ["F", "M"]},
    "age": {"at": "age", "answers": ["18-34", "35-54", "55+"]},
    **{name: {"at": name, "answers": SCALE, "other": NO_ANSWER} for name in GRADES},
    "nps": {"at": "nps", "numbers": [0, 10], "other": NO_ANSWER},
    "channels": {
        "options": {name: name for name in CHOICES},
        "selected": "1",
        "not_selected": "0",
        "other": {"not asked": "NA"},
    },
}
METRICS = {
    **{f"{name}_top2": {"of": name, "top": 2} for name in GRADES},
    "q_never_bottom": {"of": "q_never", "bottom": 1},
    "promoter": {"of": "nps", "share": ["9", "10"]},
    "detractor": {"of": "nps", "share": [str(number) for number in range(7)]},
    **{name: {"of": "channels", "option": name} for name in CHOICES},
    **{name: {"of": name, "mean": {grade: int(grade) for grade in SCALE}} for name in GRADES[:3]},
    "nps_score": {"of": "nps", "nps": True},
}
"""Each of them a gap."""

ITEMS = {
    **{f"{name}_of_mentions": {"of": "channels", "option": name, "base": "mentions"} for name in CHOICES},
    "ch_1_less_ch_2": {"of": "channels", "option": "ch_1", "minus": "ch_2"},
}
"""Options among all mentions, and one less another."""
DESIGNS: dict[str, dict] = {
    "A_strata_audience": {"strata": "audience"},
    "S_strata_country": {"strata": ["audience", "country"]},
    "C_strata_country_psu": {"strata": ["audience", "country"], "cluster": "psu"},
    "U_no_strata": {},
}


@dataclass
class Golden:
    """Where the golden figures are, and a place for the studies that are run over their data."""

    place: Path
    shared: Callable[[str], Path]
    _ran: dict[str, Ran] = field(default_factory=dict)

    def path(self, name: str) -> Path:
        """A file of golden figures, or one of their data."""
        return self.shared(f"golden/{name}")

    def ran(self, name: str, data: str | bytes, wave: str = "w1", **parts: object) -> Ran:
        """A study over one CSV, a file of golden data or its content. What has this name is run once."""
        if name not in self._ran:
            content = self.path(f"data/{data}").read_bytes() if isinstance(data, str) else data
            folder = write_study(with_key(self.place / name), {"data.csv": content}, study="golden", **parts)
            self._ran[name] = run(folder, wave)
        return self._ran[name]

    def surveyed(self, design: str, wave: str) -> Ran:
        """The synthetic study in one design and wave. Without strata a wave is a part of one sample."""
        given = source(respondent="resp_id", weight="weight", **DESIGNS[design])
        questions, where = dict(QUESTIONS), {}
        if DESIGNS[design]:
            given["wave"] = {"column": "wave", "cells": {"1": "1", "2": "2"}}
        else:
            questions["round"], where = {"at": "wave", "answers": ["1", "2"]}, {"round": wave}
        return self.ran(
            f"{design}-{wave}",
            "study.csv",
            wave,
            synthetic=True,
            waves={"1": {}, "2": {}},
            sources={"poll": given},
            groups={mine: {"source": "poll", "where": {"audience": r, **where}} for r, mine in AUDIENCES.items()},
            segments={name: {"of": name} for name in ("region", "gender", "age")},
            questions=questions,
            metrics=METRICS | ITEMS,
            gaps={name: {"metric": name, "compare": "same"} for name in METRICS},
        )


def source(**given: object) -> dict:
    """The one source of a study over `data.csv`."""
    return {"kind": "panel", "files": "data.csv", "respondent": "id", "sampling": "probability", **given}


def segment_of(row: dict[str, str], name: str = "segment", value: str = "level") -> tuple[str, str]:
    """The segment that a row of golden figures is about."""
    return ("total", "all") if row[value] == "(all)" else (row[name], row[value])


def metrics_of(ran: Ran) -> Rows:
    """The estimates of every metric by group, metric and segment."""
    return {
        (row["group_name"], row["metric"], row["segment"], row["segment_value"]): row
        for row in ran.estimated().to_pylist()
        if row["kind"] == "metric"
    }


def gaps_of(rows: list[dict]) -> Rows:
    """Rows of gaps by gap and segment."""
    return {(row["gap"], row["segment"], row["segment_value"]): row for row in rows}
