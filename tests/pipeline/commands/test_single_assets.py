"""A stage that runs by itself works on what follows from today's study file, or says that it cannot."""

import dagster as dg
import pytest
from test_broken_input import ROWS, STUDY

from assets.lake.publish import fingerprint_of
from pipeline.definitions import JOB
from running import jobs_of

KEY = "poll-of-two/2024"


@pytest.fixture
def run(tmp_path):
    folder = tmp_path / "studies" / "poll-of-two"
    (folder / "exports").mkdir(parents=True)
    (folder / "exports" / "poll.csv").write_text("\n".join(ROWS) + "\n")
    job = jobs_of(tmp_path, KEY)

    def run(study: str, *assets: str) -> dg.ExecuteInProcessResult:
        (folder / "study.yaml").write_text(study)
        return job(JOB, *assets)

    return run


@pytest.mark.parametrize(
    "old, new",
    [
        ("role: {at: role, answers: {boss: 1, staff: 2}}", "role: {at: role, answers: {staff: 2, boss: 1}}"),
        ("groups:\n", "segments: {part: {of: region}}\ngroups:\n"),
    ],
)
def test_a_stage_refuses_what_another_study_file_has_coded(run, old, new):
    assert run(STUDY).success
    assert old in STUDY
    assert not run(STUDY.replace(old, new), "tabulation", "estimates", "gap_fact").success
    assert run(STUDY.replace(old, new)).success


def test_the_order_of_answers_is_part_of_what_a_table_follows_from(run, tmp_path):
    fingerprints = []
    for answers in ("{good: 1, bad: 2}", "{bad: 2, good: 1}"):
        assert run(STUDY.replace("{good: 1, bad: 2}", answers)).success
        fingerprints.append(fingerprint_of(tmp_path / "lake" / "gap_fact" / f"{KEY}.parquet"))
    assert fingerprints[0] != fingerprints[1]
