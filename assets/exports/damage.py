"""What spreadsheets make of answers: Excel takes the range `10-49` for a date and shows `Oct-49`, in German `Okt 49`."""

import re
from collections.abc import Iterable
from datetime import date, timedelta

_MONTHS = [
    *(
        "jan janv januar januari janvier",
        "feb febr févr fev februar februari février",
        "mar mär mrz mrt märz maart mars",
    ),
    *("apr avr april avril", "may mai mei", "jun juin juni", "jul juil juli juillet", "aug août aou augustus"),
    *(
        "sep sept september septembre",
        "oct okt oktober octobre",
        "nov november novembre",
        "dec dez déc dezember décembre",
    ),
]
"""What Excel calls the months in English, German, Dutch and French, in short and in full."""
_NUMBER_OF = {name: number for number, names in enumerate(_MONTHS, start=1) for name in names.split()}
_MONTH = "|".join(sorted(_NUMBER_OF, key=len, reverse=True))
_DAY = r"(\d{1,2})"
_DATE = re.compile(rf"{_DAY}(?:-|\. ?)({_MONTH})\.?|({_MONTH})(?:-|\.-?|\.? ){_DAY}|{_DAY}月{_DAY}日", re.IGNORECASE)
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
        numbers = [_NUMBER_OF[name.lower()], day or year]
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
