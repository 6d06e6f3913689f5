"""How closely the pipeline's own functions meet R's survey package: every row and column that is held, and the worst of it."""

import csv
from dataclasses import dataclass, field
from pathlib import Path

from pytest import fail

EXACT = 1e-12
"""For estimates and standard errors."""
CLOSE = 1e-10
"""For what follows from them: intervals, tests, degrees of freedom."""
NEAR_ZERO = 1e-3
"""Below this size a figure is held by its absolute difference: an interval's end near zero has no relative one."""


@dataclass
class Ledger:
    """One file of golden figures: what was compared with it."""

    path: Path
    rows: set[int] = field(default_factory=set)
    held: dict[str, tuple[int, float, float]] = field(default_factory=dict)
    """For each column: figures held, worst relative and worst absolute difference."""

    def read(self) -> list[dict[str, str]]:
        """The rows of the file."""
        with self.path.open(newline="") as file:
            return list(csv.DictReader(file))

    def hold(self, number: int, row: dict[str, str], column: str, found: float | None, within: float = CLOSE) -> None:
        """Hold one figure of row `number` against R's; NA there is None here."""
        expected = None if row[column] in ("NA", "NaN") else float(row[column])
        self.rows.add(number)
        if expected is None or found is None:
            if expected is not None or found is not None:
                fail(f"{self.path.name}, row {number + 2}, {column}: {found} and R has {row[column]}: {row}")
            return
        apart = abs(found - expected)
        relative = apart / abs(expected) if abs(expected) > NEAR_ZERO else 0.0
        count, worst, widest = self.held.get(column, (0, 0.0, 0.0))
        self.held[column] = (count + 1, max(worst, relative), max(widest, apart))
        if apart > within * max(abs(expected), NEAR_ZERO):
            fail(f"{self.path.name}, row {number + 2}, {column}: {found!r} and R has {expected!r}: {row}")

    def report(self, left_out: dict[str, str]) -> str:
        """What was held and what was not, in words."""
        with self.path.open(newline="") as file:
            header = next(csv.reader(file))
        rows = len(self.read())
        figures = sum(count for count, _, _ in self.held.values())
        worst = max((worst for _, worst, _ in self.held.values()), default=0.0)
        widest = max((widest for _, _, widest in self.held.values()), default=0.0)
        lines = [
            f"{self.path.name}: {len(self.rows)} of {rows} rows, {figures:,} figures in {len(self.held)} of {len(header)} columns; "
            f"worst relative difference {worst:.1e}, absolute {widest:.1e}"
        ]
        lines += [f"    not held: {columns} ({why})" for columns, why in left_out.items()]
        return "\n".join(lines)
