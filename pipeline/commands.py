"""What `gap run`, `gap report`, `gap check` and `gap show` do."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pyarrow.parquet as pq

from assets.lake.paths import Lake
from pipeline.studies import study_folders
from pipeline.terminal import Form, err, gap_table, out, plain_rows, refuse, trace_step
from schemas.codebook import answer_names
from schemas.refused import Refused, listed
from schemas.study import Study
from schemas.study_file import STUDY_FILE, load_study

if TYPE_CHECKING:
    from assets.exports.extract import Extracted

Waves = list[tuple[Path, Study, str]]


def run_studies(names: list[str], wave: str | None, lake: Path, studies: Path) -> bool:
    """Run every wave of the named studies, print progress, then the gaps. A study that is refused does not stop the others."""
    waves, ok = _waves(names, wave, studies)
    if not waves:
        return False
    from assets.exports.extract import extracted
    from pipeline.definitions import JOB  # dagster: imported once there is something to run

    good = _run(waves, lake, JOB)
    for _, study, name in good:
        for note in _notes(extracted(study.study, name, Lake(lake), "interviews", "panel")):
            err.print(note, markup=False, style="dim")
    out.print()
    for _, study, name in good:
        gap_table(f"{study.title}, {study.waves[name].label or name}", _gaps(Lake(lake), study, name))
    return ok and len(good) == len(waves)


def report_studies(names: list[str], wave: str | None, lake: Path, studies: Path) -> bool:
    """Make page, workbook and deck of every wave of the named studies from the tables that stand; print where they are."""
    waves, ok = _waves(names, wave, studies)
    if not waves:
        return False
    from pipeline.definitions import REPORT  # dagster: imported once there is something to run

    good = _run(waves, lake, REPORT)
    for _, study, name in good:
        for ending in ("html", "xlsx", "pptx"):
            out.print(Lake(lake).report(study.study, name, ending), soft_wrap=True)
    return ok and len(good) == len(waves)


def _run(waves: Waves, lake: Path, job: str) -> Waves:
    """Run a job for each wave and print progress and refusals. Returns the waves that were run to their end."""
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    from pipeline.running import Runner

    runner = Runner(Lake(lake), job)
    good: Waves = []
    columns = (
        TextColumn("{task.description}"),
        BarColumn(20),
        TextColumn("{task.completed:.0f}/{task.total:.0f}"),
        TimeElapsedColumn(),
    )
    with Progress(
        *columns, TextColumn("{task.fields[step]}"), console=err, disable=not err.is_terminal, transient=True
    ) as progress:
        for folder, study, name in waves:
            task = progress.add_task(f"{study.study}/{name}", total=runner.steps, step="")
            outcome = runner.run(folder, name, lambda step, task=task: progress.update(task, advance=1, step=step))  # type: ignore[misc]
            if outcome.reasons:
                refuse(
                    [
                        f"{outcome.key}: not run to its end; every table that was not replaced stands as before.",
                        *outcome.reasons,
                    ]
                )
            else:
                err.print(f"[green]✓[/green] {outcome.key}  run {outcome.run_id[:8]}")
                good.append((folder, study, name))
    return good


def check_studies(names: list[str], studies: Path) -> bool:
    """Check study files and exports as a run would, in a folder that is thrown away. Prints every fault, or what adds up."""
    waves, ok = _waves(names, None, studies)
    for folder, study, wave in waves:
        with TemporaryDirectory(prefix="gap-check-") as scratch:
            try:
                lines = list(_checked(folder, study, wave, Lake(Path(scratch))))
            except Refused as refused:
                refuse(refused.reasons)
                ok = False
                continue
        out.print(f"[green]✓[/green] {study.study}/{wave}")
        for line in lines:
            out.print(f"  {line}", markup=False)
    return ok


def _checked(folder: Path, study: Study, wave: str, lake: Lake) -> Iterator[str]:
    """What a run would refuse, all of it at once; else where each source's rows went."""
    from assets.exports.extract import extract
    from assets.lake.key import new_key
    from assets.lake.publish import workspace
    from assets.responses.respond import respond
    from assets.summary.claims import read_claims

    reasons: list[str] = []
    exports = {}
    for kind in ("interviews", "panel", "reported"):
        try:
            exports |= extract(study, wave, folder, kind, lake)
        except Refused as refused:
            reasons += refused.reasons
    accounts, key = [], new_key()
    with workspace(lake.root) as work:
        for source in study.respondents():
            if source in exports:
                try:
                    accounts += respond(study, wave, {source: exports[source]}, lake, work, key, "")
                except Refused as refused:
                    reasons += refused.reasons
    if study.claims:
        try:
            read_claims(folder / study.claims, study)
        except Refused as refused:
            reasons += refused.reasons
    if reasons:
        raise Refused(*reasons)
    yield from _notes(exports)
    for account in accounts:
        yield str(account)
        groups = ", ".join(f"{count:,} {study.groups[group].label or group}" for group, count in account.groups.items())
        yield f"  groups: {groups}"
        if study.sources[account.source].is_weighted:
            yield f"  weights: an effective base of {account.effective:,.0f}"
        for warning in account.warnings:
            yield f"  warning: {warning}"
    for name, metric in study.metrics.items():
        if metric.top or metric.bottom:
            names = answer_names(study, study.questions[metric.of])
            box = names[: metric.top] if metric.top else names[-(metric.bottom or 0) :]
            yield f"{name} is {listed(box)}"


def _notes(exports: "Extracted") -> Iterator[str]:
    """What a person should know of how exports were read: encodings that were told by their letters, damage, titles."""
    return (f"{export.name}: {note}" for files in exports.values() for export in files for note in export.notes)


def show_studies(names: list[str], wave: str | None, segment: str, lake: Path, studies: Path, form: Form) -> bool:
    """Print the gaps that stand in the lake for the named studies, or for all: in total, or by the parts of a segment."""
    waves, ok = _waves(names, wave, studies)
    gaps = [(study, name, _gaps(Lake(lake), study, name, segment)) for _, study, name in waves]
    if form is Form.TABLE:
        for study, name, rows in gaps:
            gap_table(f"{study.title}, {study.waves[name].label or name}", rows)
    else:
        plain_rows([row for _, _, rows in gaps for row in rows], form)
    return ok


def _gaps(lake: Lake, study: Study, wave: str, segment: str = "total") -> list[dict]:
    """The rows of the fact table for one segment. Raises Refused where there is no table or no such segment."""
    path = lake.table("gap_fact", study.study, wave)
    if not path.exists():
        raise Refused(f"{study.study}/{wave}: there is no gap table in {lake.root}; run gap run {study.study} first.")
    rows = pq.read_table(path).to_pylist()
    known = ["total", *study.segments]
    if segment not in known:
        raise Refused(f"{study.study}: there is no segment {segment!r}; its segments are {listed(known)}.")
    return [row for row in rows if row["segment"] == segment]


def trace_gap(folder: str, gap: str, segment: str | None, wave: str | None, lake: Path, studies: Path) -> bool:
    """Print the way back from one gap to the raw cells. Returns whether every step gives the figure of the one before."""
    from assets.estimates.sample import TOTAL
    from pipeline.tracing import Traced, trace

    waves, _ = _waves([folder], wave, studies)
    if not waves:
        return False
    _, study, name = waves[-1]
    where = tuple((segment or "=".join(TOTAL)).partition("=")[::2])
    held = True
    for step in trace(Traced(study, name, gap, *where, Lake(lake))):
        trace_step(step)
        held = held and step.holds
    return held


def _waves(names: list[str], wave: str | None, studies: Path) -> tuple[Waves, bool]:
    """The waves to work on, and whether every named study could be read; the faults of the others are printed."""
    found: Waves = []
    ok = True
    for folder in study_folders(names, studies):
        try:
            study = load_study(folder)
            if wave is not None and wave not in study.waves:
                raise Refused(
                    f"{study.study}/{STUDY_FILE}: there is no wave {wave!r}; its waves are {', '.join(study.waves)}."
                )
        except Refused as refused:
            refuse(refused.reasons)
            ok = False
            continue
        found += [(folder, study, name) for name in study.waves if wave in (None, name)]
    return found, ok
