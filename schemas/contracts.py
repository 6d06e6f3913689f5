"""Contracts: pandera proves a table before it is published.

Built from the column dictionary and, for responses, from the study's codebook: a code that the study does not know, an
unknown verdict or a share beyond 1 stops the run. So does a NULL where none may be or a column of another type, which Arrow
knows without looking at each value.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandera.pyarrow as pandera
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from pandera.errors import SchemaErrors

from schemas.codebook import Variable
from schemas.tables.responses import responses
from schemas.tables.table import Column, Table

BATCH = 500_000


class ContractBroken(Exception):
    """A table that breaks its contract: a fault of the pipeline or a rule that the coding missed, never published."""


@dataclass(frozen=True)
class Promise:
    """What several columns of one type promise alike: values among these, or from `low` to `high`."""

    type: pa.DataType
    among: tuple | None = None
    low: float | None = None
    high: float | None = None

    def evidence(self, column: pa.ChunkedArray) -> pa.Array:
        """The distinct values, or the least and the greatest: what holds for them holds for the whole column."""
        if self.among is not None:
            return column.unique()
        ends = pc.call_function("min_max", [column])
        return pa.array([ends["min"].as_py(), ends["max"].as_py()], self.type)

    def column(self) -> pandera.Column:
        """The promise as pandera's, without a type: Arrow has proved that, and pandera would import each engine it knows."""
        checks = [pandera.Check.isin(list(self.among))] if self.among is not None else []
        checks += [pandera.Check.ge(self.low)] if self.low is not None else []
        checks += [pandera.Check.le(self.high)] if self.high is not None else []
        return pandera.Column(None, checks, nullable=True)


Promises = dict[Promise, list[str]]
"""Columns by what they promise: proved together, because pandera takes its time over each column and not over its values."""

Evidence = dict[Promise, list[pa.Array]]


def prove(table: pa.Table, promised: Table) -> str:
    """Check `table` against `promised`. Returns what was proved, in words; raises ContractBroken."""
    _prove_types(promised, table.schema)
    promises = _promises(promised.columns, {})
    _validate(promises, [_evidence(promised, promises, table)], promised.name)
    return f"{table.num_rows} rows, {len(promised.columns)} columns: types, NULLs and values as promised"


def prove_responses(path: Path, variables: dict[str, Variable], design: Sequence[str] = ()) -> tuple[str, int]:
    """Check a file of responses, batch by batch, against the codebook it was coded with. Returns words and rows."""
    promised = responses(variables, design)
    promises = _promises(promised.columns, variables)
    keys = [column.name for column in promised.columns if column.type == pa.string()]
    metadata = pq.read_metadata(path)
    _prove_types(promised, metadata.schema.to_arrow_schema())

    def evidence(groups: range) -> Evidence:
        file = pq.ParquetFile(path, metadata=metadata, read_dictionary=keys)
        return _evidence(promised, promises, file.read_row_groups(groups, use_threads=False))

    with ThreadPoolExecutor(2) as pool:
        _validate(promises, list(pool.map(evidence, _batches(metadata))), promised.name)
    proved = metadata.num_rows
    return f"{proved} rows, {len(promised.columns)} columns: types, NULLs and every code as the codebook says", proved


def _promises(columns: Sequence[Column], variables: dict[str, Variable]) -> Promises:
    promises: Promises = {}
    for column in columns:
        among = variables[column.name].codes if column.name in variables else column.among
        promise = Promise(column.type, among, column.low, column.high)
        if (promise.among, promise.low, promise.high) != (None, None, None):
            promises.setdefault(promise, []).append(column.name)
    return promises


def _evidence(promised: Table, promises: Promises, table: pa.Table) -> Evidence:
    """What is to be proved of `table`. Raises ContractBroken where a value is missing, or no number."""
    for column in promised.columns:
        if not column.nullable and (nulls := table[column.name].null_count):
            raise ContractBroken(f"{promised.name}.{column.name} has {nulls} NULLs, and none was promised.")
        if (
            pa.types.is_floating(column.type)
            and pc.call_function("any", [pc.call_function("is_nan", [table[column.name]])]).as_py()
        ):
            raise ContractBroken(f"{promised.name}.{column.name} has a value that is no number.")
    return {promise: [promise.evidence(table[name]) for name in names] for promise, names in promises.items()}


def _validate(promises: Promises, found: list[Evidence], name: str) -> None:
    """Let pandera prove the evidence of every batch at once: a column for each promise, its values repeated to one length."""
    seen = {
        promise: pa.concat_arrays([each for batch in found for each in batch[promise]]).unique() for promise in promises
    }
    values = {promise: distinct for promise, distinct in seen.items() if len(distinct)}
    longest = np.arange(max(map(len, values.values()), default=0))
    repeated = [distinct.take(pa.array(longest % len(distinct))) for distinct in values.values()]
    table = pa.table({str(at): column for at, column in enumerate(repeated)})
    contract = pandera.DataFrameSchema({str(at): promise.column() for at, promise in enumerate(values)})
    try:
        contract.validate(table, lazy=True)
    except SchemaErrors as broken:
        columns = [promises[promise] for promise in values]
        faults = [
            f"{' or '.join(columns[int(fault['column'])])}: {fault['error']}"
            for kind in broken.message.values()
            for each in kind.values()
            for fault in each
        ]
        raise ContractBroken(f"{name} breaks its contract ({'; '.join(faults[:5])}).") from None


def _batches(metadata: pq.FileMetaData) -> Iterator[range]:
    """Row groups to read at once: about `BATCH` rows."""
    step = max(1, BATCH * metadata.num_row_groups // max(1, metadata.num_rows))
    for first in range(0, metadata.num_row_groups, step):
        yield range(first, min(first + step, metadata.num_row_groups))


def _prove_types(promised: Table, found: pa.Schema) -> None:
    if beyond := set(found.names) - {column.name for column in promised.columns}:
        raise ContractBroken(f"{promised.name} has columns that nobody promised: {', '.join(sorted(beyond))}.")
    for column in promised.columns:
        at = found.get_field_index(column.name)
        if at < 0 or found.field(at).type != column.type:
            kind = "missing" if at < 0 else str(found.field(at).type)
            raise ContractBroken(f"{promised.name}.{column.name} is {kind}, and {column.type} was promised.")
