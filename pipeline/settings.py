"""What the sensor, the schedules and the UI are set by: variables of the environment. Each is refused where it says nothing."""

import os
from zoneinfo import ZoneInfo

from schemas.refused import Refused

QUIET, ZONE, MARKED, HOSTS = "GAP_QUIET", "GAP_TIMEZONE", "GAP_DONE", "GAP_UI_HOSTS"
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


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


def hosts() -> frozenset[str]:
    """The names that the UI is reached by: this machine's own, and those that a proxy before it is known by."""
    given = [name.strip().lower() for name in os.environ.get(HOSTS, "").split(",") if name.strip()]
    for name in given:
        if not all(part.isascii() and part.replace("-", "").isalnum() for part in name.split(".")):
            raise Refused(f"{HOSTS}: {name!r} is no name of a host; write names such as gap.example.org, with commas.")
    return LOOPBACK | set(given)
