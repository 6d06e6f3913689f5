"""The order of a study's waves: which earlier ones a wave is set against."""

from datetime import date

from schemas.study import Study

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


def began(fieldwork: str) -> date | None:
    """The first day of a fieldwork written as 2026-03, 2026-03-14, or a span of such with a slash."""
    parts = fieldwork.split("/")[0].split("-")
    try:
        year, month, day = (int(part) for part in (*parts, *("1" for _ in range(3 - len(parts)))))
        return date(year, month, day) if len(parts) >= 2 else None
    except ValueError:
        return None


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
