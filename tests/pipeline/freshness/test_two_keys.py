"""No figure follows from the lake's key: two lakes with two keys hold the same tables, but for the pseudonyms in them."""

import pyarrow.parquet as pq
import pytest

from assets.lake.publish import fingerprint_of
from lakes import gap, lake_of, tables, write

PSEUDONYMS = {"responses", "tabulation"}
"""The tables that have numbers in place of respondents and, in this study, of clusters."""


@pytest.fixture(scope="module")
def two(tmp_path_factory):
    """Two machines with one study, each with a lake and a key of its own."""
    places = []
    for secret in ("ab", "cd"):
        places.append(tmp_path_factory.mktemp(secret))
        write(places[-1])
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("DAGSTER_HOME", str(places[-1] / "home"))
            patch.setenv("GAP_KEY", secret * 32)
            assert gap(places[-1], "run")[0] == 0
    return places


def test_every_table_without_pseudonyms_is_the_same_to_the_byte(two):
    one, other = map(tables, two)
    assert one.keys() == other.keys()
    assert {name.split("/")[0] for name in one if one[name] != other[name]} == PSEUDONYMS
    assert {"gap_fact/small/w2.parquet", "gap_trend/small/w2.parquet"} <= one.keys()


def test_the_trend_of_those_who_took_part_twice_is_there(two):
    trend = pq.read_table(lake_of(two[0]).table("gap_trend", "small", "w2")).to_pylist()
    assert trend and all(row["gap_change_se"] is not None for row in trend)


def test_every_fingerprint_is_the_same(two):
    one, other = ({name: fingerprint_of(lake_of(place).root / name) for name in tables(place)} for place in two)
    assert one == other and None not in one.values()


def test_another_key_makes_again_what_holds_pseudonyms_and_nothing_else(two, monkeypatch):
    place = two[1]
    monkeypatch.setenv("DAGSTER_HOME", str(place / "home"))
    monkeypatch.setenv("GAP_KEY", "ef" * 32)
    before = {name: (place / "lake" / name).stat().st_ino for name in tables(place)}
    assert gap(place, "run")[0] == 0
    again = {name.split("/")[0] for name, inode in before.items() if (place / "lake" / name).stat().st_ino != inode}
    beside = {"rejected", "weighting", "quality"}  # made in one with the responses
    assert again == PSEUDONYMS | beside
    assert {name: data for name, data in tables(place).items() if name.split("/")[0] not in PSEUDONYMS} == {
        name: data for name, data in tables(two[0]).items() if name.split("/")[0] not in PSEUDONYMS
    }
    assert "nothing to do" in gap(place, "run")[1]
