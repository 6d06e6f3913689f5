"""What the vendor calls a respondent: the SQL of it, the same wherever respondents are looked for."""

from assets.exports.export import Export
from assets.lake.duck import literal
from schemas.study import Source

STRAY = " \t\u00a0\u200b\ufeff"
"""Blanks that vendors leave around an identifier."""


def respondent_at(export: Export, source: Source) -> int:
    """The position of the column that identifies a respondent."""
    return export.find_one(source.respondent or "", "the source")


def identifier_sql(export: Export, source: Source) -> str:
    """The vendor's identifier without stray blanks, NULL where there is none; most need no trimming and are told at once."""
    column = f"c{respondent_at(export, source)}"
    return f"case when regexp_matches({column}, '^[!-~]+$') then {column} else nullif(trim({column}, {literal(STRAY)}), '') end"
