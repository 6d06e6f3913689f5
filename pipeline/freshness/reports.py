"""Which files of a report would come out new: all but those that were made when study file, code and tables stood as they do now.

What they follow from is what the note of the wave says, which holds as long as none of it was touched.
"""

import hashlib
import json
from collections.abc import Iterable

from assets.lake.paths import Lake
from assets.lake.publish import write_json
from pipeline.freshness.notes import state_of

PARTS = {"page": ("report", ["html", "pictures"]), "workbook": ("workbook", ["xlsx"]), "deck": ("deck", ["pptx"])}
"""The parts of a report: the asset of each, and its files by their endings."""


def stale_parts(lake: Lake, study: str, wave: str, parts: Iterable[str]) -> list[str]:
    """Those of the parts that are not there, were touched, or follow from something else. The wave's note holds."""
    made = _made(lake, study, wave)
    return [part for part in parts if made.get(part) != _now(lake, study, wave, part, follows(lake, study, wave))]


def keep_parts(lake: Lake, study: str, wave: str, parts: Iterable[str], followed: str) -> None:
    """Note the parts that have just been made, and what they follow from."""
    now = {part: _now(lake, study, wave, part, followed) for part in parts}
    write_json(_made(lake, study, wave) | now, lake.report_note(study, wave))


def follows(lake: Lake, study: str, wave: str) -> str:
    """A digest of what the wave's note says; empty where there is none."""
    note = lake.freshness_note(study, wave)
    return hashlib.sha256(note.read_bytes()).hexdigest() if note.exists() else ""


def _made(lake: Lake, study: str, wave: str) -> dict[str, list]:
    try:
        return json.loads(lake.report_note(study, wave).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def _now(lake: Lake, study: str, wave: str, part: str, followed: str) -> list:
    return [followed, *(state_of(lake.report(study, wave, ending)) for ending in PARTS[part][1])]
