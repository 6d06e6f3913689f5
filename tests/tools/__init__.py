"""Tools that measure the product and stand apart from its tests: benchmarks, golden figures, hostile study files, kills,
mutation, simulation.

Each is run by `make`, or as `python -m tests.tools.<its name>`; those that hold tests of their own are run by pytest too.
"""

import sys
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(TESTS / name) for name in ("", "support", "tools")]
