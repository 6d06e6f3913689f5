"""Warnings of the data are seen where a run is looked at, and stop nothing."""

import dagster as dg
import pytest
from test_broken_input import ROWS, STUDY

from assets.making.workplace import PARTITION_SET
from pipeline.definitions import JOB, build_defs

KEY = "poll-of-two/2024"
SILENT = [ROWS[0], *(row.replace(",1,1,1.5", ",,,1.5") if at % 3 == 0 else row for at, row in enumerate(ROWS[1:]))]
WARNING = "poll: item non-response: No answer to service: 20 of 60 (33.3%); warned of beyond 20% of those asked"


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "studies" / "poll-of-two"
    (folder / "exports").mkdir(parents=True)
    (folder / "study.yaml").write_text(STUDY)
    return folder


@pytest.mark.parametrize(
    ("export", "passed", "listed"), [(ROWS, True, "Everything looked at is within its bound"), (SILENT, False, WARNING)]
)
def test_a_warning_fails_a_check_that_stops_nothing(folder, export, passed, listed):
    (folder / "exports" / "poll.csv").write_text("\n".join(export) + "\n")
    instance = dg.DagsterInstance.ephemeral()
    instance.add_dynamic_partitions(PARTITION_SET, [KEY])
    workplace = {"config": {"studies": str(folder.parent), "lake": str(folder.parent.parent / "lake")}}
    result = (
        build_defs()
        .resolve_job_def(JOB)
        .execute_in_process(instance=instance, partition_key=KEY, run_config={"resources": {"workplace": workplace}})
    )
    (check,) = [
        event.asset_check_evaluation_data
        for event in result.all_events
        if event.event_type == dg.DagsterEventType.ASSET_CHECK_EVALUATION
        and event.asset_check_evaluation_data.check_name == "data_quality"
    ]
    assert result.success
    assert (check.asset_key.path, check.passed, check.blocking) == (["quality"], passed, False)
    assert check.severity == dg.AssetCheckSeverity.WARN
    assert check.metadata["found"].value == f"{listed}."


def test_gap_check_prints_a_line_for_each_warning(folder, run_gap):
    (folder / "exports" / "poll.csv").write_text("\n".join(SILENT) + "\n")
    ended = run_gap("check", folder)
    assert ended.returncode == 0, ended.output
    assert f"warning: {WARNING}" in " ".join(ended.output.split())
