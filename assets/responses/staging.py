"""Staging: every row of an export as codes, in its order, good, bad and excluded ones alike.

What the answers mean is in `coding.py`; here is what else a row is asked: who it is, its weight, its place in the sample,
how long it took, and whether the study leaves it out. The rules that it must keep are in `rules.py`.
"""

from dataclasses import dataclass

import duckdb

from assets.exports.cells import kept_cells
from assets.exports.erasure import ERASED
from assets.exports.export import Export, squeezed, squeezed_sql
from assets.exports.identifier import blank_sql, identifier_sql, refuse_rounded
from assets.exports.readers.text import plain_faults
from assets.lake.duck import literal, name, parquet
from assets.responses.coding import coded_sql, column_sql, double_sql, number_sql, routed_sql, ticked_sql, unticked_sql
from assets.responses.membership import cell_sql
from assets.responses.output import WRITTEN, Output
from assets.responses.pseudonym import pseudonym
from assets.responses.thousands import with_thousands
from assets.responses.ticks import refuse_unsaid_ticks
from schemas.codebook import Variable
from schemas.refused import Refused
from schemas.source_wave import SourceWave
from schemas.study import ANY_TEXT, Source, Weight

STRATA_BY = " / "
"""What stands between the parts of a stratum that several columns make."""
ZERO_WEIGHT = "weight is 0"
"""Why a row without weight is excluded."""

NO_SECONDS = -1.0
"""The staged duration of a cell that is neither blank nor a number of seconds."""


@dataclass(frozen=True)
class Numbers:
    """The SQL functions that make a number of a respondent's identifier, and of a cluster's."""

    respondent: str
    cluster: str


def stage(con: duckdb.DuckDBPyConnection, of: SourceWave, files: list[Export], output: Output) -> None:
    """Code every file into a Parquet file of its own, and lay the view `staged` over them."""
    study, parts = of.study.study, []
    numbers = Numbers(pseudonym(con, output.key, study), pseudonym(con, output.key, f"{study}/cluster"))
    for number, export in enumerate(files, start=1):
        staged = output.work / f"{of.source}-{number}.parquet"
        with plain_faults(export):
            relation = kept_cells(export, output.lake)
            query = staged_sql(of, export, relation, with_thousands(con, export, relation, of.book), numbers)
            refuse_unsaid_ticks(con, export, relation, of.book)
            refuse_rounded(con, export, of.described, relation)
            con.execute(f"copy ({query}) to {literal(staged)} ({WRITTEN}, compression uncompressed)").fetchall()
        row = f"file_row_number + {export.first_row}"
        parts.append(
            f"select {number}::integer as export, {row} as source_row, * exclude (file_row_number) "
            f"{_numbered(of, numbers, number, row)} from {parquet(staged, options='file_row_number = true')}"
        )
    con.execute(f"create temp view staged as {' union all '.join(parts)}").fetchall()


def _numbered(of: SourceWave, numbers: Numbers, file: int, row: str) -> str:
    """Where nothing identifies respondents: their numbers follow from wave, file and `row`, so that no two rows share one."""
    if not of.described.is_anonymous:
        return ""
    place = literal(f"{of.wave}/{of.source}/{file}/")
    return f"replace (case when respondent is not null then {numbers.respondent}({place} || ({row})) end as respondent)"


def staged_sql(of: SourceWave, export: Export, relation: str, book: dict[str, Variable], numbers: Numbers) -> str:
    """The query that codes every row of `export` (read as `relation`) by `book`, in its order: good, bad and excluded alike.

    Columns: respondent, weight, seconds, _excluded (why, or NULL), cell, and one for each variable.
    """
    described = of.described
    coded, missing = [], []
    for variable in book.values():
        try:
            coded.append(f"{coded_sql(export, variable)} as {name(variable.name)}")
        except Refused as refused:
            missing += refused.sentences
    if missing:
        raise Refused(*dict.fromkeys(missing))
    weight = weight_column_sql(of, export)
    once = [
        f"{identifier_sql(export, described)} as _identifier",
        *([f"{double_sql(weight)} as _weight"] if weight else []),
    ]
    first = ", ".join(
        [
            f"{numbers.respondent}(_identifier) as respondent",
            f"{number_sql(weight, '_weight') if weight else '1.0::double'} as weight",
            f"{_seconds(export, described)} as seconds",
            f"{_excluded(of, export)} as _excluded",
            *_design(of, export, numbers),
            *coded,
        ]
    )
    excluded = f"case when weight = 0 then coalesce(_excluded, {literal(ZERO_WEIGHT)}) else _excluded end as _excluded"
    design = "".join(f", {column}" for column in of.design)
    keys = f"respondent, weight, seconds, {excluded}{design}"
    routed = ", ".join(f"{routed_sql(variable)} as {name(variable.name)}" for variable in book.values())
    ticked = ", ".join(f"{ticked_sql(variable)} as {name(variable.name)}" for variable in book.values())
    kept = f"respondent, weight, seconds, _excluded{design}, {ticked}"
    unticked = ", ".join(["*", *unticked_sql(book)])
    return (
        f"select *, {cell_sql(of)} as cell from (select {kept} from (select {unticked} "
        f"from (select {keys}, {routed} from (select {first} from (select *, {', '.join(once)} from {relation})))))"
    )


def design_sql(export: Export, source: Source, column: str) -> tuple[str, str]:
    """The raw text behind a column of the sampling design, and the columns of the export that it comes from."""
    addresses = source.strata if column == "stratum" else [source.cluster or ""]
    at = [export.find_one(address, f"the source's {column}") for address in addresses]
    texts = ", ".join(f"nullif({squeezed_sql(column_sql(place))}, '')" for place in at)
    blank = " or ".join(f"coalesce({squeezed_sql(column_sql(place))}, '') = ''" for place in at)
    joined = f"case when {blank} then null else concat_ws({literal(STRATA_BY)}, {texts}) end"
    return joined, ", ".join(map(export.called, at))


def _design(of: SourceWave, export: Export, numbers: Numbers) -> list[str]:
    texts = {column: design_sql(export, of.described, column)[0] for column in of.design}
    return [
        f"{numbers.cluster}({text}) as cluster" if column == "cluster" else f"{text} as stratum"
        for column, text in texts.items()
    ]


def weight_column_sql(of: SourceWave, export: Export) -> str | None:
    """The raw text of the weight; None where the study has no weight column.

    Raises Refused where the export declares a case weight that the study does not speak of.
    """
    described = of.described
    if described.weight is None and export.weight:
        raise Refused(
            f"{export.name}: the file declares {export.weight} as its case weight, and the study is silent about it; "
            f"write weight: {export.weight} or weight: none under source {of.source}."
        )
    if not isinstance(described.weight, Weight) or described.weight.column is None:
        return None
    return column_sql(export.find_one(described.weight.column, f"{of.study.study}'s weight"))


def duration_column_sql(export: Export, source: Source) -> str:
    """The raw text of how long the respondent took; NULL where the study names no column of it."""
    return "null" if source.duration is None else column_sql(export.find_one(source.duration, "the duration"))


def _seconds(export: Export, source: Source) -> str:
    """Seconds, NULL where the cell is blank, below zero where it is no number of seconds."""
    if source.duration is None:
        return "null::double"
    column = duration_column_sql(export, source)
    blank = f"{column} is null or {squeezed_sql(column)} = ''"
    return f"case when {blank} then null else coalesce({number_sql(column)}, {NO_SECONDS}) end"


def _excluded(of: SourceWave, export: Export) -> str:
    """Why the study leaves a row out, or NULL."""
    source = of.described
    gone = [f"when _identifier = {literal(ERASED)} then 'erased'"] if export.erased else []
    reasons = [*gone, f"when case when _identifier is null then {blank_sql(export)} else false end then 'blank row'"]
    if source.wave:
        column = column_sql(export.find_one(source.wave.column, "wave"))
        reasons.append(f"when {_is_none_of(column, source.wave.cells.get(of.wave, []))} then 'another wave'")
    for handle, cells in source.rows.items():
        column = column_sql(export.find_one(handle, f"rows: {handle}"))
        reason = literal(f"{handle} is blank" if ANY_TEXT in cells else f"{handle} is not {' or '.join(cells)}")
        reasons.append(f"when {_is_none_of(column, cells)} then {reason}")
    return f"case {' '.join(reasons)} end"


def _is_none_of(column: str, cells: list[str]) -> str:
    if ANY_TEXT in cells:
        return f"coalesce({squeezed_sql(column)}, '') = ''"
    allowed = ", ".join(literal(squeezed(cell)) for cell in cells)
    return f"coalesce({squeezed_sql(column)}, '') not in ({allowed or 'null'})"
