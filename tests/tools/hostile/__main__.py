"""Try hostile study files, and print how they ended and every one that ended badly."""

import argparse
import sys
from collections import Counter

from hostile.trial import FAULT, ended


def main(numbers: range) -> bool:
    """Whether every study file of these numbers was accepted or refused in sentences."""
    ends: Counter[str] = Counter()
    for number in numbers:
        end = ended(number)
        ends[end.how] += 1
        if end.how == FAULT:
            print(f"{number}: {end.said}", flush=True)
    print(f"{len(numbers)} study files: " + ", ".join(f"{count} {how}" for how, count in sorted(ends.items())))
    return not ends[FAULT]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.tools.hostile", description=__doc__)
    parser.add_argument("--count", type=int, default=1_000, help="how many study files")
    parser.add_argument("--first", type=int, default=0, help="the number of the first")
    words = parser.parse_args()
    sys.exit(0 if main(range(words.first, words.first + words.count)) else 1)
