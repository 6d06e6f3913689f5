"""What an asset check is, and what it finds: one sentence, the rows that fail it, and what to do about them.

A check reads figures and changes none. Where the study makes it an error, it is answered before its table is published.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from schemas.foreign import in_markdown, shown
from schemas.refused import Refused
from schemas.study import Severity, Study

Row = dict[str, object]
"""A row that fails, with the columns that tell it best."""
S = TypeVar("S")
"""What a check sees."""
Found = tuple[str, list[Row]]
"""A sentence of what was seen, without its full stop, and the rows that fail; without any the check holds."""

FIRST = 10
"""So many rows are shown of a check that fails."""


@dataclass(frozen=True)
class Check(Generic[S]):
    """A check of one asset, by its name in the study file."""

    name: str
    asset: str
    about: str
    remedy: str
    look: Callable[[Study, S], Found]

    def of(self, study: Study, seen: S) -> "Finding":
        """What the check finds, at the severity that the study gives it."""
        severity: Severity = getattr(study.checks, self.name).severity
        said, rows = ("Switched off in the study file", []) if severity == "off" else self.look(study, seen)
        return Finding(self, severity, f"{said}.", rows)


@dataclass(frozen=True)
class Finding:
    """What one check found in one partition."""

    check: Check
    severity: Severity
    sentence: str
    """Raw cells in it are marked as in what is refused."""
    rows: list[Row]
    """Those that fail."""

    @property
    def holds(self) -> bool:
        """Whether nothing fails."""
        return not self.rows

    @property
    def stops(self) -> bool:
        """Whether the table is not to be published."""
        return bool(self.rows) and self.severity == "error"

    @property
    def named(self) -> str:
        """The sentence with the check's name."""
        return f"{self.check.name}: {self.sentence}"

    def __str__(self) -> str:
        return shown(self.named)

    def first_rows(self) -> str:
        """The first rows that fail, as a Markdown table."""
        columns = list(self.rows[0])
        shown = [[row[column] for column in columns] for row in self.rows[:FIRST]]
        lines = [_line(columns), "|---" * len(columns) + "|", *map(_line, shown)]
        more = len(self.rows) - len(shown)
        return "\n".join([*lines, *([f"\nand {more:,} more"] if more else [])])


class Stopped(Refused):
    """A table that the study does not want published: a check fails that it calls an error."""

    def __init__(self, findings: list[Finding]):
        super().__init__(*(f"{finding.named} {finding.check.remedy}" for finding in findings if finding.stops))
        self.findings = findings


def published(findings: list[Finding]) -> list[Finding]:
    """The findings, where the table that they are of may be published. Raises Stopped where it may not."""
    if any(finding.stops for finding in findings):
        raise Stopped(findings)
    return findings


def _line(cells: Iterable[object]) -> str:
    return f"| {' | '.join(map(_cell, cells))} |"


def _cell(value: object) -> str:
    """A value in a Markdown table: numbers as people write them, and nothing that would end the cell."""
    if value is None:
        return ""
    if isinstance(value, int | float):
        return f"{value:,}" if isinstance(value, int) else f"{value:,.4g}"
    return in_markdown(value)
