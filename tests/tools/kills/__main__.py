"""Kill what serves a study, at random moments, and print what was killed and what came of it."""

import argparse
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from kills.moments import Killing, kinds


def main(place: Path, moments: int, seed: int) -> bool:
    """Kill as often as `moments` says, then wait until all is made. Whether nothing was half-written."""
    begun, killing = time.monotonic(), Killing(place, seed)
    try:
        killing.measure()
        print(
            f"an export is made into tables in {killing.until_made:.1f} s, {killing.of_work:.1f} of them by a run worker"
        )
        for number, kind in enumerate(kinds(moments), start=1):
            print(f"{number}: {killing.moment(kind)}", flush=True)
        failed = killing.end()
    finally:
        killing.close()
    victims = ", ".join(f"{number} {kind}" for kind, number in sorted(killing.killed.items()))
    print(f"{moments} moments of seed {seed}: {victims}; {time.monotonic() - begun:.0f} seconds")
    print(f"{failed} runs did not come to their end, and what they were to make was made after them")
    print(f"{len(killing.half_written)} half-written", *killing.half_written)
    return not killing.half_written


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.tools.kills", description=__doc__)
    parser.add_argument("--moments", type=int, default=50, help="how often something is killed")
    parser.add_argument("--seed", type=int, default=20070522, help="what the moments are drawn with")
    words = parser.parse_args()
    with TemporaryDirectory() as folder:
        sys.exit(0 if main(Path(folder), words.moments, words.seed) else 1)
