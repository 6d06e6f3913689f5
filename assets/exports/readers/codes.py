"""What statistics packages keep as numbers, as the text of a cell: codes, days, moments and spans of time.

A code reads as the packages show it (`5`, not `5.0`), a day as `2024-03-05`, a moment as `2024-03-05 10:36:30`, a span as
`26:24:00`.
"""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any

import numpy as np

Value = str | float
Show = Callable[[Value], str]
"""How the values of a column read as cells."""

SINCE_1960 = datetime(1960, 1, 1)
"""Where Stata and SAS begin to count."""


def code(value: Value) -> str:
    """A number without `.0` where it is whole; text as it stands."""
    if isinstance(value, str):
        return value
    number = float(value)
    return str(int(number)) if number.is_integer() else repr(number)


def single(value: Value) -> str:
    """A number of four bytes as a code: 0.1 is no 0.10000000149011612."""
    return code(float(str(np.float32(value))))


def cell(value: Any, show: Callable[[Any], str]) -> str | None:
    """A value as a cell, None where it is system-missing or empty."""
    missing = value is None or value == "" or value != value
    return None if missing else show(value)


def moment(origin: datetime, unit: timedelta, show: Callable[[datetime], str]) -> Show:
    """Values that count units since `origin`. What is no number, or no date in these millennia, reads as a code."""

    def shown(value: Value) -> str:
        if isinstance(value, str):
            return value
        try:
            return show(origin + value * unit)
        except (OverflowError, ValueError):
            return code(value)

    return shown


def day(when: datetime) -> str:
    """`2024-03-05`."""
    return when.date().isoformat()


def second(when: datetime) -> str:
    """`2024-03-05 10:36:30`, with thousandths where there are some, without the time at midnight sharp."""
    if when.time() == time():
        return day(when)
    return when.isoformat(" ", "milliseconds" if when.microsecond else "seconds")


def span(value: Value) -> str:
    """Seconds as hours, minutes and seconds, whatever their number."""
    if isinstance(value, str) or not abs(value) < float("inf"):
        return code(value)
    sign, value = ("-", -value) if value < 0 else ("", value)
    minutes, seconds = divmod(value, 60)
    text = f"{int(seconds):02}" if float(seconds).is_integer() else f"{seconds:06.3f}"
    return f"{sign}{int(minutes) // 60:02}:{int(minutes) % 60:02}:{text}"
