"""04_*, 05_*: counts without weights, samples of their own, and ranks."""

import csv

import pyarrow as pa

from assets.estimates.intervals import (
    cohen_h,
    difference_of_shares,
    fisher_exact,
    normal_test,
    pooled_z,
    wilson,
)
from assets.summary.priority_ranking import priority_ranking
from building import ORIGIN, WAVE, run, write_study
from golden.gaps import SIDES
from golden.ledger import EXACT, Ledger
from golden.survey import AUDIENCES, METRICS, QUESTIONS, Golden, gaps_of, metrics_of, source
from schemas.study import load_study


def two_shares(golden: Golden) -> Ledger:
    """Hits of two bases, as published figures of a study and by the functions behind them."""
    ledger = Ledger(golden.path("04_unweighted_two_proportions.csv"))
    rows = ledger.read()
    cases = [f"case_{at}" for at in range(len(rows))]
    lines = ["group,metric,figure,base,documents,note"]
    for case, row in zip(cases, rows, strict=True):
        for number, group in enumerate(SIDES.values(), start=1):
            lines.append(f"{group},{case},{row[f'x{number}']} of {row[f'n{number}']},,,")
    ran = golden.ran(
        "two_shares",
        "\n".join(lines).encode(),
        sources={"press": {"kind": "reported", "files": "data.csv", "sampling": "probability"}},
        groups={group: {"source": "press"} for group in SIDES.values()},
        questions={case: {"answers": ["yes", "no"]} for case in cases},
        metrics={case: {"of": case, "top": 1} for case in cases},
        gaps={case: {"metric": case, "compare": "same"} for case in cases},
    )
    gaps, audited = gaps_of(ran.gaps()), gaps_of(ran.audited())
    for at, (case, row) in enumerate(zip(cases, rows, strict=True)):
        for column, found in _of_counts(*(int(row[name]) for name in ("x1", "n1", "x2", "n2"))).items():
            ledger.hold(at, row, column, found)
        gap, audit = gaps[case, "total", "all"], audited.get((case, "total", "all"))
        if audit:  # no base below ten is shown
            ledger.hold(at, row, "diff", gap["gap_estimate"], EXACT)
            ledger.hold(at, row, "se_unpooled_nminus1", gap["gap_se"], EXACT)
            ledger.hold(at, row, "cohen_h", gap["effect_size"])
            ledger.hold(at, row, "newcombe_lo", audit["newcombe_unweighted_low"])
            ledger.hold(at, row, "newcombe_hi", audit["newcombe_unweighted_high"])
            if min(int(row["n1"]), int(row["n2"])) < 50:
                ledger.hold(at, row, "fisher_p", audit["fisher_p_value"])
    return ledger


def _of_counts(hits: int, n: int, other_hits: int, m: int) -> dict[str, float | None]:
    """Intervals and tests of two shares by R's names."""
    p, q = hits / n, other_hits / m
    one, other = wilson(p, n, 0.05), wilson(q, m, 0.05)
    low, high = difference_of_shares((p, *one), (q, *other))
    z = float(pooled_z(p, n, q, m)) if 0 < hits + other_hits < n + m else None
    found: dict[str, float | None] = {"p1": p, "p2": q, "z_pooled": z, "newcombe_lo": low, "newcombe_hi": high}
    found |= dict(zip(("wilson1_lo", "wilson1_hi", "wilson2_lo", "wilson2_hi"), (*one, *other), strict=True))
    found["p_pooled"] = found["chisq_p"] = None if z is None else float(normal_test(z))
    found["chisq"] = None if z is None else z * z
    found["fisher_p"] = fisher_exact(hits, n, other_hits, m)
    return found | {"cohen_h": cohen_h(p, q)}


def two_means(golden: Golden) -> Ledger:
    """The unweighted gap of two means whose sides are samples of their own: Welch's test."""
    ledger = Ledger(golden.path("04_unweighted_means.csv"))
    part = {"region": "LATAM", "wave": "1", "q_trust": list("12345")}
    ran = golden.ran(
        "two_means",
        "study.csv",
        sources={mine: source(respondent="resp_id", rows={"audience": r, **part}) for r, mine in AUDIENCES.items()},
        groups={side: {"source": side} for side in SIDES.values()},
        questions={"q_trust": {**QUESTIONS["q_trust"], "at": dict.fromkeys(SIDES.values(), "q_trust")}},
        metrics={"q_trust": METRICS["q_trust"]},
        gaps={"q_trust": {"metric": "q_trust", "compare": "same"}},
    )
    gap, audit = ran.gaps()[0], ran.audited()[0]
    estimates = metrics_of(ran)
    for at, row in enumerate(ledger.read()):
        for number, side in enumerate(SIDES.values(), start=1):
            mine = estimates[side, "q_trust", "total", "all"]
            for theirs, name in (("n", "n"), ("m", "estimate"), ("sd", "sd")):
                ledger.hold(at, row, f"{theirs}{number}", mine[name], EXACT)
        for theirs, name in (("welch_df", "df"), ("welch_p", "p_value"), ("hedges_g_approx", "effect_size")):
            ledger.hold(at, row, theirs, gap[name])
        ledger.hold(at, row, "welch_t", audit["t"])
        ledger.hold(at, row, "ci_lo", gap["gap_ci_low"])
        ledger.hold(at, row, "ci_hi", gap["gap_ci_high"])
    return ledger


def promoter_scores(golden: Golden) -> Ledger:
    """Net promoter scores of groups that R takes for samples of their own: a source each, filtered before."""
    ledger = Ledger(golden.path("05_nps.csv"))
    rows = ledger.read()
    regions = list(dict.fromkeys(row["region"] for row in rows))
    names = {(r, region): f"{r}_{region.strip('()').lower()}" for r in AUDIENCES for region in regions}
    answered = {"nps": [str(number) for number in range(11)]}
    waves = {"column": "wave", "cells": {"1": "1", "2": "2"}}
    scores = {name: METRICS[name] for name in ("nps_score", "promoter", "detractor")}
    first = golden.ran(
        "promoter_scores",
        "study.csv",
        "1",
        waves={"1": {}, "2": {}},
        sources={
            name: source(
                respondent="resp_id",
                weight="weight",
                wave=waves,
                rows={"audience": r, **answered, **({} if region == "(all)" else {"region": region})},
            )
            for (r, region), name in names.items()
        },
        groups={name: {"source": name} for name in names.values()},
        questions={"nps": {**QUESTIONS["nps"], "at": dict.fromkeys(names.values(), "nps")}},
        metrics={**scores, "plain": {**scores["nps_score"], "weight": "none"}},
    )
    found = {ran.wave: metrics_of(ran) for ran in (first, run(first.folder, "2"))}
    for at, row in enumerate(rows):
        group = names[row["audience"], row["region"]]
        mine = {name: found[row["wave"]][group, name, "total", "all"] for name in (*scores, "plain")}
        score, plain = mine["nps_score"], mine["plain"]
        for theirs, figure in (("nps", score["estimate"]), ("se", score["se"]), ("se_contrast", score["se"])):
            ledger.hold(at, row, theirs, figure, EXACT)
        for theirs, name in (("n", "n"), ("n_eff", "n_effective"), ("df", "df"), ("sc", "ci_low"), ("sc.1", "ci_high")):
            ledger.hold(at, row, theirs, score[name])
        ledger.hold(at, row, "promoters", mine["promoter"]["estimate"], EXACT)
        ledger.hold(at, row, "detractors", mine["detractor"]["estimate"], EXACT)
        ledger.hold(at, row, "nps_unweighted", plain["estimate"], EXACT)
        ledger.hold(at, row, "se_unweighted", plain["se"], EXACT)
    return ledger


def ranks(golden: Golden) -> Ledger:
    """How far two orders agree, from the shares of their options. Below five common options nothing is said."""
    ledger = Ledger(golden.path("05_rank_correlation.csv"))
    vectors: dict[str, list[dict[str, str]]] = {}
    with golden.path("data/rank_vectors.csv").open(newline="") as file:
        for row in csv.DictReader(file):
            vectors.setdefault(row["case"], []).append(row)
    for at, row in enumerate(ledger.read()):
        found = _ranking(golden, row["case"], vectors[row["case"]])
        ledger.hold(at, row, "n", found[0]["common_options"])
        shifts = [abs(option["rank_shift"]) for option in found]
        ledger.hold(at, row, "mean_abs_rank_shift", sum(shifts) / len(shifts))
        if len(found) >= 5:
            ledger.hold(at, row, "spearman_rho", found[0]["spearman"])
            ledger.hold(at, row, "kendall_tau_b", found[0]["kendall"])
    return ledger


def _ranking(golden: Golden, case: str, items: list[dict[str, str]]) -> list[dict]:
    """The ranking of options whose shares fall as R's vectors rise."""
    options = {f"o{item['item']}": {} for item in items}
    folder = write_study(
        golden.place / f"ranks_{case}",
        sources={"poll": source()},
        groups={side: {"source": "poll"} for side in SIDES.values()},
        questions={side: {"options": {option: option for option in options}} for side in SIDES.values()},
        priorities={"order": {side: side for side in SIDES.values()}},
    )
    answers = [
        {"kind": "answer", "segment": "total", "segment_value": "all", "group_name": side, "question": side,
         "option": option, "answer": "selected", "estimate": 1 - float(item[short]) / 100, "n": 40}
        for short, side in SIDES.items() for option, item in zip(options, items, strict=True)
    ]  # fmt: skip
    return priority_ranking(load_study(folder), WAVE, pa.Table.from_pylist(answers), ORIGIN).to_pylist()
