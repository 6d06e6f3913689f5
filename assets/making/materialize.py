"""How an asset says what it made: contract as a blocking check, schema and row counts as metadata, refusals as sentences.

Every `asset.py` stands on this, so that each is no more than: read, call one function, publish. One step makes several
assets, because a step costs Dagster more than a small table costs us.
"""

import errno
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

import dagster as dg

from assets.checks.finding import Check, Finding, Stopped
from assets.lake.disk import of_the_disk
from assets.making.failures import report_failure
from assets.making.partition import Partition
from assets.making.recipes import RECIPES
from assets.making.workplace import PARTITION_TAG, PARTITIONS, Workplace
from schemas.contracts import ContractBroken
from schemas.foreign import discreet, in_markdown
from schemas.refused import Refused
from schemas.tables.table import Table

warnings.filterwarnings(
    "ignore", "Specifying a partitions_def on an AssetCheckSpec", dg.PreviewWarning
)  # pinned below 1.14

CONTRACT = "contract"
FOUND = "found"
"""The metadata of a check that says in one sentence what it found."""
Event = dg.AssetCheckResult | dg.MaterializeResult


def contract_check(asset: str, about: str) -> dg.AssetCheckSpec:
    """The blocking check of an asset, by partition: it is answered before anything is published."""
    return dg.AssetCheckSpec(CONTRACT, asset=asset, description=about, blocking=True, partitions_def=PARTITIONS)


def data_check(check: Check) -> dg.AssetCheckSpec:
    """A check that looks at figures, by partition; it stops the step by itself where the study says so."""
    return dg.AssetCheckSpec(check.name, asset=check.asset, description=check.about, partitions_def=PARTITIONS)


def answered(finding: Finding) -> dg.AssetCheckResult:
    """What a check found: what failed, how many rows, the first of them, and what to do."""
    metadata: dict[str, Any] = {FOUND: discreet(finding.sentence)}
    if not finding.holds:
        metadata |= {
            "failed": len(finding.rows),
            "first_rows": in_ui(finding.first_rows()),
            "what_to_do": finding.check.remedy,
        }
    return dg.AssetCheckResult(
        asset_key=finding.check.asset,
        check_name=finding.check.name,
        passed=finding.holds,
        severity=dg.AssetCheckSeverity.ERROR if finding.stops else dg.AssetCheckSeverity.WARN,
        metadata=metadata,
    )


def column_schema(table: Table) -> dg.TableSchema:
    """A table's columns for Dagster's catalog."""
    columns = [
        dg.TableColumn(c.name, str(c.type), c.about, dg.TableColumnConstraints(nullable=c.nullable))
        for c in table.columns
    ]
    return dg.TableSchema(columns)


@dataclass(frozen=True)
class Task:
    """What makes an asset, or several that follow from one reading, with the checks that guard them: a part of a step."""

    specs: list[dg.AssetSpec]
    checks: list[dg.AssetCheckSpec]
    make: Callable[[Partition], list[Event]]
    """Proves, publishes, and returns what to tell Dagster; raises Refused or ContractBroken before it publishes."""


@dg.failure_hook(required_resource_keys={"workplace"})
def report_step_failure(context: dg.HookContext) -> None:
    """Write one line on a step that failed, and pass it on."""
    error = context.op_exception
    if not isinstance(error, Exception):
        return  # the run was told to end
    reasons = str(error.description or "" if isinstance(error, dg.Failure) else FAULT).splitlines()
    run = context.instance.get_run_by_id(context.run_id)
    partition = run.tags.get(PARTITION_TAG, "") if run else ""
    not_reported = report_failure(
        context.resources.workplace.place(), context.run_id, context.job_name, partition, context.step_key, reasons
    )
    if not_reported:
        context.log.error(not_reported)


FAULT = "a fault of the pipeline and not of your data; see the run in gap ui and report it."
"""What is sent of an error that nobody expected."""


class Fault(Exception):
    """An error that nobody expected, by its kind and where it arose: what a library says of it may quote cells."""


TRANSIENT = {errno.EIO, errno.ESTALE, errno.ETIMEDOUT, errno.EAGAIN, errno.EBUSY, errno.EHOSTDOWN, errno.ENETUNREACH}
"""What a file system may say now and no longer a moment later."""
TRIES = 3
"""How often it is asked again: after 1, 2 and 4 seconds."""


def step(name: str, *tasks: Task, group: str = "", patiently: bool = False) -> dg.AssetsDefinition:
    """One step of a run, which makes those assets of its tasks that are asked for. `group` is the step's name unless given.

    `patiently`: it tries again where the file system failed it; what is refused would be refused again.

    What a task refuses becomes a failed contract of its first asset, the others are still made, and the step
    fails with one sentence a reason: nothing of it is published, nothing downstream runs, and the last good tables stay.
    """

    @dg.multi_asset(
        name=name,
        group_name=group or name,
        partitions_def=PARTITIONS,
        specs=[spec for task in tasks for spec in task.specs],
        check_specs=[check for task in tasks for check in task.checks],
        can_subset=all(len(task.specs) == 1 for task in tasks),
        hooks={report_step_failure},
    )
    def run_step(context: dg.AssetExecutionContext, workplace: Workplace) -> Iterator[Event]:
        partition = workplace.partition(context.partition_key)
        reasons: list[str] = []
        for task in tasks:
            asset = task.specs[0].key
            if asset in context.selected_asset_keys:
                try:
                    yield from _done(task, partition)
                except (Refused, ContractBroken) as error:
                    reasons += _reasons(error)
                    yield from _failed(asset, error)
                except Exception as error:
                    if patiently and getattr(error, "errno", None) in TRANSIENT and context.retry_number < TRIES:
                        raise dg.RetryRequested(TRIES, 2**context.retry_number) from None
                    if said := of_the_disk(error, name):
                        raise dg.Failure(f"{partition}: {said}, and run again.") from None
                    raise Fault(type(error).__name__).with_traceback(error.__traceback__) from None
        if reasons:
            raise dg.Failure("\n".join(reasons))

    return run_step


def _reasons(error: Refused | ContractBroken) -> list[str]:
    return error.stored if isinstance(error, Refused) else [str(error)]


def _failed(asset: dg.AssetKey, error: Refused | ContractBroken) -> list[Event]:
    """What to tell Dagster of a table that is not published: the check that fails, else that the contract does."""
    if isinstance(error, Stopped):
        return [answered(finding) for finding in error.findings]
    listed = in_ui_list(_reasons(error))
    return [
        dg.AssetCheckResult(
            asset_key=asset,
            check_name=CONTRACT,
            passed=False,
            description=listed.value,  # stands on the check's page, where metadata wait for a click
            metadata={"reasons": listed},  # stand in the run's log
        )
    ]


def _done(task: Task, partition: Partition) -> Iterator[Event]:
    """The events of a task, with what is said of every asset: how long it took, of which code and study file."""
    began = perf_counter()
    events = task.make(partition)
    seconds = round(perf_counter() - began, 3)
    versions = {spec.key: spec.code_version for spec in task.specs}
    for event in events:
        if isinstance(event, dg.MaterializeResult):
            version = versions[event.asset_key or task.specs[0].key]
            about = {"seconds": seconds, "code_version": version, "study_file_sha256": partition.study_hash}
            event = event._replace(metadata={**(event.metadata or {}), **about})
        yield event


def asset_spec(table: Table, made_with: str = "") -> dg.AssetSpec:
    """An asset that is a table of the column dictionary; `made_with`: the one that it is made in one task with."""
    return dg.AssetSpec(
        table.name,
        description=table.about,
        deps=[made_with] if made_with else RECIPES[table.name].reads,
        kinds={"duckdb", "parquet"},
        code_version=RECIPES[made_with or table.name].code.digest,
        metadata={"dagster/column_schema": column_schema(table)},
    )


def materialized(asset: str, proved: str, metadata: dict, *fingerprints: str) -> list[Event]:
    """What to tell Dagster of one asset: its contract holds, what it holds, and the fingerprints of its files."""
    check = dg.AssetCheckResult(asset_key=asset, check_name=CONTRACT, passed=True, metadata={"proved": proved})
    version = dg.DataVersion("+".join(fingerprints)) if fingerprints else None
    return [dg.MaterializeResult(asset, metadata=metadata, check_results=[check], data_version=version)]


def in_ui(text: str) -> dg.MarkdownMetadataValue:
    """A text in Markdown of ours, that the UI renders: whatever in it is of others has gone through `in_markdown`."""
    return dg.MetadataValue.md(text)


def in_ui_list(lines: Iterable[str]) -> dg.MarkdownMetadataValue:
    """Lines that the UI shows as a list, as they read."""
    return in_ui("\n".join(f"- {in_markdown(line)}" for line in lines))


def in_lake(path: Path) -> dg.MetadataValue:
    """A file or a folder."""
    return dg.MetadataValue.path(str(path))


def column_lineage(lineage: Mapping[str, list[tuple[str, str]]]) -> dg.TableColumnLineage:
    """By column, the assets and columns that it comes from, as Dagster keeps it."""
    return dg.TableColumnLineage(
        {
            column: [dg.TableColumnDep(asset_key=dg.AssetKey(asset), column_name=name) for asset, name in names]
            for column, names in lineage.items()
        }
    )
