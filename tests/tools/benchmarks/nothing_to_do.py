"""A `gap run` with nothing to do against `gap --help` and a process that reads the same footers."""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.tools.benchmarks.clock import Cost, cost, line, middle

ROUNDS = 9
FOOTERS = """
import sys
from pathlib import Path
import pyarrow.parquet as pq
for path in Path(sys.argv[1]).rglob("*.parquet"):
    assert pq.read_metadata(path).metadata
"""


def measure() -> None:
    """Print what it costs to find that nothing is due, rounds taken in turn."""
    gap = str(Path(sys.executable).parent / "gap")
    with TemporaryDirectory() as folder:
        run = [gap, "run", "--lake", folder]
        cost(run), cost(run)
        commands = [run, [gap, "--help"], [sys.executable, "-c", FOOTERS, folder]]
        rounds = [[cost(command) for command in commands] for _ in range(ROUNDS)]
    mine, helped, read = (middle(list(costs)) for costs in zip(*rounds, strict=True))
    both = Cost(helped.seconds + read.seconds, max(helped.memory, read.memory))
    line("a run with nothing to do", mine, both, 1.2)
