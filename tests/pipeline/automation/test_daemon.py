"""`gap ui` with its sensor on: what lands is run by itself, what is broken is said; when it ends, nothing of it is left."""

import json
import os
import re
import signal

import pytest

from building import POLL, TWO_SIDES, rows, write_study
from serving import Served, alive

pytestmark = pytest.mark.slow
A = rows("id,role,q", "1,boss,y", "2,staff,n", "3,staff,y")
BROKEN = A.replace("3,staff,y", "3,staff,perhaps")
STUDY = {**TWO_SIDES, "sources": {"poll": {**POLL, "files": "exports/poll.csv"}}}
PARTITIONS = """{ partitionSetsOrError(repositorySelector: {repositoryLocationName: "gap", repositoryName: "__repository__"},
  pipelineName: "gap") { ... on PartitionSets { results { partitionsOrError { ... on Partitions {
  results { name } } } } } } }"""
REASONS = """query($run: ID!) { logsForRun(runId: $run) { ... on EventConnection { events {
  ... on AssetCheckEvaluationEvent { evaluation { success checkName assetKey { path }
    metadataEntries { ... on MarkdownMetadataEntry { mdStr } } } } } } } }"""


@pytest.fixture
def served(tmp_path):
    write_study(tmp_path / "studies", **STUDY)
    ui = Served(tmp_path)
    yield ui
    ui.kill()


def test_what_lands_is_run_by_itself_once_and_what_is_broken_is_said_and_replaces_nothing(served, tmp_path):
    served.turn_on()
    served.wait_for(lambda: "no file matches 'exports/poll.csv'; put the export there" in served.said())
    assert served.runs() == []

    export = tmp_path / "studies" / "small" / "exports" / "poll.csv"
    export.parent.mkdir()
    export.write_text(A)
    served.wait_for(lambda: served.ended(1))
    (run,) = served.runs()
    tags = {tag["key"]: tag["value"] for tag in run["tags"]}
    assert run["status"] == "SUCCESS"
    assert (tags["dagster/partition"], tags["dagster/sensor_name"]) == ("small/w1", "landing")
    assert "small/w1" in json.dumps(served.ask(PARTITIONS))
    facts = served.lake / "gap_fact" / "small" / "w1.parquet"
    stands = facts.read_bytes()

    served.wait_for(lambda: served.said().startswith("Nothing is due"))
    export.unlink()
    export.write_text(A)
    served.wait_for(lambda: "its files are new or have changed" in served.said())
    served.wait_for(lambda: served.said().startswith("Nothing is due"))
    assert len(served.runs()) == 1

    export.write_text(BROKEN)
    served.wait_for(lambda: served.ended(2))
    served.wait_for(lambda: "mend what that run says" in served.said())
    failed = served.runs()[0]
    assert failed["status"] == "FAILURE"
    assert facts.read_bytes() == stands
    events = served.ask(REASONS, run=failed["runId"])["logsForRun"]["events"]
    (check,) = [event["evaluation"] for event in events if event and event["evaluation"]["success"] is False]
    assert check["assetKey"]["path"] == ["responses"]
    reason = check["metadataEntries"][0]["mdStr"]
    assert re.search(r"^- poll\.csv, row 4, column q: the cell \(see gap check\).*\.$", reason), reason

    children = served.children()
    assert len(children) >= 4
    served.process.send_signal(signal.SIGTERM)
    assert served.process.wait(timeout=30) == 0
    assert alive(children) == set()


def test_where_one_of_both_ends_the_other_ends_too_and_that_is_said(served):
    children = served.children()
    (daemon,) = served.found("dagster._daemon")
    os.kill(daemon, signal.SIGKILL)
    assert served.process.wait(timeout=30) == 1
    assert "Dagster's daemon has ended by itself" in served.log.read_text()
    assert alive(children) == set()
