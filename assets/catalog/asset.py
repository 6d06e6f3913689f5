"""The catalog as an asset: the last step of every run."""

import dagster as dg

from assets.catalog.catalog import code_digest, publish_catalog
from assets.catalog.published import MARTS
from assets.making.materialize import Event, Task, contract_check, materialized, step
from assets.making.partition import Partition
from assets.making.settled import settled
from schemas.refused import Refused


def _publish(partition: Partition) -> list[Event]:
    lake = partition.lake
    if not settled(lake, partition.study.study, partition.wave):
        raise Refused(
            f"{partition}: its tables do not follow from one another, since its exports or its study file changed while "
            f"it was run, or only some of its tables were made; run all that is stale of it."
        )
    rows = publish_catalog(lake)
    metadata = {"dagster/row_count": sum(rows.values()), "path": dg.MetadataValue.path(str(lake.catalog()))}
    return materialized("catalog", f"{len(rows)} tables, all waves that stand", metadata)


catalog = step(
    "catalog",
    Task(
        [
            dg.AssetSpec(
                "catalog",
                description="Every mart of every study and wave in one DuckDB file, replaced whole.",
                deps=[table.name for table in MARTS],
                kinds={"duckdb"},
                code_version=code_digest(),
            )
        ],
        [contract_check("catalog", "The whole catalog was built before it took the place of the old one.")],
        _publish,
    ),
)
