"""What the vendor calls a respondent: the SQL of it, the same wherever respondents are looked for; and ids that were rounded."""

import re

import duckdb

from assets.exports.export import Export, letter, squeezed
from assets.lake.duck import literal
from schemas.refused import Refused
from schemas.study import EACH_ROW, Source

STRAY = " \t\u00a0\u200b\ufeff"
"""Blanks that vendors leave around an identifier."""

_LOOKED_AT = 10_000
"""So many rows are looked at for rounded ids: a spreadsheet rounds all that are so long."""
_SHORTENED = r"\d([.,]\d+)?[Ee]\+\d+"
_KEPT = 15
"""So many digits of a number a spreadsheet keeps."""


def respondent_at(export: Export, source: Source) -> int:
    """The position of the column that identifies a respondent."""
    return export.find_one(source.respondent or "", "the source")


def identifier_sql(export: Export, source: Source) -> str:
    """The vendor's identifier without stray blanks, NULL where there is none; most need no trimming and are told at once.

    Where each row is a respondent, all have one that is empty, but for blank rows.
    """
    if source.is_anonymous:
        _refuse_named_column(export)
        return f"case when not ({blank_sql(export)}) then '' end"
    column = f"c{respondent_at(export, source)}"
    return f"case when regexp_matches({column}, '^[!-~]+$') then {column} else nullif(trim({column}, {literal(STRAY)}), '') end"


def blank_sql(export: Export) -> str:
    """The condition that nothing stands in a row."""
    every = ", ".join(f"c{at}" for at in range(len(export.columns)))
    return f"trim(concat_ws('', {every}), {literal(STRAY)}) = ''"


def _refuse_named_column(export: Export) -> None:
    named = [at for at, column in enumerate(export.columns) if squeezed(column.handle) == EACH_ROW]
    if named:
        raise Refused(
            f"{export.name}: respondent: {EACH_ROW} says that each row is a respondent, and there is a column of that name; "
            f"write {{column: {letter(named[0])}, says: {EACH_ROW}}} if it identifies them, or rename it in the file."
        )


def refuse_rounded(con: duckdb.DuckDBPyConnection, export: Export, source: Source, relation: str) -> None:
    """Refuse ids that a spreadsheet shortened (`1.02E+10`) or rounded to 15 digits: two respondents may have one of them."""
    if source.is_anonymous:
        return
    cells = f"select {identifier_sql(export, source)} as id from (select * from {relation} limit {_LOOKED_AT})"
    long = f"regexp_full_match(id, {literal(_SHORTENED)}) or regexp_full_match(id, '[0-9]{{{_KEPT + 1},}}')"
    ids = [found for (found,) in con.execute(f"select distinct id from ({cells}) where {long}").fetchall()]
    shortened = any(re.fullmatch(_SHORTENED, found) for found in ids)
    digits = [found for found in ids if found.isdecimal()]
    rounded = len(digits) > 1 and (
        all(not found[_KEPT:].strip("0") for found in digits)
        or (export.container == "workbook" and all(int(float(found)) == int(found) for found in digits))
    )
    if shortened or rounded:
        how = "shortened, as in 1.02E+10" if shortened else f"rounded to {_KEPT} digits"
        raise Refused(
            f"{export.name}, column {export.called(respondent_at(export, source))}: a spreadsheet has {how}, what identifies "
            f"respondents, so two of them may have one id; export that column as text, and do not save it in a spreadsheet."
        )
