"""The confidence of a study: every interval, test and word follows from it."""

import pages
import pytest
from scipy.stats import binomtest
from scipy.stats import t as student
from telling import POLL, ROLE, SAID, poll, ran, told

import printed
from assets.report.charts import SECTIONS, pictures
from assets.report.page.page import page
from building import built, refusal, table

CONFIDENCES = (90, 95, 99)


@pytest.mark.parametrize("confidence", CONFIDENCES)
def test_intervals_hold_the_truth_as_often_as_the_study_asks(tmp_path, confidence):
    grades = [1] * 10 + [3] * 12 + [5] * 18
    ran = built(
        tmp_path,
        {"poll.csv": table(["id", "q"], [[at, grade] for at, grade in enumerate(grades)])},
        questions={"q": {"at": "q", "numbers": [1, 5]}},
        metrics={"most": {"of": "q", "share": [5]}, "mean": {"of": "q", "mean": True}},
        confidence=confidence,
    )
    share, mean = ran.estimate("most"), ran.estimate("mean")
    known = binomtest(18, 40).proportion_ci(confidence / 100, method="wilson")
    assert (share["n_interval"], share["ci_low"], share["ci_high"]) == pytest.approx((39, *_wilson(39, confidence)))
    assert share["ci_low"] == pytest.approx(known.low, abs=0.01)  # of 40, where the error implies 39
    assert (mean["ci_low"], mean["ci_high"]) == pytest.approx(
        student.interval(confidence / 100, 39, mean["estimate"], mean["se"]), rel=1e-12
    )


def _wilson(n: int, confidence: int) -> tuple[float, float]:
    """The shares that are as far from 45% as chance allows, found by the root of the score itself."""
    from scipy.optimize import brentq
    from scipy.stats import norm

    z = norm.ppf(0.5 + confidence / 200)

    def beyond(truth: float) -> float:
        return (0.45 - truth) ** 2 - z**2 * truth * (1 - truth) / n

    return brentq(beyond, 1e-9, 0.45, xtol=1e-14), brentq(beyond, 0.45, 1 - 1e-9, xtol=1e-14)


@pytest.mark.parametrize(
    ("language", "interval", "level"), [("en", "90% interval", ".10"), ("de", "90-%-Intervall", "0,10")]
)
def test_a_page_says_the_confidence_wherever_it_says_one(tmp_path, language, interval, level):
    sources = {"poll": POLL | {"sampling": "probability"}}
    evidence = told(ran(tmp_path, poll((30, 10), (20, 80)), sources=sources, confidence=90, language=language))
    text = pages.said(pages.read(page(evidence, pictures(evidence))))
    assert interval in text and level in text
    assert "95" not in text.replace(evidence.gaps[0]["provenance_id"], "")


@pytest.fixture(scope="module")
def together(tmp_path_factory):
    """Five gaps that are tested together: one leaves 0 out by itself, the others are none."""
    counts = {"manager": (40, 100), "customer": (26, 100)}
    people = [(role, at < yes, at < 30) for role, (yes, n) in counts.items() for at in range(n)]
    export = table(
        ["id", "role", "said", "other"],
        [[at, role, 2 - said, 2 - other] for at, (role, said, other) in enumerate(people)],
    )
    none = {f"none_{at}": {"metric": "other", "compare": "same"} for at in range(4)}
    return told(
        ran(
            tmp_path_factory.mktemp("together"),
            export,
            questions={"role": ROLE, "said": SAID, "other": SAID | {"at": "other"}},
            metrics={"good": {"of": "said", "share": "yes"}, "other": {"of": "other", "share": "yes"}},
            gaps={"service": {"label": "The service", "metric": "good", "compare": "same"}} | none,
            sources={"poll": POLL | {"sampling": "probability"}},
        )
    )


def test_where_the_adjusted_test_decides_its_interval_is_printed(together):
    (gap,) = (gap for gap in together.said if gap.row["gap"] == "service")
    row, said = gap.row, printed.plus
    assert row["adjusted_low"] < 0 < row["gap_ci_low"] and row["interval_note"] == "leaves_zero_out_adjusted"
    own, adjusted = (
        " to ".join(said(printed.number(end, "share", 0)) for end in ends)
        for ends in ((row["gap_ci_low"], row["gap_ci_high"]), (row["adjusted_low"], row["adjusted_high"]))
    )
    text = pages.said(pages.sections(pages.read(page(together, {name: [] for name in SECTIONS})))["service"])
    assert f"the difference is not clear (interval of that test: {adjusted})" in text
    assert (
        f"95% interval {own}; adjusted for the 5 that are tested together {adjusted}, p {printed.p_value(row)}." in text
    )


def test_a_confidence_that_nobody_uses_is_refused_in_a_sentence(tmp_path):
    said = refusal(tmp_path, {"poll.csv": "id\n1\n"}, confidence=93)
    assert said.endswith("confidence: is 93; write 90, 95 or 99.")
