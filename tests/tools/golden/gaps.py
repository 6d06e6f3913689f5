"""02_gaps.csv and its like: the synthetic study end to end, four designs."""

from itertools import groupby

import numpy as np

from assets.contrasts.segments import REST, segment_contrast
from assets.estimates.difference import difference
from assets.estimates.families import adjust
from assets.estimates.intervals import satterthwaite, student_test
from building import ORIGIN
from golden.ledger import EXACT, Ledger, Row
from golden.survey import AUDIENCES, Golden, Rows, gaps_of, metrics_of, segment_of

SIDES = {"exec": "executive", "cons": "consumer"}
"""How R's columns call the sides."""

SIDE = {"n": "n", "est": "estimate", "se": "se", "df": "df", "neff": "n_effective"}
AUDIT = {
    "cov": "covariance",
    "z": "z",
    "p_normal": "p_normal",
    "ci_z_lo": "wald_low",
    "ci_z_hi": "wald_high",
    "svyttest_t": "t",
    "svyttest_df": "t_df",
    "svyttest_p": "t_p_value",
    "svyttest_lo": "t_low",
    "svyttest_hi": "t_high",
}
MEANS = {
    "df_satterthwaite": "df",
    "p_satterthwaite": "p_value",
    "ci_t_lo": "gap_ci_low",
    "ci_t_hi": "gap_ci_high",
}
SHARES = {
    "nmin_exec": "executive_n_implied",
    "nmin_cons": "consumer_n_implied",
    "newcombe_nmin_lo": "newcombe_low",
    "newcombe_nmin_hi": "newcombe_high",
    "newcombe_neff_lo": "newcombe_kish_low",
    "newcombe_neff_hi": "newcombe_kish_high",
    "score_z": "score_z",
    "score_p": "score_p_value",
}


def gaps(golden: Golden) -> Ledger:
    """Every gap of every design, wave and segment."""
    ledger = Ledger(golden.path("02_gaps.csv"))
    for (design, wave), rows in groupby(enumerate(ledger.read()), lambda found: (found[1]["design"], found[1]["wave"])):
        ran = golden.surveyed(design, wave)
        estimates, audited, found = metrics_of(ran), gaps_of(ran.audited()), gaps_of(ran.gaps())
        for at, row in rows:
            key = row["metric"], *segment_of(row)
            sides = {short: estimates[group, *key] for short, group in SIDES.items()}
            _hold_sides(ledger, at, row, sides)
            ledger.hold(at, row, "gap", found[key]["gap_estimate"], EXACT)
            ledger.hold(at, row, "se_gap", found[key]["gap_se"], EXACT)
            _hold_all(ledger, at, row, AUDIT, audited[key])
            if row["kind"] == "mean":
                _hold_all(ledger, at, row, MEANS, found[key])
            else:
                _hold_share(ledger, at, row, found[key], audited[key])
    return ledger


def _hold_sides(ledger: Ledger, at: int, row: Row, sides: Rows) -> None:
    for short, side in sides.items():
        for theirs, mine in SIDE.items():
            ledger.hold(at, row, f"{theirs}_{short}", side[mine], EXACT)
        ledger.hold(at, row, f"constant_{short}", float(side["sd"] == 0))


def _hold_share(ledger: Ledger, at: int, row: Row, gap: dict, audit: dict) -> None:
    """R's interval and test on the implied bases are in the audit; weights and clusters take more from our own."""
    ledger.hold(at, row, "cohen_h", gap["effect_size"])
    _hold_all(ledger, at, row, SHARES, audit)


def _hold_all(ledger: Ledger, at: int, row: Row, columns: dict[str, str], found: dict) -> None:
    for theirs, mine in columns.items():
        ledger.hold(at, row, theirs, found[mine])


def adjusted(golden: Golden) -> Ledger:
    """p-values adjusted within a family, ties and missing ones among them."""
    ledger = Ledger(golden.path("02_padjust.csv"))
    _hold_adjusted(ledger, ledger.read(), "BH")
    return ledger


def adjusted_family(golden: Golden) -> Ledger:
    """The regions' gaps of one wave as one family, from the study to the adjusted p-values."""
    ledger = Ledger(golden.path("02_padjust_family.csv"))
    ran = golden.surveyed("A_strata_audience", "2")
    estimates, found = metrics_of(ran), gaps_of(ran.gaps())
    for at, row in enumerate(ledger.read()):
        key = row["metric"], "region", row["level"]
        gap = found[key]
        a, b = (estimates[group, *key] for group in SIDES.values())
        df = satterthwaite(a["se"], a["df"], b["se"], b["df"])
        p = float(student_test(gap["gap_estimate"], gap["gap_se"], df))
        ledger.hold(at, row, "gap", gap["gap_estimate"], EXACT)
        ledger.hold(at, row, "p", None if np.isnan(p) else p)
    _hold_adjusted(ledger, ledger.read(), "p_BH")
    return ledger


def _hold_adjusted(ledger: Ledger, rows: list[Row], column: str) -> None:
    family = [{"p_value": None if row["p"] == "NA" else float(row["p"]), "reliability": "ok"} for row in rows]
    adjust(family, lambda _: "all", 0.05)
    for at, (row, found) in enumerate(zip(rows, family, strict=True)):
        ledger.hold(at, row, column, found.get("p_adjusted"))


def choices(golden: Golden) -> Ledger:
    """The share of respondents who chose each option of a question that allows several."""
    ledger = Ledger(golden.path("02_multiresponse.csv"))
    for at, row in enumerate(ledger.read()):
        group = AUDIENCES[row["audience"]]
        found = metrics_of(golden.surveyed(row["design"], row["wave"]))[group, row["option"], "total", "all"]
        ledger.hold(at, row, "base_n", found["n"])
        ledger.hold(at, row, "share_resp", found["estimate"], EXACT)
        ledger.hold(at, row, "share_resp_se", found["se"], EXACT)
        of_mentions = metrics_of(golden.surveyed(row["design"], row["wave"]))[
            group, f"{row['option']}_of_mentions", "total", "all"
        ]
        ledger.hold(at, row, "share_mentions", of_mentions["estimate"], EXACT)
        ledger.hold(at, row, "share_mentions_se", of_mentions["se"], EXACT)
    return ledger


def items(golden: Golden) -> Ledger:
    """One option less another in the same respondents, with their covariance (wave 2)."""
    ledger = Ledger(golden.path("02_within_audience_items.csv"))
    for at, row in enumerate(ledger.read()):
        found = metrics_of(golden.surveyed(row["design"], "2"))[
            AUDIENCES[row["audience"]], "ch_1_less_ch_2", "total", "all"
        ]
        ledger.hold(at, row, "diff_ch1_ch2", found["estimate"], EXACT)
        ledger.hold(at, row, "se", found["se"], EXACT)
    return ledger


def segments(golden: Golden) -> Ledger:
    """Each region against the rest and against the total, of which it is a part (wave 2, strata by audience)."""
    ledger = Ledger(golden.path("02_segment_vs_rest.csv"))
    ran = golden.surveyed("A_strata_audience", "2")
    estimates, joint = metrics_of(ran), ran.joint()
    against_rest = {
        (row["group_name"], row["metric"], row["segment_value"]): row
        for row in segment_contrast(ran.study, ran.wave, ran.samples, ORIGIN).to_pylist()
        if row["segment"] == "region" and row["against"] == REST
    }
    for at, row in enumerate(ledger.read()):
        group, metric, region = AUDIENCES[row["audience"]], row["metric"], row["region"]
        rest = against_rest[group, metric, region]
        part, whole = (estimates[group, metric, *where] for where in (("region", region), ("total", "all")))
        total = difference(part, whole, ran.study.alpha, joint.covariance(part, whole))
        for name, found in (("rest", (rest["difference"], rest["se"])), ("total", (total["estimate"], total["se"]))):
            ledger.hold(at, row, f"seg_minus_{name}", found[0], EXACT)
            ledger.hold(at, row, f"seg_minus_{name}_se", found[1], EXACT)
    return ledger
