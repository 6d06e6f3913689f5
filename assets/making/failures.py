"""A failure, reported to machines: one line of JSON in the lake, and to whoever the environment names."""

import json
import os
import subprocess
import urllib.request
from datetime import UTC, datetime

from assets.lake.disk import naming
from assets.lake.paths import Lake

FAILURE_VARIABLE = "GAP_ON_FAILURE"
"""Whom failures are reported to: a shell command that reads the line, or an address that it is posted to."""
PATIENCE = 30
"""Seconds that reporting may take."""


def report_failure(lake: Lake, run: str, job: str, partition: str, step: str, reasons: list[str]) -> str | None:
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
    with naming(lake.failures()), lake.failures().open("a", encoding="utf-8") as file:
        file.write(line + "\n")
    receiver = os.environ.get(FAILURE_VARIABLE, "")
    try:
        if receiver.startswith(("http://", "https://")):
            request = urllib.request.Request(receiver, line.encode(), {"content-type": "application/json"})
            urllib.request.urlopen(request, timeout=PATIENCE).close()
        elif receiver:
            subprocess.run(
                receiver, shell=True, input=line, text=True, timeout=PATIENCE, check=True, capture_output=True
            )
    except (OSError, subprocess.SubprocessError) as error:
        return f"{FAILURE_VARIABLE}: {receiver} was not told of it ({error})."
    return None
