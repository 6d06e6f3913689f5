"""From kept exports to proved responses: stage, count, set aside, weight, prove, and only then publish.

Every row of an export is coded into a staged table in its order. Rows that break a rule are counted there; what is kept is
copied into the responses, what is not into `rejected`. Rows read are responses, rejected or excluded, and it must add up.
"""

import base64
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pyarrow as pa

from assets.exports.export import Export, letter
from assets.exports.extract import kept_bytes
from assets.exports.readers import reader_of
from assets.exports.readers.text import plain_faults
from assets.lake.duck import connect, literal, name
from assets.lake.paths import Lake
from assets.lake.publish import publishing, write_table
from assets.responses.coding import ANSWERED_UNASKED, TWO_ANSWERS, raw_sql, respondent_sql, staged_sql, weight_column_sql
from assets.responses.weights import weigh
from schemas.codebook import Variable, codebook
from schemas.contracts import prove, prove_responses
from schemas.refused import Refused
from schemas.study import Study
from schemas.tables import REJECTED, responses

UNDECLARED = "undeclared cell"
SEVERAL = "more than one answer"
UNASKED = "answered though not asked"
NAMELESS = "no respondent id"
TWICE = "duplicate respondent"
NO_WEIGHT = "weight is no number"
BAD_WEIGHT = "weight is negative"


@dataclass
class Account:
    """Where the rows of one source went: read = kept + rejected + sum of excluded."""

    source: str
    read: int = 0
    kept: int = 0
    rejected: int = 0
    excluded: dict[str, int] = field(default_factory=dict)
    proved: str = ""

    def adds_up(self) -> bool:
        """Whether every row that was read is somewhere."""
        return self.read == self.kept + self.rejected + sum(self.excluded.values())

    def __str__(self) -> str:
        reasons = "".join(f", {count} {reason}" for reason, count in sorted(self.excluded.items()))
        excluded = f"{sum(self.excluded.values())} excluded{f' ({reasons[2:]})' if reasons else ''}"
        return f"{self.source}: {self.read} rows read = {self.kept} responses + {self.rejected} rejected + {excluded}"


@dataclass(frozen=True)
class Broken:
    """One rule broken in one column."""

    rule: str
    variable: Variable | None
    where: str
    """The condition on the staged table."""
    rows: int


def respond(study: Study, wave: str, exports: dict[str, list[Export]], lake: Lake, work: Path, footer: dict[str, str]) -> list[Account]:
    """Code, prove and publish the responses and rejected rows of every source of respondents.

    Nothing is published before every source is proved. Raises Refused with a reason for each fault that a study's
    `bad_rows` does not allow.
    """
    accounts, reasons = [], []
    with ExitStack() as publication:
        for source, files in exports.items():
            try:
                accounts.append(_respond(study, wave, source, files, lake, work, footer, publication))
            except Refused as refused:
                reasons += refused.reasons
        if reasons:
            raise Refused(*reasons)
    return accounts


def _respond(
    study: Study, wave: str, source: str, files: list[Export], lake: Lake, work: Path, footer: dict[str, str], publication: ExitStack
) -> Account:
    book = codebook(study, wave, source)
    con = connect(work)
    account = Account(source)
    _stage(con, study, wave, source, files, book, lake, work)
    account.read, account.excluded = _counts(con)
    if account.read == sum(account.excluded.values()):
        why = "; ".join(f"{count} rows: {reason}" for reason, count in account.excluded.items()) or "it has no rows below the header"
        raise Refused(f"{', '.join(file.name for file in files)}: no respondent is left in source {source} ({why}); mend the study's rows or the export.")
    broken = _broken(con, study, source, book)
    rejected = _set_aside(con, study, wave, source, files, broken, lake)
    account.rejected = len({(row["export"], row["source_row"]) for row in rejected})
    candidates = account.read - sum(account.excluded.values())
    if account.rejected > study.sources[source].bad_rows * candidates:
        raise Refused(*_reasons(source, rejected, broken, candidates))
    kept = "excluded is null" + "".join(f" and not ({fault.where})" for fault in broken)
    weigh(con, study, source, book, kept)
    beside = publication.enter_context(publishing(lake.table("responses", study.study, wave, source)))
    _write(con, study, wave, source, book, beside, footer)
    account.proved = prove_responses(str(beside), book)
    account.kept = con.execute(f"select count(*) from read_parquet({literal(beside)})").fetchall()[0][0]
    if not account.adds_up():
        raise AssertionError(f"rows do not add up: {account}")
    table = REJECTED.build(rejected)
    prove(table, REJECTED)
    publication.callback(write_table, table, lake.table("rejected", study.study, wave, source), footer)
    return account


def _stage(
    con: duckdb.DuckDBPyConnection, study: Study, wave: str, source: str, files: list[Export], book: dict[str, Variable], lake: Lake, work: Path
) -> None:
    """Code every file into a Parquet file of its own, and lay the view `staged` over them."""
    parts = []
    for number, export in enumerate(files, start=1):
        staged = work / f"{source}-{number}.parquet"
        with plain_faults(export):
            relation = reader_of(export).cells(con, kept_bytes(export, lake), export)
            query = staged_sql(study, wave, source, export, relation, book)
            con.execute(f"copy ({query}) to {literal(staged)} (format parquet, compression uncompressed)").fetchall()
        parts.append(
            f"select {number}::integer as export, file_row_number + {export.first_row} as source_row, * exclude (file_row_number) "
            f"from read_parquet({literal(staged)}, file_row_number = true)"
        )
    con.execute(f"create view staged as {' union all '.join(parts)}").fetchall()


def _counts(con: duckdb.DuckDBPyConnection) -> tuple[int, dict[str, int]]:
    counts = dict(con.execute("select excluded, count(*) from staged group by 1 order by 1").fetchall())
    return sum(counts.values()), {reason: count for reason, count in counts.items() if reason is not None}


def _broken(con: duckdb.DuckDBPyConnection, study: Study, source: str, book: dict[str, Variable]) -> list[Broken]:
    """The rules that rows of the staged table break. A clean export answers from one scan."""
    rules: list[tuple[str, Variable | None, str]] = [(NAMELESS, None, "respondent is null")]
    rules.append((NO_WEIGHT, None, "weight is null or not isfinite(weight)"))
    rules.append((BAD_WEIGHT, None, "coalesce(weight < 0, false)"))
    for variable in book.values():
        column = name(variable.name)
        rules.append((UNDECLARED, variable, f"{column} is null"))
        rules.append((SEVERAL, variable, f"coalesce({column} = {TWO_ANSWERS}, false)"))
        if variable.asked:
            rules.append((UNASKED, variable, f"coalesce({column} = {ANSWERED_UNASKED}, false)"))
    sums = ", ".join(f"count(*) filter (where {where})" for _, _, where in rules)
    counts = con.execute(f"select {sums} from staged where excluded is null").fetchall()[0]
    found = [Broken(rule, variable, where, count) for (rule, variable, where), count in zip(rules, counts, strict=True) if count]
    twice = "select respondent from staged where excluded is null and respondent is not null group by 1 having count(*) > 1"
    con.execute(f"create temp table twice as {twice}").fetchall()
    if repeated := con.execute("select count(*) from staged where excluded is null and respondent in (from twice)").fetchall()[0][0]:
        found.append(Broken(TWICE, None, "coalesce(respondent in (from twice), false)", repeated))
    return found


def _set_aside(
    con: duckdb.DuckDBPyConnection, study: Study, wave: str, source: str, files: list[Export], broken: list[Broken], lake: Lake
) -> list[dict]:
    """The broken rules with their raw values, read again from the export: rare, so not carried along."""
    rows: list[dict] = []
    for number, export in enumerate(files, start=1) if broken else ():
        described = study.sources[source]
        with plain_faults(export):
            relation = reader_of(export).cells(con, kept_bytes(export, lake), export)
        con.execute(f"create or replace temp view raw as select row_number() over () - 1 + {export.first_row} as source_row, * from {relation}")
        for fault in broken:
            if fault.variable is not None:
                raw, handle = raw_sql(export, fault.variable), _handle(export, fault.variable)
            elif fault.rule in (NAMELESS, TWICE):
                raw, handle = respondent_sql(export, described), described.respondent
            else:
                raw = weight_column_sql(study, source, export, described) or "null"
                handle = described.weight.column if hasattr(described.weight, "column") else None
            found = con.execute(
                f"select source_row, {raw} from raw where source_row in "
                f"(select source_row from staged where export = {number} and excluded is null and {fault.where}) order by 1"
            ).fetchall()
            question = fault.variable.question if fault.variable else None
            keys = {"study": study.study, "wave": wave, "source": source, "export": number, "export_name": export.name}
            rows += [
                {**keys, "source_row": row, "rule": fault.rule, "question": question, "column": handle, "raw": value} for row, value in found
            ]
    return sorted(rows, key=lambda row: (row["export"], row["source_row"], row["rule"], row["column"] or ""))


def _handle(export: Export, variable: Variable) -> str:
    return ", ".join(export.columns[at].handle for at in export.find(variable.place, variable.question))


def _write(
    con: duckdb.DuckDBPyConnection, study: Study, wave: str, source: str, book: dict[str, Variable], path: Path, footer: dict[str, str]
) -> None:
    """Write the view `weighted` once, by DuckDB, with the columns' descriptions in the footer as pyarrow writes them."""
    promised = responses(book)
    keys = [f"{literal(value)} as {column}" for column, value in (("study", study.study), ("wave", wave), ("source", source))]
    columns = ", ".join([*keys, *(name(column.name) for column in promised.columns[len(keys) :])])
    arrow = base64.b64encode(promised.schema().serialize().to_pybytes()).decode()
    pairs = ", ".join(f"{literal(key)}: {literal(value)}" for key, value in {**footer, "ARROW:schema": arrow}.items())
    con.execute(f"copy (select {columns} from weighted) to {literal(path)} (format parquet, kv_metadata {{{pairs}}})").fetchall()


def _reasons(source: str, rejected: list[dict], broken: list[Broken], candidates: int) -> Iterator[str]:
    """One sentence a broken rule and column: where, what, what to do."""
    for fault in broken:
        question = fault.variable.question if fault.variable else None
        rows = [row for row in rejected if row["rule"] == fault.rule and row["question"] == question]
        first = rows[0]
        count = f"{fault.rows} of {candidates} rows" if fault.rows > 1 else "1 row"
        where = f"{first['export_name']}, row {first['source_row']}, column {first['column']}"
        yield f"{where}: {_what(fault.rule, first['raw'], question)} ({count}); {_remedy(fault.rule, source)}."


def _what(rule: str, raw: str | None, question: str | None) -> str:
    return {
        UNDECLARED: f"the cell {raw!r} is none that question {question} declares",
        SEVERAL: f"question {question} has more than one answer, {raw!r}",
        UNASKED: f"question {question} has the answer {raw!r} and its routing says it was not asked",
        NAMELESS: "the respondent has no id",
        TWICE: f"the respondent {raw!r} is there more than once",
        NO_WEIGHT: f"the weight {raw!r} is no number",
        BAD_WEIGHT: f"the weight {raw!r} is negative",
    }[rule]


def _remedy(rule: str, source: str) -> str:
    bad_rows = f"or allow a share of such rows with bad_rows under source {source}"
    return {
        UNDECLARED: f"add it to the question's answers or to other, mend the export, {bad_rows}",
        SEVERAL: f"let it allow several answers (options), mend the export, {bad_rows}",
        UNASKED: f"mend asked, mend the export, {bad_rows}",
        NAMELESS: f"give it one, drop the row, {bad_rows}",
        TWICE: f"keep one row of each respondent, exclude the others with rows, {bad_rows}",
        NO_WEIGHT: f"mend the weight column, {bad_rows}",
        BAD_WEIGHT: f"mend the weight column, {bad_rows}",
    }[rule]
