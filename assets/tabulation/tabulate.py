"""Weighted counts of every variable by groups and segments: one GROUP BY for many of them, summed exactly.

Weights are decimals (`assets/responses/decimals.py`), so that sums of weights and of their squares are the same to the last
digit in any order, on any number of threads, on any engine.
"""

import json
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa

from assets.lake.duck import chained, connect, literal, name, parquet
from assets.responses.decimals import fourth_sql, scaled_sql, weight_unit
from assets.responses.membership import Memberships, memberships
from schemas.codebook import SELECTED, Variable
from schemas.measure import SHIFT, WIDTH, Pair, pairs
from schemas.source_wave import SourceWave
from schemas.tables.tabulation import TABULATION

LARGEST_PACK = 10_000
"""Combinations of answers to count together: the sums of one variable then come from them, not from the respondents."""

PACKS_AT_ONCE = 16
"""Packs that one scan counts: its cost is shared, and memory stays with so many tables of combinations."""

ADDRESSED = 16
"""Bits of a combination that DuckDB takes as an address of its sums instead of looking for them."""

EVERYONE = "*"
"""The variable that every respondent has, with code 0: the full sample behind every domain."""


def tabulate(of: SourceWave, responses: Path, work: Path) -> pa.Table:
    """The tabulation of one source: rows in order of variable, code and cell.

    `responses` is the source's published file; `work` a folder for what does not fit in memory.
    """
    con, design = connect(work), of.design
    unit = weight_unit(con, responses, str(of))
    by = ", ".join(["cell", *design])
    units = ", ".join(["cell", *(column if column in design else "null" for column in ("stratum", "cluster"))])
    weighed = f"select *, {scaled_sql('weight', unit)} as _w from {parquet(responses)}"
    powers = f"_w * _w as _w2, {fourth_sql('_w')} as _w4"
    con.execute(f"create temp view weighed as select *, {powers} from ({weighed})").fetchall()
    con.execute(f"set perfect_ht_threshold = {ADDRESSED}").fetchall()
    con.execute(
        "create temp table counted (variable varchar, code integer, cell integer, stratum varchar, cluster bigint, n hugeint, "
        "sum_w decimal(38, 12), sum_w2 decimal(38, 24), sum_w4 decimal(38, 20))"
    )
    con.execute(
        f"insert into counted select {literal(EVERYONE)}, 0, {units}, {_SUMS} from weighed group by {by}"
    ).fetchall()
    size, groups = con.execute("select sum(n), count(*) from counted").fetchall()[0]
    packs = list(_packs(of.book, size, groups))
    for at in range(0, len(packs), PACKS_AT_ONCE):
        together = packs[at : at + PACKS_AT_ONCE]
        columns = [name(variable) for pack in together for variable in pack]
        coded = ", ".join(f"cast({column} as integer) as {column}" for column in columns)
        sets = ", ".join(f"({by}, {', '.join(map(name, pack))})" for pack in together)
        con.execute(
            f"create or replace temp table packed as select {by}, {coded}, {_SUMS} from weighed group by grouping sets ({sets})"
        ).fetchall()
        con.execute(  # a pack has NULL for the variables of the others, and UNPIVOT leaves those out
            f"insert into counted select variable, code, {units}, sum(_n), sum(_sum_w), sum(_sum_w2), sum(_sum_w4) "
            f"from packed unpivot (code for variable in ({', '.join(columns)})) group by variable, code, {by}"
        ).fetchall()
    for pair in pairs(of.study, of.book):
        con.execute(
            f"insert into counted select {literal(pair.name)}, {pair_sql(pair)}, {units}, {_SUMS} from weighed group by all"
        ).fetchall()
    found = [cell for (cell,) in con.execute("select distinct cell from counted order by 1").fetchall()]
    con.register("words", _words(found, memberships(of)))
    columns = ", ".join(f"{literal(of.keys[at])} as {at}" if at in of.keys else at for at in TABULATION.schema().names)
    rows = con.sql(
        f"select {columns} from (select * replace (cast(n as bigint) as n), {unit!r}::double as weight_unit from counted) "
        f"join words using (cell) order by variable, code, cell, stratum, cluster"
    )
    return rows.to_arrow_table().cast(TABULATION.schema())


_SUMS = "count(*) as _n, sum(_w) as _sum_w, sum(_w2) as _sum_w2, sum(_w4) as _sum_w4"


def _packs(book: dict[str, Variable], size: int, groups: int) -> Iterator[list[str]]:
    """Variables to be counted together, so that few scans see all of them and no table of combinations grows large."""
    pack: list[str] = []
    combinations = groups
    for variable in book.values():
        if pack and min(size, combinations * len(variable.codes)) > LARGEST_PACK:
            yield pack
            pack, combinations = [], groups
        pack.append(variable.name)
        combinations *= len(variable.codes)
    if pack:
        yield pack


def pair_sql(pair: Pair, of: str = "") -> str:
    """The one code that responses (called `of`, with its dot) have for two variables, as `Pair.code` makes it."""
    first, second = (f"{of}{name(variable)}" for variable in (pair.first, pair.second))
    ticked = chained(" + ", [f"({of}{name(option)} = {SELECTED})::integer" for option in pair.mentions])
    return f"(cast({first} as integer) + {SHIFT}) * {WIDTH} + {ticked or second} + {SHIFT}"


def _words(found: list[int], known: Memberships) -> pa.Table:
    """Each cell in words."""
    members = [known.decode(cell) for cell in found]
    return pa.table(
        {
            "cell": pa.array(found, pa.int32()),
            "groups": [" ".join(group for group in known.groups if group in groups) for groups, _ in members],
            "segments": [json.dumps(segments, ensure_ascii=False) for _, segments in members],
        }
    )
