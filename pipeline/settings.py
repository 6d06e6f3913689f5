"""What the sensor and the schedules are set by: three variables of the environment. Each is refused where it says nothing."""

import os
from zoneinfo import ZoneInfo

from schemas.refused import Refused

QUIET, ZONE, MARKED = "GAP_QUIET", "GAP_TIMEZONE", "GAP_DONE"


def quiet() -> int:
    """How many seconds an export must lie untouched before it is taken for whole; as often is the folder looked at."""
    given = os.environ.get(QUIET, "30")
    if not given.isascii() or not given.isdigit() or not int(given):
        raise Refused(f"{QUIET}: {given!r} is no number of seconds; write one such as 30, or unset it.")
    return int(given)


def timezone() -> str:
    """The time zone of the schedules, as the IANA names it."""
    given = os.environ.get(ZONE, "UTC")
    try:
        return ZoneInfo(given).key
    except (KeyError, ValueError, OSError):  # unknown; no name at all; a folder of time zones
        raise Refused(f"{ZONE}: {given!r} is no time zone; write one such as Europe/Berlin, or unset it.") from None


def marked() -> bool:
    """Whether who delivers an export says that it is whole, by a file of its name and `.done`."""
    given = os.environ.get(MARKED, "")
    if given not in ("", "0", "1"):
        raise Refused(f"{MARKED}: {given!r} says neither yes nor no; write 1, or unset it.")
    return given == "1"
