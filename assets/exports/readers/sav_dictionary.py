"""A walk through the dictionary of an SPSS file, before the library that reads it sees it.

ReadStat trusts the numbers of the variables that a set of value labels belongs to, and a number that is none ends the
whole process. So they are looked at first; every other damage it notices by itself.
"""

import struct
from pathlib import Path
from typing import BinaryIO

HEADER = 176
_VARIABLE, _LABELS, _LABELLED, _DOCUMENT, _EXTENSION = 2, 3, 4, 6, 7


def check_dictionary(path: Path) -> None:
    """Raise ValueError where value labels belong to a variable that is not there."""
    with path.open("rb") as file:
        head = file.read(HEADER)
        order = "<" if head[64:68] in (b"\x02\x00\x00\x00", b"\x03\x00\x00\x00") else ">"
        try:
            _walk(file, order)
        except (struct.error, IndexError):  # cut or no dictionary: ReadStat says so
            return


def _walk(file: BinaryIO, order: str) -> None:
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
            return


def _padded(length: int, to: int) -> int:
    return -(-length // to) * to
