"""A run that is refused leaves what was published before, byte for byte."""

from pathlib import Path

import pytest

from building import POLL, built, one_question, rows, run, table, with_key, write_study
from schemas.refused import Refused

TWO_SOURCES = {
    "sources": {
        "first": {**POLL, "files": "first.csv", "bad_rows": 0.5},
        "second": {**POLL, "files": "second.csv"},
    },
    "questions": {"q": {"at": {"first": "q", "second": "q"}, "answers": ["a", "b"]}},
    "groups": {"everyone": {"source": "first"}},
    "metrics": {"m": {"of": "q", "top": 1}},
}
GOOD = table(["id", "q"], [[n, "ab"[n % 2]] for n in range(40)])


def published(lake: Path) -> dict[str, bytes]:
    """The tables of a lake, without what it keeps of exports and of its own history."""
    return {
        str(path.relative_to(lake)): path.read_bytes()
        for path in sorted(lake.rglob("*.parquet"))
        if ".work" not in str(path)
    }


def test_a_fault_in_one_source_publishes_nothing_of_the_other(tmp_path):
    folder = write_study(tmp_path, {"first.csv": GOOD, "second.csv": GOOD}, **TWO_SOURCES)
    before = published(run(folder).lake.root)
    (folder / "first.csv").write_text(GOOD.replace("\n3,", "\n3,zz").replace("b\n", "a\n"))
    (folder / "second.csv").write_text(GOOD.replace("\n7,b", "\n7,zz"))
    with pytest.raises(Refused, match=r"second\.csv, row 9"):
        run(folder)
    assert published(tmp_path / "lake") == before


def test_every_source_is_checked_before_the_run_is_refused(tmp_path):
    bad = GOOD.replace("a\n", "zz\n").replace("b\n", "zz\n")
    with pytest.raises(Refused) as refused:
        built(tmp_path, {"first.csv": bad, "second.csv": bad.replace("zz", "yy")}, **TWO_SOURCES)
    assert ["first.csv" in reason for reason in refused.value.reasons] == [True, False]
    assert published(tmp_path / "lake") == {}


def test_two_files_of_equal_content_keep_their_own_names(tmp_path):
    bad = GOOD.replace("\n3,b", "\n3,zz")
    folder = write_study(tmp_path, {"first.csv": bad, "second.csv": bad}, **TWO_SOURCES)
    with pytest.raises(Refused, match=r"second\.csv, row 5"):
        run(folder)


def test_the_same_exports_and_key_give_the_same_bytes(tmp_path):
    files = {"first.csv": GOOD, "second.csv": GOOD}
    one, two = (built(with_key(tmp_path / name), files, **TWO_SOURCES) for name in ("one", "two"))
    assert published(one.lake.root) == published(two.lake.root)


def test_what_was_rejected_last_time_is_replaced(tmp_path):
    sources = {"poll": {**POLL, "bad_rows": 0.5}}
    folder = write_study(
        tmp_path, {"poll.csv": rows("id,q", "1,a", "2,zz")}, sources=sources, questions=one_question(answers=["a", "b"])
    )
    assert len(run(folder).rejected()) == 1
    (folder / "poll.csv").write_text(rows("id,q", "1,a", "2,b"))
    assert run(folder).rejected() == []
