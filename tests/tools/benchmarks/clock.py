"""Wall time and memory of a command, measured from outside it."""

import os
import subprocess
import time
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Cost:
    """What a command took: seconds, and the most memory that it held, in MiB."""

    seconds: float
    memory: float


def cost(words: list[str]) -> Cost:
    """Run a command to its end and say what it took, bytecode cached as on any user's machine. Its failure is an error."""
    env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    os.sync()  # what the one before has left to write is not this one's
    start = time.perf_counter()
    process = subprocess.Popen(words, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise RuntimeError(f"{' '.join(words)} ended with {os.waitstatus_to_exitcode(status)}")
    return Cost(time.perf_counter() - start, usage.ru_maxrss / 1024)


def middle(costs: list[Cost]) -> Cost:
    """The median of repeated measurements."""
    return Cost(median(c.seconds for c in costs), max(c.memory for c in costs))


def line(what: str, mine: Cost, other: Cost, goal: float) -> None:
    """Print one comparison."""
    print(
        f"{what}: {mine.seconds:.2f} s, {mine.memory:.0f} MiB, against {other.seconds:.2f} s, {other.memory:.0f} MiB: "
        f"{mine.seconds / other.seconds:.2f} times (goal: at most {goal:g})",
        flush=True,
    )
