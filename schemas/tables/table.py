"""What a table and a column are, and the columns that many tables share."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

TEXT, WHOLE, NUMBER, TRUTH = pa.string(), pa.int64(), pa.float64(), pa.bool_()

WITHHELD = {
    "base": "fewer respondents than the study's rule asks for",
    "standard": "not precise enough for the presentation standard that the study follows",
    "protection": "with others it would give away the figure of a smaller base",
}
"""Why a figure that was estimated is not released."""
NO_GAP = {
    "no_figure": "no figure was published, or none can be computed",
    **{f"withheld_{code}": f"a figure is withheld: {why}" for code, why in WITHHELD.items()},
}
"""Why two figures have no difference."""
BESIDE = {
    "side_by_side": "two different questions, which are never subtracted",
    "undecided": "nobody has decided yet whether the two may be subtracted",
}
"""What a study says of two figures that are shown and not subtracted."""
NO_TEST = {
    "not_tested": "there is a difference, and no test of it was to be had",
    "too_few": "it was tested, on a base too small for a verdict",
}
"""Why a difference has no verdict."""

RELIABILITY = ("ok", "small base", "indicative", "withheld", "base unknown")
MARKS = {"small base": "†", "indicative": "‡", "withheld": "·", "base unknown": "?", "ok": ""}
"""What stands for each beside a figure, or in its place, wherever people read it."""
NO_FIGURE = "–"
"""What stands in place of a figure that nobody published or computed."""


NewRow = dict[str, Any]
"""A row in the making: a column that it leaves out is NULL. As it is published it has a type of its own in `rows.py`."""
KnownRow = Mapping[str, Any]
"""A published row, or as much of it, as arithmetic reads it: the caller has seen to it that its figures are there."""


@dataclass(frozen=True)
class Column:
    """One column: its type, what it holds, and which values it may hold."""

    name: str
    type: pa.DataType
    about: str
    nullable: bool = False
    among: tuple[str, ...] | None = None
    low: float | None = None
    high: float | None = None


def why_no_figure(*withheld: str | None) -> str:
    """The code of NO_GAP for figures of which one at least is missing, from why each was `withheld`, if it was."""
    return next((f"withheld_{code}" for code in WITHHELD if code in withheld), "no_figure")


def coded(name: str, about: str, codes: dict[str, str], nullable: bool = True) -> Column:
    """A column of codes that says what each code means."""
    meanings = "; ".join(f"{code}: {meaning}" for code, meaning in codes.items())
    return Column(name, TEXT, f"{about}. {meanings}", nullable, tuple(codes))


def verdict(verdicts: dict[str, str], why_none: dict[str, str]) -> tuple[Column, Column]:
    """What may be concluded, or why nothing may: in each row exactly one of the two."""
    return (
        coded("verdict", "What may be concluded, or NULL", verdicts),
        coded("no_verdict", "Why nothing may be concluded, or NULL", why_none),
    )


@dataclass(frozen=True)
class Table:
    """One published table."""

    name: str
    about: str
    columns: tuple[Column, ...]

    def schema(self) -> pa.Schema:
        """The Arrow schema, with each column's description.

        Every field may be NULL, and contracts hold those that may not: read together with an older file that lacks such a
        column, a field declared otherwise makes some engines fail and others invent zeros and empty texts.
        """
        return pa.schema(
            [pa.field(c.name, c.type, metadata={"description": c.about}) for c in self.columns],
            {"description": self.about},
        )

    def build(self, rows: Sequence[Mapping[str, object]]) -> pa.Table:
        """An Arrow table of `rows`; a key that is no column here is an error, a missing one is NULL."""
        unknown = {key for row in rows for key in row} - {column.name for column in self.columns}
        if unknown:
            raise KeyError(f"{self.name} has no columns {sorted(unknown)}")
        return pa.Table.from_pylist(rows, schema=self.schema())


KEYS = (
    Column("study", TEXT, "The study's name"),
    Column("wave", TEXT, "The wave's name"),
)
SOURCE = Column("source", TEXT, "The source of the study file that the row comes from")
SEGMENT = (
    Column("segment", TEXT, "What the results are broken down by: total, or a segment of the study file"),
    Column("segment_value", TEXT, "The part of the segment: all for the total, else one of its answers"),
)
ORIGIN = (
    Column("synthetic", TRUTH, "True where the respondents are made up to illustrate a study"),
    Column(
        "provenance_id",
        TEXT,
        "What the row follows from: the first digits each of the digests of code, study file and exports",
    ),
)


def tested(what: str) -> tuple[Column, ...]:
    """The columns of a test among many of `what`."""
    return (
        Column(
            "p_adjusted",
            NUMBER,
            "The same, adjusted by Benjamini and Hochberg within the family",
            nullable=True,
            low=0,
            high=1,
        ),
        Column("family", TEXT, f"The {what} that are tested together", nullable=True),
        Column("family_size", WHOLE, "How many of them could be tested", nullable=True, low=1),
        Column(
            "significant",
            TRUTH,
            "p_adjusted below the study's level (.05 beside 95% intervals) on bases that are not merely indicative",
            nullable=True,
        ),
        Column(
            "adjusted_confidence",
            NUMBER,
            "The confidence of the interval that goes with the adjusted test, the same in the whole family",
            nullable=True,
            low=0,
            high=1,
        ),
        Column(
            "adjusted_low", NUMBER, "Its lower end; it leaves 0 out where p_adjusted is below the level", nullable=True
        ),
        Column("adjusted_high", NUMBER, "Its upper end", nullable=True),
    )


def interval(name: str, of: str) -> tuple[Column, Column]:
    """The two ends of an interval, of the study's confidence."""
    return (
        Column(f"{name}_low", NUMBER, f"Lower end of its interval {of}", nullable=True),
        Column(f"{name}_high", NUMBER, f"Upper end of its interval {of}", nullable=True),
    )
