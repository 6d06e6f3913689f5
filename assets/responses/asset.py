"""Responses and what is said of them as assets of one piece of work, because all of it follows from one reading.

What is kept, what is set aside, what weighting did, and what a fieldwork manager should look at.
"""

import dagster as dg

from assets.exports.extract import extracted
from assets.lake.publish import keep_only, workspace
from assets.mart import roots_of, told
from assets.materialize import Event, Making, asset_spec, contract_check, materialized, stage
from assets.partition import Partition
from assets.recipes import RECIPES, mark, standing
from assets.responses.respond import Account, respond
from assets.workplace import PARTITIONS
from schemas.tables.responses import QUALITY, REJECTED, WEIGHTING, responses


def _events(partition: Partition, accounts: list[Account], follows: str) -> list[Event]:
    study, found = partition.study, roots_of(partition)
    about = {
        table.name: told(partition, table, partition.lake.folder(table.name, study.study, partition.wave), found)
        for table in (responses({}), REJECTED, WEIGHTING, QUALITY)
    }
    rows = dg.MetadataValue.md("\n".join(f"- {account}" for account in accounts) or "no source of respondents")
    kept, rejected = sum(account.kept for account in accounts), sum(account.rejected for account in accounts)
    warnings = [line for account in accounts for line in account.warnings]
    listed = dg.MetadataValue.md("\n".join(f"- {line}" for line in warnings) or "no warning")
    return [
        *materialized(
            "responses",
            _proved(accounts, "responses"),
            {"dagster/row_count": kept, "rows": rows, **about["responses"]},
            follows,
        ),
        dg.AssetCheckResult(
            asset_key="responses",
            check_name="rows_add_up",
            passed=all(account.adds_up() for account in accounts),
            metadata={"rows": rows},
        ),
        dg.MaterializeResult(
            "rejected",
            metadata={"dagster/row_count": rejected, "rows": rows, **about["rejected"]},
            data_version=dg.DataVersion(follows),
        ),
        *(
            event
            for table in ("weighting", "quality")
            for event in materialized(table, _proved(accounts, table), _size(accounts, table) | about[table], follows)
        ),
        dg.AssetCheckResult(
            asset_key="quality",
            check_name="within_bounds",
            passed=not warnings,
            severity=dg.AssetCheckSeverity.WARN,
            metadata={"warnings": listed},
        ),
    ]


def _proved(accounts: list[Account], table: str) -> str:
    return "; ".join(f"{account.source}: {account.proved[table]}" for account in accounts)


def _size(accounts: list[Account], table: str) -> dict[str, int]:
    return {"dagster/row_count": sum(account.sizes[table] for account in accounts)}


def _respond(partition: Partition) -> list[Event]:
    study, wave, lake = partition.study, partition.wave, partition.lake
    exports = extracted(study.study, wave, lake, "interviews", "panel")
    follows = mark(partition, "responses", standing(partition))
    with workspace(lake.root) as work:
        accounts = respond(study, wave, exports, lake, work, partition.key, follows)
    for table in ("responses", *RECIPES["responses"].together):
        keep_only(lake.folder(table, study.study, wave), exports)
    return _events(partition, accounts, follows)


code_responses = stage(
    "responses",
    Making(
        [
            asset_spec(responses({})),
            *(asset_spec(table, made_with="responses") for table in (REJECTED, WEIGHTING, QUALITY)),
        ],
        [
            contract_check(
                "responses", "Every code is one that the study's codebook knows, by pandera, before it is published."
            ),
            dg.AssetCheckSpec(
                "rows_add_up",
                asset="responses",
                description="Rows read are responses, rejected or excluded.",
                blocking=True,
                partitions_def=PARTITIONS,
            ),
            contract_check("weighting", "Types, NULLs and values are as promised, and every raking target holds."),
            contract_check("quality", "Types, NULLs and values are as the column dictionary promises."),
            dg.AssetCheckSpec(
                "within_bounds",
                asset="quality",
                description="No check of the data is beyond its bound; what is, is listed. It stops nothing.",
                partitions_def=PARTITIONS,
            ),
        ],
        _respond,
    ),
)
