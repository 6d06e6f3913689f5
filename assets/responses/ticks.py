"""Which cells of an option's column are ticks, where the study does not say it: one text over and over, unless it says No.

Belongs here: what is refused before cells are coded. What a cell then means is in `coding.py`.
"""

from dataclasses import dataclass

import duckdb

from assets.exports.export import Export, squeezed_sql
from assets.exports.wording import named_so, unticked
from assets.responses.coding import raw_sql
from schemas.codebook import Variable
from schemas.foreign import quoted, quoting
from schemas.refused import Refused

_SAYS_YES = {
    "1",
    "x",
    "y",
    "yes",
    "ja",
    "oui",
    "sí",
    "si",
    "true",
    "wahr",
    "waar",
    "vrai",
    "t",
    "✓",
    "✔",
    "selected",
    "checked",
}
_SAYS_YES |= {"ticked", "mentioned", "quoted", "chosen", "on"}
_REMEDY = "write selected and not_selected there, or selected: any text"


@dataclass(frozen=True)
class _Cells:
    """The least and the greatest filled cell of an option's column, and how many there are."""

    variable: Variable
    at: int
    low: str | None
    high: str | None
    filled: int


def refuse_unsaid_ticks(
    con: duckdb.DuckDBPyConnection, export: Export, relation: str, book: dict[str, Variable]
) -> None:
    """Refuse an option's column of which nobody can say which cells are ticks.

    One cell over and over (a position, a label, an x) is a tick wherever it stands. `0` and `1`, or `Yes` and `No`, are not;
    nor is a column of nothing but `No`; nor a code that fills every row, where no option of the question has a blank.
    """
    unsaid = [variable for variable in book.values() if variable.option is not None and not variable.told]
    if not unsaid:
        return
    cells = [f"nullif({squeezed_sql(raw_sql(export, variable))}, '')" for variable in unsaid]
    facts = ", ".join(f"min({cell}), max({cell}), count({cell})" for cell in cells)
    rows, *found = con.execute(f"select count(*), {facts} from {relation}").fetchall()[0]
    columns = [
        _Cells(variable, export.columns_of(variable)[0], *found[3 * number : 3 * number + 3])
        for number, variable in enumerate(unsaid)
    ]
    reasons = [reason for column in columns if (reason := _fault(export, column, columns, rows))]
    if reasons:
        raise Refused(*reasons)


def _fault(export: Export, column: _Cells, columns: list[_Cells], rows: int) -> str:
    low, high, variable = column.low, column.high, column.variable
    where = f"{export.name}, column {export.described(column.at)}"
    personal = bool(export.columns[column.at].personal)
    if low is None or (low == high and low in variable.cells):
        return ""
    if low != high:
        shown = "" if personal else f" ({quoted(low)}, {quoted(high)})"
        return (
            f"{where}: the cells differ{shown}, and question {variable.question} does not say which of them are ticks; "
            f"{_REMEDY}."
        )
    names = (variable.option or "", export.columns[column.at].handle, export.columns[column.at].label)
    if unticked(low, *names):
        return (
            f"{where}: it holds nothing but {quoted(low)}, which reads as not ticked, and question {variable.question} does not "
            f"say so; write not_selected: {quoting(low)} and selected there."
        )
    block = [other for other in columns if other.variable.question == variable.question]
    shown = "the same" if personal else quoted(low)
    everywhere = rows > 1 and all(other.filled == rows for other in block)
    if everywhere and not named_so(low, *names) and low.casefold() not in _SAYS_YES:
        return (
            f"{where}: {shown} stands in every row, and no option of question {variable.question} has a blank, so it may be a "
            f"tick or none; {_REMEDY}."
        )
    return ""
