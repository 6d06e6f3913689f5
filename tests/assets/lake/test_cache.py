"""What a run has read is read once by its steps, and is gone with the run."""

import dagster as dg
import pytest

from assets.lake.cache import Cache
from assets.making.workplace import Workplace
from building import write_study


def test_what_was_made_is_made_again_only_of_something_else():
    made, cache = [], Cache()
    for follows in ("a", "b", "a"):
        assert cache.once(("sample", follows), lambda follows=follows: made.append(follows) or follows) == follows
    assert made == ["a", "b"]


@pytest.fixture
def run(tmp_path):
    """A run of two steps that look at one partition; what their caches are."""
    write_study(tmp_path / "studies")

    def caches() -> list[Cache]:
        seen = []

        @dg.op
        def first(workplace: Workplace) -> None:
            seen.append(workplace.partition("small/w1").cache)

        @dg.op(ins={"_after": dg.In(dg.Nothing)})
        def second(workplace: Workplace) -> None:
            seen.append(workplace.partition("small/w1").cache)

        @dg.job(resource_defs={"workplace": Workplace(studies=str(tmp_path / "studies"), lake=str(tmp_path / "lake"))})
        def job() -> None:
            second(first())

        assert job.execute_in_process().success
        return seen

    return caches


def test_the_steps_of_a_run_share_what_they_have_read_and_another_run_reads_anew(run):
    one, other = run(), run()
    assert one[0] is one[1]
    assert other[0] is not one[0]
