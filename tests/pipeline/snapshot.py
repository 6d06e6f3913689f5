"""The whole of Dagster's definitions as text, one fact a line. Run as a program it rewrites the copy beside it."""

from collections.abc import Collection, Iterator
from pathlib import Path

import dagster as dg

from pipeline.definitions import build_defs

KEPT = Path(__file__).with_name("definitions.txt")
REWRITE = "uv run python tests/pipeline/snapshot.py"


def definitions(defs: dg.Definitions) -> str:
    """Assets with their checks, jobs, schedules, sensors and resources, each kind in order of name."""
    repository = defs.get_repository_def()
    assets = [line for definition in repository.assets_defs_by_key.values() for line in _assets(definition)]
    checks = {
        f"check {spec.asset_key.to_user_string()}:{spec.name}{', blocking' if spec.blocking else ''}, by {_by(spec)}"
        for definition in (*repository.assets_defs_by_key.values(), *repository.asset_checks_defs_by_key.values())
        for spec in definition.check_specs
    }
    jobs = [
        f"job {job.name}: {', '.join(sorted(key.to_user_string() for key in _made(job)))}"
        for job in repository.get_all_jobs()
        if not job.name.startswith("__")
    ]
    schedules = [f"schedule {each.name}: {each.cron_schedule}, {_runs(each)}" for each in repository.schedule_defs]
    sensors = [f"sensor {each.name}: {each.sensor_type.value}, {_runs(each)}" for each in repository.sensor_defs]
    resources = [f"resource {name}" for name in repository.get_top_level_resources()]
    parts = [sorted(set(part)) for part in (assets, checks, jobs, schedules, sensors, resources)]
    return "\n\n".join("\n".join(part) for part in parts if part) + "\n"


def _assets(definition: dg.AssetsDefinition) -> Iterator[str]:
    for spec in definition.specs:
        after = ", ".join(sorted(dep.asset_key.to_user_string() for dep in spec.deps)) or "nothing"
        yield (
            f"asset {spec.key.to_user_string()}: {spec.group_name}, {'/'.join(sorted(spec.kinds))}, "
            f"by {_by(spec)}, in step {definition.op.name}, after {after}"
        )


def _made(job: dg.JobDefinition) -> Collection[dg.AssetKey | dg.AssetCheckKey]:
    """The assets of a job, or the checks of one that makes none."""
    return job.asset_layer.executable_asset_keys or job.asset_layer.asset_graph.asset_check_keys


def _by(spec: dg.AssetSpec | dg.AssetCheckSpec) -> str:
    return getattr(spec.partitions_def, "name", None) or str(spec.partitions_def or "nothing")


def _runs(each: dg.ScheduleDefinition | dg.SensorDefinition) -> str:
    named = [each.job_name] if isinstance(each, dg.ScheduleDefinition) else [target.job_name for target in each.targets]
    chosen = getattr(each, "asset_selection", None)
    return f"runs {chosen or ', '.join(named) or 'nothing'}, {each.default_status.value} at first"


if __name__ == "__main__":
    KEPT.write_text(definitions(build_defs()), encoding="utf-8")
