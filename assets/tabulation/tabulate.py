"""Weighted counts of every variable by groups and segments: one GROUP BY a few variables, summed exactly.

Weights are divided by a power of ten near their mean and held as decimals, so that sums of weights and of their squares
are the same to the last digit in any order, on any number of threads, on any engine.
"""

import json
from collections.abc import Iterator
from math import log10
from pathlib import Path

import duckdb
import pyarrow as pa

from assets.lake.duck import connect, literal, name, parquet
from assets.responses.coding import Cells, cell_codes
from schemas.codebook import Variable, codebook
from schemas.refused import Refused
from schemas.study import Study
from schemas.tables import TABULATION

WIDEST = 1e6
"""Weights this many times their power of ten do not fit the exact sums."""

LARGEST_PACK = 10_000
"""Combinations of answers to count together: the sums of one variable then come from them, not from the respondents."""

EVERYONE = "*"
"""The variable that every respondent has, with code 0: the full sample behind every domain."""


def tabulate(study: Study, wave: str, source: str, responses: Path, work: Path) -> pa.Table:
    """The tabulation of one source: rows in order of variable, code and cell.

    `responses` is the source's published file; `work` a folder for what does not fit in memory.
    """
    book = codebook(study, wave, source)
    con = connect(work)
    unit = _weight_unit(con, responses, f"{study.study}, source {source}")
    weighed = f"select *, cast(round(weight / {unit!r}, 12) as decimal(18, 12)) as _w from {parquet(responses)}"
    con.execute(f"create temp view weighed as {weighed}").fetchall()
    con.execute(
        "create temp table counted (variable varchar, code integer, cell integer, n hugeint, "
        "sum_w decimal(38, 12), sum_w2 decimal(38, 24))"
    )
    con.execute(
        f"insert into counted select {literal(EVERYONE)}, 0, cell, {_SUMS} from weighed group by cell"
    ).fetchall()
    size, cells = con.execute("select sum(n), count(*) from counted").fetchall()[0]
    for pack in _packs(book, size, cells):
        columns = ", ".join(map(name, pack))
        coded = ", ".join(f"cast({name(variable)} as integer) as {name(variable)}" for variable in pack)
        con.execute(
            f"create or replace temp table pack as select cell, {coded}, {_SUMS} from weighed group by cell, {columns}"
        ).fetchall()
        con.execute(
            f"insert into counted select variable, code, cell, sum(_n), sum(_sum_w), sum(_sum_w2) "
            f"from pack unpivot (code for variable in ({columns})) group by variable, code, cell"
        ).fetchall()
    rows = con.sql(
        "select * replace (cast(n as bigint) as n) from counted order by variable, code, cell"
    ).to_arrow_table()
    return _described(rows, study, wave, source, cell_codes(study, source, book), unit)


_SUMS = "count(*) as _n, sum(_w) as _sum_w, sum(_w * _w) as _sum_w2"


def _packs(book: dict[str, Variable], size: int, cells: int) -> Iterator[list[str]]:
    """Variables to be counted together, so that few scans see all of them and no table of combinations grows large."""
    pack: list[str] = []
    combinations = cells
    for variable in book.values():
        if pack and min(size, combinations * len(variable.codes)) > LARGEST_PACK:
            yield pack
            pack, combinations = [], cells
        pack.append(variable.name)
        combinations *= len(variable.codes)
    if pack:
        yield pack


def _weight_unit(con: duckdb.DuckDBPyConnection, responses: Path, who: str) -> float:
    """The power of ten nearest to the mean weight. Raises Refused where one weight is beyond a million of it."""
    mean, largest = con.execute(f"select avg(weight), max(weight) from {parquet(responses)}").fetchall()[0]
    unit = float(f"1e{round(log10(mean))}")
    if largest / unit >= WIDEST:
        raise Refused(
            f"{who}: the largest weight is {largest:g} and their mean {mean:g}; no weighting is meant so, mend the weight column."
        )
    return unit


def _described(rows: pa.Table, study: Study, wave: str, source: str, cells: Cells, unit: float) -> pa.Table:
    """The counts with their keys, and each cell in words."""
    words: dict[int, tuple[str, str]] = {}
    for cell in rows["cell"].unique().to_pylist():
        groups, segments = cells.decode(cell)
        words[cell] = (
            " ".join(group for group in cells.groups if group in groups),
            json.dumps(segments, ensure_ascii=False),
        )
    cell = rows["cell"].to_pylist()
    added = {
        "study": [study.study] * len(cell),
        "wave": [wave] * len(cell),
        "source": [source] * len(cell),
        "groups": [words[number][0] for number in cell],
        "segments": [words[number][1] for number in cell],
        "weight_unit": [unit] * len(cell),
    }
    schema = TABULATION.schema()
    return pa.table({column: added.get(column) or rows[column] for column in schema.names}, schema=schema)
