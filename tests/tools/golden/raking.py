"""03_rake_*: weights raked to three margins, what they come to, and errors with weights as given."""

import csv

import numpy as np

from building import Ran, table
from golden.ledger import EXACT, Ledger
from golden.survey import GRADES, METRICS, QUESTIONS, Golden, metrics_of, source
from schemas.refused import Refused

KEPT = {"audience": "consumer", "wave": "1"}
MARGINS = ("region", "gender", "age")
RAKED = {"rake_from_one": None, "rake_from_weight": "weight"}
"""R's name of a raking, and the column of weights that it starts from."""

REFUSED = {
    "target_level_absent_from_sample": "no respondent answered that",
    "margins_with_different_totals": "shares must add up to 1",
    "sample_level_absent_from_targets": "give every answer its share",
}
"""What the pipeline says of targets that cannot be met."""

Shares = dict[str, dict[str, float]]


def targets(golden: Golden) -> Shares:
    """The known share of each answer of each margin."""
    found: Shares = {}
    with golden.path("data/rake_targets.csv").open(newline="") as file:
        for row in csv.DictReader(file):
            found.setdefault(row["margin"], {})[row["level"]] = float(row["share"])
    return found


def consumers(golden: Golden, name: str, weight: dict, data: str | bytes = "study.csv", **questions: dict) -> Ran:
    """Consumers of the first wave, weighted so; `questions` that differ from those of the synthetic study."""
    return golden.ran(
        name,
        data,
        sources={"poll": source(respondent="resp_id", rows=KEPT, weight=weight)},
        questions={question: QUESTIONS[question] for question in (*MARGINS, *GRADES, "nps")} | questions,
        metrics={metric: METRICS[metric] for metric in ("q_trust_top2", "nps_score", "q_value")},
    )


def weighted(golden: Golden, case: str) -> Ran:
    """Consumers with weights that the pipeline rakes; where it does not rake so, with R's as a column of the export."""
    if case in RAKED:
        start = {"column": RAKED[case]} if RAKED[case] else {}
        return consumers(golden, case, {**start, "rake": targets(golden)})
    with golden.path("03_rake_weights.csv").open(newline="") as file:
        weight = {row["resp_id"]: row[case] for row in csv.DictReader(file)}
    people = [person | {"raked": weight[person["resp_id"]]} for person in _people(golden)]
    content = table(list(people[0]), [list(person.values()) for person in people]).encode()
    return consumers(golden, case, {"column": "raked"}, content)


def weights(golden: Golden) -> Ledger:
    """The raked weight of every respondent; R's two functions give the same."""
    ledger = Ledger(golden.path("03_rake_weights.csv"))
    rows, people = ledger.read(), [person["resp_id"] for person in _people(golden)]
    for case in RAKED:
        found = dict(zip(people, (row["weight"] for row in weighted(golden, case).responses()), strict=True))
        for at, row in enumerate(rows):
            ledger.hold(at, row, case, found[row["resp_id"]])
            ledger.hold(at, row, f"calibrate_{case.replace('rake', 'raking')}", found[row["resp_id"]])
    return ledger


def _people(golden: Golden) -> list[dict[str, str]]:
    """Consumers of the first wave, in the order of the file and of the responses."""
    with golden.path("data/study.csv").open(newline="") as file:
        return [row for row in csv.DictReader(file) if all(row[name] == cell for name, cell in KEPT.items())]


def diagnostics(golden: Golden) -> Ledger:
    """What weights come to: their spread, and the effective base that they leave."""
    ledger = Ledger(golden.path("03_rake_diagnostics.csv"))
    given = np.array([float(person["weight"]) for person in _people(golden)])
    for at, row in enumerate(ledger.read()):
        case = row["case"].replace("calibrate_raking", "rake").split(" ")[0]
        ran = weighted(golden, case)
        weight = np.array([row["weight"] for row in ran.responses()])
        change = weight / (1.0 if case == "rake_from_one" else given)
        everyone = metrics_of(ran)["everyone", "q_value", "total", "all"]
        deff = everyone["n"] / everyone["n_effective"]
        figures = {
            "n": everyone["n"],
            "sum_w": everyone["n_weighted"],
            "min": weight.min(),
            "p99": np.quantile(weight, 0.99),
            "max": weight.max(),
            "g_min": change.min(),
            "g_max": change.max(),
            "cv2": deff - 1,
            "deff_kish": deff,
            "n_eff": everyone["n_effective"],
            "efficiency": 1 / deff,
        }
        for column, figure in figures.items():
            ledger.hold(at, row, column, float(figure))
    return ledger


def errors(golden: Golden) -> Ledger:
    """Estimates under raked weights: ours where we rake, R's weights as a column where we do not."""
    ledger = Ledger(golden.path("03_rake_se.csv"))
    for at, row in enumerate(ledger.read()):
        mine = metrics_of(weighted(golden, row["case"]))["everyone", row["metric"], "total", "all"]
        ledger.hold(at, row, "estimate", mine["estimate"], EXACT)
        ledger.hold(at, row, "se_weights_as_given", mine["se"], EXACT)
    return ledger


def impossible(golden: Golden) -> Ledger:
    """Targets that cannot be met are refused, also those that R lets pass."""
    ledger = Ledger(golden.path("03_rake_errors.json"))
    shares = targets(golden)
    regions, genders = shares["region"], shares["gender"]
    without_latam = {region: share for region, share in regions.items() if region != "LATAM"}
    cases: dict[str, Shares] = {
        "target_level_absent_from_sample": {"region": {**without_latam, "LATAM": 0.1, "AFRICA": 0.04}},
        "margins_with_different_totals": {"region": regions, "gender": {g: 2 * share for g, share in genders.items()}},
        "sample_level_absent_from_targets": {"region": {r: s / 0.86 for r, s in without_latam.items()}},
    }
    for at, row in enumerate(ledger.read()):
        ledger.hold_said(at, row, "outcome", _is_refused(golden, row["case"], cases[row["case"]]))
    return ledger


def _is_refused(golden: Golden, case: str, rake: Shares) -> bool:
    answers = list(dict.fromkeys([*QUESTIONS["region"]["answers"], *rake["region"]]))
    try:
        consumers(golden, case, {"rake": rake}, region={"at": "region", "answers": answers})
    except Refused as refused:
        return all(REFUSED[case] in reason for reason in refused.reasons)
    return False
