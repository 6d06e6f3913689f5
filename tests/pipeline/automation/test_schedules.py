"""What runs by the clock, and what it is set by."""

import pytest
from landings import BROKEN, A, Place

from pipeline.definitions import build_defs
from pipeline.settings import marked, quiet, timezone
from schemas.refused import Refused


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A study that declares two waves, with no export yet."""
    place = Place(tmp_path)
    monkeypatch.setenv("DAGSTER_HOME", str(place.lake.home()))
    monkeypatch.setattr("pipeline.freshness.arrivals.time", place.now)
    place.describe()
    return place


def test_every_night_what_is_due_is_run_and_what_failed_is_tried_again(place):
    assert "no file matches 'exports/w1/poll*'" in place.schedule("nightly").skip_message
    place.drop(A)
    assert "was written to less than 30 seconds ago" in place.schedule("nightly").skip_message
    place.later += 60
    (request,) = place.schedule("nightly")
    assert (request.partition_key, request.run_key) == ("small/w1", "small/w1")
    assert place.run(request) == []
    assert place.schedule("nightly").skip_message.startswith("Nothing is due.")
    place.drop(BROKEN)
    place.later += 60
    for _ in range(2):
        (request,) = place.schedule("nightly")
        assert place.run(request)


def test_every_week_the_waves_that_stand_get_their_reports(place):
    assert "No study has been run." in place.schedule("weekly").skip_message
    place.drop(A)
    place.later += 60
    (request,) = place.schedule("nightly")
    place.run(request)
    assert [request.partition_key for request in place.schedule("weekly")] == ["small/w1"]
    assert build_defs().resolve_schedule_def("weekly").job_name == "report"


def test_the_clock_of_the_schedules_is_the_one_that_is_named(monkeypatch):
    assert build_defs().resolve_schedule_def("nightly").execution_timezone == "UTC"
    monkeypatch.setenv("GAP_TIMEZONE", "Europe/Berlin")
    assert build_defs().resolve_schedule_def("weekly").execution_timezone == "Europe/Berlin"


@pytest.mark.parametrize(
    ("name", "value", "setting", "reason"),
    [
        ("GAP_QUIET", "soon", quiet, "GAP_QUIET: 'soon' is no number of seconds; write one such as 30, or unset it."),
        ("GAP_QUIET", "0", quiet, "GAP_QUIET: '0' is no number of seconds; write one such as 30, or unset it."),
        ("GAP_TIMEZONE", "Europe", timezone, "GAP_TIMEZONE: 'Europe' is no time zone; write one such as Europe/Berlin"),
        ("GAP_TIMEZONE", "Mars", timezone, "GAP_TIMEZONE: 'Mars' is no time zone"),
        ("GAP_TIMEZONE", "../etc", timezone, "GAP_TIMEZONE: '../etc' is no time zone"),
        ("GAP_DONE", "maybe", marked, "GAP_DONE: 'maybe' says neither yes nor no; write 1, or unset it."),
    ],
)
def test_a_setting_that_says_nothing_is_refused_in_a_sentence(monkeypatch, name, value, setting, reason):
    monkeypatch.setenv(name, value)
    with pytest.raises(Refused) as refused:
        setting()
    assert str(refused.value).startswith(reason)


def test_runs_that_wait_their_turn_are_taken_up_two_at_a_time(place):
    assert place.instance.get_concurrency_config().run_queue_config.max_concurrent_runs == 2
