"""06_* and 07_*: finite populations, lonely sampling units, extreme shares and weights of zero."""

import csv
from collections.abc import Callable

import numpy as np

from assets.estimates.estimate import measured_in
from assets.estimates.intervals import wilson
from assets.estimates.sample import EVERYONE
from building import Ran, table
from golden.ledger import EXACT, Ledger, Row
from golden.survey import GRADES, METRICS, QUESTIONS, Golden, metrics_of, segment_of, source
from schemas.codebook import codebook
from schemas.measure import measure
from schemas.refused import Refused

YES_NO = {"at": "y", "answers": {"yes": "1", "no": "0"}}


def population(golden: Golden, design: str) -> dict:
    """What a source says of its strata and population, by R's name of the design."""
    with golden.path("data/fpc_population.csv").open(newline="") as file:
        regions = {row["region"]: int(row["N"]) for row in csv.DictReader(file)}
    return {
        "no_fpc": {"strata": "region"},
        "fpc_by_region": {"strata": "region", "population": regions},
        "fpc_overall_no_strata": {"population": sum(regions.values())},
        "no_fpc_no_strata": {},
        "census": {"strata": "region", "population": {**regions, "LATAM": 31}},
    }[design]


def executives(golden: Golden, design: str) -> Ran:
    """Executives of the first wave, from populations that are not much larger."""
    kept = {"audience": "exec", "wave": "1"}
    given = source(respondent="resp_id", weight="weight", rows=kept, **population(golden, design))
    return golden.ran(
        f"fpc_{design}",
        "study.csv",
        sources={"poll": given},
        segments={"region": {"of": "region"}},
        questions={name: QUESTIONS[name] for name in ("region", *GRADES)},
        metrics={name: METRICS[name] for name in ("q_trust_top2", "q_value")},
    )


def finite_populations(golden: Golden) -> Ledger:
    """A population by stratum, one for all, and none."""
    ledger = Ledger(golden.path("06_fpc.csv"))
    for at, row in enumerate(ledger.read()):
        study = executives(golden, row["design"])
        domain = "everyone", *segment_of(row | {"segment": "region"})
        mine, sample = metrics_of(study)["everyone", row["metric"], *domain[1:]], study.samples["poll"]
        ledger.hold(at, row, "n_rows", float(sample.counts(EVERYONE).n[sample.domains.index(domain), 0]))
        ledger.hold(at, row, "n", mine["n"])
        ledger.hold(at, row, "estimate", mine["estimate"], EXACT)
        ledger.hold(at, row, "se", mine["se"], EXACT)
    return ledger


def censuses(golden: Golden) -> Ledger:
    """A stratum of which everybody answered has no error."""
    ledger = Ledger(golden.path("06_fpc_census.csv"))
    found = metrics_of(executives(golden, "census"))
    for at, row in enumerate(ledger.read()):
        segment = ("total", "all") if row["case"].endswith(": all") else ("region", "LATAM")
        mine = found["everyone", "q_value", *segment]
        ledger.hold(at, row, "estimate", mine["estimate"], EXACT)
        ledger.hold(at, row, "se", mine["se"], EXACT)
    return ledger


def lonely_units(golden: Golden) -> Ledger:
    """A stratum of one cluster under every rule that a study may give; without a rule the study is refused."""
    ledger = Ledger(golden.path("07_lonely_psu.csv"))
    for at, row in enumerate(ledger.read()):
        if row["adjust_domain_lonely"] == "TRUE":
            continue
        if row["lonely_psu"] == "fail":
            if row["domain"] != "x":
                ledger.hold_said(at, row, "error", _refuses_lonely(golden))
            continue
        rule = "certainty" if row["lonely_psu"] == "remove" else row["lonely_psu"]
        mine = _unreleased(_lonely(golden, rule), *segment_of(row | {"segment": "dom"}, value="domain"))
        _hold(ledger, at, row, mine, "df")
    return ledger


def _lonely(golden: Golden, rule: str | None) -> Ran:
    given = source(weight="w", strata="st", cluster="psu", **({"single_psu": rule} if rule else {}))
    return golden.ran(
        f"lonely_{rule}",
        "lonely.csv",
        sources={"poll": given},
        segments={"dom": {"of": "dom"}},
        questions={"y": YES_NO, "dom": {"at": "dom", "answers": ["x", "y"]}},
        metrics={"y": {"of": "y", "top": 1}},
    )


def _refuses_lonely(golden: Golden) -> bool:
    try:
        _lonely(golden, None)
    except Refused as refused:
        return "the strata c have only one sampling unit" in str(refused)
    return False


def by_hand(golden: Golden) -> Ledger:
    """Wilson's interval on an effective base where everybody or nobody says yes."""
    ledger = Ledger(golden.path("07_extreme_by_hand.csv"))
    for at, row in enumerate(ledger.read()):
        mine = metrics_of(_weighted(golden, f"p{row['p']}_n35"))["everyone", "y", "total", "all"]
        low, high = wilson(mine["estimate"], mine["n_effective"], 0.05)
        for theirs, found in (
            ("n", mine["n"]),
            ("n_eff", mine["n_effective"]),
            ("wilson_neff_lo", low),
            ("wilson_neff_hi", high),
        ):
            ledger.hold(at, row, theirs, float(found))
    return ledger


HITS: dict[str, Callable[[int], bool]] = {
    "p0_n35": lambda number: False,
    "p1_n35": lambda number: True,
    "one_of_35": lambda number: number == 0,
    "19_of_35": lambda number: number < 19,
}
"""Who says yes, by place in the file."""


def _weighted(golden: Golden, case: str) -> Ran:
    """R's 35 weights with as many hits as the case has; and two respondents, of whom one says yes."""
    if case == "n2":
        return _answers(golden, case, [1, 2], [1, 0])
    with golden.path("data/w35.csv").open(newline="") as file:
        weights = [row["w"] for row in csv.DictReader(file)]
    return _answers(golden, case, weights, [int(HITS[case](number)) for number in range(len(weights))])


def _answers(golden: Golden, name: str, weights: list, hits: list[int]) -> Ran:
    lines = [[number, weight, hit] for number, (weight, hit) in enumerate(zip(weights, hits, strict=True))]
    return golden.ran(
        name,
        table(["id", "w", "y"], lines).encode(),
        sources={"poll": source(weight="w")},
        questions={"y": YES_NO},
        metrics={"y": {"of": "y", "top": 1}},
    )


def extremes(golden: Golden) -> Ledger:
    """Shares near 0 and 1, and of two respondents. R repeats estimate and error for each of its intervals."""
    ledger = Ledger(golden.path("07_extreme_proportions.csv"))
    for at, row in enumerate(ledger.read()):
        _hold(ledger, at, row, _unreleased(_weighted(golden, row["case"])), "n")
    return ledger


def zero_weights(golden: Golden) -> Ledger:
    """Respondents without weight are dropped. R's figures are of the weights 1, 1, 2, 3, the first two saying yes."""
    ledger = Ledger(golden.path("07_zero_weights.csv"))
    mine = _unreleased(_answers(golden, "zero", [1, 1, 2, 3, 0, 0], [1, 1, 0, 0, 1, 0]))
    for at, row in enumerate(ledger.read()):
        if row["case"] == "dropped":
            _hold(ledger, at, row, mine, "df")
    return ledger


def _hold(ledger: Ledger, at: int, row: Row, mine: dict[str, float], base: str) -> None:
    ledger.hold(at, row, base, mine[base])
    ledger.hold(at, row, "estimate", mine["estimate"], EXACT)
    ledger.hold(at, row, "se", mine["se"], EXACT)


def _unreleased(ran: Ran, *segment: str) -> dict[str, float]:
    """The figures of the metric `y` before small bases are withheld."""
    sample = ran.samples["poll"]
    measured = measure(ran.study, ran.study.metrics["y"], codebook(ran.study, ran.wave, "poll"))
    found = measured_in(sample, measured, weighted=True, alpha=ran.study.alpha)
    at = sample.domains.index(("everyone", *(segment or ("total", "all"))))
    return {name: float(column[at]) for name, column in found.items() if np.ndim(column)}
