"""02_trends.csv and 08_panel_overlap.csv: two waves apart, and two waves that share respondents."""

from pathlib import Path

from assets.contrasts.trend import Standing, gap_trend
from assets.contrasts.waves import Waves
from building import ORIGIN, Ran, run, write_study
from golden.ledger import EXACT, Ledger
from golden.survey import surveyed


def trend(before: Ran, now: Ran) -> list[dict]:
    """The trend of the later of two waves of one study."""
    standing = {ran.wave: _standing(ran) for ran in (before, now)}
    waves = {
        (before.wave, source): Waves(
            (before.samples[source], now.samples[source]),
            (before.responses_path(source), now.responses_path(source)),
        )
        for source in now.samples
    }
    earlier = {before.wave: standing[before.wave]}
    return gap_trend(now.study, standing[now.wave], earlier, waves, ORIGIN).to_pylist()


def _standing(ran: Ran) -> Standing:
    estimates = {
        (r["group_name"], r["metric"], r["segment"], r["segment_value"]): r
        for r in ran.estimated().to_pylist()
        if r["kind"] == "metric"
    }
    return Standing(ran.wave, ran.gaps(), estimates, ran.joint())


def changes(place: Path, shared) -> Ledger:
    """Every change of two waves that share nobody."""
    ledger = Ledger(shared("golden/02_trends.csv"))
    found: dict[str, dict] = {}
    for at, row in enumerate(ledger.read()):
        design = row["design"]
        if design not in found:
            runs = [surveyed(place, shared("golden/data/study.csv"), design, wave) for wave in ("1", "2")]
            found[design] = _by_gap(trend(*runs))
        segment = ("total", "all") if row["segment"] == "all" else (row["segment"], row["level"])
        _hold(ledger, at, row, found[design][row["metric"], *segment])
        ledger.hold(at, row, "df_satterthwaite", found[design][row["metric"], *segment]["df"])
        ledger.hold(at, row, "p", found[design][row["metric"], *segment]["p_value"])
    return ledger


def _by_gap(rows: list[dict]) -> dict[tuple, dict]:
    return {(r["gap"], r["segment"], r["segment_value"]): r for r in rows if r["against"] == "previous"}


def _hold(ledger: Ledger, at: int, row: dict[str, str], mine: dict) -> None:
    for side, short in (("executive", "exec"), ("consumer", "cons")):
        ledger.hold(at, row, f"{short}_change", mine[f"{side}_change"], EXACT)
        ledger.hold(at, row, f"{short}_change_se", mine[f"{side}_change_se"], EXACT)
    ledger.hold(at, row, "gap_change", mine["gap_change"], EXACT)
    ledger.hold(at, row, "gap_change_se", mine["gap_change_se"], EXACT)


def overlap(place: Path, shared) -> Ledger:
    """Changes of two waves in which many respondents took part twice."""
    ledger = Ledger(shared("golden/08_panel_overlap.csv"))
    data = shared("golden/data/panel.csv").read_bytes()
    scores = sorted({line.split(",")[-1].strip() for line in data.decode().splitlines()[1:]} - {"NA"}, key=float)
    folder = write_study(
        place / "panel",
        {"panel.csv": data},
        study="panel",
        waves={"1": {}, "2": {}},
        sources={
            "poll": {
                "kind": "panel", "files": "panel.csv", "respondent": "id", "sampling": "probability", "weight": "w",
                "strata": "audience", "wave": {"column": "wave", "cells": {"1": "1", "2": "2"}},
            }
        },
        groups={
            "executive": {"source": "poll", "where": {"audience": "exec"}},
            "consumer": {"source": "poll", "where": {"audience": "consumer"}},
        },
        segments={"region": {"of": "region"}},
        questions={
            "audience": {"at": "audience", "answers": ["exec", "consumer"]},
            "region": {"at": "region", "answers": ["APAC", "EU", "LATAM", "NAM"]},
            "top": {"at": "top", "answers": {"yes": "1", "no": "0"}, "other": {"no answer": "NA"}},
            "score": {"at": "score", "answers": {score: score for score in scores}, "other": {"no answer": "NA"}},
        },
        metrics={"top": {"of": "top", "top": 1}, "score": {"of": "score", "mean": {s: float(s) for s in scores}}},
        gaps={"top": {"metric": "top", "compare": "same"}, "score": {"metric": "score", "compare": "same"}},
    )  # fmt: skip
    found = _by_gap(trend(run(folder, "1"), run(folder, "2")))
    for at, row in enumerate(ledger.read()):
        segment = ("total", "all") if row["region"] == "(all)" else ("region", row["region"])
        _hold(ledger, at, row, found[row["metric"], *segment])
    return ledger
