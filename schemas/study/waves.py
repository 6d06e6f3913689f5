"""The rounds of fieldwork: their names, their dates, and how often a new one comes.

Which earlier wave a wave is set against is `schemas/waves.py`.
"""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Literal

from pydantic import Field

from schemas.study.problems import Problem
from schemas.study.values import Model, Text

if TYPE_CHECKING:
    from schemas.study.study import Study

Rhythm = Literal["monthly", "quarterly", "half-yearly", "yearly"]
MONTHS: dict[Rhythm, int] = {"monthly": 1, "quarterly": 3, "half-yearly": 6, "yearly": 12}


class Wave(Model, title="A wave"):
    """One round of fieldwork. The order of the waves in the file is the order of the trend."""

    label: Text = Field("", description="Its name for readers. Without it, the wave's key.")
    fieldwork: Text = Field(
        "",
        description="When it was: `2026-03`, `2026-03-14`, or a span of such, `2026-03/2026-05`. "
        "With dates a wave is set against the one a year before, and lateness can be told.",
    )


def began(fieldwork: str) -> date | None:
    """The first day of a fieldwork written as 2026-03, 2026-03-14, or a span of such with a slash."""
    return _day(fieldwork.split("/")[0], last=False)


def ended(fieldwork: str) -> date | None:
    """The last day of a fieldwork that is so written; of a month its last one."""
    return _day(fieldwork.split("/")[-1], last=True)


def _day(written: str, last: bool) -> date | None:
    try:
        year, month, *rest = (int(part) for part in written.split("-"))
        (day,) = rest or (monthrange(year, month)[1] if last else 1,)
        return date(year, month, day)
    except ValueError:
        return None


def wave_problems(study: "Study") -> Iterator[Problem]:
    """Dates that are none; and where the next wave is expected, the newest one has a date to count from."""
    for name, wave in study.waves.items():
        span = began(wave.fieldwork), ended(wave.fieldwork)
        if wave.fieldwork and (span[0] is None or span[1] is None or span[0] > span[1]):
            said = f"is {wave.fieldwork!r}, which is no time; write 2026-03, 2026-03-14 or 2026-03/2026-05"
            yield ("waves", name, "fieldwork"), said
    *_, newest = study.waves
    if study.expect and ended(study.waves[newest].fieldwork) is None:
        said = f"the study expects a {study.expect} wave, and this is the last one"
        yield ("waves", newest), f"{said}; say when it was, fieldwork: 2026-03 or 2026-03/2026-05"
