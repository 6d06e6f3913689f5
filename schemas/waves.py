"""The order of a study's waves: which earlier ones a wave is set against, what breaks a trend, and when the next is due."""

from calendar import monthrange
from datetime import date

from schemas.codebook import base_words, wording
from schemas.study import MONTHS, Rhythm, Study, began

YEAR = 365.25
MONTH_AND_A_HALF = 45
"""How far from a year two fieldworks may be and still be a year apart, in days."""


def compared_waves(study: Study, wave: str) -> dict[str, str]:
    """The earlier waves that `wave` is set against: previous, year_ago and first, as far as there are such."""
    waves = list(study.waves)
    earlier = waves[: waves.index(wave)]
    if not earlier:
        return {}
    found = {"previous": earlier[-1]}
    if year_ago := _year_before(study, wave, earlier):
        found["year_ago"] = year_ago
    return found | {"first": earlier[0]}


def trend_break(study: Study, question: str, source: str, before: str, now: str) -> str | None:
    """Why the figures of a question in two waves do not continue each other, a code of BREAKS; None where they do."""
    waves = list(study.waves)
    between = waves[waves.index(before) + 1 : waves.index(now) + 1]
    said = [study.questions[question].waves[wave].trend for wave in between if wave in study.questions[question].waves]
    if "break" in said:
        return "said"
    if "continues" in said:
        return None
    if wording(study, question, before, source) != wording(study, question, now, source):
        return "wording"
    if base_words(study, question, before, source) != base_words(study, question, now, source):
        return "base"
    return None


def months_later(day: date, rhythm: Rhythm) -> date:
    """The same day one `rhythm` later, or the last of a month that is too short for it."""
    years, month = divmod(day.month - 1 + MONTHS[rhythm], 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def _year_before(study: Study, wave: str, earlier: list[str]) -> str | None:
    now = began(study.waves[wave].fieldwork)
    if now is None:
        return None
    apart = {
        name: abs((now - start).days - YEAR)
        for name in earlier
        if (start := began(study.waves[name].fieldwork)) is not None
    }
    nearest = min(apart, key=lambda name: apart[name], default=None)
    return nearest if nearest is not None and apart[nearest] <= MONTH_AND_A_HALF else None
