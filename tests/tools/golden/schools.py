"""01_estimates.csv and 01_category_shares.csv: a stratified sample of schools, end to end, three designs."""

import csv
from itertools import groupby

from assets.estimates.intervals import fewer_units, interval_base
from assets.estimates.joint import linears
from building import Ran
from golden.ledger import EXACT, Ledger, Row
from golden.survey import Golden, metrics_of, segment_of, source
from schemas.codebook import codebook
from schemas.measure import answer_measure

DESIGNS: dict[str, dict] = {
    "apistrat_weights_only": {},
    "apistrat_strata": {"strata": "stype"},
    "apistrat_strata_fpc": {"strata": "stype", "population": {"E": 4421, "H": 755, "M": 1018}},
}
SHARES = ("awards_yes", "schwide_yes", "compimp_yes")
MEANS = ("api00", "api99", "growth", "enroll")
SEGMENTS = {"stype": "stype", "sch.wide": "sch_wide", "comp.imp": "comp_imp"}
"""R's names of columns, and those of the study."""


def schools(golden: Golden, design: str) -> Ran:
    """The sample in one design; what is averaged is a question whose answers are its own numbers."""
    with golden.path("data/apistrat.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    numbers = {name: sorted({row[name] for row in rows} - {"NA"}, key=float) for name in MEANS}
    return golden.ran(
        design,
        "apistrat.csv",
        sources={"poll": source(respondent="cds", weight="pw", **DESIGNS[design])},
        segments={name: {"of": name} for name in SEGMENTS.values()},
        questions={
            **{name: {"at": at, "answers": sorted({row[at] for row in rows})} for at, name in SEGMENTS.items()},
            **{name: {"at": name, "answers": {"yes": "1", "no": "0"}} for name in SHARES},
            **{name: {"at": name, "answers": values, "other": {"no answer": "NA"}} for name, values in numbers.items()},
        },
        metrics={name: {"of": name, "top": 1} for name in SHARES}
        | {name: {"of": name, "mean": {value: float(value) for value in values}} for name, values in numbers.items()},
    )


def estimates(golden: Golden) -> Ledger:
    """Shares and means of all schools and of kinds of schools."""
    ledger = Ledger(golden.path("01_estimates.csv"))
    for design, rows in groupby(enumerate(ledger.read()), lambda found: found[1]["design"]):
        found = metrics_of(schools(golden, design))
        for at, row in rows:
            segment, value = segment_of(row, "by")
            _hold(ledger, at, row, found["everyone", row["variable"], SEGMENTS.get(segment, segment), value])
    return ledger


def _hold(ledger: Ledger, at: int, row: Row, mine: dict) -> None:
    for theirs, name in (("n", "n"), ("sum_w", "n_weighted"), ("n_eff_kish", "n_effective"), ("df", "df")):
        ledger.hold(at, row, theirs, mine[name])
    ledger.hold(at, row, "deff_kish", mine["n"] / mine["n_effective"])
    ledger.hold(at, row, "estimate", mine["estimate"], EXACT)
    ledger.hold(at, row, "se", mine["se"], EXACT)
    if row["kind"] == "mean":
        ledger.hold(at, row, "ci_t_lo", mine["ci_low"])
        ledger.hold(at, row, "ci_t_hi", mine["ci_high"])
        return
    implied = float(interval_base(mine["estimate"], mine["se"], float("inf"))) if mine["se"] else None
    ledger.hold(at, row, "n_eff_design", implied)
    ledger.hold(at, row, "n_eff_kg", implied and implied * float(fewer_units(mine["n"], mine["df"], 0.05)))


def distribution(golden: Golden) -> Ledger:
    """The shares of the kinds of schools, which are the strata: no error, and no covariance."""
    ledger = Ledger(golden.path("01_category_shares.csv"))
    ran = schools(golden, "apistrat_strata")
    answers = {
        row["answer"]: row
        for row in ran.estimated().to_pylist()
        if (row["question"], row["kind"], row["segment"]) == ("stype", "answer", "total")
    }
    sample, variable = ran.samples["poll"], codebook(ran.study, ran.wave, "poll")["stype"]
    sums = {label: linears(sample, answer_measure(variable, code), True)[0] for code, label in variable.labels.items()}
    totals = sample.counts("stype")
    for at, row in enumerate(ledger.read()):
        if row["design"] == "apistrat_strata":
            ledger.hold(at, row, "p", answers[row["category"]]["estimate"], EXACT)
            ledger.hold(at, row, "se", answers[row["category"]]["se"], EXACT)
            code = next(code for code, label in variable.labels.items() if label == row["category"])
            ledger.hold(at, row, "total", float(totals.w[0, totals.codes.index(code)]), EXACT)
            for a, b in ("EH", "EM", "HM"):
                ledger.hold(at, row, f"cov_{a}_{b}", sample.covariance(sums[a], sums[b]), EXACT)
    return ledger
