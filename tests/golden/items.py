"""02_within_audience_items.csv and 02_multiresponse.csv: options against each other, and of all mentions."""

from pathlib import Path

from building import Ran, run, write_study
from golden.ledger import EXACT, Ledger
from golden.survey import CHOICES, DESIGNS, QUESTIONS


def chosen(place: Path, data: Path, design: str, wave: str) -> Ran:
    """The options of the synthetic study as one question that allows several answers."""
    source = {
        "kind": "panel", "files": "study.csv", "respondent": "resp_id", "sampling": "probability", "weight": "weight",
        "wave": {"column": "wave", "cells": {"1": "1", "2": "2"}}, **DESIGNS[design],
    }  # fmt: skip
    folder = write_study(
        place / f"chosen-{design}-{wave}",
        {"study.csv": data.read_bytes()},
        study="chosen",
        waves={"1": {}, "2": {}},
        sources={"poll": source},
        groups={name: {"source": "poll", "where": {"audience": name}} for name in ("exec", "consumer")},
        questions={
            "audience": QUESTIONS["audience"],
            "ch": {
                "options": {name: name for name in CHOICES},
                "selected": "1",
                "not_selected": "0",
                "nothing_ticked": "none of them",
                "other": {"not asked": "NA"},
            },
        },
        metrics={
            **{name: {"of": "ch", "option": name} for name in CHOICES},
            **{f"{name}_of_mentions": {"of": "ch", "option": name, "base": "mentions"} for name in CHOICES},
            "difference": {"of": "ch", "option": "ch_1", "minus": "ch_2"},
        },
    )
    return run(folder, wave)


def within(place: Path, shared) -> Ledger:
    """Option 1 less option 2 in the same respondents, with their covariance."""
    ledger = Ledger(shared("golden/02_within_audience_items.csv"))
    for at, row in enumerate(ledger.read()):
        found = chosen(place, shared("golden/data/study.csv"), row["design"], "2").estimate(
            "difference", row["audience"]
        )
        ledger.hold(at, row, "diff_ch1_ch2", found["estimate"], EXACT)
        ledger.hold(at, row, "se", found["se"], EXACT)
    return ledger


def shares(place: Path, shared) -> Ledger:
    """The share of respondents who chose an option, and its share of all mentions."""
    ledger = Ledger(shared("golden/02_multiresponse.csv"))
    runs: dict[tuple[str, str], Ran] = {}
    for at, row in enumerate(ledger.read()):
        key = row["design"], row["wave"]
        runs[key] = runs.get(key) or chosen(place, shared("golden/data/study.csv"), *key)
        of_respondents = runs[key].estimate(row["option"], row["audience"])
        of_mentions = runs[key].estimate(f"{row['option']}_of_mentions", row["audience"])
        ledger.hold(at, row, "base_n", of_respondents["n"], EXACT)
        for mine, short in ((of_respondents, "share_resp"), (of_mentions, "share_mentions")):
            ledger.hold(at, row, short, mine["estimate"], EXACT)
            ledger.hold(at, row, f"{short}_se", mine["se"], EXACT)
    return ledger
