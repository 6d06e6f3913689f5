"""A damaged SPSS file, read without the pipeline and its library: the dictionary's names and the cases' cells.

Numbers and short texts, plain or compressed by bytes. Everything else is Unsound.
"""

import re
import struct
from collections.abc import Iterator

from mutation.naive import Table, Unsound

PIECE = 8
MISSING = struct.pack("<d", -1.7976931348623157e308)


def read_sav(content: bytes) -> Table:
    """The table in an SPSS file. Raises Unsound where it is none, or where it does not hold the cases that it announces."""
    try:
        return _table(content)
    except (struct.error, UnicodeDecodeError, IndexError, ZeroDivisionError, OverflowError) as error:
        raise Unsound(f"no SPSS file: {error}") from None


def _table(content: bytes) -> Table:
    magic, order, _, compressed, _, cases, bias = struct.unpack_from("<4s60xiiiiid", content)
    if magic != b"$FL2" or order not in (2, 3) or compressed not in (0, 1):
        raise Unsound("another kind of file")
    names, widths, at = _variables(content, 176)
    long_names, at = _records(content, at)
    pieces = _pieces(content, at, bias) if compressed else _plain(content, at)
    rows = [[_cell(pieces, width) for width in widths] for _ in range(cases)]
    if cases < 0 or next(pieces, None) is not None:
        raise Unsound("more cases than announced")
    return Table([long_names.get(name, name) for name in names], rows)


def _variables(content: bytes, at: int) -> tuple[list[str], list[int], int]:
    """The short names, the widths (0: a number), and where the other records begin."""
    names, widths = [], []
    while struct.unpack_from("<i", content, at)[0] == 2:
        width, labelled, missing = struct.unpack_from("<iii", content, at + 4)
        if width >= 0:
            names.append(content[at + 24 : at + 32].decode("ascii").rstrip())
            widths.append(width)
        at += 32
        if labelled:
            at += 4 + (struct.unpack_from("<i", content, at)[0] + 3) // 4 * 4
        at += PIECE * abs(missing)
    return names, widths, at


def _records(content: bytes, at: int) -> tuple[dict[str, str], int]:
    """The long names, and where the cases begin."""
    long_names: dict[str, str] = {}
    while (kind := struct.unpack_from("<i", content, at)[0]) != 999:
        count = struct.unpack_from("<i", content, at + 4)[0]
        at += 8
        if kind == 3:
            for _ in range(count):
                at += PIECE + (content[at + PIECE] + 1 + 7) // 8 * 8
        elif kind == 4:
            at += 4 * count
        elif kind == 6:
            at += 80 * count
        elif kind == 7:
            size, number = struct.unpack_from("<ii", content, at)
            text = content[at + 8 : at + 8 + size * number]
            if count == 13:
                long_names = dict(re.findall(r"([^=\t]+)=([^\t]+)", text.decode("ascii")))
            at += 8 + size * number
        else:
            raise Unsound(f"a record of kind {kind}")
        if not 0 < at < len(content):
            raise Unsound("a record beyond the file")
    return long_names, at + 8


def _plain(content: bytes, at: int) -> Iterator[bytes]:
    for place in range(at, len(content), PIECE):
        yield content[place : place + PIECE]


def _pieces(content: bytes, at: int, bias: float) -> Iterator[bytes]:
    """Eight bytes for each instruction: a small number, eight bytes that follow, blanks, or a missing value."""
    while at < len(content):
        instructions, at = content[at : at + PIECE], at + PIECE
        for code in instructions:
            if code == 253:
                yield content[at : at + PIECE]
                at += PIECE
            elif code == 252:
                return
            elif code:
                yield {254: b" " * PIECE, 255: MISSING}.get(code) or struct.pack("<d", code - bias)


def _cell(pieces: Iterator[bytes], width: int) -> str:
    found = [next(pieces, b"") for _ in range(max(-(-width // PIECE), 1))]
    if any(len(piece) < PIECE for piece in found):
        raise Unsound("fewer cases than announced")
    if width:
        return b"".join(found)[:width].decode("cp1252").rstrip(" ")
    (number,) = struct.unpack("<d", found[0])
    if found[0] == MISSING or number != number:
        return ""
    return str(int(number)) if number.is_integer() else repr(number)
