"""The rules that a row of an export must keep, and what is said of the rows that break one.

Rules are answered on the staged table by plain SQL; raw values are read again from the export only where one is broken.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import duckdb

from assets.exports.cells import kept_cells
from assets.exports.export import Export
from assets.exports.identifier import respondent_at
from assets.exports.lookalikes import alike
from assets.lake.duck import name, repeated
from assets.lake.paths import Lake
from assets.responses.coding import ANSWERED_UNASKED, TWO_ANSWERS, raw_sql
from assets.responses.joined import TWO_READINGS
from assets.responses.staging import design_sql, duration_column_sql, weight_column_sql
from schemas.codebook import Variable
from schemas.foreign import quoted, quoting
from schemas.refused import listed
from schemas.source_wave import SourceWave
from schemas.tables.rows import RejectedRow

NAMELESS = "no respondent id"
TWICE = "duplicate respondent"
NO_WEIGHT = "weight is no number"
BAD_WEIGHT = "weight is negative"
NO_STRATUM = "no stratum"
NO_CLUSTER = "no cluster"
NO_DURATION = "duration is no number"
UNDECLARED = "undeclared cell"
SEVERAL = "more than one answer"
AMBIGUOUS = "read in two ways"
UNASKED = "answered though not asked"

WHAT = {
    NAMELESS: "the respondent has no id",
    TWICE: "rows {together} have one respondent",
    NO_WEIGHT: "the weight {raw} is no number with a decimal point",
    BAD_WEIGHT: "the weight {raw} is negative",
    NO_STRATUM: "the respondent has no stratum",
    NO_CLUSTER: "the respondent has no cluster",
    NO_DURATION: "the duration {raw} is no number of seconds",
    UNDECLARED: "the cell {raw} is none that question {question} declares",
    SEVERAL: "question {question} has more than one answer, {raw}",
    AMBIGUOUS: "the cell {raw} of question {question} can be read in two ways, for one of its answers looks like several",
    UNASKED: "question {question} has the answer {raw} and its routing says it was not asked",
}
REMEDY = {
    NAMELESS: "give it one, drop the row",
    TWICE: "keep one row of each respondent, exclude the others with rows",
    NO_WEIGHT: "mend the weight column",
    BAD_WEIGHT: "mend the weight column",
    NO_STRATUM: "fill the column in",
    NO_CLUSTER: "fill the column in",
    NO_DURATION: "name a column of seconds under duration, mend the export",
    UNDECLARED: "add it to the question's answers or to other, mend the export",
    SEVERAL: "let it allow several answers (options, mentions), say what that means (several_ticked), mend the export",
    AMBIGUOUS: "export it with another text between answers, mend the export",
    UNASKED: "mend asked, mend the export",
}

IDENTIFIES = "respondent id"
"""Why what stands in the respondent's column is withheld."""

NO_DESIGN = {"stratum": NO_STRATUM, "cluster": NO_CLUSTER}


@dataclass(frozen=True)
class Broken:
    """One rule that rows of the staged table break."""

    rule: str
    variable: Variable | None
    where: str
    """The condition that holds for those rows, never NULL."""
    rows: int


def broken_rules(con: duckdb.DuckDBPyConnection, of: SourceWave) -> list[Broken]:
    """The rules that the view `staged` of this source breaks. Of a clean export no column is scanned but the respondents."""
    if _is_clean(con, of):
        return []
    rules: list[tuple[str, Variable | None, str]] = [
        (NAMELESS, None, "respondent is null"),
        (NO_WEIGHT, None, "weight is null"),
        (BAD_WEIGHT, None, "coalesce(weight < 0, false)"),
        *((NO_DESIGN[column], None, f"{column} is null") for column in of.design),
        (NO_DURATION, None, "coalesce(seconds < 0, false)"),
    ]
    for variable in of.book.values():
        column = name(variable.name)
        rules.append((UNDECLARED, variable, f"{column} is null"))
        rules.append((SEVERAL, variable, f"coalesce({column} = {TWO_ANSWERS}, false)"))
        if variable.tells:
            rules.append((AMBIGUOUS, variable, f"coalesce({column} = {TWO_READINGS}, false)"))
        if variable.asked:
            rules.append((UNASKED, variable, f"coalesce({column} = {ANSWERED_UNASKED}, false)"))
    sums = ", ".join(f"count(*) filter (where {where})" for _, _, where in rules)
    counts = con.execute(f"select {sums} from staged where _excluded is null").fetchall()[0]
    found = [Broken(*rule, count) for rule, count in zip(rules, counts, strict=True) if count]
    con.execute(
        "create temp table twice as select respondent from staged "
        "where _excluded is null and respondent is not null group by 1 having count(*) > 1"
    ).fetchall()
    where = "coalesce(respondent in (from twice), false)"
    repeated = con.execute(f"select count(*) from staged where _excluded is null and {where}").fetchall()[0][0]
    return [*found, Broken(TWICE, None, where, repeated)] if repeated else found


def _is_clean(con: duckdb.DuckDBPyConnection, of: SourceWave) -> bool:
    """Whether no row at all breaks a rule: of cells the staged files' own statistics tell, of respondents one scan.

    A column without any value has no statistics, and asking for it would make DuckDB scan all the others too.
    """
    missing = " or ".join(f"count({column}) < count(*)" for column in of.design)
    if missing and con.execute(f"select {missing} from staged").fetchall()[0][0]:
        return False
    columns = ["respondent", "weight", *map(name, of.book)]
    facts = ", ".join(f"count({column}), min({column})" for column in columns)
    rows, *found = con.execute(f"select count(*), {facts} from staged").fetchall()[0]
    counts, (_, weight, *codes) = found[0::2], found[1::2]
    if any(count != rows for count in counts) or weight < 0 or any(code <= TWO_ANSWERS for code in codes):
        return False
    hasty = "select coalesce(min(seconds) < 0, false) from staged"
    if of.described.duration is not None and con.execute(hasty).fetchall()[0][0]:
        return False
    return not repeated(con, "select respondent from staged")[1]


def set_aside(
    con: duckdb.DuckDBPyConnection, of: SourceWave, files: list[Export], broken: list[Broken], lake: Lake
) -> list[list[RejectedRow]]:
    """The rows of the rejected table for each broken rule, in order of file and row, with what the vendor wrote."""
    rows: list[list[RejectedRow]] = [[] for _ in broken]
    for number, export in enumerate(files, start=1) if broken else ():
        relation = kept_cells(export, lake)
        numbered = f"select row_number() over () - 1 + {export.first_row} as source_row, * from {relation}"
        con.execute(f"create or replace temp view raw as {numbered}").fetchall()
        for fault, found in zip(broken, rows, strict=True):
            raw, column, withheld = _cell(of, export, fault)
            question = fault.variable.question if fault.variable else None
            aside = f"select source_row from staged where export = {number} and _excluded is null and {fault.where}"
            shown = "null" if withheld else raw
            query = f"select source_row, {shown} from raw where source_row in ({aside}) order by source_row"
            found += [
                RejectedRow(
                    study=of.study.study,
                    wave=of.wave,
                    source=of.source,
                    export=number,
                    export_name=export.name,
                    source_row=row,
                    rule=fault.rule,
                    question=question,
                    column=column,
                    raw=value,
                    withheld=withheld,
                )
                for row, value in con.execute(query).fetchall()
            ]
    return rows


def _cell(of: SourceWave, export: Export, fault: Broken) -> tuple[str, str | None, str | None]:
    """The SQL of the raw cell that a rule is about, what its column is called, and why the cell is not to be shown."""
    described = of.described
    if fault.variable is not None:
        places = export.columns_of(fault.variable)
        personal = [export.columns[at].personal for at in places if export.columns[at].personal]
        return raw_sql(export, fault.variable), ", ".join(map(export.called, places)), next(iter(personal), None)
    for column, rule in NO_DESIGN.items():
        if fault.rule == rule:
            return *design_sql(export, described, column), None
    if fault.rule in (NAMELESS, TWICE):
        return "null", export.called(respondent_at(export, described)), IDENTIFIES if fault.rule == TWICE else None
    if fault.rule == NO_DURATION:
        place, raw = described.duration, duration_column_sql(export, described)
    else:
        place, raw = getattr(described.weight, "column", None), weight_column_sql(of, export)
    return raw or "null", export.called(export.find_one(place, of.source)) if place else None, None


def passed_over(of: SourceWave, files: list[Export]) -> Iterator[str]:
    """One line a pattern that would also match personal columns: nobody should wonder where they went."""
    found: dict[str, None] = {}
    for export in files:
        for variable in of.book.values():
            if columns := listed(map(export.described, over)) if (over := export.passed_over(variable)) else "":
                found[
                    f"{of.source}: question {variable.question}: {variable.place!r} leaves out {columns}; name it to take it in"
                ] = None
    yield from found


def unidentified(of: SourceWave) -> Iterator[str]:
    """What cannot be done where nothing identifies respondents."""
    if of.described.is_anonymous:
        yield (
            f"{of.source}: each row is a respondent: a row that is there twice counts twice, nobody is known again in another "
            "wave, and nobody can be erased by id"
        )


def reasons(
    con: duckdb.DuckDBPyConnection,
    source: str,
    broken: list[Broken],
    rejected: list[list[RejectedRow]],
    candidates: int,
) -> Iterator[str]:
    """One sentence a broken rule and column: where it is first seen, what is wrong, how often, what to do."""
    for fault, rows in zip(broken, rejected, strict=True):
        first = rows[0]
        where = f"{first['export_name']}, row {first['source_row']}, column {first['column']}"
        count = f"{fault.rows} of {candidates} rows" if fault.rows > 1 else "1 row"
        what = WHAT[fault.rule].format(
            raw=f"(withheld: {first['withheld']})" if first["withheld"] else quoted(first["raw"] or ""),
            question=first["question"],
            together=_together(con) if fault.rule == TWICE else "",
        )
        often = Counter(row["raw"] for row in rows)
        if fault.rule == UNDECLARED and len(often) > 1:
            each = quoting(listed(f"{raw!r} ({number})" for raw, number in often.most_common()))
            what = f"the cells {each} are none that question {first['question']} declares"
        if fault.rule == UNDECLARED and not first["withheld"]:
            what += _looks_declared(fault.variable, often)
        remedy = f"{REMEDY[fault.rule]}, or allow a share of such rows with bad_rows under source {source}"
        yield f"{where}: {what} ({count}); {remedy}."


def _looks_declared(variable: Variable | None, texts: Iterable[str | None]) -> str:
    """What tells cells from declared ones that look alike, in words: nobody is to read the same word twice."""
    known = [*variable.cells, *variable.labels.values()] if variable else []
    told = {text: how for text in texts if text and (how := alike(text, known))}
    return f", though it looks like one: {quoting(listed(dict.fromkeys(told.values()), 3))}" if told else ""


def _together(con: duckdb.DuckDBPyConnection) -> str:
    """The rows of the first respondent who is there more than once, in words; of several files with the file's number."""
    rows = con.execute(
        "select export, source_row from staged where _excluded is null and respondent = (select arg_min(respondent, "
        "(export, source_row)) from staged where _excluded is null and respondent in (from twice)) order by all"
    ).fetchall()
    several = len({export for export, _ in rows}) > 1
    return listed(f"{row} of file {export}" if several else row for export, row in rows)
