"""Responses and rejected rows as two assets of one piece of work: what is kept and what is set aside follow from one reading."""

import dagster as dg
import duckdb

from assets.exports.extract import extracted, fingerprints
from assets.lake.publish import fingerprint, footer, keep_only, workspace
from assets.materialize import Event, Making, asset_spec, contract_check, materialized, stage
from assets.partitions import PARTITIONS, Partition
from assets.responses.respond import Account, respond
from schemas.tables import REJECTED, responses

VERSION = "2"
STUDY_PART = {"study", "waves", "sources", "groups", "segments", "scales", "questions"}


def _events(accounts: list[Account]) -> list[Event]:
    rows = dg.MetadataValue.md("\n".join(f"- {account}" for account in accounts) or "no source of respondents")
    proved = "; ".join(f"{account.source}: {account.proved}" for account in accounts)
    kept, rejected = sum(account.kept for account in accounts), sum(account.rejected for account in accounts)
    return [
        *materialized("responses", proved, {"dagster/row_count": kept, "rows": rows}),
        dg.AssetCheckResult(
            asset_key="responses",
            check_name="rows_add_up",
            passed=all(account.adds_up() for account in accounts),
            metadata={"rows": rows},
        ),
        dg.MaterializeResult("rejected", metadata={"dagster/row_count": rejected}),
    ]


def responses_mark(partition: Partition) -> str:
    """The fingerprint of responses that follow from today's study file and the exports that were last extracted."""
    study, wave = partition.study, partition.wave
    part = partition.described(*sorted(STUDY_PART))
    exports = extracted(study.study, wave, partition.lake, "interviews", "panel")
    version = f"{VERSION}, DuckDB {duckdb.__version__}"  # its hash makes the respondents' numbers
    return fingerprint("responses", version, study.study, wave, part, fingerprints(exports))


def _respond(partition: Partition) -> list[Event]:
    study, wave, lake = partition.study, partition.wave, partition.lake
    exports = extracted(study.study, wave, lake, "interviews", "panel")
    inside = footer("responses", study.study, wave, responses_mark(partition))
    with workspace(lake.root) as work:
        accounts = respond(study, wave, exports, lake, work, inside)
    for table in ("responses", "rejected"):
        keep_only(lake.folder(table, study.study, wave), exports)
    return _events(accounts)


EXTRACTIONS = ["executive_interviews", "consumer_panel"]
code_responses = stage(
    "responses",
    Making(
        [asset_spec(table, EXTRACTIONS, VERSION) for table in (responses({}), REJECTED)],
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
        ],
        _respond,
    ),
)
