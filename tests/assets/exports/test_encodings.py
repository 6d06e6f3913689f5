"""Whose letters are right whatever the bytes: encodings that are recognised, said, insisted on, or asked for."""

import pytest

from assets.exports.export import Export, Reading
from assets.exports.readers import describe
from building import POLL, built, refusal
from schemas.foreign import shown

ANSWERS = {
    "cp1252": ["I don’t know", "“quoted” – it’s", "très bien", "Größe"],
    "mac_roman": ["South and Central\u00a0America", "I don’t know", "été – “là”", "schön, für"],
    "gb18030": ["非常满意", "满意", "不满意", "没有意见"],
    "utf-16": ["I don’t know", "Größe", "非常满意", "ελληνικά"],
    "utf-16-le": ["I don’t know", "Größe", "6月", "no"],
    "utf-16-be": ["I don’t know", "Größe", "6月", "no"],
    "utf-8": ["I don’t know", "Größe", "非常满意", "ελληνικά"],
    "utf-8-sig": ["I don’t know", "Größe", "非常满意", "ελληνικά"],
}


def export(answers: list[str]) -> str:
    return "\n".join(["id,q", *(f'{number},"{answer}"' for number, answer in enumerate(answers))]) + "\n"


def described(place, content: bytes, **reading: str) -> Export:
    path = place / "poll.csv"
    path.write_bytes(content)
    return describe(path, Reading(**reading))


@pytest.mark.parametrize("encoding", ANSWERS)
def test_letters_are_right_in_every_encoding_that_exports_have(tmp_path, encoding):
    answers = ANSWERS[encoding]
    poll = {"poll.csv": export(answers).encode(encoding)}
    assert built(tmp_path, poll, questions={"q": {"at": "q", "answers": answers}}).answers("q") == [1, 2, 3, 4]


@pytest.mark.parametrize("encoding", ANSWERS)
def test_an_encoding_that_is_not_utf_8_is_said_in_one_sentence(tmp_path, encoding):
    notes = described(tmp_path, export(ANSWERS[encoding]).encode(encoding)).notes
    assert len(notes) == (not encoding.startswith("utf-8"))
    assert all(encoding.lower() in note.lower() for note in notes)


def test_apostrophes_alone_tell_windows_from_a_mac(tmp_path):
    answers = ["I don’t know", "it’s good", "we’re not asked"]
    assert described(tmp_path, export(answers).encode("cp1252")).encoding == "cp1252"
    assert described(tmp_path, export(answers).encode("mac_roman")).encoding == "mac_roman"


def test_letters_that_are_not_utf_8_are_found_wherever_they_stand(tmp_path):
    padding = "".join(f"{number},yes\n" for number in range(300_000))
    found = described(tmp_path, ("id,q\n" + padding).encode() + "x,café\ny,très bien\n".encode("cp1252"))
    assert (found.encoding, found.straight) == ("cp1252", False)


def test_one_place_that_is_not_utf_8_is_read_and_said(tmp_path):
    found = described(tmp_path, b"id,Fan of the Universe?\x8c\xe6,q\n1,Yes,3\n")
    assert found.columns[1].handle == "Fan of the Universe?Œæ"
    assert "in one place only: read as cp1252, 'Universe?Œæ'; as mac_roman 'Universe?åÊ'" in shown(found.notes[0])


def test_letters_that_do_not_tell_their_encoding_are_asked_for_with_an_example_of_each(tmp_path):
    poll = {"poll.csv": export(["привет", "очень доволен"]).encode("cp1251")}
    reason = refusal(tmp_path, poll, questions={"q": {"at": "q", "answers": ["привет"]}})
    assert "cp1252 ('ïðèâåò')" in reason and "say which is right (encoding: in the study" in reason


def test_the_study_has_the_last_word_on_the_encoding(tmp_path):
    answers = ["привет", "очень доволен"]
    run = built(
        tmp_path,
        {"poll.csv": export(answers).encode("cp1251")},
        sources={"poll": {**POLL, "encoding": "windows-1251"}},
        questions={"q": {"at": "q", "answers": answers}},
    )
    assert run.answers("q") == [1, 2]


@pytest.mark.parametrize(
    ("content", "encoding", "where"),
    [
        ("id,q\n1,a\n2,café\n".encode("cp1252"), "utf-8", "poll.csv, line 3: the text is not UTF-8 (byte 0xe9)"),
        (b"id,q\n1,\x81\n", "cp1252", "poll.csv, line 2: the text is not CP1252 (byte 0x81)"),
        (b"id,q\n1,a\n", "klingon", "poll.csv: encoding 'klingon' is asked for, which nobody knows"),
        (b"id,q\n1,a\n", "rot13", "poll.csv: encoding 'rot13' is asked for, which nobody knows"),
        (
            b"\xef\xbb\xbfid,q\n1,a\n",
            "cp1252",
            "poll.csv: encoding cp1252 is asked for, and the file begins with the mark",
        ),
        (b"id,q\n1,a\n2,b\x00\n", None, "poll.csv, line 3: the text holds a NUL byte"),
        (b"\xef\xbb\xbfid,q\n1,caf\xe9\n", None, "poll.csv, line 2: the text is not UTF-8 (byte 0xe9)"),
        (bytes(range(256)) * 4, None, "poll.csv: no reader knows this file"),
        (
            "id,q\n1,ab".encode("utf-16")[:-1],
            None,
            "poll.csv, last line: the text is not UTF-16 (its last letter is cut)",
        ),
    ],
    ids=[
        "not utf-8",
        "not cp1252",
        "unknown",
        "no encoding of text",
        "mark of another",
        "nul",
        "mark of utf-8",
        "binary",
        "cut",
    ],
)
def test_bytes_that_do_not_decode_are_refused_with_their_place(tmp_path, content, encoding, where):
    sources = {"poll": {**POLL, **({"encoding": encoding} if encoding else {})}}
    reason = refusal(tmp_path, {"poll.csv": content}, sources=sources, questions={"q": {"at": "q", "answers": ["a"]}})
    assert reason.startswith(where)
    assert ";" in reason


def test_the_place_is_right_beyond_the_first_piece_of_a_large_file(tmp_path):
    content = b"id,q\n" + b"1,some answer\n" * 700_000 + b"2,caf\xe9\n"
    poll = {"poll.csv": content}
    reason = refusal(
        tmp_path, poll, sources={"poll": {**POLL, "encoding": "utf-8"}}, questions={"q": {"at": "q", "answers": ["a"]}}
    )
    assert reason.startswith("poll.csv, line 700002: the text is not UTF-8 (byte 0xe9)")
