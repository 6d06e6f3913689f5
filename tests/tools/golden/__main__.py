"""Print what is held of every file of golden figures, and how closely."""

import sys
import tempfile
from pathlib import Path

from conftest import SHARED
from golden.files import FILES, File
from golden.ledger import Apart
from golden.survey import Golden


def report(golden: Golden, file: File) -> bool:
    """Print one file's report; whether all of it is as it should be."""
    try:
        ledger = file.hold(golden) if file.hold else None
    except Apart as apart:
        print(f"{file.name}: APART: {apart}", flush=True)
        return False
    faults = file.faults(ledger) if ledger else []
    print("\n".join([file.report(ledger), *(f"    FAULT: {fault}" for fault in faults)]), flush=True)
    return not faults


if __name__ == "__main__":
    if not (SHARED / "golden").is_dir():
        sys.exit("needs ../shared/golden, which a clone by itself does not have")
    with tempfile.TemporaryDirectory() as place:
        golden = Golden(Path(place), lambda path: SHARED / path)
        sys.exit(0 if all([report(golden, file) for file in FILES]) else 1)
