"""With the sensor on, an export that lands whole in its study's folder is run by itself, and once."""

import json
import os
import shutil
import time
from threading import Event

import dagster as dg
import pytest
from landings import BROKEN, A, B, Place

from assets.lake.publish import fingerprint_of
from assets.making.workplace import PARTITION_SET
from disks import read_only
from pipeline.definitions import build_defs


@pytest.fixture(scope="module")
def once(tmp_path_factory):
    """Where a study of two waves has landed and been run."""
    place = Place(tmp_path_factory.mktemp("landing"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DAGSTER_HOME", str(place.lake.home()))
        patch.setattr("pipeline.freshness.arrivals.time", place.now)
        place.describe()
        place.drop(A, "w1")
        place.drop(A, "w2")
        assert {len(assets) for assets in place.ticks().values()} == {20}
        place.ticks()
    return place


@pytest.fixture
def bare(tmp_path, monkeypatch):
    """A study that declares two waves, with no export yet."""
    place = Place(tmp_path)
    monkeypatch.setenv("DAGSTER_HOME", str(place.lake.home()))
    monkeypatch.setattr("pipeline.freshness.arrivals.time", place.now)
    place.describe()
    return place


@pytest.fixture
def place(once, bare):
    """Two waves that stand, as their exports are."""
    for name in ("studies", "lake"):
        shutil.copytree(once.studies.parent / name, bare.studies.parent / name, dirs_exist_ok=True, symlinks=True)
    bare.later = once.later
    return bare


def told(result: dg.SensorResult) -> str:
    """Why nothing is started."""
    assert result.skip_reason and not result.run_requests
    return result.skip_reason.skip_message


def known(place: Place) -> set[str]:
    return set(place.instance.get_dynamic_partitions(PARTITION_SET))


def test_sensor_and_schedules_are_off_until_somebody_turns_them_on():
    defs = build_defs()
    assert defs.resolve_sensor_def("landing").default_status == dg.DefaultSensorStatus.STOPPED
    for name in ("nightly", "weekly"):
        assert defs.resolve_schedule_def(name).default_status == dg.DefaultScheduleStatus.STOPPED


def test_an_export_that_lands_becomes_a_partition_and_is_run_once_two_looks_found_it_the_same(bare):
    assert "no file matches 'exports/w1/poll*'; put the export there" in told(bare.tick())
    assert known(bare) == set()
    bare.drop(A)
    assert "small/w1: its files are new or have changed" in told(bare.tick())
    assert known(bare) == {"small/w1"}
    (request,) = bare.tick().run_requests
    assert request.partition_key == "small/w1"
    assert bare.run(request) == []
    assert bare.lake.table("gap_fact", "small", "w1").exists()


def test_an_export_that_grows_starts_nothing_however_long_it_takes(bare):
    for length in range(20, len(A), 9):
        bare.drop(A[:length])
        assert not bare.tick().run_requests


def test_an_export_that_was_just_written_to_is_left_alone(bare, monkeypatch):
    monkeypatch.setenv("GAP_QUIET", "60")
    bare.drop(A)
    for _ in range(3):
        assert "small/exports/w1/poll.csv was written to less than 60 seconds ago" in told(bare.tick(seconds=19))
    assert bare.tick(seconds=19).run_requests


def test_an_export_from_a_clock_that_is_ahead_is_taken_like_any_other(bare):
    bare.drop(A)
    ahead = bare.now() + 86400
    os.utime(bare.path(), (ahead, ahead))
    bare.tick()
    assert bare.tick().run_requests


def test_where_who_delivers_says_so_an_export_waits_for_its_marker(bare, monkeypatch):
    monkeypatch.setenv("GAP_DONE", "1")
    bare.drop(A)
    done = bare.path().with_name("poll.csv.done")
    for _ in range(2):
        assert "small/exports/w1/poll.csv waits for a poll.csv.done" in told(bare.tick())
    done.touch()
    os.utime(done, (bare.now(), bare.now()))
    assert bare.tick().run_requests
    bare.drop(B)
    assert "waits for a poll.csv.done that is not older than it" in told(bare.tick(seconds=60))


def test_a_broken_study_file_is_named_and_does_not_stop_the_others(bare):
    broken = bare.studies / "broken"
    broken.mkdir()
    (broken / "study.yaml").write_text("study: broken\n")
    bare.drop(A)
    assert "broken/study.yaml, line 1: title: is missing; add it." in told(bare.tick())
    assert [request.partition_key for request in bare.tick().run_requests] == ["small/w1"]


def test_where_all_stands_nothing_is_started_and_nothing_is_remembered(place):
    assert place.ticks(2) == {}
    assert told(place.tick()) == "Nothing is due: every wave that has landed stands as it would be made again."
    assert json.loads(place.cursor) == {"version": 1, "waves": {}}


def test_the_same_bytes_again_start_nothing(place):
    place.drop(A)
    assert place.ticks(5) == {}
    assert told(place.tick()).startswith("Nothing is due")


def test_a_lake_that_cannot_be_written_to_is_told_of_and_no_tick_fails_by_it(place):
    place.drop(A)
    with read_only(place.lake.root / ".seen"):
        place.tick()
        assert "Read-only file system" in told(place.tick())
    assert "Nothing is due" in told(place.tick())


def test_one_export_then_another_then_the_first_again_are_three_runs(place):
    before = fingerprint_of(place.lake.table("gap_fact", "small", "w2"))
    runs = place.instance.get_runs_count()  # the first export has been run
    for text in (B, A):
        place.drop(text, "w2")
        assert place.ticks(3).keys() == {"small/w2"}
    assert place.instance.get_runs_count() == runs + 2
    assert fingerprint_of(place.lake.table("gap_fact", "small", "w2")) == before


def test_what_is_started_is_what_is_due_and_a_later_wave_follows_the_one_that_changed(place):
    place.drop(B)
    place.tick()
    (request,) = place.tick().run_requests
    assert request.partition_key == "small/w1"
    assert "reported_figures" not in {key.to_user_string() for key in request.asset_selection}
    assert place.run(request) == []
    assert place.ticks(4) == {"small/w2": {"gap_trend", "catalog"}}


def test_a_broken_export_is_tried_once_its_old_tables_stay_and_the_next_one_is_run(place):
    before = place.lake.table("gap_fact", "small", "w2").read_bytes()
    place.drop(BROKEN, "w2")
    place.tick()
    (request,) = place.tick().run_requests
    assert "column q: the cell (see gap check)" in " ".join(place.run(request))
    for _ in range(2):
        assert "small/w2: a run was started for it as it is now, and did not make all of it" in told(place.tick())
    assert place.lake.table("gap_fact", "small", "w2").read_bytes() == before
    place.drop(B, "w2")
    assert not place.tick().run_requests
    assert [request.partition_key for request in place.tick().run_requests] == ["small/w2"]


def test_while_a_run_of_a_wave_is_under_way_no_other_is_started(place):
    run = dg.DagsterRun(job_name="gap", status=dg.DagsterRunStatus.STARTED, tags={"dagster/partition": "small/w2"})
    place.instance.add_run(run)
    place.drop(B, "w2")
    place.tick()
    assert told(place.tick()) == "small/w2: a run of it is under way."
    place.instance.report_run_failed(run)
    assert place.tick().run_requests


def kill(place, status=dg.DagsterRunStatus.STARTED, holds: bool = True) -> dg.DagsterRun:
    """A run of the second wave whose process was killed, while it held the lock unless said otherwise."""
    config = {"resources": {"workplace": {"config": {"lake": str(place.lake.root)}}}}
    tags = {"dagster/partition": "small/w2"}
    run = dg.DagsterRun(job_name="gap", status=status, tags=tags, run_config=config)
    place.instance.add_run(run)
    place.lake.lock("small/w2").write_text(run.run_id if holds else "")
    return run


def test_a_run_whose_process_was_killed_is_marked_as_failed_and_not_waited_for(place):
    run = kill(place)
    place.drop(B, "w2")
    place.tick()
    assert place.tick().run_requests
    assert place.instance.get_run_by_id(run.run_id).status == dg.DagsterRunStatus.FAILURE


def test_what_was_killed_is_started_once_more_and_not_for_ever(place):
    place.drop(B, "w2")
    place.tick()
    assert place.tick().run_requests
    kill(place)
    assert place.tick().run_requests
    kill(place)
    assert "a run was started for it as it is now, and did not make all of it" in told(place.tick())
    place.drop(B + "\n", "w2")
    place.tick()
    assert place.tick().run_requests


def test_a_run_that_dagster_itself_knows_to_be_killed_is_started_once_more_and_told_of_once(place):
    place.drop(B, "w2")
    place.tick()
    assert place.tick().run_requests
    run = kill(place)
    place.instance.report_run_failed(run, "Run execution process unexpectedly exited.")
    (request,) = place.tick().run_requests
    assert place.run(request) == []
    place.tick()
    (line,) = place.lake.failures().read_text().splitlines()
    assert json.loads(line)["run"] == run.run_id


def test_a_run_that_has_waited_long_and_just_begins_is_not_taken_for_killed(place, monkeypatch):
    monkeypatch.setattr("assets.making.workplace.SOON", 3)
    place.drop(B, "w2")
    place.tick()
    run = kill(place, dg.DagsterRunStatus.STARTING, holds=False)
    time.sleep(3)
    place.instance.report_engine_event("Launching it.", run)
    assert told(place.tick()) == "small/w2: a run of it is under way."
    time.sleep(3)
    assert place.tick().run_requests


def test_a_run_whose_maker_was_killed_before_it_began_is_not_waited_for_for_ever(place, monkeypatch):
    monkeypatch.setattr("assets.making.workplace.SOON", 0)
    place.drop(B, "w2")
    place.tick()
    run = kill(place, dg.DagsterRunStatus.NOT_STARTED, holds=False)
    assert place.tick().run_requests
    assert place.instance.get_run_by_id(run.run_id).status == dg.DagsterRunStatus.FAILURE


def test_a_tick_does_not_wait_for_a_large_export_to_be_hashed(place, monkeypatch):
    from pipeline.freshness import arrivals

    hashed, go = arrivals.digest, Event()
    monkeypatch.setattr("pipeline.freshness.arrivals.PATIENCE", 0.1)
    monkeypatch.setattr("pipeline.freshness.arrivals.digest", lambda path: go.wait(60) and hashed(path))
    place.drop(B, "w2")
    place.tick()
    begun = time.monotonic()
    assert "small/w2: its exports are being read" in told(place.tick())
    assert time.monotonic() - begun < 5
    go.set()
    arrivals._readers[place.path("w2")].join()
    assert place.tick().run_requests


def test_what_is_remembered_of_earlier_looks_is_made_anew_where_it_cannot_be_read(place):
    place.drop(B, "w2")
    place.tick()
    of_another_version = place.cursor.replace('"version": 1', '"version": 0')
    for broken in ("no JSON", "[]", '{"version": 1, "waves": {"small/w2": 1}}', of_another_version):
        place.cursor = broken
        assert not place.tick().run_requests
    assert place.tick().run_requests
