"""Real exports end to end: their published figures, and what R's survey package makes of the same data.

The exports and `expected.json` are not part of this project and are read from the shared folder. Figures that were not
published were computed there independently of this pipeline.
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from shutil import copyfile

import pyarrow.parquet as pq
import pytest

from schemas.study import load_study

HERE = Path(__file__).parent
WAVES = {"ospo-2024": "2024", "ospo-2024-text": "2024", "nonvoters-2020": "2020", "star-wars-2014": "2014"}
TWIN = {"ospo-2024-text": "ospo-2024"}
"""A study of another export of the same respondents: its files and its expected figures are those of the other."""
Z95 = 1.959964

# Where each figure of expected.json stands in the estimates.


@dataclass(frozen=True)
class Figure:
    """A metric of a group, or the answer (or option) of a question that alone has these words in its name."""

    group: str
    metric: str | None = None
    question: str | None = None
    words: str = ""
    unweighted: str | None = None
    """The metric that is the same figure without weights, where the study has one."""

    def row(self, rows: list[dict]) -> dict:
        """The row of the estimates that is this figure; there must be one."""
        total = [
            row
            for row in rows
            if (row["segment"], row["segment_value"], row["group_name"]) == ("total", "all", self.group)
        ]
        if self.metric:
            return the_one([row for row in total if (row["kind"], row["metric"]) == ("metric", self.metric)])
        answers = [row for row in total if (row["kind"], row["question"]) == ("answer", self.question)]
        return the_one([row for row in answers if self.words in (row["option"] or row["answer"])])


def the_one(rows: list[dict]) -> dict:
    assert len(rows) == 1, f"{len(rows)} rows instead of one: {rows}"
    return rows[0]


OSPO_ANSWERS = {
    "q1": [
        "Using open source code in products",
        "Contributing to upstream",
        "Collaborating with peers",
        "Initiating or releasing",
        "Influencing",
    ],
    "q3": [
        "Developer / Software",
        "IT Management",
        "Other IT",
        "Senior / Executive",
        "Community",
        "Security",
        "Other (please",
    ],
    "q4": ["1 to 10", "11 to 49", "50 to 249", "250 to 999", "1,000 to", "10,000 to", "20,000", "Don't know"],
    "q12": ["it is formally structured", "informally", "planning"],
    "q9": ["openly encouraged", "required by the open", "not permitted"],
    "q7c": ["Very frequently", "Frequently", "Sometimes", "Rarely", "Never"],
}
OSPO_METRICS = ["has_ospo", "commercial_products_freq", "contribution_openly_encouraged", "policy_upstream_freq"]
OSPO_GROUPS = {"management": "executive", "developers": "consumer"}
VOTERS = {"always": "executive", "sporadic": "sporadic", "rarely/never": "consumer"}
VOTER_METRICS = {"Q4_1_impact_significant_or_somewhat": "impact", "Q5_matters": "matters"}
VOTER_SHARES = {"always": "share_always", "sporadic": "share_sporadic", "rarely/never": "share_rarely_never"}
REASONS = {
    "Q29_1": "did not like any of the candidates",
    "Q29_2": "where I live my vote does not matter",
    "Q29_3": "nothing will change",
    "Q29_4": "too broken",
    "Q29_5": "no time",
    "Q29_6": "not sure if I can vote",
    "Q29_7": "nobody talks about my issues",
    "Q29_8": "all the candidates are the same",
    "Q29_9": "do not believe in voting",
    "Q29_10": "other",
}
FILMS = {
    "I": "The Phantom Menace",
    "II": "Attack of the Clones",
    "III": "Revenge of the Sith",
    "IV": "A New Hope",
    "V": "The Empire Strikes Back",
    "VI": "Return of the Jedi",
}
CHARACTERS = {
    "Luke": "luke",
    "Han": "han",
    "Leia": "leia",
    "Obi-Wan": "obi_wan",
    "Yoda": "yoda",
    "R2D2": "r2d2",
    "C3PO": "c3po",
    "Vader": "vader",
    "JarJar": "jar_jar",
}

FIGURES: dict[str, dict[str, Figure]] = {
    "ospo-2024": {
        **{
            f"{q}|{words}": Figure("everyone", None, q, words)
            for q, answers in OSPO_ANSWERS.items()
            for words in answers
        },
        **{f"{name}|{who}": Figure(group, name) for name in OSPO_METRICS for who, group in OSPO_GROUPS.items()},
        "q3_management_share": Figure("everyone", "q3_management_share"),
    },
    "nonvoters-2020": {
        **{
            f"{name}|{who}": Figure(group, metric, unweighted=f"{metric}_unweighted")
            for name, metric in VOTER_METRICS.items()
            for who, group in VOTERS.items()
        },
        "Q18_8_line_over_hour|sporadic": Figure("sporadic", "line_over_hour"),
        "Q18_8_line_over_hour|rarely/never": Figure("consumer", "line_over_hour"),
        **{f"{column}|asked": Figure("everyone", None, "q29", words) for column, words in REASONS.items()},
        **{
            f"share_{who}|weighted": Figure("everyone", None, "voter", who, share)
            for who, share in VOTER_SHARES.items()
        },
        **{f"share_{who}|UNWEIGHTED": Figure("everyone", share) for who, share in VOTER_SHARES.items()},
    },
    "star-wars-2014": {
        **{
            f"seen_{film}": Figure("everyone", None, "seen", f"{film}: {FILMS[film]}")
            for film in ("I", "IV", "V", "VI")
        },
        **{f"favourite_{film}": Figure("fans", f"favourite_{at}") for at, film in enumerate(FILMS, start=1)},
        **{f"shot_first_{who}": Figure("everyone", None, "shot_first", who) for who in ("Han", "Greedo", "I don'")},
        **{f"favourable_{who}": Figure("everyone", metric) for who, metric in CHARACTERS.items()},
        "shot_first_Han|men": Figure("executive", "han_first"),
        "shot_first_Han|women": Figure("consumer", "han_first"),
    },
}
FIGURES |= {study: FIGURES[twin] for study, twin in TWIN.items()}
GAPS: dict[str, dict[str, str]] = {
    "ospo-2024": {f"{metric}_gap": metric for metric in OSPO_METRICS},
    "nonvoters-2020": {"impact_always_vs_never": "impact", "matters_always_vs_never": "matters"},
    "star-wars-2014": {"han_men_women": "han_first"},
}
GAPS |= {study: GAPS[twin] for study, twin in TWIN.items()}


@pytest.fixture(scope="module")
def expected(shared):
    """The expected figures of a study, by id: `expected(study)["checks"][id]`."""

    @cache
    def read(study: str) -> dict[str, dict[str, dict]]:
        figures = json.loads((shared(f"real/{TWIN.get(study, study)}") / "expected.json").read_text(encoding="utf-8"))
        return {part: {entry["id"]: entry for entry in figures[part]} for part in ("checks", "gaps")}

    return read


@pytest.fixture(scope="module")
def published(shared, run_gap, tmp_path_factory):
    """The rows of a table that a run over the real export published: `published(study, "estimates")`."""

    @cache
    def run(study: str):
        exports, folder = shared(f"real/{TWIN.get(study, study)}"), tmp_path_factory.mktemp("studies") / study
        (folder / "exports").mkdir(parents=True)
        copyfile(HERE / study / "study.yaml", folder / "study.yaml")
        for name in load_study(folder).sources["poll"].files:
            copyfile(exports / Path(name).name, folder / name)
        lake = tmp_path_factory.mktemp("lake")
        return lake, run_gap("run", str(folder), "--lake", str(lake))

    @cache
    def rows(study: str, table: str) -> list[dict]:
        lake, done = run(study)
        assert done.returncode == 0, done.output
        return pq.ParquetFile(lake / table / study / f"{WAVES[study]}.parquet").read().to_pylist()

    return rows


def printed(value: float, decimals: int):
    """Equal to `value`, which was printed with so many decimals."""
    return pytest.approx(value, rel=0, abs=0.5 * 10**-decimals + 1e-9)


@pytest.mark.parametrize("study", WAVES)
def test_every_expected_figure_is_looked_up(study, expected):
    assert set(FIGURES[study]) == set(expected(study)["checks"])
    assert set(GAPS[study]) == set(expected(study)["gaps"])


@pytest.mark.parametrize(("study", "check"), [(study, check) for study in FIGURES for check in FIGURES[study]])
def test_figure(study, check, expected, published):
    figure, want, rows = FIGURES[study][check], expected(study)["checks"][check], published(study, "estimates")
    row = figure.row(rows)
    percent, se = 100 * row["estimate"], 100 * row["se"]

    assert row["n"] == want["n_base_unweighted"]
    assert row["n_weighted"] == printed(want["weighted_base"], 4)
    assert row["n_effective"] == printed(want["kish_neff"], 2)
    assert percent == printed(want["estimate_pct"], 4)
    assert se == printed(want["se_pct_linearised"], 4)
    # the table's own interval is another one (Wilson): this checks that estimate and error agree
    assert [percent - Z95 * se, percent + Z95 * se] == [printed(bound, 3) for bound in want["ci95_wald_pct"]]
    if "published_pct" in want:
        assert (abs(percent - want["published_pct"]) <= want["tolerance_pp"]) is want["rounds_to_published"]

    twin = Figure(figure.group, figure.unweighted).row(rows) if figure.unweighted else row
    if figure.unweighted or want["kish_deff"] == 1:
        assert twin["n"] == want["n_base_unweighted"]
        assert twin["n"] * twin["estimate"] == pytest.approx(want["n_hit_unweighted"], abs=1e-6)
        assert 100 * twin["estimate"] == printed(want["unweighted_pct"], 4)


@pytest.mark.parametrize(("study", "gap"), [(study, gap) for study in GAPS for gap in GAPS[study]])
def test_gap(study, gap, expected, published):
    want, checks = expected(study)["gaps"][gap], expected(study)["checks"]
    facts = published(study, "gap_fact")
    fact = the_one([row for row in facts if (row["gap"], row["segment"]) == (GAPS[study][gap], "total")])

    assert fact["executive_n"] == checks[want["a"]]["n_base_unweighted"]
    assert fact["consumer_n"] == checks[want["b"]]["n_base_unweighted"]
    # the expected gap is the difference of two figures that were rounded before: two roundings, not one
    assert 100 * fact["gap_estimate"] == pytest.approx(want["gap_pp"], rel=0, abs=1e-4)
    assert 100 * fact["gap_se"] == printed(want["se_pp"], 4)
