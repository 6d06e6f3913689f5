"""Contracts: pandera proves a table before it is published.

Built from the column dictionary and, for responses, from the study's codebook: a code that the study does not know, an
unknown verdict or a share beyond 1 stops the run. So does a NULL where none may be or a column of another type, which Arrow
knows without looking at each value.
"""

import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

# pandera looks for every engine it knows, for each column of each call, and looks again where one is not installed.
for _engine in ("pyspark", "numpy", "pandas", "polars", "ibis"):
    sys.modules.setdefault(f"pandera.engines.{_engine}_engine", None)  # ty: ignore[no-matching-overload]

import pandera.pyarrow as pandera  # noqa: E402
from pandera.errors import SchemaErrors  # noqa: E402

from schemas.codebook import Variable  # noqa: E402
from schemas.tables import Column, Table, responses  # noqa: E402

BATCH = 500_000


class ContractBroken(Exception):
    """A table that breaks its contract: a fault of the pipeline or a rule that the coding missed, never published."""


def prove(table: pa.Table, promised: Table) -> str:
    """Check `table` against `promised`. Returns what was proved, in words; raises ContractBroken."""
    _prove_types(promised, table.schema)
    _prove_nulls(promised, table)
    _validate(_contract(promised.columns), table, promised.name)
    return f"{table.num_rows} rows, {len(promised.columns)} columns: types, NULLs and values as promised"


def prove_responses(path: Path, variables: dict[str, Variable], design: Sequence[str] = ()) -> tuple[str, int]:
    """Check a file of responses, batch by batch, against the codebook it was coded with. Returns words and rows."""
    promised = responses(variables, design)
    contract = _contract(tuple(column for column in promised.columns if column.name not in variables))
    codes = {name: pandera.Column(None, pandera.Check.isin(list(known.codes))) for name, known in variables.items()}
    codebook = pandera.DataFrameSchema(codes)
    keys = [column.name for column in promised.columns if column.type == pa.string()]
    metadata = pq.read_metadata(path)
    _prove_types(promised, metadata.schema.to_arrow_schema())

    def distinct(groups: range) -> pa.Table:
        file = pq.ParquetFile(path, metadata=metadata, read_dictionary=keys)
        batch = file.read_row_groups(groups, use_threads=False)
        _prove_nulls(promised, batch)
        _validate(contract, batch, promised.name)
        return _distinct(batch, list(variables))

    with ThreadPoolExecutor(2) as pool:
        _validate(codebook, pa.concat_tables(pool.map(distinct, _batches(metadata))), promised.name)
    proved = metadata.num_rows
    return f"{proved} rows, {len(promised.columns)} columns: types, NULLs and every code as the codebook says", proved


def _distinct(batch: pa.Table, names: list[str]) -> pa.Table:
    """Each of the columns as its distinct values, repeated to one length: what holds for them holds for every row."""
    distinct = {name: batch[name].unique() for name in names}
    longest = np.arange(max(map(len, distinct.values()), default=0))
    return pa.table({name: found.take(pa.array(longest % len(found))) for name, found in distinct.items()})


def _batches(metadata: pq.FileMetaData) -> Iterator[range]:
    """Row groups to read at once: about `BATCH` rows."""
    step = max(1, BATCH * metadata.num_row_groups // max(1, metadata.num_rows))
    for first in range(0, metadata.num_row_groups, step):
        yield range(first, min(first + step, metadata.num_row_groups))


def _contract(columns: tuple[Column, ...]) -> pandera.DataFrameSchema:
    checked = {}
    for column in columns:
        checks = []
        if column.among is not None:
            checks.append(pandera.Check.isin(list(column.among)))
        if column.low is not None:
            checks.append(pandera.Check.ge(column.low))
        if column.high is not None:
            checks.append(pandera.Check.le(column.high))
        if checks:
            checked[column.name] = pandera.Column(None, checks, nullable=True)
    return pandera.DataFrameSchema(checked)


def _prove_types(promised: Table, found: pa.Schema) -> None:
    if beyond := set(found.names) - {column.name for column in promised.columns}:
        raise ContractBroken(f"{promised.name} has columns that nobody promised: {', '.join(sorted(beyond))}.")
    for column in promised.columns:
        at = found.get_field_index(column.name)
        if at < 0 or found.field(at).type != column.type:
            kind = "missing" if at < 0 else str(found.field(at).type)
            raise ContractBroken(f"{promised.name}.{column.name} is {kind}, and {column.type} was promised.")


def _prove_nulls(promised: Table, table: pa.Table) -> None:
    for column in promised.columns:
        if not column.nullable and (nulls := table[column.name].null_count):
            raise ContractBroken(f"{promised.name}.{column.name} has {nulls} NULLs, and none was promised.")


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
