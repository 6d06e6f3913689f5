"""The account of one source: where each of its rows went, and what is to be said of them."""

from dataclasses import dataclass

from assets.checks.finding import Finding
from assets.checks.respondents import DATA_QUALITY, REJECTED_ROWS, WEIGHTS, beyond_bound
from schemas.study import Study
from schemas.tables.rows import QualityRow, RejectedRow, WeightingRow


@dataclass(frozen=True)
class Account:
    """Where the rows of one source went: read = kept + rejected + sum of excluded."""

    source: str
    read: int
    excluded: dict[str, int]
    """How many rows the study leaves out, by the reason."""
    kept: int
    groups: dict[str, int]
    """Respondents of each group."""
    notes: list[str]
    """What was passed over, a line each."""
    aside: list[RejectedRow]
    weighting: list[WeightingRow]
    quality: list[QualityRow]
    """The rows of `rejected`, `weighting` and `quality`."""
    proved: dict[str, str]
    """What was proved of each table, in words."""

    @property
    def rejected(self) -> int:
        """How many rows were set aside; one may break several rules."""
        return rows_in(self.aside)

    @property
    def effective(self) -> float:
        """Kish's effective base of the whole source."""
        return next(whole for row in self.weighting if (whole := row["n_effective"]) is not None)

    @property
    def warnings(self) -> list[str]:
        """What a fieldwork manager should look at, a line each."""
        return [beyond_bound(row) for row in self.quality if row["warning"]]

    def adds_up(self) -> bool:
        """Whether every row that was read is somewhere."""
        return self.read == self.kept + self.rejected + sum(self.excluded.values())

    def __str__(self) -> str:
        why = ", ".join(f"{count:,}: {reason}" for reason, count in sorted(self.excluded.items()))
        excluded = f"{sum(self.excluded.values()):,} excluded" + (f" ({why})" if why else "")
        return f"{self.source}: {self.read:,} rows read = {self.kept:,} responses + {self.rejected:,} rejected + {excluded}"


def rows_in(aside: list[RejectedRow]) -> int:
    """How many rows of the exports the rows of `rejected` are about."""
    return len({(row["export"], row["source_row"]) for row in aside})


def findings(study: Study, accounts: list[Account]) -> list[Finding]:
    """What the checks of respondents find in these sources."""
    return [
        REJECTED_ROWS.of(study, [row for account in accounts for row in account.aside]),
        WEIGHTS.of(study, [row for account in accounts for row in account.weighting]),
        DATA_QUALITY.of(study, [row for account in accounts for row in account.quality]),
    ]
