"""What spreadsheets make of answers: Excel takes the range `10-49` for a date and shows `Oct-49`. The likely original."""

import re
from collections.abc import Iterable
from datetime import date, timedelta

_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MONTH = "|".join(_MONTHS)
_DATE = re.compile(rf"(\d{{1,2}})-({_MONTH})|({_MONTH})-(\d{{1,2}})|(\d{{1,2}})月(\d{{1,2}})日", re.IGNORECASE)
_SERIAL = re.compile(r"4[0-5]\d{3}|46000")
_RANGE = re.compile(r"\d+\s*[-–]\s*\d+")
_EPOCH = date(1899, 12, 30)


def damage(text: str) -> str | None:
    """The range that became a date, the lower number first: `10-49` of `Oct-49`, `2-5` of `5-Feb`; None of other texts."""
    found = _DATE.fullmatch(text.strip())
    if not found:
        return None
    day, month, month_first, year, *numbers = found.groups()
    if name := month or month_first:
        numbers = [_MONTHS.index(name.lower()) + 1, day or year]
    return _range(*map(int, numbers))


def damages(texts: Iterable[str]) -> dict[str, str]:
    """Of texts that belong together, those that were ranges. A date's serial number (`41310`) is one only among ranges."""
    texts = list(dict.fromkeys(texts))
    found = {text: original for text in texts if (original := damage(text))}
    if found or any(_RANGE.fullmatch(text.strip()) for text in texts):
        for text in filter(_SERIAL.fullmatch, texts):
            shown = _EPOCH + timedelta(days=int(text))
            found[text] = _range(shown.month, shown.day)
    return found


def _range(*numbers: int) -> str:
    return "-".join(map(str, sorted(numbers)))
