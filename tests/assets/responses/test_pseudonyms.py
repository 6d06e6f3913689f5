"""Numbers in place of respondents: the same for who has the key and knows the study, and of no use to anybody else."""

import hmac
from base64 import b64encode
from hashlib import sha256

import pyarrow.parquet as pq
import pytest

from assets.lake.key import lake_key
from building import POLL, WAVE, built, one_question, rows, run, trended, with_key, write_study
from schemas.refused import Refused

QUESTION = one_question(answers={"a": 1, "b": 2})
LINES = ("R_ab12,1", "R_ab13,2")


def numbers(ran) -> list[int]:
    return [row["respondent"] for row in ran.responses()]


def poll(place, *lines: str, **parts: object):
    return built(place, {"poll.csv": rows("id,q", *(lines or LINES))}, **{"questions": QUESTION, **parts})


def test_a_respondent_is_a_keyed_hash_of_study_and_id_whatever_the_order_and_the_files(tmp_path):
    one = with_key(tmp_path / "one", bytes(range(32)))
    salt = b64encode(hmac.digest(bytes(range(32)), b"small", sha256)[:24])
    assert numbers(poll(one))[0] == int.from_bytes(sha256(salt + b"R_ab12").digest()[:8], "big") >> 1
    files = {"poll-1.csv": "q,id\n2,R_ab13\n", "poll-2.csv": "id,q\nR_ab12,1\n"}
    again = built(with_key(tmp_path / "two", bytes(range(32))), files, questions=QUESTION)
    assert numbers(again) == numbers(poll(one))[::-1]


def test_another_key_and_another_study_give_other_numbers_and_clusters(tmp_path):
    sources = {"poll": {**POLL, "cluster": "q"}}
    found = []
    for study, secret in (("small", 1), ("small", 2), ("other", 1)):
        place = with_key(tmp_path / f"{study}{secret}", bytes([secret] * 32))
        path = poll(place, study=study, sources=sources).lake.table("responses", study, WAVE, "poll")
        found += [
            row[column] for row in pq.ParquetFile(path).read().to_pylist() for column in ("respondent", "cluster")
        ]
    assert len(set(found)) == len(found) == 12


def test_the_key_is_in_no_file_but_its_own_and_its_id_is_in_table_and_footer(tmp_path):
    ran = poll(tmp_path)
    root = ran.lake.root
    secret = bytes.fromhex((root / ".key").read_text())
    assert (root / ".key").stat().st_mode & 0o777 == 0o600
    for path in (path for path in root.rglob("*") if path.is_file() and path.name != ".key"):
        data = path.read_bytes()
        assert secret not in data and secret.hex().encode() not in data.lower(), path
    known = sha256(secret).hexdigest()[:16]
    assert {row["key_id"] for row in ran.responses()} == {known}
    assert pq.read_metadata(ran.responses_path()).metadata[b"gap.key_id"].decode() == known


def test_a_key_that_is_given_wins_over_the_file_and_makes_none(tmp_path):
    given = lake_key(tmp_path / ".key", "ab" * 32)
    assert given.secret == bytes.fromhex("ab" * 32)
    assert not (tmp_path / ".key").exists()
    assert "ab" * 32 not in repr(given) and str(given.secret) not in repr(given)


def test_a_key_is_made_once(tmp_path):
    assert lake_key(tmp_path / "lake" / ".key") == lake_key(tmp_path / "lake" / ".key")
    assert [path.name for path in (tmp_path / "lake").iterdir()] == [".key"]


@pytest.mark.parametrize("text", ["", "ab", "no key " * 10, "ab" * 33])
def test_what_is_no_key_is_refused_without_showing_it(tmp_path, text):
    (tmp_path / ".key").touch(0o600)
    (tmp_path / ".key").write_text(text)
    for given in (text, "") if text else ("",):
        with pytest.raises(Refused) as refused:
            lake_key(tmp_path / ".key", given)
        assert "holds no key of 32 bytes" in str(refused.value)
        assert not text or text not in str(refused.value)


def test_a_key_that_others_can_read_is_refused(tmp_path):
    lake_key(tmp_path / ".key")
    (tmp_path / ".key").chmod(0o640)
    with pytest.raises(Refused, match="others than its owner can use the key"):
        lake_key(tmp_path / ".key")


def test_waves_that_were_numbered_with_two_keys_are_not_joined(tmp_path):
    parts = {
        "waves": {"w0": {}, WAVE: {}},
        "sources": {"poll": {**POLL, "files": "{wave}.csv", "panel": True}},
        "groups": {side: {"source": "poll"} for side in ("executive", "consumer")},
        "questions": QUESTION,
        "metrics": {"m": {"of": "q", "share": "a"}},
        "gaps": {"g": {"metric": "m", "compare": "same"}},
    }
    export = rows("id,q", *(f"{at},{at % 2 + 1}" for at in range(40)))
    folder = write_study(tmp_path, {"w0.csv": export, f"{WAVE}.csv": export}, **parts)
    before, now = run(folder, "w0"), run(folder)
    assert trended(before, now)
    (tmp_path / "lake" / ".key").unlink()
    with pytest.raises(
        Refused, match="small/w1, source poll: its respondents were numbered with another key than those of wave w0"
    ):
        trended(before, run(folder))
