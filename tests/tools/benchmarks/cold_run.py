"""A cold `gap run` of a bundled study against an empty Dagster job of ten assets, each in a new process."""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.tools.benchmarks.clock import cost, line, middle

ROUNDS = 5
EMPTY_JOB = """
import os, sys
import dagster as dg
os.environ["DAGSTER_HOME"] = sys.argv[1]
partitions = dg.DynamicPartitionsDefinition(name="p")
def empty(at):
    @dg.asset(name=f"a{at}", deps=[f"a{at - 1}"] if at else [], partitions_def=partitions)
    def asset(): ...
    return asset
job = dg.define_asset_job("job", partitions_def=partitions)
defs = dg.Definitions([empty(at) for at in range(10)], jobs=[job], executor=dg.in_process_executor)
instance = dg.DagsterInstance.from_config(sys.argv[1])
instance.add_dynamic_partitions("p", ["one"])
assert defs.resolve_job_def("job").execute_in_process(instance=instance, partition_key="one").success
"""


def measure() -> None:
    """Print what a run costs beyond Dagster itself, with a home that stands already, rounds taken in turn."""
    gap = str(Path(sys.executable).parent / "gap")
    with TemporaryDirectory() as folder:
        home, lake = Path(folder) / "home", Path(folder) / "lake"
        home.mkdir()
        (home / "dagster.yaml").write_text("telemetry: {enabled: false}\n")
        empty = [sys.executable, "-c", EMPTY_JOB, str(home)]
        run = [gap, "run", "high-tech-service", "--force", "--lake", str(lake)]
        cost(empty), cost(run)
        pairs = [(cost(empty), cost(run)) for _ in range(ROUNDS)]
    line("cold run of a bundled study", middle([mine for _, mine in pairs]), middle([other for other, _ in pairs]), 1.7)
