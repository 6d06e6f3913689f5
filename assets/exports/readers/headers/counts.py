"""Tables of counts: a row an answer, with how many gave it, and no respondents. Told by arithmetic, whoever wrote them.

What a vendor's own summary looks like is in the vendor's module.
"""

import re

from assets.exports.export import squeezed

_WHOLE = re.compile(
    r"(grand )?total|base\b.*|answered|skipped|sum|summe|gesamt|insgesamt|totaal|somme|n\b.*", re.IGNORECASE
)
_NUMBER = re.compile(r"\d+([.,]\d+)? ?%?")
_ROUNDED = 1.0
"""So many percent a share may be off that was written without decimals."""


def counts_answers(rows: list[list[str]]) -> bool:
    """Whether the table that begins with `rows` counts answers: words in the first column, and numbers that belong together."""
    body = [[*map(squeezed, row)] for row in rows[1:] if any(map(squeezed, row))]
    if len(body) < 2 or any(len(row) < 2 or not re.search(r"[^\W\d_]", row[0]) for row in body):
        return False
    names = [row[0].casefold() for row in body]
    cells = [cell for row in body for cell in row[1:]]
    if len(set(names)) < len(names) or not all(map(_NUMBER.fullmatch, cells)):
        return False
    parts = [row[1:] for row, name in zip(body, names, strict=True) if not _WHOLE.fullmatch(name)]
    wholes = [row[1:] for row, name in zip(body, names, strict=True) if _WHOLE.fullmatch(name)]
    if len(parts) < 2:
        return False
    numbers = [[*map(_number, column)] for column in zip(*parts, strict=False)]
    if wholes:
        sums = zip(map(sum, numbers), map(_number, wholes[0]), strict=False)
        return any(whole > 0 and abs(added - whole) <= _ROUNDED for added, whole in sums)
    return any(_shares(shares, counts) for shares in numbers for counts in numbers if shares is not counts)


def _shares(shares: list[float], counts: list[float]) -> bool:
    """Whether the first are the second in percent, or as parts of one."""
    whole = 100 if sum(shares) > _ROUNDED + 1 else 1
    total, off = sum(counts), whole * _ROUNDED / 100
    if total <= 0 or abs(sum(shares) - whole) > 2 * off or abs(total - whole) <= off:
        return False
    return all(abs(share - whole * count / total) <= off for share, count in zip(shares, counts, strict=True))


def _number(cell: str) -> float:
    return float(cell.rstrip(" %").replace(",", "."))
