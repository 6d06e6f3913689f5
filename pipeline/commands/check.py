"""What `gap check` does: all that a run would refuse, at once, and where each row of an export goes."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from assets.checks.respondents import DATA_QUALITY
from assets.checks.waves import ON_TIME, Awaited
from assets.claims.reading import read_claims
from assets.exports.extract import extract, notes
from assets.lake.key import Key, new_key
from assets.lake.paths import Lake
from assets.lake.publish import workspace
from assets.making.partition import Partition
from assets.responses.account import findings
from assets.responses.output import Output
from assets.responses.respond import respond
from assets.responses.units import refuse_unsaid_units, seen_again
from pipeline.commands.partitions import partitions_of
from pipeline.terminal.console import out, refuse
from schemas.refused import Refused, listed
from schemas.study import answer_names, unstated

MOST_UNDECIDED = 5
"""So many undecided gaps are named."""


def check_studies(names: list[str], studies: Path, disclosure: bool = False) -> bool:
    """Check study files and exports as a run would, in a folder that is thrown away. Prints every fault, or what adds up.

    `disclosure`: and what a reader is not told of the study.
    """
    with TemporaryDirectory(prefix="gap-check-") as scratch:
        partitions, ok = partitions_of(names, None, Lake(Path(scratch)), studies)
        key = new_key()
        for partition in partitions:
            try:
                lines = list(_checked(partition, key))
            except Refused as refused:
                refuse(refused.reasons)
                ok = False
                continue
            out.print(f"[green]✓[/green] {partition}")
            for line in [*lines, *(_unstated(partition) if disclosure else [])]:
                out.print(f"  {line}", markup=False)
    return ok


def _checked(partition: Partition, key: Key) -> Iterator[str]:
    """What a run would refuse, all of it at once; else where each source's rows went. `key`: that of all waves of a study."""
    study, wave, folder, lake = partition.study, partition.wave, partition.folder, partition.lake
    reasons: list[str] = []
    exports = {}
    for kind in ("interviews", "panel", "reported"):
        try:
            exports |= extract(study, wave, folder, kind, lake)
        except Refused as refused:
            reasons += refused.reasons
    accounts = []
    with workspace(lake.root) as work:
        output = Output(lake, work, key, "")
        for source in study.respondents():
            if source in exports:
                try:
                    accounts += respond(study, wave, {source: exports[source]}, output)[0]
                except Refused as refused:
                    reasons += refused.reasons
    paths = {account.source: lake.table("responses", study.study, wave, account.source) for account in accounts}
    try:
        refuse_unsaid_units(study, wave, paths)
    except Refused as refused:
        reasons += refused.reasons
    if study.claims:
        try:
            read_claims(folder / study.claims, study)
        except Refused as refused:
            reasons += refused.reasons
    if reasons:
        raise Refused(*reasons)
    yield from notes(exports)
    yield from seen_again(study, wave, lake)
    for account in accounts:
        yield str(account)
        groups = ", ".join(f"{count:,} {study.groups[group].label or group}" for group, count in account.groups.items())
        yield f"  groups: {groups}"
        if study.sources[account.source].is_weighted:
            yield f"  weights: an effective base of {account.effective:,.0f}"
        for note in account.notes:
            yield f"  warning: {note}"
        for warning in account.warnings if study.checks.data_quality.severity != "off" else ():
            yield f"  warning: {warning}"
    in_full = DATA_QUALITY.name  # each of its rows has had its line
    late = ON_TIME.of(study, Awaited(wave, True, date.today()))
    for finding in (*findings(study, accounts), late):
        if not finding.holds and finding.check.name != in_full:
            yield f"  warning: {finding}"
    if undecided := [name for name, gap in study.gaps.items() if gap.compare == "undecided"]:
        some = "1 gap is" if len(undecided) == 1 else f"{len(undecided):,} gaps are"
        yield f"{some} to be decided (compare): {listed(undecided, MOST_UNDECIDED)}"
    for name, metric in study.metrics.items():
        if metric.top or metric.bottom:
            names = answer_names(study, study.questions[metric.of])
            box = names[: metric.top] if metric.top else names[-(metric.bottom or 0) :]
            yield f"{name} is {listed(box)}"


def _unstated(partition: Partition) -> Iterator[str]:
    """What disclosure lacks, a line a key: what to write there."""
    lacking = [f"{'.'.join(map(str, path))}: {says}" for path, says in unstated(partition.study, partition.wave)]
    yield "disclosure: " + (f"{len(lacking)} not stated" if lacking else "everything is stated")
    yield from (f"  {line}" for line in lacking)
