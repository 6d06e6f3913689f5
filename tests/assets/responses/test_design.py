"""The sampling design: what is refused before anybody estimates from it."""

import pytest

from building import POLL, built, refusal, rows

QUESTION = {"questions": {"q": {"at": "q", "answers": ["y", "n"]}}, "metrics": {"m": {"of": "q", "top": 1}}}
HEADER = "id,q,st,st2,firm"
LINES = [
    "1,y,a,1,f1", "2,n,a,1,f1", "3,y,a,1,f2", "4,n,b,1,f3", "5,y,b,1,f3", "6,y,b,1,f4", "7,n,b,1,f4", "8,y,c,1,f5",
    "9,n,c,1,f5", "10,y,c,1,f6", "11,y,a,1,f2", "12,n,b,1,f4",
]  # fmt: skip


def source(**design: object) -> dict:
    return {"sources": {"poll": {**POLL, **design}}, **QUESTION}


def test_strata_and_clusters_are_kept_with_each_respondent(tmp_path):
    run = built(tmp_path, {"poll.csv": rows(HEADER, *LINES)}, **source(strata=["st", "st2"], cluster="firm"))
    kept = run.responses()
    assert [row["stratum"] for row in kept[:4]] == ["a / 1", "a / 1", "a / 1", "b / 1"]
    assert kept[0]["cluster"] == kept[1]["cluster"] != kept[2]["cluster"]


@pytest.mark.parametrize(
    ("lines", "design", "said"),
    [
        ([*LINES, "13,y,d,1,f7"], {"strata": "st"}, "strata d have only one sampling unit"),
        (
            [*LINES, "13,y,d,1,f7", "14,y,d,1,f7"],
            {"strata": "st", "cluster": "firm"},
            "strata d have only one sampling unit",
        ),
        ([f"{n},y,a,1,f1" for n in range(12)], {"cluster": "firm"}, "all respondents are of one cluster"),
        (LINES, {"strata": "st", "population": {"a": 50, "b": 50}}, "stratum 'c' has no population"),
        (LINES, {"strata": "st", "population": {"a": 2, "b": 50, "c": 50}}, "cannot come from a population of 2"),
        (LINES, {"population": 11}, "12 sampling units cannot come from a population of 11"),
        ([*LINES, "13,y,,1,f1"], {"strata": "st"}, "row 14, column st: the respondent has no stratum"),
        ([*LINES, "13,y,a,1, "], {"cluster": "firm"}, "row 14, column firm: the respondent has no cluster"),
        (LINES, {"strata": "st", "population": 100}, "give population by stratum"),
        (LINES, {"population": {"a": 100}}, "has no strata"),
        (LINES, {"sampling": "opt_in", "population": 100}, "a finite population corrects random samples"),
        (LINES, {"single_psu": "adjust"}, "single_psu is about strata"),
        (LINES, {"strata": "elsewhere"}, "elsewhere"),
    ],
)
def test_a_design_that_tells_no_error_is_refused_in_a_sentence(tmp_path, lines, design, said):
    assert said in refusal(tmp_path, {"poll.csv": rows(HEADER, *lines)}, **source(**design))


def test_a_lone_unit_is_counted_as_the_study_says(tmp_path):
    lines = [*LINES, "13,n,d,1,f7"]
    se = {}
    for rule in ("certainty", "adjust", "average"):
        run = built(tmp_path / rule, {"poll.csv": rows(HEADER, *lines)}, **source(strata="st", single_psu=rule))
        se[rule] = run.estimate("m")["se"]
    assert se["certainty"] < se["adjust"]
    assert se["average"] == pytest.approx(se["certainty"] * (4 / 3) ** 0.5, rel=1e-12)


def test_a_domain_of_one_cluster_has_no_interval_rather_than_one_without_width(tmp_path):
    lines = [f"{n},{'yn'[n % 2]},a,1,f{n // 15}" for n in range(60)]
    parts = source(cluster="firm")
    parts["questions"] = QUESTION["questions"] | {"firm": {"at": "firm", "answers": ["f0", "f1", "f2", "f3"]}}
    parts["segments"] = {"firm": {"of": "firm"}}
    run = built(tmp_path, {"poll.csv": rows(HEADER, *lines)}, **parts)
    row = run.estimate("m", "everyone", "firm", "f0")
    assert (row["n"], row["se"], row["ci_low"], row["df"]) == (15, None, None, None)


def test_respondents_without_weight_are_no_sampling_units(tmp_path):
    """Rows of weight 0 are left out before strata are counted."""
    header, lines = HEADER + ",w", [f"{line},1" for line in LINES]
    weighed = source(strata="st", weight="w")
    with_zeros = built(tmp_path / "a", {"poll.csv": rows(header, *lines, "13,y,a,1,f1,0")}, **weighed)
    without = built(tmp_path / "b", {"poll.csv": rows(header, *lines)}, **weighed)
    assert with_zeros.estimate("m")["se"] == without.estimate("m")["se"]
    assert with_zeros.accounts[0].excluded == {"weight is 0": 1}
