"""Whether the dots of a column part thousands, as in German: `12.000` is twelve thousand there, and twelve elsewhere.

Only numbers that fall into bands ask: every other cell is matched as text. A column decides as a whole, by its other cells
or by the bands; what both readings fit is refused. The first rows are looked at: where they show no such number, one further
down is none (`coding.dotted_number_sql`).
"""

from dataclasses import replace

import duckdb

from assets.exports.export import Export, squeezed_sql
from assets.exports.wording import THOUSANDS
from assets.lake.duck import literal
from assets.responses.coding import DECIMAL, PART_THOUSANDS, dotted_number_sql
from schemas.codebook import Variable
from schemas.foreign import quoted
from schemas.refused import Refused

_SURELY = rf"{THOUSANDS}(\.\d{{3}}|,\d+)"
_LOOKED_AT = 10_000
"""So many rows are looked at."""
_DECIMALS = r"-?\d*\.\d+"


def with_thousands(
    con: duckdb.DuckDBPyConnection, export: Export, relation: str, book: dict[str, Variable]
) -> dict[str, Variable]:
    """The codebook for the cells of one export: what the dots in numbers do that fall into bands. Raises Refused."""
    found, reasons = {}, []
    for name, variable in book.items():
        try:
            found[name] = replace(variable, dots=_dots(con, export, relation, variable) if variable.bands else "")
        except Refused as refused:
            reasons += refused.sentences
    if reasons:
        raise Refused(*reasons)
    return found


def _dots(con: duckdb.DuckDBPyConnection, export: Export, relation: str, variable: Variable) -> str:
    columns = export.columns_of(variable)
    rows = f"(select * from {relation} limit {_LOOKED_AT})"
    cells = " union all ".join(f"select {squeezed_sql(f'c{at}')} as cell from {rows}" for at in columns)
    dotted, surely = (f"regexp_full_match(cell, {literal(pattern)})" for pattern in (THOUSANDS, _SURELY))
    decimal = f"(regexp_full_match(cell, {literal(_DECIMALS)}) and not {dotted})"
    counted = {
        "dotted": dotted,
        "sure": surely,
        "decimals": decimal,
        "fit": f"{dotted} and {_in_bands(variable, DECIMAL)}",
        "fit_grouped": f"{dotted} and {_in_bands(variable, PART_THOUSANDS)}",
    }
    facts = ", ".join(f"count_if({condition})" for condition in counted.values())
    declared = f"cell in ({', '.join(map(literal, variable.cells)) or 'null'})"
    query = (
        f"select {facts}, min(cell) filter (where {dotted}) from ({cells}) where not coalesce({declared}, cell is null)"
    )
    several, sure, decimals, fit, fit_grouped, example = con.execute(query).fetchall()[0]
    if not several and not sure:
        return DECIMAL if decimals else ""
    if bool(sure) != bool(decimals):
        return PART_THOUSANDS if sure else DECIMAL
    if not sure and several in (fit, fit_grouped) and 0 in (fit, fit_grouped):
        return PART_THOUSANDS if fit_grouped else DECIMAL
    where = f"{export.name}, column {export.described(columns[0])}"
    shown = "a number such as 12.000" if export.columns[columns[0]].personal else quoted(example)
    raise Refused(
        f"{where}: {shown} may be a decimal number or have its dot between thousands, and neither the other cells nor the "
        f"bands of question {variable.question} tell; save the column without dots between thousands."
    )


def _in_bands(variable: Variable, dots: str) -> str:
    number = dotted_number_sql("cell", dots)
    spans = []
    for low, high in variable.bands.values():
        limits = [f"{number} >= {low!r}"] if low is not None else []
        limits += [f"{number} <= {high!r}"] if high is not None else []
        spans.append(" and ".join(limits) or f"{number} is not null")
    return f"({' or '.join(f'({span})' for span in spans)})"
