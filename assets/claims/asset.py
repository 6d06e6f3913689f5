"""The claims ledger as an asset."""

import pyarrow as pa
import pyarrow.parquet as pq

from assets.checks.figures import REPRODUCED_CLAIMS, Ledgers
from assets.claims.ledger import claims
from assets.making.materialize import step
from assets.making.partition import Partition
from assets.marts.mart import Guard, Origin, mart
from schemas.tables.claims import CLAIMS


def _claims(partition: Partition, origin: Origin) -> pa.Table:
    estimates = pq.read_table(partition.table("estimates"))
    return claims(partition.study, partition.wave, partition.folder, estimates, origin)


def _ledgers(partition: Partition, made: pa.Table) -> Ledgers:
    path = partition.table("claims")
    return Ledgers(pq.read_table(path).to_pylist() if path.exists() else None, made.to_pylist())


ledger = step("claims", mart(CLAIMS, _claims, guard=Guard(REPRODUCED_CLAIMS, _ledgers)))
