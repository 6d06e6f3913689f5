"""Contracts: pandera proves a table before it is published.

Built from the column dictionary and, for responses, from the study's codebook: a code that the study does not know, a NULL
where none may be, an unknown verdict, a share beyond 1 or a column of another type stops the run.
"""

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

# pandera looks for every engine it knows, for each column of each call, and looks again where one is not installed.
for _engine in ("pyspark", "numpy", "pandas", "polars", "ibis"):
    sys.modules.setdefault(f"pandera.engines.{_engine}_engine", None)  # ty: ignore[no-matching-overload]

import pandera.pyarrow as pandera  # noqa: E402
from pandera.errors import SchemaErrors  # noqa: E402

from schemas.codebook import Variable  # noqa: E402
from schemas.tables import Column, Table, responses  # noqa: E402

BATCH = 1_000_000


class ContractBroken(Exception):
    """A table that breaks its contract: a fault of the pipeline or a rule that the coding missed, never published."""


def prove(table: pa.Table, promised: Table) -> str:
    """Check `table` against `promised`. Returns what was proved, in words; raises ContractBroken."""
    _prove_types(promised, table.schema)
    _validate(_contract(promised.columns, {}), table, promised.name)
    return f"{table.num_rows} rows, {len(promised.columns)} columns: types, NULLs and values as promised"


def prove_responses(path: Path, variables: dict[str, Variable]) -> tuple[str, int]:
    """Check a file of responses, batch by batch, against the codebook it was coded with. Returns words and rows."""
    promised = responses(variables)
    file = pq.ParquetFile(path)
    _prove_types(promised, file.schema_arrow)

    def rows(batch: pa.Table) -> int:
        _validate(_contract(promised.columns, variables), batch, promised.name)
        return batch.num_rows

    proved, batches = 0, _batches(file)
    with ThreadPoolExecutor(2) as pool:
        while pair := list(islice(batches, 2)):
            proved += sum(pool.map(rows, pair))
    return f"{proved} rows, {len(promised.columns)} columns: types, NULLs and every code as the codebook says", proved


def _batches(file: pq.ParquetFile) -> Iterator[pa.Table]:
    for batch in file.iter_batches(BATCH):
        yield pa.Table.from_batches([batch])


def _contract(columns: tuple[Column, ...], variables: dict[str, Variable]) -> pandera.DataFrameSchema:
    checked = {}
    for column in columns:
        if column.nullable and (column.among, column.low, column.high) == (None, None, None):
            continue
        checks = []
        if column.name in variables:
            checks.append(pandera.Check.isin(list(variables[column.name].codes)))
        if column.among is not None:
            checks.append(pandera.Check.isin(list(column.among)))
        if column.low is not None:
            checks.append(pandera.Check.ge(column.low))
        if column.high is not None:
            checks.append(pandera.Check.le(column.high))
        checked[column.name] = pandera.Column(None, checks, nullable=column.nullable)
    return pandera.DataFrameSchema(checked)


def _prove_types(promised: Table, found: pa.Schema) -> None:
    if beyond := set(found.names) - {column.name for column in promised.columns}:
        raise ContractBroken(f"{promised.name} has columns that nobody promised: {', '.join(sorted(beyond))}.")
    for column in promised.columns:
        at = found.get_field_index(column.name)
        if at < 0 or found.field(at).type != column.type:
            kind = "missing" if at < 0 else str(found.field(at).type)
            raise ContractBroken(f"{promised.name}.{column.name} is {kind}, and {column.type} was promised.")


def _validate(contract: pandera.DataFrameSchema, table: pa.Table, name: str) -> None:
    try:
        contract.validate(table, lazy=True)
    except SchemaErrors as broken:
        faults = [
            f"{fault['column']}: {fault['error']}"
            for kind in broken.message.values()
            for found in kind.values()
            for fault in found
        ]
        raise ContractBroken(f"{name} breaks its contract ({'; '.join(faults[:5])}).") from None
