"""A failure, told to machines: one line of JSON in the lake, and to whoever the environment names."""

import json
import os
import subprocess
import urllib.request
from datetime import UTC, datetime

from assets.lake.paths import Lake

TELL_VARIABLE = "GAP_ON_FAILURE"
"""Who is told of failures: a shell command that reads the line, or an address that it is posted to."""
PATIENCE = 30
"""Seconds that telling may take."""


def tell(lake: Lake, run: str, job: str, partition: str, step: str, reasons: list[str]) -> str | None:
    """Write one line on a failure, and pass it on to GAP_ON_FAILURE. Returns why that did not work, if it did not."""
    line = json.dumps(
        {
            "time": datetime.now(UTC).isoformat(timespec="seconds"),
            "run": run,
            "job": job,
            "partition": partition,
            "step": step,
            "reasons": reasons,
        },
        ensure_ascii=False,
    )
    with lake.failures().open("a", encoding="utf-8") as file:
        file.write(line + "\n")
    told = os.environ.get(TELL_VARIABLE, "")
    try:
        if told.startswith(("http://", "https://")):
            request = urllib.request.Request(told, line.encode(), {"content-type": "application/json"})
            urllib.request.urlopen(request, timeout=PATIENCE).close()
        elif told:
            subprocess.run(told, shell=True, input=line, text=True, timeout=PATIENCE, check=True, capture_output=True)
    except (OSError, subprocess.SubprocessError) as error:
        return f"{TELL_VARIABLE}: {told} was not told of it ({error})."
    return None
