"""Weights as decimals, whose sums and sums of products are exact: divided by a power of ten near their mean.

Belongs here: how a weight is held, and which weights cannot be. What is counted with them is in `assets/tabulation/`.
"""

from math import log10
from pathlib import Path

import duckdb

from assets.lake.duck import parquet
from schemas.refused import Refused

PLACES = 12
"""Decimals of a weight, in its unit."""
WIDEST = 1e4
"""Weights beyond this many times their unit do not fit the exact sums: none of 0.01 to 100 is, and none among 3,000."""
FURTHEST = 1e60
"""Weights whose mean is beyond this, or below its reciprocal, have sums and fourth powers that no number of 64 bits holds."""
FOURTH_PLACES = 20
"""Decimals of a weight to the fourth power: that of a ten-thousandth of the unit is held to a ten-thousandth of itself."""
HELD = 1e-8
"""A weight that its decimals hold less exactly than this part of itself would be another weight."""


def weight_unit(con: duckdb.DuckDBPyConnection, responses: Path, who: str) -> float:
    """The power of ten nearest to the mean weight.

    Raises Refused, naming `who`, where the mean is too large or too small, a weight is beyond ten thousand of it, many are
    nearly so, or one is so small that its decimals do not hold it.
    """
    rows = f"from {parquet(responses)}"
    mean, largest = con.execute(f"select avg(weight), max(weight) {rows}").fetchall()[0]
    unmeant = Refused(
        f"{who}: the largest weight is {largest:g} and their mean {mean:g}; no weighting is meant so, mend the weight column."
    )
    if not 1 / FURTHEST <= mean <= FURTHEST:
        raise unmeant
    unit = float(f"1e{round(log10(mean))}")
    fourths = f"select sum((weight / {unit!r}) ** 4) {rows}"
    if largest / unit > WIDEST or con.execute(fourths).fetchall()[0][0] >= 10.0 ** (38 - FOURTH_PLACES):
        raise unmeant
    off = f"abs({scaled_sql('weight', unit)}::double * {unit!r} / weight - 1) > {HELD!r}"
    lost, least = con.execute(f"select count(*), min(weight) {rows} where {off}").fetchall()[0]
    if lost:
        raise Refused(
            f"{who}: the least weight is {least:g} and their mean {mean:g}; {lost:,} weights are too small for the {PLACES} "
            f"decimals of exact sums. Mend the weight column, or leave out by rows whoever is not to count."
        )
    return unit


def scaled_sql(weight: str, unit: float) -> str:
    """A weight in `unit` as a decimal."""
    return f"cast(round({weight} / {unit!r}, {PLACES}) as decimal(18, {PLACES}))"


def fourth_sql(scaled: str) -> str:
    """The fourth power of a weight from `scaled_sql` as a decimal."""
    factor = f"{scaled}::double"
    return f"cast({' * '.join([factor] * 4)} as decimal(38, {FOURTH_PLACES}))"
