"""`gap report`: page, workbook and deck of the tables that stand."""

from pathlib import Path

from assets.lake.paths import Lake
from pipeline.commands.jobs import load_dagster, run_jobs
from pipeline.terminal.console import out


def report_studies(names: list[str], wave: str | None, lake: Path, studies: Path) -> bool:
    """Make page, workbook and deck of every wave of the named studies from the tables that stand; print where they are."""
    load_dagster()
    from pipeline.commands.partitions import partitions_of
    from pipeline.definitions import REPORT

    partitions, ok = partitions_of(names, wave, Lake(lake), studies)
    ran, good = run_jobs(partitions, REPORT, lambda _partition: None)
    for partition in ran:
        for ending in ("html", "xlsx", "pptx"):
            out.print(partition.lake.report(partition.study.study, partition.wave, ending), soft_wrap=True)
    return ok and good
