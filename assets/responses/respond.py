"""From kept exports to proved responses: stage, count, set aside, weight, prove, and only then publish.

Every row of an export is coded into a staged table in its order. Rows that break a rule are counted there; what is kept is
copied into the responses, what is not into `rejected`. Rows read are responses, rejected or excluded, and it must add up.
"""

import base64
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

import duckdb

from assets.checks.finding import Finding, Row, published
from assets.checks.respondents import DATA_QUALITY, REJECTED_ROWS, WEIGHTS, beyond_bound
from assets.exports.export import Export
from assets.exports.identifier import refuse_rounded
from assets.exports.readers import cells
from assets.exports.readers.text import plain_faults
from assets.lake.duck import connect, literal, name, parquet
from assets.lake.key import Key
from assets.lake.paths import Lake
from assets.lake.publish import KEY_ID, footer, publishing, write_parquet
from assets.responses.coding import ZERO_WEIGHT, Numbers, cell_codes, design_columns, staged_sql
from assets.responses.design import refuse_design
from assets.responses.diagnostics import weighting
from assets.responses.pseudonym import pseudonym
from assets.responses.quality import quality
from assets.responses.rules import broken_rules, passed_over, reasons, set_aside
from assets.responses.thousands import with_thousands
from assets.responses.ticks import refuse_unsaid_ticks
from assets.responses.weights import weigh
from schemas.codebook import Variable, codebook
from schemas.contracts import prove, prove_responses
from schemas.refused import Refused, listed
from schemas.study import Study
from schemas.tables.responses import QUALITY, REJECTED, WEIGHTING, responses
from schemas.tables.table import Table

WRITTEN = "format parquet, dictionary_size_limit 1000"
"""How DuckDB writes respondents: codes and strata have their dictionaries, for numbers and weights none is tried in vain."""


@dataclass
class Account:
    """Where the rows of one source went: read = kept + rejected + sum of excluded."""

    source: str
    read: int = 0
    kept: int = 0
    rejected: int = 0
    excluded: dict[str, int] = field(default_factory=dict)
    groups: dict[str, int] = field(default_factory=dict)
    effective: float = 0
    """Kish's effective base of the whole source."""
    notes: list[str] = field(default_factory=list)
    """What was passed over, a line each."""
    aside: list[Row] = field(default_factory=list)
    weighting: list[Row] = field(default_factory=list)
    quality: list[Row] = field(default_factory=list)
    """The rows of `rejected`, `weighting` and `quality`."""
    proved: dict[str, str] = field(default_factory=dict)
    """What was proved of each table, in words."""
    sizes: dict[str, int] = field(default_factory=dict)
    """The rows of each table besides the responses."""

    @property
    def warnings(self) -> list[str]:
        """What a fieldwork manager should look at, a line each."""
        return [beyond_bound(row) for row in self.quality if row["warning"]]

    def adds_up(self) -> bool:
        """Whether every row that was read is somewhere."""
        return self.read == self.kept + self.rejected + sum(self.excluded.values())

    def __str__(self) -> str:
        why = ", ".join(f"{count:,}: {reason}" for reason, count in sorted(self.excluded.items()))
        excluded = f"{sum(self.excluded.values()):,} excluded" + (f" ({why})" if why else "")
        return f"{self.source}: {self.read:,} rows read = {self.kept:,} responses + {self.rejected:,} rejected + {excluded}"


def findings(study: Study, accounts: list[Account]) -> list[Finding]:
    """What the checks of respondents find in these sources."""
    return [
        REJECTED_ROWS.of(study, [row for account in accounts for row in account.aside]),
        WEIGHTS.of(study, [account.weighting[0] for account in accounts]),
        DATA_QUALITY.of(study, [row for account in accounts for row in account.quality]),
    ]


def respond(
    study: Study, wave: str, exports: dict[str, list[Export]], lake: Lake, work: Path, key: Key, mark: str
) -> list[Account]:
    """Code, prove and publish the responses of every source of respondents, and what is said of them beside.

    `work` is a folder for what is not yet proved; `key` makes the pseudonyms; `mark` is the fingerprint that all of it
    follows from. Nothing is published before every source is proved. Raises Refused with a reason for each fault that the
    study's `bad_rows` does not allow, and Stopped where a check fails that the study calls an error.
    """
    accounts, faults = [], []
    with ExitStack() as publication:
        for source, files in exports.items():
            try:
                accounts.append(_respond(study, wave, source, files, lake, work, key, mark, publication))
            except Refused as refused:
                faults += refused.reasons
        if faults:
            raise Refused(*faults)
        published(findings(study, accounts))
    return accounts


def _respond(
    study: Study,
    wave: str,
    source: str,
    files: list[Export],
    lake: Lake,
    work: Path,
    key: Key,
    mark: str,
    publication: ExitStack,
) -> Account:
    book = codebook(study, wave, source)
    con = connect(work)
    _stage(con, study, wave, source, files, book, lake, work, key)
    account = _account(con, source, files)
    design = design_columns(study.sources[source])
    broken = broken_rules(con, book, study.sources[source])
    rejected = set_aside(con, study, wave, source, files, broken, lake)
    aside = sorted(chain(*rejected), key=lambda row: (row["export"], row["source_row"]))
    account.rejected = len({(row["export"], row["source_row"]) for row in aside})
    candidates = account.read - sum(account.excluded.values())
    if account.rejected == candidates or account.rejected > study.sources[source].bad_rows * candidates:
        raise Refused(*reasons(con, source, broken, rejected, candidates))
    kept = " and ".join(["_excluded is null", *(f"not {fault.where}" for fault in broken)])
    weighing = weigh(con, study, source, book, kept)
    account.groups = _groups(con, study, source, book)
    refuse_design(con, study, source)
    beside = publication.enter_context(publishing(lake.table("responses", study.study, wave, source)))
    promised = responses(book, design)
    inside = {**footer("responses", study.study, wave, mark), KEY_ID: key.id}
    _write(con, study, wave, source, promised, beside, inside)
    account.proved["responses"], account.kept = prove_responses(beside, book, design)
    if not account.adds_up():
        raise AssertionError(f"rows do not add up: {account}")
    origin = {"synthetic": study.synthetic, "provenance_id": mark[:16]}
    keys = {"study": study.study, "wave": wave, "source": source, **origin}
    zero = account.excluded.get(ZERO_WEIGHT, 0)
    weights = weighting(con, weighing, beside, zero, f"{study.study}, source {source}")
    account.effective = weights[0]["n_effective"]
    checks = quality(con, study, wave, source, book, beside)
    account.notes = list(passed_over(source, files, book))
    account.aside = aside
    account.weighting, account.quality = ([{**keys, **row} for row in rows] for rows in (weights, checks))
    for table, rows in (
        (REJECTED, aside),
        (WEIGHTING, account.weighting),
        (QUALITY, account.quality),
    ):
        made = table.build(rows)
        account.proved[table.name], account.sizes[table.name] = prove(made, table), len(rows)
        path = lake.table(table.name, study.study, wave, source)
        place = publication.enter_context(publishing(path, lake.secluded(path)))
        write_parquet(made, place, footer(table.name, study.study, wave, mark))
    return account


def _stage(
    con: duckdb.DuckDBPyConnection,
    study: Study,
    wave: str,
    source: str,
    files: list[Export],
    book: dict[str, Variable],
    lake: Lake,
    work: Path,
    key: Key,
) -> None:
    """Code every file into a Parquet file of its own, and lay the view `staged` over them."""
    parts = []
    numbers = Numbers(pseudonym(con, key, study.study), pseudonym(con, key, f"{study.study}/cluster"))
    for number, export in enumerate(files, start=1):
        staged = work / f"{source}-{number}.parquet"
        with plain_faults(export):
            relation = cells(export, lake)
            told = with_thousands(con, export, relation, book)
            query = staged_sql(study, wave, source, export, relation, told, numbers)
            refuse_unsaid_ticks(con, export, relation, book)
            refuse_rounded(con, export, study.sources[source], relation)
            con.execute(f"copy ({query}) to {literal(staged)} ({WRITTEN}, compression uncompressed)").fetchall()
        parts.append(
            f"select {number}::integer as export, file_row_number + {export.first_row} as source_row, "
            f"* exclude (file_row_number) from {parquet(staged, options='file_row_number = true')}"
        )
    con.execute(f"create temp view staged as {' union all '.join(parts)}").fetchall()


def _account(con: duckdb.DuckDBPyConnection, source: str, files: list[Export]) -> Account:
    """How many rows were read, and which of them the study excludes. Raises Refused where nobody is left."""
    counts = dict(con.execute("select _excluded, count(*) from staged group by 1 order by 1").fetchall())
    excluded = {reason: count for reason, count in counts.items() if reason is not None}
    account = Account(source, sum(counts.values()), excluded=excluded)
    if None not in counts:
        why = (
            ", ".join(f"{count} rows where {reason}" for reason, count in excluded.items()) or "no row below the header"
        )
        names = ", ".join(file.name for file in files)
        raise Refused(
            f"{names}: no respondent is left in source {source} ({why}); mend the study's rows or export again."
        )
    return account


def _groups(con: duckdb.DuckDBPyConnection, study: Study, source: str, book: dict[str, Variable]) -> dict[str, int]:
    """How many respondents each group has. Refused where a gap would have no two sides."""
    cells = cell_codes(study, source, book)
    groups = dict.fromkeys(cells.groups, 0)
    for cell, count in con.execute("select cell, count(*) from weighted group by cell").fetchall():
        members, _ = cells.decode(cell)
        for group in members:
            groups[group] += count
    who = f"{study.study}, source {source}"
    sides = {"executive", "consumer"} if study.gaps else set()
    if empty := [group for group, count in groups.items() if group in sides and not count]:
        raise Refused(f"{who}: nobody is in group {listed(empty)}; mend where under groups, or the source's rows.")
    return groups


def _write(
    con: duckdb.DuckDBPyConnection,
    study: Study,
    wave: str,
    source: str,
    promised: Table,
    path: Path,
    inside: dict[str, str],
) -> None:
    """Write the view `weighted` once, by DuckDB, with the columns' descriptions in the footer as pyarrow writes them."""
    keys = {"study": study.study, "wave": wave, "source": source, "key_id": inside[KEY_ID]}
    one = {key: f"{literal(value)}::enum({literal(value)})" for key, value in keys.items()}  # hashed once, not by row
    columns = [f"{one[c.name]} as {c.name}" if c.name in one else name(c.name) for c in promised.columns]
    arrow = base64.b64encode(promised.schema().serialize().to_pybytes()).decode()
    pairs = ", ".join(f"{literal(key)}: {literal(value)}" for key, value in {**inside, "ARROW:schema": arrow}.items())
    con.execute(
        f"copy (select {', '.join(columns)} from weighted) to {literal(path)} ({WRITTEN}, kv_metadata {{{pairs}}})"
    ).fetchall()
