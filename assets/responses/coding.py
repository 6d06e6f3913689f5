"""The SQL that turns an export's text cells into a study's integer codes.

Text is matched as text: a typed reader would make 4 of `3.7` and 16 of `0x10` without a word. Each cell is compared as it
stands first; only what matches nothing is squeezed (stray blanks) and compared again, so clean exports pay for one pass.
"""

from dataclasses import dataclass
from math import isfinite

import pyarrow as pa

from assets.exports.erasing import ERASED
from assets.exports.export import Export, squeezed, squeezed_sql
from assets.exports.identifier import STRAY, identifier_sql
from assets.exports.wording import THOUSANDS
from assets.lake.duck import literal, name
from assets.responses.joined import joined_sql
from schemas.codebook import NO_ANSWER, NOT_ASKED, NOT_SELECTED, Condition, Variable, conditions
from schemas.refused import Refused
from schemas.study import Joined, Source, Study, Weight
from schemas.tables.responses import code_type

STRATA_BY = " / "
"""What stands between the parts of a stratum that several columns make."""
ZERO_WEIGHT = "weight is 0"
"""Why a row without weight is excluded."""

PART_THOUSANDS, DECIMAL = "part thousands", "are decimal"
"""What the dots in the numbers of a column do."""

NO_SECONDS = -1.0
"""The staged duration of a cell that is neither blank nor a number of seconds."""

TWO_ANSWERS, ANSWERED_UNASKED = -98, -99
"""Codes of the staged table for rows that break a rule; none is ever published. An undeclared cell is NULL there."""


@dataclass(frozen=True)
class Cells:
    """How `cell` numbers the groups and segments that a respondent is in.

    Reading a cell from its lowest digit: one binary digit a group (1: belongs), then one digit a segment in base
    answers + 1 (0: none of them).
    """

    groups: list[str]
    segments: dict[str, list[str]]

    def decode(self, cell: int) -> tuple[set[str], dict[str, str]]:
        """The groups that the cell belongs to, and its answer in each segment where it has one."""
        cell, mask = divmod(cell, 2 ** len(self.groups))
        found = {}
        for segment, answers in self.segments.items():
            cell, digit = divmod(cell, len(answers) + 1)
            if digit:
                found[segment] = answers[digit - 1]
        return {group for at, group in enumerate(self.groups) if mask >> at & 1}, found


@dataclass(frozen=True)
class Numbers:
    """The SQL functions that make a number of a respondent's identifier, and of a cluster's."""

    respondent: str
    cluster: str


def staged_sql(
    study: Study,
    wave: str,
    source: str,
    export: Export,
    relation: str,
    book: dict[str, Variable],
    numbers: Numbers,
) -> str:
    """The query that codes every row of `export` (read as `relation`), in its order: good, bad and excluded rows alike.

    Columns: respondent, weight, seconds, _excluded (why, or NULL), cell, and one for each variable.
    """
    described = study.sources[source]
    coded, missing = [], []
    for variable in book.values():
        try:
            coded.append(f"{_coded(export, variable)} as {name(variable.name)}")
        except Refused as refused:
            missing += refused.reasons
    if missing:
        raise Refused(*dict.fromkeys(missing))
    weight = weight_column_sql(study, source, export)
    once = [
        f"{identifier_sql(export, described)} as _identifier",
        *([f"{_double(weight)} as _weight"] if weight else []),
    ]
    first = ", ".join(
        [
            f"{numbers.respondent}(_identifier) as respondent",
            f"{_number(weight, '_weight') if weight else '1.0::double'} as weight",
            f"{_seconds(export, described)} as seconds",
            f"{_excluded(wave, export, described)} as _excluded",
            *_design(export, described, numbers),
            *coded,
        ]
    )
    excluded = f"case when weight = 0 then coalesce(_excluded, {literal(ZERO_WEIGHT)}) else _excluded end as _excluded"
    design = "".join(f", {column}" for column in design_columns(described))
    keys = f"respondent, weight, seconds, {excluded}{design}"
    routed = ", ".join(f"{_routed(variable)} as {name(variable.name)}" for variable in book.values())
    ticked = ", ".join(f"{_ticked(variable, book)} as {name(variable.name)}" for variable in book.values())
    kept = f"respondent, weight, seconds, _excluded{design}, {ticked}"
    return (
        f"select *, {cell_sql(study, source, book)} as cell from (select {kept} "
        f"from (select {keys}, {routed} from (select {first} from (select *, {', '.join(once)} from {relation}))))"
    )


def design_columns(source: Source) -> list[str]:
    """The columns of responses that say how the respondents were sampled."""
    return [*(["stratum"] if source.strata else []), *(["cluster"] if source.cluster else [])]


def design_sql(export: Export, source: Source, column: str) -> tuple[str, str]:
    """The raw text behind a column of the sampling design, and the columns of the export that it comes from."""
    addresses = source.strata if column == "stratum" else [source.cluster or ""]
    at = [export.find_one(address, f"the source's {column}") for address in addresses]
    texts = ", ".join(f"nullif({squeezed_sql(_column(place))}, '')" for place in at)
    blank = " or ".join(f"coalesce({squeezed_sql(_column(place))}, '') = ''" for place in at)
    joined = f"case when {blank} then null else concat_ws({literal(STRATA_BY)}, {texts}) end"
    return joined, ", ".join(map(export.called, at))


def _design(export: Export, source: Source, numbers: Numbers) -> list[str]:
    texts = {column: design_sql(export, source, column)[0] for column in design_columns(source)}
    return [
        f"{numbers.cluster}({text}) as cluster" if column == "cluster" else f"{text} as stratum"
        for column, text in texts.items()
    ]


def cell_codes(study: Study, source: str, book: dict[str, Variable]) -> Cells:
    """The groups and segments that respondents of `source` can be in."""
    segments = {
        segment: list(described.answers or book[described.of].labels.values())
        for segment, described in study.segments.items()
        if described.of in book
    }
    return Cells([group for group, described in study.groups.items() if described.source == source], segments)


def cell_sql(study: Study, source: str, book: dict[str, Variable]) -> str:
    """The expression that numbers a respondent's groups and segments, as `Cells` reads them."""
    cells = cell_codes(study, source, book)
    terms, step = [], 1
    for group in cells.groups:
        where = conditions(study, study.groups[group].where, book, f"group {group}")
        belongs = " and ".join(_holds(condition) for condition in where) or "true"
        terms.append(f"case when {belongs} then {step} else 0 end")
        step *= 2
    for segment, answers in cells.segments.items():
        described = study.segments[segment]
        labels = book[described.of].labels
        merged = described.answers or {label: [label] for label in labels.values()}
        arms = " ".join(
            f"when {code} then {step * (answers.index(answer) + 1)}"
            for answer, members in merged.items()
            for code, label in labels.items()
            if label in members
        )
        terms.append(f"case {name(described.of)} {arms} else 0 end")
        step *= len(answers) + 1
    if step > 2**31:
        raise Refused(
            f"{study.study}: the groups and segments of {source} make {step} combinations; drop a segment or merge answers."
        )
    return f"cast({' + '.join(terms) or '0'} as integer)"


def raw_sql(export: Export, variable: Variable) -> str:
    """The raw text behind a variable, for the table of rejected rows."""
    columns = export.columns_of(variable)
    return _column(columns[0]) if len(columns) == 1 else f"concat_ws(' + ', {', '.join(map(_column, columns))})"


def weight_column_sql(study: Study, source: str, export: Export) -> str | None:
    """The raw text of the weight; None where the study has no weight column.

    Raises Refused where the export declares a case weight that the study does not speak of.
    """
    described = study.sources[source]
    if described.weight is None and export.weight:
        raise Refused(
            f"{export.name}: the file declares {export.weight} as its case weight, and the study is silent about it; "
            f"write weight: {export.weight} or weight: none under source {source}."
        )
    if not isinstance(described.weight, Weight) or described.weight.column is None:
        return None
    return _column(export.find_one(described.weight.column, f"{study.study}'s weight"))


def duration_column_sql(export: Export, source: Source) -> str:
    """The raw text of how long the respondent took; NULL where the study names no column of it."""
    return "null" if source.duration is None else _column(export.find_one(source.duration, "the duration"))


def _seconds(export: Export, source: Source) -> str:
    """Seconds, NULL where the cell is blank, below zero where it is no number of seconds."""
    if source.duration is None:
        return "null::double"
    column = duration_column_sql(export, source)
    blank = f"{column} is null or {squeezed_sql(column)} = ''"
    return f"case when {blank} then null else coalesce({_number(column)}, {NO_SECONDS}) end"


def _column(position: int) -> str:
    return f"c{position}"


def _excluded(wave: str, export: Export, source: Source) -> str:
    every = ", ".join(_column(at) for at in range(len(export.columns)))
    nothing = f"trim(concat_ws('', {every}), {literal(STRAY)}) = ''"
    gone = [f"when _identifier = {literal(ERASED)} then 'erased'"] if export.erased else []
    reasons = [*gone, f"when case when _identifier is null then {nothing} else false end then 'blank row'"]
    if source.wave:
        column = _column(export.find_one(source.wave.column, "wave"))
        reasons.append(f"when {_is_none_of(column, source.wave.cells.get(wave, []))} then 'another wave'")
    for handle, cells in source.rows.items():
        column = _column(export.find_one(handle, f"rows: {handle}"))
        reason = literal(f"{handle} is not {' or '.join(cells)}")
        reasons.append(f"when {_is_none_of(column, cells)} then {reason}")
    return f"case {' '.join(reasons)} end"


def _is_none_of(column: str, cells: list[str]) -> str:
    allowed = ", ".join(literal(squeezed(cell)) for cell in cells)
    return f"coalesce({squeezed_sql(column)}, '') not in ({allowed or 'null'})"


def _coded(export: Export, variable: Variable) -> str:
    positions = export.columns_of(variable)
    width = _width(variable)
    if isinstance(variable.place, Joined):
        return f"cast({joined_sql(_column(positions[0]), variable)} as {width})"
    if len(positions) == 1:
        column = _column(positions[0])
        missing = export.columns[positions[0]].missing
        direct = variable.cells if variable.one_by_one or not missing else {}
        arms = " ".join(f"when {literal(cell)} then {code}::{width}" for cell, code in direct.items())
        careful = f"cast({_careful(column, variable, missing)} as {width})"
        return f"case {column} {arms} else {careful} end" if arms else careful
    texts = [squeezed_sql(_column(at)) for at in positions]
    filled = " + ".join(f"cast(coalesce({text}, '') <> '' as integer)" for text in texts)
    answer = "coalesce(" + ", ".join(f"nullif({text}, '')" for text in texts) + ")"
    return f"cast(case when {filled} > 1 then {TWO_ANSWERS} else {_careful(answer, variable, [])} end as {width})"


def _width(variable: Variable) -> str:
    return {pa.int8(): "tinyint", pa.int16(): "smallint", pa.int32(): "integer"}[code_type(variable)]


def _careful(column: str, variable: Variable, missing: list[tuple[str, str]]) -> str:
    """What a cell means that is none of the declared texts to the letter: blank, oddly spaced, a number in a band, …"""
    text = squeezed_sql(column)
    blank = f"when {column} is null or {text} = '' then {variable.blank}"
    number = _number(text)
    declared = [f"when {text} = {literal(squeezed(cell))} then {code}" for cell, code in variable.cells.items()]
    others = [arm for arm, code in zip(declared, variable.cells.values(), strict=True) if code not in variable.labels]
    vendors = []
    for low, high in missing:
        span = _between(number, low, high)
        vendors.append(f"when {text} = {literal(low)}{f' or {span}' if span else ''} then {NO_ANSWER}")
    arms = [blank, *declared, *vendors] if variable.one_by_one else [blank, *others, *vendors, *declared]
    for code, (low, high) in variable.bands.items():
        amount = number_sql(text, variable.dots)
        limits = [f"{amount} >= {low!r}"] if low is not None else []
        limits += [f"{amount} <= {high!r}"] if high is not None else []
        arms.append(f"when {amount} is not null and {' and '.join(limits) or 'true'} then {code}")
    if variable.any_text is not None:
        arms.append(f"else {variable.any_text}")
    return f"case {' '.join(arms)} end"


def _number(text: str, double: str = "") -> str:
    """A finite decimal number, or NULL: DuckDB by itself also takes `1_000`, `nan` and `inf`. `double`: where that stands."""
    double = double or _double(text)
    return f"case when isfinite({double}) and not contains({text}, '_') then {double} end"


def number_sql(text: str, dots: str) -> str:
    """The number in a cell whose dots do what `Variable.dots` says; where that is not known, `12.000` is none."""
    if dots == DECIMAL:
        return _number(text)
    grouped = f"contains({text}, '.') and regexp_full_match({text}, {literal(THOUSANDS + '(,[0-9]+)?')})"
    if dots == PART_THOUSANDS:
        plain = f"replace(replace({text}, '.', ''), ',', '.')"
        return f"case when {grouped} then {_double(plain)} when not contains({text}, '.') then {_number(text)} end"
    return f"case when not ({grouped}) then {_number(text)} end"


def _double(text: str) -> str:
    return f"try_cast({text} as double)"


def _between(number: str, low: str, high: str) -> str:
    """The range of a vendor's missing numbers, open at an infinite end; empty for texts."""
    try:
        ends = ((">=", float(low)), ("<=", float(high)))
    except ValueError:
        return ""
    return " and ".join(f"{number} {sign} {end!r}" for sign, end in ends if isfinite(end))


def _holds(condition: Condition) -> str:
    return (
        "("
        + " or ".join(f"{name(variable)} in ({', '.join(map(str, codes)) or 'null'})" for variable, codes in condition)
        + ")"
    )


def _routed(variable: Variable) -> str:
    """Who was not asked has no answer; who was not asked and answers breaks a rule."""
    if not variable.asked:
        return name(variable.name)
    asked = " and ".join(_holds(condition) for condition in variable.asked)
    answers = ", ".join(str(code) for code in variable.labels if variable.option is None or code != NOT_SELECTED)
    column = name(variable.name)
    unasked = (
        f"case when {column} in ({answers}) then {ANSWERED_UNASKED} "
        f"when {column} is null or {column} <= {TWO_ANSWERS} then {column} else {NOT_ASKED} end"
    )
    return f"cast(case when {asked} then {column} when not ({asked}) then {unasked} else {column} end as {_width(variable)})"


def _ticked(variable: Variable, book: dict[str, Variable]) -> str:
    """In a block where blank means not selected, nothing ticked at all is no answer."""
    if variable.ticked is None:
        return name(variable.name)
    block = [name(other.name) for other in book.values() if other.ticked == variable.ticked]
    nothing = " and ".join(f"{column} = {NOT_SELECTED}" for column in block)
    return f"cast(case when {nothing} then {NO_ANSWER} else {name(variable.name)} end as {_width(variable)})"
