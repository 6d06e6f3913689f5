"""Responses and what is said of them as assets of one task, because all of it follows from one reading.

What is kept, what is set aside, what weighting did, and what a fieldwork manager should look at.
"""

import dagster as dg

from assets.checks.finding import Finding
from assets.checks.respondents import DATA_QUALITY, REJECTED_ROWS, WEIGHTS
from assets.exports.extract import extracted
from assets.lake.publish import keep_only, workspace
from assets.making.materialize import (
    Event,
    Task,
    answered,
    asset_spec,
    contract_check,
    data_check,
    in_ui_list,
    materialized,
    step,
)  # fmt: skip
from assets.making.partition import Partition
from assets.making.recipes import RECIPES, published_fingerprints, table_fingerprint
from assets.making.settled import follows_from
from assets.making.workplace import PARTITIONS
from assets.marts.mart import roots_of, table_metadata
from assets.responses.account import Account
from assets.responses.output import Output
from assets.responses.respond import respond
from schemas.tables.responses import QUALITY, REJECTED, WEIGHTING, responses
from schemas.tables.table import Table


def _events(partition: Partition, accounts: list[Account], found: list[Finding], fingerprint: str) -> list[Event]:
    known = roots_of(partition)
    rows = in_ui_list(map(str, accounts) if accounts else ["no source of respondents"])

    def about(table: Table, size: int) -> dict:
        folder = partition.lake.folder(table.name, partition.study.study, partition.wave)
        return {"dagster/row_count": size, "rows": rows, **table_metadata(partition, table, folder, known)}

    def beside(table: Table, size: int) -> list[Event]:
        return materialized(table.name, _proved(accounts, table.name), about(table, size), fingerprint)

    kept, rejected = sum(account.kept for account in accounts), sum(account.rejected for account in accounts)
    notes = [line for account in accounts for line in account.notes]
    passed_over = {"passed_over": in_ui_list(notes)} if notes else {}
    metadata = about(responses({}), kept) | passed_over
    return [
        *materialized("responses", _proved(accounts, "responses"), metadata, fingerprint),
        dg.AssetCheckResult(
            asset_key="responses",
            check_name="rows_add_up",
            passed=all(account.adds_up() for account in accounts),
            metadata={"rows": rows},
        ),
        dg.MaterializeResult("rejected", metadata=about(REJECTED, rejected), data_version=dg.DataVersion(fingerprint)),
        *beside(WEIGHTING, sum(len(account.weighting) for account in accounts)),
        *beside(QUALITY, sum(len(account.quality) for account in accounts)),
        *map(answered, found),
    ]


def _proved(accounts: list[Account], table: str) -> str:
    return "; ".join(f"{account.source}: {account.proved[table]}" for account in accounts)


def _respond(partition: Partition) -> list[Event]:
    study, wave, lake = partition.study, partition.wave, partition.lake
    exports = extracted(study.study, wave, lake, "interviews", "panel")
    fingerprint = table_fingerprint(partition, "responses", published_fingerprints(partition))
    with workspace(lake.root) as work:
        output = Output(lake, work, partition.key, fingerprint, follows_from(partition, "responses"))
        accounts, found = respond(study, wave, exports, output)
    for table in ("responses", *RECIPES["responses"].made_with):
        keep_only(lake.folder(table, study.study, wave), exports)
    return _events(partition, accounts, found, fingerprint)


code_responses = step(
    "responses",
    Task(
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
            *map(data_check, (REJECTED_ROWS, WEIGHTS, DATA_QUALITY)),
        ],
        _respond,
    ),
)
