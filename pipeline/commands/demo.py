"""`gap demo`: copies of the bundled studies, to try everything with and to begin from."""

from importlib.resources import as_file, files
from pathlib import Path
from shutil import copytree, ignore_patterns

from assets.lake.publish import publishing
from pipeline.commands.schema_file import write_schema
from pipeline.terminal.console import out
from schemas.refused import Refused
from schemas.study import load_study

BUNDLED = ("high-tech-service", "high-tech-service-published")
"""The studies that come with the pipeline: beside its packages, in a clone as in a wheel."""


def bring_studies(studies: Path) -> bool:
    """Copy the bundled studies into the folder `studies`. Raises Refused where one of that name is there already."""
    there = [studies / name for name in BUNDLED if (studies / name).exists()]
    if there:
        raise Refused(
            *(
                f"{folder}: it is there already; move it away, or name another folder with --studies."
                for folder in there
            )
        )
    with as_file(files("pipeline")) as package:
        for name in BUNDLED:
            with publishing(studies / name) as folder:
                copytree(package.parent / "studies" / name, folder, ignore=ignore_patterns("__pycache__"))
    write_schema(studies)
    for name in BUNDLED:
        study = load_study(studies / name)
        drawn = "; nobody gave these answers: they are drawn to meet published figures" if study.synthetic else ""
        out.print(f"{studies / name}: {study.title}{drawn}", soft_wrap=True)
    elsewhere = "" if studies == Path("studies") else f" --studies {studies}"
    out.print(f"Now: gap run{elsewhere}, then gap report{elsewhere}", soft_wrap=True)
    return True
