"""What the library that reads SPSS files does not look at, and a damaged file needs: its dictionary, and how many cases it has.

ReadStat trusts the numbers of the variables that a set of value labels belongs to, and a number that is none ends the
whole process. It reads as many cases as the header announces, whatever else there is. Every other damage it notices.
"""

import mmap
import struct
import zlib
from pathlib import Path
from typing import BinaryIO

HEADER = 176
PIECE = 8
_PLAIN, _BYTES, _ZLIB = range(3)
_SKIP, _END, _RAW = 0, 252, 253
_VARIABLE, _LABELS, _LABELLED, _DOCUMENT, _EXTENSION = 2, 3, 4, 6, 7


def check_dictionary(path: Path) -> None:
    """Raise ValueError where value labels belong to a variable that is not there."""
    with path.open("rb") as file:
        try:
            _walk(file, _order(file.read(HEADER)))
        except (struct.error, IndexError):  # cut or no dictionary: ReadStat says so
            return


def check_cases(path: Path, announced: int, work: Path) -> None:
    """Raise ValueError where the file does not hold the `announced` cases and nothing else. `work`: a folder."""
    with path.open("rb") as file:
        head = file.read(HEADER)
        order = _order(head)
        pieces = _walk(file, order)
        start = file.tell() + 4
        compression = header_number(head, 72)
        if compression == _PLAIN:
            held = (path.stat().st_size - start) / PIECE
        elif compression == _BYTES:
            held = _held(path, start)
        elif compression == _ZLIB:
            file.seek(start)
            _inflate(file, order, plain := work / "inflated")
            held = _held(plain, 0)
        else:
            raise ValueError(f"its compression {compression} is none that is known")
    if held != announced * pieces:
        raise ValueError(f"it announces {announced} cases and holds {held / pieces:g}")


def header_number(head: bytes, offset: int) -> int:
    """The whole number that stands at `offset` in a file's header."""
    (number,) = struct.unpack_from(f"{_order(head)}i", head, offset)
    return number


def _order(head: bytes) -> str:
    return "<" if head[64:68] in (b"\x02\x00\x00\x00", b"\x03\x00\x00\x00") else ">"


def _held(path: Path, start: int) -> int:
    """Pieces of eight bytes that instructions make: each is one, a skip none, and behind eight of them stand the raw ones."""
    held, at = 0, start
    if path.stat().st_size <= start:
        return 0
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        while block := data[at : at + PIECE]:
            ended = block.find(_END)
            codes = block if ended < 0 else block[:ended]
            raw = codes.count(_RAW)
            at += PIECE * (1 + raw)
            if raw and at > len(data):
                raise ValueError("its last case is cut")
            held += len(codes) - codes.count(_SKIP)
            if ended >= 0:
                break
    return held


def _inflate(file: BinaryIO, order: str, to: Path) -> None:
    """Unpack the blocks of a `.zsav`; the header before them says where they begin and end."""
    begin, end, _ = struct.unpack(f"{order}3q", file.read(24))
    file.seek(begin + 24)
    left = end - begin - 24
    with to.open("wb") as target:
        unpacker = zlib.decompressobj()
        while left > 0 and (piece := file.read(min(left, 1 << 20))):
            left -= len(piece)
            while piece:
                target.write(unpacker.decompress(piece))
                piece = unpacker.unused_data
                if unpacker.eof:
                    unpacker = zlib.decompressobj()


def _walk(file: BinaryIO, order: str) -> int:
    """Pass over the dictionary; how many pieces of eight bytes a case has."""

    def numbers(count: int) -> tuple[int, ...]:
        return struct.unpack(f"{order}{count}i", file.read(4 * count))

    def skip(count: int) -> None:
        if count < 0:
            raise struct.error
        file.seek(count, 1)

    pieces = 0  # of eight bytes, of which a long text has several
    while True:
        (record,) = numbers(1)
        if record == _VARIABLE:
            pieces += 1
            _, labelled, missing, _, _ = numbers(5)
            skip(8)
            skip(_padded(numbers(1)[0], 4) if labelled else 0)
            skip(8 * abs(missing))
        elif record == _LABELS:
            for _ in range(numbers(1)[0]):
                skip(8)
                skip(_padded(1 + file.read(1)[0], 8) - 1)
        elif record == _LABELLED:
            if not all(1 <= piece <= pieces for _ in range(numbers(1)[0]) for piece in numbers(1)):
                raise ValueError("value labels belong to a variable that is not there")
        elif record == _DOCUMENT:
            skip(80 * numbers(1)[0])
        elif record == _EXTENSION:
            _, size, count = numbers(3)
            skip(size * count)
        else:
            return pieces


def _padded(length: int, to: int) -> int:
    return -(-length // to) * to
