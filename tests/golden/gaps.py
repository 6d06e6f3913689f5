"""02_gaps.csv and its like: the synthetic study end to end, four designs."""

from pathlib import Path

from golden.ledger import EXACT, Ledger
from golden.survey import surveyed


def gaps(place: Path, shared) -> Ledger:
    """Every gap of every design, wave and segment."""
    ledger = Ledger(shared("golden/02_gaps.csv"))
    rows = ledger.read()
    tables: dict[tuple[str, str], dict] = {}
    for at, row in enumerate(rows):
        key = row["design"], row["wave"]
        if key not in tables:
            ran = surveyed(place, shared("golden/data/study.csv"), *key)
            estimates = {
                (r["group_name"], r["metric"], r["segment"], r["segment_value"]): r
                for r in ran.estimated().to_pylist()
                if r["kind"] == "metric"
            }
            audited = {(r["gap"], r["segment"], r["segment_value"]): r for r in ran.audited()}
            tables[key] = estimates, audited, {(r["gap"], r["segment"], r["segment_value"]): r for r in ran.gaps()}
        estimates, audited, found = tables[key]
        segment = ("total", "all") if row["segment"] == "all" else (row["segment"], row["level"])
        gap = found[row["metric"], *segment]
        sides = {
            short: estimates[group, row["metric"], *segment]
            for short, group in (("exec", "executive"), ("cons", "consumer"))
        }
        for short, side in sides.items():
            for mine, theirs, within in (
                ("n", "n", EXACT),
                ("estimate", "est", EXACT),
                ("se", "se", EXACT),
                ("df", "df", EXACT),
                ("n_effective", "neff", EXACT),
            ):
                ledger.hold(at, row, f"{theirs}_{short}", side[mine], within)
        ledger.hold(at, row, "gap", gap["gap_estimate"], EXACT)
        ledger.hold(at, row, "se_gap", gap["gap_se"], EXACT)
        audit = audited[row["metric"], *segment]
        for mine, theirs in (
            ("covariance", "cov"),
            ("z", "z"),
            ("p_normal", "p_normal"),
            ("wald_low", "ci_z_lo"),
            ("wald_high", "ci_z_hi"),
            ("t", "svyttest_t"),
            ("t_df", "svyttest_df"),
            ("t_p_value", "svyttest_p"),
            ("t_low", "svyttest_lo"),
            ("t_high", "svyttest_hi"),
        ):
            ledger.hold(at, row, theirs, audit[mine])
        clustered = row["design"].startswith("C")
        if row["kind"] == "mean":
            for mine, theirs in (
                ("df", "df_satterthwaite"),
                ("p_value", "p_satterthwaite"),
                ("gap_ci_low", "ci_t_lo"),
                ("gap_ci_high", "ci_t_hi"),
            ):
                ledger.hold(at, row, theirs, gap[mine])
        else:
            ledger.hold(at, row, "cohen_h", gap["effect_size"])
            for mine, theirs in (
                ("executive_n_implied", "nmin_exec"),
                ("consumer_n_implied", "nmin_cons"),
                ("newcombe_low", "newcombe_nmin_lo"),
                ("newcombe_high", "newcombe_nmin_hi"),
                ("newcombe_kish_low", "newcombe_neff_lo"),
                ("newcombe_kish_high", "newcombe_neff_hi"),
                ("score_z", "score_z"),
                ("score_p_value", "score_p"),
            ):
                ledger.hold(at, row, theirs, audit[mine])
            if not clustered:
                for short, side in sides.items():
                    ledger.hold(at, row, f"nmin_{short}", side["n_interval"])
                ledger.hold(at, row, "newcombe_nmin_lo", gap["gap_ci_low"])
                ledger.hold(at, row, "newcombe_nmin_hi", gap["gap_ci_high"])
                if gap["p_value"] is not None:
                    ledger.hold(at, row, "score_p", gap["p_value"])
    return ledger
