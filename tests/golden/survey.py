"""The synthetic study of the golden figures, as a study file over its own CSV: executives and consumers in two waves."""

from pathlib import Path

from building import Ran, run, write_study

SCALE = {"5": "5", "4": "4", "3": "3", "2": "2", "1": "1"}
MISSING = {"no answer": "NA"}
GRADES = ("q_trust", "q_value", "q_service", "q_never")
CHOICES = tuple(f"ch_{number}" for number in range(1, 7))
QUESTIONS = {
    "audience": {"at": "audience", "answers": ["exec", "consumer"]},
    "region": {"at": "region", "answers": ["APAC", "EU", "LATAM", "NAM"]},
    "gender": {"at": "gender", "answers": ["F", "M"]},
    "age": {"at": "age", "answers": ["18-34", "35-54", "55+"]},
    **{name: {"at": name, "answers": SCALE, "other": MISSING} for name in GRADES},
    "nps": {"at": "nps", "numbers": [0, 10], "other": MISSING},
    **{name: {"at": name, "answers": {"yes": "1", "no": "0"}, "other": {"not asked": "NA"}} for name in CHOICES},
}
METRICS = {
    **{f"{name}_top2": {"of": name, "top": 2} for name in GRADES},
    "q_never_bottom": {"of": "q_never", "bottom": 1},
    "promoter": {"of": "nps", "share": ["9", "10"]},
    "detractor": {"of": "nps", "share": [str(number) for number in range(7)]},
    **{name: {"of": name, "top": 1} for name in CHOICES},
    **{name: {"of": name, "mean": {grade: int(grade) for grade in SCALE}} for name in GRADES[:3]},
    "nps_score": {"of": "nps", "nps": True},
}
DESIGNS: dict[str, dict] = {
    "A_strata_audience": {"strata": "audience"},
    "S_strata_country": {"strata": ["audience", "country"]},
    "C_strata_country_psu": {"strata": ["audience", "country"], "cluster": "psu"},
    "U_no_strata": {},
}


def surveyed(place: Path, data: Path, design: str, wave: str) -> Ran:
    """The study of one design, run for one wave. Without strata both waves are one sample, of which a wave is a part."""
    source = {
        "kind": "panel", "files": "study.csv", "respondent": "resp_id", "sampling": "probability", "weight": "weight",
        **DESIGNS[design],
    }  # fmt: skip
    questions, groups = dict(QUESTIONS), {"executive": {"audience": "exec"}, "consumer": {"audience": "consumer"}}
    if DESIGNS[design]:
        source["wave"] = {"column": "wave", "cells": {"1": "1", "2": "2"}}
    else:
        questions["round"] = {"at": "wave", "answers": ["1", "2"]}
        groups = {group: {**where, "round": wave} for group, where in groups.items()}
    folder = write_study(
        place / f"{design}-{wave}",
        {"study.csv": data.read_bytes()},
        study="survey",
        synthetic=True,
        waves={"1": {}, "2": {}},
        sources={"poll": source},
        groups={group: {"source": "poll", "where": where} for group, where in groups.items()},
        segments={name: {"of": name} for name in ("region", "gender", "age")},
        questions=questions,
        metrics=METRICS,
        gaps={name: {"metric": name, "compare": "same"} for name in METRICS},
    )
    return run(folder, wave)
