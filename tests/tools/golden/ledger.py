"""How closely the pipeline meets R's survey package: every row and column that is held, and the worst of it."""

import csv
import json
import re
from dataclasses import dataclass, field
from pathlib import Path

EXACT = 1e-12
"""For estimates and standard errors."""
CLOSE = 1e-10
"""For what follows from them: intervals, tests, degrees of freedom."""
NEAR_ZERO = 1e-3
"""Below this size a figure is held by its absolute difference: an interval's end near zero has no relative one."""
P_VALUE = re.compile(r"(^|_)p(_|$)|^BH$")
"""Columns that are held by their relative difference down to zero."""

Row = dict[str, str]


class Apart(AssertionError):
    """A figure that is not R's."""


@dataclass
class Held:
    """What was held of one column: its rows, how many figures, and the worst relative and absolute difference."""

    rows: set[int] = field(default_factory=set)
    figures: int = 0
    relative: float = 0.0
    absolute: float = 0.0


@dataclass
class Ledger:
    """One file of golden figures, and what was compared with it."""

    path: Path
    columns: dict[str, Held] = field(default_factory=dict)

    def read(self) -> list[Row]:
        """The rows of the file; in JSON one a key."""
        with self.path.open(newline="") as file:
            if self.path.suffix == ".json":
                return [{"case": case, "outcome": outcome} for case, outcome in json.load(file).items()]
            return list(csv.DictReader(file))

    def hold(self, at: int, row: Row, column: str, found: float | None, within: float = CLOSE) -> None:
        """Hold one figure of row `at` against R's; NA there is None here. Raises Apart."""
        where = f"{self.path.name}, row {at + 2}, {column}: {found!r} and R has {row[column]}: {row}"
        expected = None if row[column] in ("NA", "NaN") else float(row[column])
        held = self.columns.setdefault(column, Held())
        held.rows.add(at)
        if expected is None or found is None:
            if expected is not None or found is not None:
                raise Apart(where)
            return
        apart = abs(found - expected)
        near = 0.0 if P_VALUE.search(column) else NEAR_ZERO
        if not apart <= within * max(abs(expected), near):
            raise Apart(where)
        held.figures += 1
        held.absolute = max(held.absolute, apart)
        if abs(expected) > near:
            held.relative = max(held.relative, apart / abs(expected))

    def hold_said(self, at: int, row: Row, column: str, agrees: bool) -> None:
        """Hold what R says in words of row `at`. Raises Apart where the pipeline does not agree."""
        if not agrees:
            raise Apart(f"{self.path.name}, row {at + 2}, {column}: R has {row[column]!r}: {row}")
        self.columns.setdefault(column, Held()).rows.add(at)

    @property
    def rows(self) -> set[int]:
        """The rows of which something was held."""
        return set().union(*(held.rows for held in self.columns.values()))

    def summary(self) -> str:
        """What was held and how closely, in one line."""
        rows = self.read()
        held = self.columns.values()
        figures = sum(column.figures for column in held)
        line = f"{self.path.name}: {len(self.rows)} of {len(rows)} rows, {figures:,} figures"
        if not held:
            return line
        relative, absolute = (max(getattr(column, kind) for column in held) for kind in ("relative", "absolute"))
        columns = f" in {len(held)} of {len(rows[0])} columns"
        return f"{line}{columns}; worst relative difference {relative:.1e}, absolute {absolute:.1e}"
