"""Ticks that nobody declared: what a column of an option may hold where the study does not say which cells are ticks."""

import duckdb

from assets.exports.export import Export, squeezed_sql
from assets.responses.coding import raw_sql
from schemas.codebook import Variable
from schemas.refused import Refused


def refuse_unsaid_ticks(
    con: duckdb.DuckDBPyConnection, export: Export, relation: str, book: dict[str, Variable]
) -> None:
    """Refuse an option's column with several different cells of which the study does not say which are ticks.

    One cell over and over (a position, a label, an x) is a tick wherever it stands; `0` and `1`, or `Yes` and `No`, are not.
    """
    unsaid = [variable for variable in book.values() if variable.option is not None and not variable.told]
    if not unsaid:
        return
    cells = [f"nullif({squeezed_sql(raw_sql(export, variable))}, '')" for variable in unsaid]
    facts = ", ".join(f"min({cell}), max({cell})" for cell in cells)
    found = con.execute(f"select {facts} from {relation}").fetchall()[0]
    mixed = [
        f"{export.name}, column {export.described(at)}: the cells differ{shown}, and question {variable.question} does not say "
        f"which of them are ticks; write selected and not_selected there, or selected: any text."
        for variable, low, high in zip(unsaid, found[0::2], found[1::2], strict=True)
        for at in export.columns_of(variable)[:1]
        for shown in ["" if export.columns[at].personal else f" ({low!r}, {high!r})"]
        if low != high
    ]
    if mixed:
        raise Refused(*mixed)
