"""Checks of waves: how far everything moved since the previous one, and whether the next one is late."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from math import hypot
from statistics import NormalDist

from assets.checks.finding import Check, Found, Row
from schemas.refused import listed
from schemas.study import DIFFERENCE, SHARE, Study, ended
from schemas.tables.rows import EstimatesRow
from schemas.waves import months_later, trend_break


@dataclass(frozen=True)
class Level:
    """Where a wave stands: the metrics of its whole groups, and the responses of each source."""

    wave: str
    figures: list[EstimatesRow]
    responses: Mapping[str, int]


@dataclass(frozen=True)
class Levels:
    """A wave and the previous one, as far as its tables stand."""

    now: Level
    before: Level | None


def _wave_on_wave(study: Study, levels: Levels) -> Found:
    """Figures whose trend is broken are not compared. The errors of both waves are taken as independent: where people took part
    twice, fewer changes are told from chance."""
    now, before = levels.now, levels.before
    if before is None:
        return "There is no earlier wave to compare with", []
    rows = [*_fallen(study, now, before), *_moved(study, now, before)]
    words = listed((row["what"] for row in rows), 5)
    return (f"Since {before.wave}: {words}" if rows else f"Nothing moved beyond its bound since {before.wave}"), rows


def _fallen(study: Study, now: Level, before: Level) -> list[Row]:
    least = 1 - study.checks.wave_on_wave.fall
    return [
        {
            "what": f"{source} has {count:,} responses after {before.responses[source]:,}",
            "before": before.responses[source],
            "now": count,
        }
        for source, count in now.responses.items()
        if source in before.responses and count < least * before.responses[source]
    ]


def _moved(study: Study, now: Level, before: Level) -> list[Row]:
    earlier = {(row["group_name"], row["metric"]): row for row in before.figures}
    rows: list[tuple[float, Row]] = []
    limit = NormalDist().inv_cdf(1 - study.alpha / 2)
    for row in now.figures:
        was = earlier.get((row["group_name"], row["metric"]))
        if was is None or was["estimate"] is None or row["estimate"] is None or row["unit"] != was["unit"]:
            continue
        scale = _points(row["unit"])
        then, this = scale * was["estimate"], scale * row["estimate"]
        chance = scale * limit * hypot(row["se"] or 0, was["se"] or 0)
        broken = trend_break(study, row["question"], row["source"], before.wave, now.wave)
        if abs(this - then) > max(study.checks.wave_on_wave.points, chance) and not broken:
            what = f"{row['metric']} of {row['group_name']} moved by {this - then:+.1f} points"
            rows.append((abs(this - then), {"what": what, "before": then, "now": this}))
    return [row for _, row in sorted(rows, key=lambda each: -each[0])]


def _points(unit: str) -> float:
    """What makes points of a figure: percentage points of a share; the range of the numbers averaged becomes 100."""
    if unit in (SHARE, DIFFERENCE):
        return 100
    averaged = re.fullmatch(r"(?:difference of )?(-?[^-]+)-(.+) points", unit)
    return 100 / (float(averaged[2]) - float(averaged[1])) if averaged else 1


@dataclass(frozen=True)
class Awaited:
    """A wave, whether its gaps have been made, and the day of asking."""

    wave: str
    stands: bool
    today: date


def _on_time(study: Study, awaited: Awaited) -> Found:
    *_, newest = study.waves
    end = ended(study.waves[newest].fieldwork)
    if study.expect is None or end is None:
        return "The study does not say when its waves are expected", []
    if awaited.wave != newest:
        return f"A later wave is there: {newest}", []
    due = months_later(end, study.expect) if awaited.stands else end
    last = due + timedelta(days=study.checks.on_time.grace)
    missing = f"a {study.expect} wave after {newest}" if awaited.stands else "its table of gaps"
    late = awaited.today > last
    said = f"The fieldwork of {newest} ended on {end}, and {missing} {'was' if late else 'is'} expected by {last}"
    row = {"missing": missing, "fieldwork ended": end, "expected by": last, "looked at": awaited.today}
    return said, [row] if late else []


WAVE_ON_WAVE = Check(
    "wave_on_wave",
    "gap_trend",
    "No figure of a whole group, and no source's number of responses, moved beyond its bound since the previous wave.",
    "Look for swapped codes, another wording or another sample before you publish; trend: break keeps waves apart.",
    _wave_on_wave,
)
ON_TIME = Check(
    "on_time",
    "gap_fact",
    "The newest wave is not older than the rhythm that the study expects, with its days of grace.",
    "Ask for the export; add the wave under waves and run the study.",
    _on_time,
)
