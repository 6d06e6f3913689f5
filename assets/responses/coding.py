"""The SQL that turns the text cells of one variable into a study's integer codes.

Text is matched as text: a typed reader would make 4 of `3.7` and 16 of `0x10` without a word. Each cell is compared as it
stands first; only what matches nothing is squeezed (stray blanks) and compared again, so clean exports pay for one pass.
What else a row is asked (who it is, its weight, whether it counts) is in `staging.py`.
"""

from math import isfinite

import pyarrow as pa

from assets.exports.export import Export, squeezed, squeezed_sql
from assets.exports.wording import THOUSANDS
from assets.lake.duck import chained, literal, name
from assets.responses.joined import joined_sql, mentions_sql
from schemas.codebook import NO_ANSWER, NOT_ASKED, NOT_SELECTED, Condition, Variable
from schemas.study import Joined, Mentions
from schemas.tables.responses import code_type

PART_THOUSANDS, DECIMAL = "part thousands", "are decimal"
"""What the dots in the numbers of a column do."""

TWO_ANSWERS, ANSWERED_UNASKED = -98, -99
"""Codes of the staged table for rows that break a rule; none is ever published. An undeclared cell is NULL there."""


def raw_sql(export: Export, variable: Variable) -> str:
    """The raw text behind a variable, for the table of rejected rows."""
    columns = export.columns_of(variable)
    return column_sql(columns[0]) if len(columns) == 1 else f"concat_ws(' + ', {', '.join(map(column_sql, columns))})"


def column_sql(position: int) -> str:
    """The column at a position of an export, as its relation of cells calls it."""
    return f"c{position}"


def coded_sql(export: Export, variable: Variable) -> str:
    """What the cells of a variable mean, one code a row: NULL where the study declares no such cell."""
    positions = export.columns_of(variable)
    width = _width(variable)
    if isinstance(variable.place, Mentions):
        answered = [_answered(export, at) for at in positions]
        return f"cast({mentions_sql(answered, variable)} as {width})"
    if isinstance(variable.place, Joined):
        return f"cast({joined_sql(column_sql(positions[0]), variable)} as {width})"
    if len(positions) == 1:
        column = column_sql(positions[0])
        missing = export.columns[positions[0]].missing
        direct = variable.cells if variable.one_by_one or not missing else {}
        arms = " ".join(f"when {literal(cell)} then {code}::{width}" for cell, code in direct.items())
        careful = f"cast({_careful(column, variable, missing)} as {width})"
        return f"case {column} {arms} else {careful} end" if arms else careful
    texts = [squeezed_sql(column_sql(at)) for at in positions]
    filled = chained(" + ", [f"cast(coalesce({text}, '') <> '' as integer)" for text in texts])
    answer = "coalesce(" + ", ".join(f"nullif({text}, '')" for text in texts) + ")"
    several = TWO_ANSWERS if variable.several is None else variable.several
    return f"cast(case when {filled} > 1 then {several} else {_careful(answer, variable, [])} end as {width})"


def _answered(export: Export, position: int) -> str:
    """The text of a cell, NULL where the vendor declares it missing."""
    text = squeezed_sql(column_sql(position))
    spans = [_between(number_sql(text), low, high) for low, high in export.columns[position].missing]
    declared = [f"{text} = {literal(low)}" for low, _ in export.columns[position].missing]
    missing = " or ".join([*declared, *filter(None, spans)])
    return f"case when not coalesce({missing}, false) then {text} end" if missing else text


def _width(variable: Variable) -> str:
    return {pa.int8(): "tinyint", pa.int16(): "smallint", pa.int32(): "integer"}[code_type(variable)]


def _careful(column: str, variable: Variable, missing: list[tuple[str, str]]) -> str:
    """What a cell means that is none of the declared texts to the letter: blank, oddly spaced, a number in a band, …"""
    text = squeezed_sql(column)
    blank = f"when {column} is null or {text} = '' then {variable.blank}"
    number = number_sql(text)
    declared = [f"when {text} = {literal(squeezed(cell))} then {code}" for cell, code in variable.cells.items()]
    others = [arm for arm, code in zip(declared, variable.cells.values(), strict=True) if code not in variable.labels]
    vendors = []
    for low, high in missing:
        span = _between(number, low, high)
        vendors.append(f"when {text} = {literal(low)}{f' or {span}' if span else ''} then {NO_ANSWER}")
    arms = [blank, *declared, *vendors] if variable.one_by_one else [blank, *others, *vendors, *declared]
    for code, (low, high) in variable.bands.items():
        amount = dotted_number_sql(text, variable.dots)
        limits = [f"{amount} >= {low!r}"] if low is not None else []
        limits += [f"{amount} <= {high!r}"] if high is not None else []
        arms.append(f"when {amount} is not null and {' and '.join(limits) or 'true'} then {code}")
    if variable.any_text is not None:
        arms.append(f"else {variable.any_text}")
    return f"case {' '.join(arms)} end"


def number_sql(text: str, double: str = "") -> str:
    """A finite decimal number, or NULL: DuckDB by itself also takes `1_000`, `nan` and `inf`. `double`: where that stands."""
    double = double or double_sql(text)
    return f"case when isfinite({double}) and not contains({text}, '_') then {double} end"


def dotted_number_sql(text: str, dots: str) -> str:
    """The number in a cell whose dots do what `Variable.dots` says; where that is not known, `12.000` is none."""
    if dots == DECIMAL:
        return number_sql(text)
    grouped = f"contains({text}, '.') and regexp_full_match({text}, {literal(THOUSANDS + '(,[0-9]+)?')})"
    if dots == PART_THOUSANDS:
        plain = f"replace(replace({text}, '.', ''), ',', '.')"
        return (
            f"case when {grouped} then {double_sql(plain)} when not contains({text}, '.') then {number_sql(text)} end"
        )
    return f"case when not ({grouped}) then {number_sql(text)} end"


def double_sql(text: str) -> str:
    """A text as a floating-point number by DuckDB's own rules, or NULL."""
    return f"try_cast({text} as double)"


def _between(number: str, low: str, high: str) -> str:
    """The range of a vendor's missing numbers, open at an infinite end; empty for texts."""
    try:
        ends = ((">=", float(low)), ("<=", float(high)))
    except ValueError:
        return ""
    return " and ".join(f"{number} {sign} {end!r}" for sign, end in ends if isfinite(end))


def holds_sql(condition: Condition) -> str:
    """Whether a condition holds for the codes of a row."""
    return (
        "("
        + " or ".join(f"{name(variable)} in ({', '.join(map(str, codes)) or 'null'})" for variable, codes in condition)
        + ")"
    )


def routed_sql(variable: Variable) -> str:
    """Who was not asked has no answer; who was not asked and answers breaks a rule."""
    if not variable.asked:
        return name(variable.name)
    asked = " and ".join(holds_sql(condition) for condition in variable.asked)
    answers = ", ".join(str(code) for code in variable.labels if variable.option is None or code != NOT_SELECTED)
    column = name(variable.name)
    unasked = (
        f"case when {column} in ({answers}) then {ANSWERED_UNASKED} "
        f"when {column} is null or {column} <= {TWO_ANSWERS} then {column} else {NOT_ASKED} end"
    )
    return f"cast(case when {asked} then {column} when not ({asked}) then {unasked} else {column} end as {_width(variable)})"


def unticked_sql(book: dict[str, Variable]) -> list[str]:
    """Whether nothing is ticked at all, a column for each block where that is no answer: asked once, not by every option."""
    blocks: dict[str, list[str]] = {}
    for variable in book.values():
        if variable.ticked is not None:
            blocks.setdefault(variable.ticked, []).append(f"{name(variable.name)} = {NOT_SELECTED}")
    return [f"{' and '.join(options)} as {_unticked(block)}" for block, options in blocks.items()]


def ticked_sql(variable: Variable) -> str:
    """In a block where blank means not selected, nothing ticked at all is no answer."""
    if variable.ticked is None:
        return name(variable.name)
    answer = f"case when {_unticked(variable.ticked)} then {NO_ANSWER} else {name(variable.name)} end"
    return f"cast({answer} as {_width(variable)})"


def _unticked(block: str) -> str:
    return name(f"_unticked {block}")
