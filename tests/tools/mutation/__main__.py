"""Damage real exports, and print how each run over one ended."""

import argparse
import multiprocessing
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor

from conftest import SHARED
from mutation.cases import cases
from mutation.judge import ENDS, FAULT, WRONG
from mutation.trials import Trial, trial

WORKERS = 2


def report(ended: Counter[tuple[str, str]]) -> str:
    """How many of each damage ended how."""
    damages = list(dict.fromkeys(damage for damage, _ in ended))
    rows = [(damage, [ended[damage, end] for end in ENDS]) for damage in damages]
    rows.append(("all", [sum(counts) for counts in zip(*(counts for _, counts in rows), strict=True)]))
    lines = [f"{'':24}" + "".join(f"{end:>14}" for end in ENDS)]
    lines += [f"{damage:24}" + "".join(f"{count or '-':>14}" for count in counts) for damage, counts in rows]
    return "\n".join([*lines, "", *(f"{end}: {what}" for end, what in ENDS.items())])


def main(asked: list[Trial], every: bool) -> bool:
    """Run the trials, and print those that ended badly, or `every` one. Whether all ended well."""
    ended: Counter[tuple[str, str]] = Counter()
    begun = time.monotonic()
    with ProcessPoolExecutor(WORKERS, multiprocessing.get_context("fork")) as pool:
        for one, verdict in zip(asked, pool.map(Trial.verdict, asked), strict=True):
            ended[one.named, verdict.end] += 1
            if every or verdict.end in (WRONG, FAULT):
                print(f"{one}: {verdict.end}. {verdict.why}", flush=True)
    print(report(ended))
    print(f"{len(asked)} damaged exports, {time.monotonic() - begun:.0f} seconds")
    return not any(end in (WRONG, FAULT) for _, end in ended)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.tools.mutation", description=__doc__)
    parser.add_argument("--count", type=int, default=616, help="how many exports are damaged")
    parser.add_argument("--trial", type=int, help="the number of the one trial to run")
    parser.add_argument("--every", action="store_true", help="print how every trial ended")
    words = parser.parse_args()
    if not (SHARED / "real").is_dir():
        sys.exit("needs ../shared/real, which a clone by itself does not have")
    known = cases(lambda path: SHARED / path)
    numbers = range(words.count) if words.trial is None else [words.trial]
    sys.exit(0 if main([trial(known, number) for number in numbers], words.every or words.trial is not None) else 1)
