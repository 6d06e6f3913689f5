"""02_trends.csv and 08_panel_overlap.csv: two waves apart, and two waves that share respondents."""

from itertools import groupby
from math import hypot, sqrt

from assets.estimates.together import Together
from building import Ran, run, trended
from golden.gaps import SIDES
from golden.ledger import EXACT, Ledger, Row
from golden.survey import AUDIENCES, NO_ANSWER, QUESTIONS, Golden, Rows, gaps_of, metrics_of, segment_of, source


def trend(before: Ran, now: Ran) -> Rows:
    """The trend of the later of two waves of one study, by gap and segment."""
    rows = trended(before, now)
    return gaps_of([row for row in rows if row["against"] == "previous"])


def changes(golden: Golden) -> Ledger:
    """Every change of two waves that share nobody."""
    ledger = Ledger(golden.path("02_trends.csv"))
    for design, rows in groupby(enumerate(ledger.read()), lambda found: found[1]["design"]):
        found = trend(*(golden.surveyed(design, wave) for wave in ("1", "2")))
        for at, row in rows:
            mine = found[row["metric"], *segment_of(row)]
            _hold_change(ledger, at, row, mine)
            ledger.hold(at, row, "df_satterthwaite", mine["df"])
            ledger.hold(at, row, "p", mine["p_value"])
    return ledger


def _hold_change(ledger: Ledger, at: int, row: Row, mine: dict) -> None:
    for short, side in SIDES.items():
        ledger.hold(at, row, f"{short}_change", mine[f"{side}_change"], EXACT)
        ledger.hold(at, row, f"{short}_change_se", mine[f"{side}_change_se"], EXACT)
    ledger.hold(at, row, "gap_change", mine["gap_change"], EXACT)
    ledger.hold(at, row, "gap_change_se", mine["gap_change_se"], EXACT)


def overlap(golden: Golden) -> Ledger:
    """Changes of two waves in which many respondents took part twice, and as they would be had nobody."""
    ledger = Ledger(golden.path("08_panel_overlap.csv"))
    before, now = _panel(golden)
    joints = (before.joint(), now.joint())
    together = Together(now.study, joints[0].parts | joints[1].parts)
    found, earlier, later = trend(before, now), metrics_of(before), metrics_of(now)
    for at, row in enumerate(ledger.read()):
        key = row["metric"], *segment_of({**row, "segment": "region"}, value="region")
        _hold_change(ledger, at, row, found[key])
        errors = {short: (earlier[side, *key]["se"], later[side, *key]["se"]) for short, side in SIDES.items()}
        for short, (then, this) in errors.items():
            ledger.hold(at, row, f"{short}_change_se_if_independent", hypot(then, this), EXACT)
        apart = hypot(*errors["exec"], *errors["cons"])
        ledger.hold(at, row, "gap_change_se_if_independent", apart, EXACT)
        consumers = ("consumer", *key)
        figures = [joints[0].figure(earlier[consumers]), joints[1].figure(later[consumers])]
        spread = [sqrt(together.covariance(figure, figure)) for figure in figures]
        ledger.hold(at, row, "corr_consumer_waves", together.covariance(*figures) / (spread[0] * spread[1]))
    return ledger


def _panel(golden: Golden) -> list[Ran]:
    lines = golden.path("data/panel.csv").read_text().splitlines()[1:]
    scores = sorted({line.split(",")[-1] for line in lines} - {"NA"}, key=float)
    metrics = {"top": {"of": "top", "top": 1}, "score": {"of": "score", "mean": {s: float(s) for s in scores}}}
    waves = {"column": "wave", "cells": {"1": "1", "2": "2"}}
    ran = golden.ran(
        "panel",
        "panel.csv",
        "1",
        waves={"1": {}, "2": {}},
        sources={"poll": source(weight="w", strata="audience", wave=waves, panel=True)},
        groups={mine: {"source": "poll", "where": {"audience": r}} for r, mine in AUDIENCES.items()},
        segments={"region": {"of": "region"}},
        questions={
            "audience": QUESTIONS["audience"],
            "region": QUESTIONS["region"],
            "top": {"at": "top", "answers": {"yes": "1", "no": "0"}, "other": NO_ANSWER},
            "score": {"at": "score", "answers": scores, "other": NO_ANSWER},
        },
        metrics=metrics,
        gaps={name: {"metric": name, "compare": "same"} for name in metrics},
    )
    return [ran, run(ran.folder, "2")]
