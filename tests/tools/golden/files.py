"""Every file of golden figures: what holds it, which of its rows and columns, and why not the others."""

from collections.abc import Callable
from dataclasses import dataclass, field

from golden import designs, gaps, plain, raking, schools, waves
from golden.ledger import Ledger
from golden.survey import Golden

OTHER_INTERVALS = "other intervals of a share; ours are Wilson's on the effective base"
OTHER_ADJUSTMENTS = "other adjustments; ours is Benjamini and Hochberg's"
SHARES_HAVE_OTHERS = "of a share; it has Wilson's and Newcombe's interval and the score test"
NOT_USED = "not used"


@dataclass(frozen=True)
class File:
    """One file of golden figures. Columns stand as words with blanks between, right of them the reason."""

    name: str
    rows: int
    """How many rows must be held."""
    by: str = ""
    """The columns that say what a row is about."""
    hold: Callable[[Golden], Ledger] | None = None
    other_rows: str = ""
    """Why the other rows are not held."""
    other_columns: dict[str, str] = field(default_factory=dict)
    in_part: dict[str, str] = field(default_factory=dict)
    """Columns that have figures which are not held, in rows of which something is."""

    def faults(self, ledger: Ledger) -> list[str]:
        """What is neither held nor named, or named and held all the same."""
        rows = ledger.read()
        found = [] if len(ledger.rows) == self.rows else [f"{len(ledger.rows)} rows are held and {self.rows} should be"]
        if bool(self.other_rows) != (self.rows < len(rows)):
            found.append(f"{len(rows) - self.rows} rows are not held, and the reason is {self.other_rows!r}")
        named = [*self.by.split(), *_words(self.other_columns)]
        for column in rows[0]:
            if (column in ledger.columns) == (column in named):
                found.append(f"{column} is {'held and named' if column in named else 'neither held nor named'}")
        in_part = {column for column in ledger.columns if _left(ledger, rows, column)}
        for column in in_part ^ _words(self.in_part):
            found.append(f"{column} is {'held in part and not' if column in in_part else 'not in part, and'} named so")
        found += [f"there is no column {column}" for column in named if column not in rows[0]]
        return [f"{self.name}: {fault}" for fault in found]

    def report(self, ledger: Ledger | None) -> str:
        """What is held and how closely, and what is not."""
        lines = [ledger.summary() if ledger else f"{self.name}: no row"]
        lines += [f"    rows not held: {self.other_rows}"] if self.other_rows else []
        lines += [f"    held in part: {columns} ({why})" for columns, why in self.in_part.items()]
        lines += [f"    not held: {columns} ({why})" for columns, why in self.other_columns.items()]
        return "\n".join(lines)


def _words(columns: dict[str, str]) -> set[str]:
    return {word for words in columns for word in words.split()}


def _left(ledger: Ledger, rows: list[dict[str, str]], column: str) -> bool:
    """Whether a row of which something is held has a figure in `column` that is not."""
    return any(rows[at][column] not in ("NA", "NaN") for at in ledger.rows - ledger.columns[column].rows)


FILES = [
    File(
        "01_estimates.csv",
        168,
        "design kind variable by level",
        schools.estimates,
        other_columns={
            "ci_z_lo ci_z_hi": "the normal interval; ours of a mean is Student's",
            "deff_replace deff_wor": "n_eff_design and deff_kish say the same in respondents",
            "logit_lo logit_hi xlogit_lo xlogit_hi beta_lo beta_hi asin_lo asin_hi": OTHER_INTERVALS,
        },
        in_part={"ci_t_lo ci_t_hi": SHARES_HAVE_OTHERS},
    ),
    File(
        "01_category_shares.csv",
        3,
        "design category",
        schools.distribution,
        other_rows="the clustered sample of schools is not among the data",
        other_columns={"deff total_se": "no totals, and no design effect of a share, are estimated"},
    ),
    File(
        "02_gaps.csv",
        1360,
        "design wave segment level metric kind",
        gaps.gaps,
        other_columns={"mover_logit_lo mover_logit_hi mover_beta_lo mover_beta_hi": OTHER_INTERVALS},
        in_part={"df_satterthwaite p_satterthwaite ci_t_lo ci_t_hi": SHARES_HAVE_OTHERS},
    ),
    File(
        "02_padjust.csv",
        29,
        "i p",
        gaps.adjusted,
        other_columns={"holm bonferroni BY hochberg hommel": OTHER_ADJUSTMENTS},
    ),
    File(
        "02_padjust_family.csv",
        68,
        "level metric",
        gaps.adjusted_family,
        other_columns={"p_holm p_bonferroni p_BY p_hochberg": OTHER_ADJUSTMENTS},
    ),
    File("02_trends.csv", 180, "design segment level metric", waves.changes),
    File("02_segment_vs_rest.csv", 16, "audience region metric", gaps.segments),
    File("02_rao_scott.csv", 0, other_rows="distributions are not tested as a whole; each share and mean is"),
    File(
        "02_multiresponse.csv",
        72,
        "design wave audience option",
        gaps.choices,
        other_columns={"mean_mentions mean_mentions_se": "how many options are chosen is no metric"},
    ),
    File("02_within_audience_items.csv", 4, "design audience", gaps.items, other_columns={"cov": "within the error"}),
    File(
        "03_rake_weights.csv",
        3600,
        "resp_id",
        raking.weights,
        other_columns={
            "rake_trim_once rake_trim_strict rake_trim_cycle": "R spreads the excess equally, we in proportion",
            "calibrate_logit_bounds_0.8_1.4 calibrate_linear_greg": "other calibrations; ours is raking",
        },
    ),
    File(
        "03_rake_diagnostics.csv",
        9,
        "case",
        raking.diagnostics,
        other_columns={"margin_maxabs": "rounding itself"},
    ),
    File(
        "03_rake_se.csv",
        15,
        "case metric",
        raking.errors,
        other_columns={"se_calibration_aware": "weights are taken as given, which errs to the safe side"},
    ),
    File("03_rake_errors.json", 3, "case", raking.impossible),
    File(
        "04_unweighted_two_proportions.csv",
        10,
        "x1 n1 x2 n2",
        plain.two_shares,
        other_columns={
            "se_unpooled z_unpooled p_unpooled wald_lo wald_hi": "ours have n - 1",
            "se_pooled min_expected": "within the score test",
            "newcombe_cc_lo newcombe_cc_hi agresti_caffo_lo agresti_caffo_hi": OTHER_INTERVALS,
            "miettinen_nurminen_lo miettinen_nurminen_hi": OTHER_INTERVALS,
            "clopper1_lo clopper1_hi clopper2_lo clopper2_hi": OTHER_INTERVALS,
            "chisq_yates chisq_yates_p": "corrected for continuity; the score test is not",
            "fisher_or fisher_or_lo fisher_or_hi risk_ratio odds_ratio log_or_haldane": "gaps are no ratios",
        },
        in_part={"diff se_unpooled_nminus1": "a base below ten is withheld"},
    ),
    File(
        "04_unweighted_means.csv",
        1,
        "case",
        plain.two_means,
        other_columns={
            "cohen_d hedges_g_exact": "the effect size is Hedges' g by its usual approximation",
            "mann_whitney_W mw_p cliffs_delta": "means are compared, not ranks",
        },
    ),
    File(
        "05_nps.csv",
        20,
        "audience wave region",
        plain.promoter_scores,
        other_columns={"se_kish_approx se_textbook_n": "approximations of the error that is held"},
    ),
    File(
        "05_rank_correlation.csv",
        5,
        "case",
        plain.ranks,
        other_columns={
            "spearman_p_exact spearman_p_t kendall_p_exact kendall_p_normal": "an agreement is shown, not tested",
            "pearson": NOT_USED,
        },
        in_part={"spearman_rho kendall_tau_b": "below five common options nothing is said"},
    ),
    File("06_fpc.csv", 40, "design level metric", designs.finite_populations),
    File("06_fpc_census.csv", 2, "case", designs.censuses),
    File("07_domain_vs_filter.csv", 0, other_rows="its sample is not among the data; 05_nps.csv is filtered first too"),
    File(
        "07_extreme_by_hand.csv",
        2,
        "p",
        designs.by_hand,
        other_columns={"clopper_neff_lo clopper_neff_hi": OTHER_INTERVALS},
    ),
    File(
        "07_extreme_proportions.csv",
        30,
        "case method",
        designs.extremes,
        other_columns={"lo hi error": OTHER_INTERVALS},
    ),
    File(
        "07_lonely_psu.csv",
        14,
        "lonely_psu adjust_domain_lonely domain",
        designs.lonely_units,
        other_rows=(
            "what is lonely in a domain alone is not adjusted (TRUE); without a rule we refuse the study, "
            "also where a domain leaves the lonely stratum out"
        ),
    ),
    File(
        "07_zero_weights.csv",
        1,
        "case",
        designs.zero_weights,
        other_rows="respondents with weight 0 are excluded, never kept in the size of the sample",
    ),
    File("08_panel_overlap.csv", 8, "metric region", waves.overlap),
]
