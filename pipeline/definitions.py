"""The code location: every asset, its jobs, what starts them by itself, and the resource that says where studies and lake are."""

import dagster as dg

import assets.catalog.asset
import assets.claims.asset
import assets.contrasts.asset
import assets.estimates.asset
import assets.exports.asset
import assets.gap_fact.asset
import assets.report.asset
import assets.responses.asset
import assets.summary.asset
import assets.tabulation.asset
from assets.making.materialize import report_step_failure
from assets.making.workplace import PARTITIONS, Workplace
from pipeline.automation.schedules import schedules
from pipeline.automation.sensor import arrivals_sensor
from pipeline.executor import stoppable_executor
from pipeline.progress import LOGGER, progress_logger

JOB, REPORT, CHECKS = "gap", "report", "checks"
"""The job that makes the tables, the one that makes what people open (its assets are the group of that name), and the one
that asks what the day decides."""
ASSET_MODULES = [
    assets.exports.asset,
    assets.responses.asset,
    assets.tabulation.asset,
    assets.estimates.asset,
    assets.gap_fact.asset,
    assets.contrasts.asset,
    assets.claims.asset,
    assets.summary.asset,
    assets.catalog.asset,
    assets.report.asset,
]


def build_defs() -> dg.Definitions:
    """Fresh definitions of the whole pipeline."""
    reports = dg.AssetSelection.groups(REPORT)
    by_day = dg.AssetSelection.checks(assets.gap_fact.asset.on_time)
    return dg.Definitions(
        assets=dg.load_assets_from_modules(ASSET_MODULES),
        asset_checks=dg.load_asset_checks_from_modules(ASSET_MODULES),
        jobs=[
            dg.define_asset_job(
                JOB,
                selection=dg.AssetSelection.all() - reports - by_day,
                description="From raw exports to gap facts, for one wave of one study.",
            ),
            dg.define_asset_job(
                REPORT, selection=reports, description="What people open, from the tables of one wave of one study."
            ),
            dg.define_asset_job(
                CHECKS,
                selection=by_day,
                # Dagster infers the partitions of a job from its assets, and this one has none.
                config=dg.PartitionedConfig(PARTITIONS, lambda _key: {}),
                description="Whether the newest wave of a study is late; no table is made.",
                hooks={report_step_failure},
            ),
        ],
        sensors=[arrivals_sensor(JOB)],
        schedules=schedules(JOB, REPORT),
        resources={"workplace": Workplace()},
        loggers={LOGGER: progress_logger},
        executor=stoppable_executor,
    )


defs = build_defs()
