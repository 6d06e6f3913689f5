"""How the bytes of a text file become letters: a byte order mark, then UTF-8, then what makes sense of the letters.

UTF-8 and UTF-16 prove themselves. The one-byte encodings do not: nearly all bytes are letters in each of them, and wrong
letters look like an answer. So each candidate decodes the whole file, and `plausible` judges the letters that it gives.
"""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from assets.exports.export import saying
from assets.exports.readers.plausible import Evidence
from assets.exports.readers.scan import PIECE, Scan
from schemas.foreign import quoted
from schemas.refused import Refused, listed

CANDIDATES = ("cp1252", "mac_roman", "gb18030")
"""What survey exports are saved as that are not Unicode: Excel on Windows, Excel on a Mac, Excel in China."""
ENOUGH, APART = 0.6, 0.2
"""The least share of letters that must make sense, and how far the second best must be behind."""
_SPELLINGS = ("idna", "punycode", "raw-unicode-escape", "unicode-escape")
"""What Python calls encodings too: ways to spell names of hosts and strings of programs, which no export is saved in."""
_CONTROLS = re.compile(rb"[\x01-\x08\x0e-\x1a]")
_MARKS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


@dataclass(frozen=True)
class Encoding:
    """A name that Python knows, and in one sentence why it is this one; nothing needs saying of UTF-8."""

    name: str
    why: str = ""


def recognised(path: Path, head: bytes, scan: Scan, stated: str | None) -> Encoding | None:
    """The encoding in which the whole file at `path` decodes; None where its bytes are no text.

    `head`, `scan`: its first bytes, and what all of them tell. `stated` is what was asked for. Raises Refused, with the
    place, where the file does not decode so, where it holds NUL bytes, and where several encodings make as much sense of it.
    """
    mark = next((name for start, name in _MARKS.items() if head.startswith(start)), None)
    unicode = mark or _unmarked_utf16(head)
    found = unicode or ("utf-8" if scan.utf8 else None)
    wide = stated and re.match("utf.?16", stated.lower())  # two bytes a letter look like anything
    if not wide and found in (None, "utf-8") and _is_binary(head):
        return None
    if stated is not None:
        return _as_stated(path, scan, stated, mark)
    if unicode and (where := fault(path, unicode)):
        raise Refused(f"{path.name}, {where}; export it again, or say which ({saying('encoding')}).")
    if found in (None, "utf-8") and scan.nul:
        raise _nul(path)
    if found is None:
        return _most_plausible(path)
    return Encoding(found, "" if found == "utf-8" else f"The text is {found.upper()}.")


def decoded(path: Path, encoding: str) -> Iterator[str]:
    """The text of a file in pieces, without its byte order mark. Raises UnicodeDecodeError."""
    decoder = codecs.getincrementaldecoder("utf-8-sig" if encoding == "utf-8" else encoding)()
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield decoder.decode(piece)
    yield decoder.decode(b"", final=True)


def beginning(head: bytes, encoding: str) -> str:
    """The text of the first bytes of a file, of which the last letter may be cut."""
    return codecs.getincrementaldecoder("utf-8-sig" if encoding == "utf-8" else encoding)().decode(head)


def fault(path: Path, encoding: str) -> str | None:
    """The first place that does not decode: `line 3: … (byte 0xe9)`; None where all does."""
    decoder, lines = codecs.getincrementaldecoder(encoding)(), 1
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            pending, _ = decoder.getstate()
            if encoding == "utf-8" and not pending and piece.isascii():
                continue
            try:
                decoder.decode(piece)
            except UnicodeDecodeError as error:
                at = max(error.start - len(pending), 0)
                lines += _lines_before(path, file.tell() - len(piece)) + piece.count(b"\n", 0, at)
                return f"line {lines}: the text is not {encoding.upper()} (byte 0x{error.object[error.start]:02x})"
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return f"last line: the text is not {encoding.upper()} (its last letter is cut)"
    return None


def _lines_before(path: Path, end: int) -> int:
    lines = 0
    with path.open("rb") as file:
        while (left := end - file.tell()) > 0:
            lines += file.read(min(PIECE, left)).count(b"\n")
    return lines


def _is_binary(head: bytes) -> bool:
    return len(_CONTROLS.findall(head)) * 100 > len(head)


def _nul(path: Path) -> Refused:
    with path.open("rb") as file:
        while b"\x00" not in (piece := file.read(PIECE)):
            pass
        line = _lines_before(path, file.tell() - len(piece) + piece.index(b"\x00")) + 1
    return Refused(f"{path.name}, line {line}: the text holds a NUL byte; the file is damaged, export it again.")


def _unmarked_utf16(head: bytes) -> str | None:
    """UTF-16 without a mark: delimiters and digits leave every other byte NUL, and always the same one of the two."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if max(even, odd) * 4 < len(head[0::2]) or min(even, odd):
        return None
    return "utf-16-le" if odd else "utf-16-be"


def _as_stated(path: Path, scan: Scan, stated: str, mark: str | None) -> Encoding:
    try:
        known = codecs.lookup(stated)
        "".encode(stated)  # some names are no encodings of text
        if known.name in _SPELLINGS:
            raise LookupError
    except (LookupError, ValueError):
        raise Refused(
            f"{path.name}: encoding {stated!r} is asked for, which nobody knows; write utf-8, cp1252, mac_roman, …"
        ) from None
    name = {"utf-8-sig": "utf-8", "mac-roman": "mac_roman"}.get(known.name, known.name)
    if mark and not name.startswith(mark):
        raise Refused(
            f"{path.name}: encoding {stated} is asked for, and the file begins with the mark of {mark.upper()}; "
            f"leave encoding out."
        )
    if where := fault(path, name):
        raise Refused(f"{path.name}, {where}, which is asked for; say another encoding, or leave it out.")
    if scan.nul and not name.startswith("utf-16"):
        raise _nul(path)
    return Encoding(name, "" if name == "utf-8" else f"The text was read as {name}, as was asked for.")


def _most_plausible(path: Path) -> Encoding:
    seen = {name: evidence for name in CANDIDATES if (evidence := _evidence(path, name))}
    (best, mine), *others = sorted(seen.items(), key=lambda found: -found[1].score)
    second = others[0][1].score if others else 0.0
    once = mine.places == 1
    if not once and (mine.score < ENOUGH or mine.score - second < APART):
        each = listed(f"{name} ({quoted(evidence.example)})" for name, evidence in seen.items())
        raise Refused(
            f"{path.name}: the text is not UTF-8, and its letters do not tell what it is; look at {each}, and say "
            f"which is right ({saying('encoding')})."
        )
    rest = "".join(f"; as {name} {quoted(evidence.example)}" for name, evidence in others)
    where = "in one place only" if once else f"in {mine.places:,} places, of which {mine.score:.0%} make sense so"
    return Encoding(best, f"The text is not UTF-8 {where}: read as {best}, {quoted(mine.example)}{rest}.")


def _evidence(path: Path, encoding: str) -> Evidence | None:
    evidence = Evidence()
    try:
        for text in decoded(path, encoding):
            evidence.add(text)
    except UnicodeDecodeError:
        return None
    return evidence
