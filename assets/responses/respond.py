"""From kept exports to proved responses: stage, count, set aside, weight, prove, and only then publish.

Every row of an export is coded into a staged table in its order. Rows that break a rule are counted there; what is kept is
copied into the responses, what is not into `rejected`. Rows read are responses, rejected or excluded, and it must add up.
"""

import base64
from contextlib import ExitStack
from itertools import chain
from pathlib import Path

import duckdb

from assets.checks.finding import Finding, published
from assets.exports.export import Export
from assets.lake.duck import connect, literal, name
from assets.lake.paths import Lake
from assets.lake.publish import KEY_ID, write_parquet
from assets.responses.account import Account, findings, rows_in
from assets.responses.design import refuse_design
from assets.responses.diagnostics import weighting
from assets.responses.membership import memberships
from assets.responses.output import WRITTEN, Output
from assets.responses.quality import quality
from assets.responses.rules import broken_rules, passed_over, reasons, set_aside, unidentified
from assets.responses.staging import ZERO_WEIGHT, stage
from assets.responses.weights import weigh
from schemas.contracts import prove, prove_responses
from schemas.refused import Refused, listed
from schemas.source_wave import SourceWave
from schemas.study import Study
from schemas.tables.responses import QUALITY, REJECTED, WEIGHTING, responses
from schemas.tables.rows import RejectedRow


def respond(
    study: Study, wave: str, exports: dict[str, list[Export]], output: Output
) -> tuple[list[Account], list[Finding]]:
    """Code, prove and publish the responses of every source of respondents, and what is said of them beside.

    Returns the account of each source and what the checks of respondents find. Nothing is published before every source is
    proved. Raises Refused with a reason for each fault that the study's `bad_rows` does not allow, and Stopped where a check
    fails that the study calls an error.
    """
    accounts, faults = [], []
    with ExitStack() as publication:
        for source, files in exports.items():
            try:
                accounts.append(_respond(SourceWave(study, wave, source), files, output, publication))
            except Refused as refused:
                faults += refused.reasons
        if faults:
            raise Refused(*faults)
        found = published(findings(study, accounts))
    return accounts, found


def _respond(of: SourceWave, files: list[Export], output: Output, publication: ExitStack) -> Account:
    con = connect(output.work)
    stage(con, of, files, output)
    read, excluded = _read(con, of, files)
    aside, kept = _set_aside(con, of, files, read - sum(excluded.values()), output.lake)
    weighing = weigh(con, of, kept)
    groups = _groups(con, of)
    refuse_design(con, of)
    path = publication.enter_context(output.publishing("responses", of))
    proved, size = _write(con, of, output, path)
    keys = of.keys | output.origin(of)
    weights = weighting(con, weighing, path, excluded.get(ZERO_WEIGHT, 0), str(of))
    tables = [
        REJECTED.build(aside),
        WEIGHTING.build([keys | row for row in weights]),
        QUALITY.build([keys | row for row in quality(con, of, path)]),
    ]
    said = {"responses": proved}
    for table, made in zip((REJECTED, WEIGHTING, QUALITY), tables, strict=True):
        said[table.name] = prove(made, table)
        place = publication.enter_context(output.publishing(table.name, of))
        write_parquet(made, place, output.footer(table.name, of))
    weighed, checked = (made.to_pylist() for made in tables[1:])
    notes = [*passed_over(of, files), *unidentified(of)]
    account = Account(of.source, read, excluded, size, groups, notes, aside, weighed, checked, said)
    if not account.adds_up():
        raise AssertionError(f"rows do not add up: {account}")
    return account


def _read(con: duckdb.DuckDBPyConnection, of: SourceWave, files: list[Export]) -> tuple[int, dict[str, int]]:
    """How many rows were read, and how many of them the study excludes, by reason. Raises Refused where nobody is left."""
    counts = dict(con.execute("select _excluded, count(*) from staged group by 1 order by 1").fetchall())
    excluded = {reason: count for reason, count in counts.items() if reason is not None}
    if None not in counts:
        why = (
            ", ".join(f"{count} rows where {reason}" for reason, count in excluded.items()) or "no row below the header"
        )
        names = ", ".join(file.name for file in files)
        raise Refused(
            f"{names}: no respondent is left in source {of.source} ({why}); mend the study's rows or export again."
        )
    return sum(counts.values()), excluded


def _set_aside(
    con: duckdb.DuckDBPyConnection, of: SourceWave, files: list[Export], candidates: int, lake: Lake
) -> tuple[list[RejectedRow], str]:
    """The rows of `rejected`, and the condition of the rows that stay. Raises Refused where too few of the `candidates` do."""
    broken = broken_rules(con, of)
    rejected = set_aside(con, of, files, broken, lake)
    aside = sorted(chain(*rejected), key=lambda row: (row["export"], row["source_row"]))
    count = rows_in(aside)
    if count == candidates or count > of.described.bad_rows * candidates:
        raise Refused(*reasons(con, of.source, broken, rejected, candidates))
    return aside, " and ".join(["_excluded is null", *(f"not {fault.where}" for fault in broken)])


def _groups(con: duckdb.DuckDBPyConnection, of: SourceWave) -> dict[str, int]:
    """How many respondents each group has. Refused where a gap would have no two sides."""
    known = memberships(of)
    groups = dict.fromkeys(known.groups, 0)
    for cell, count in con.execute("select cell, count(*) from weighted group by cell").fetchall():
        members, _ = known.decode(cell)
        for group in members:
            groups[group] += count
    sides = {"executive", "consumer"} if of.study.gaps else set()
    if empty := [group for group, count in groups.items() if group in sides and not count]:
        raise Refused(f"{of}: nobody is in group {listed(empty)}; mend where under groups, or the source's rows.")
    return groups


def _write(con: duckdb.DuckDBPyConnection, of: SourceWave, output: Output, path: Path) -> tuple[str, int]:
    """Write the view `weighted` once, by DuckDB, with the columns' descriptions in the footer as pyarrow writes them.

    Returns what was proved of the file, in words, and how many responses it has.
    """
    promised = responses(of.book, of.design)
    keys = {**of.keys, "key_id": output.key.id}
    one = {key: f"{literal(value)}::enum({literal(value)})" for key, value in keys.items()}  # hashed once, not by row
    columns = [f"{one[c.name]} as {c.name}" if c.name in one else name(c.name) for c in promised.columns]
    arrow = base64.b64encode(promised.schema().serialize().to_pybytes()).decode()
    inside = {**output.footer("responses", of), KEY_ID: output.key.id, "ARROW:schema": arrow}
    pairs = ", ".join(f"{literal(key)}: {literal(value)}" for key, value in inside.items())
    con.execute(
        f"copy (select {', '.join(columns)} from weighted) to {literal(path)} ({WRITTEN}, kv_metadata {{{pairs}}})"
    ).fetchall()
    return prove_responses(path, of.book, of.design)
