"""The command line. Each command reads its words, calls one function, and prints what it says.

Heavy imports stand inside the commands: `gap --help` answers at once. Exit 0: done; 1: refused, with reasons; 2: usage;
130 and 143: stopped, by Ctrl-C and by SIGTERM.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Literal, get_args

import typer

from schemas.refused import Refused, listed

app = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False)


def _on_a_disk(lake: Path) -> Path:
    """A lake is a folder: s3://… would make one called s3: here, and DuckDB has no database where ? is in the path."""
    if lake.parts and lake.parts[0].endswith(":"):
        raise typer.BadParameter(f"{lake} is an address, and a lake is a folder; mount it, or name a folder of a disk")
    if "?" in str(lake.resolve()):
        raise typer.BadParameter(f"{lake.resolve()} has a ? in it, where no database can lie; name another folder")
    return lake


Names = Annotated[
    list[str] | None, typer.Argument(metavar="STUDY", help="A study's name, or a path to its folder; all if none.")
]
Wave = Annotated[str | None, typer.Option("--wave", help="One wave only.")]
LakeFolder = Annotated[
    Path, typer.Option("--lake", envvar="GAP_LAKE", callback=_on_a_disk, help="The folder of tables.")
]
Studies = Annotated[Path, typer.Option("--studies", envvar="GAP_STUDIES", help="The folder of studies.")]
EACH = "once for all files, or once a file, executives first"
LAKE, STUDIES = Path("lake"), Path("studies")


def _say_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"gap {version('gap')}")
        raise typer.Exit


@app.callback()
def gap(
    version: Annotated[
        bool, typer.Option("--version", callback=_say_version, is_eager=True, help="Say which version this is.")
    ] = False,
) -> None:
    """How far apart two groups see the same thing: studies in, gap facts out."""


@app.command()
def demo(studies: Studies = STUDIES) -> None:
    """Bring the two bundled studies, to try the pipeline with."""
    from pipeline.commands.demo import bring_studies

    _exit(lambda: bring_studies(studies))


@app.command()
def describe(  # noqa: PLR0913 - a parameter for each option of the command line
    file: Annotated[Path, typer.Argument(help="An export as the vendor delivered it.")],
    layout: Annotated[str | None, typer.Option("--layout", help="Whose header it is: qualtrics, plain, …")] = None,
    encoding: Annotated[str | None, typer.Option("--encoding", help="How its text is encoded: cp1252, …")] = None,
    sheet: Annotated[str | None, typer.Option("--sheet", help="The sheet of a workbook.")] = None,
    header: Annotated[str | None, typer.Option("--header", help="The header's rows: 5, or 1,2, or none.")] = None,
    every: Annotated[bool, typer.Option("--all", help="Every code of a column, not the commonest alone.")] = False,
    json: Annotated[bool, typer.Option("--json", help="As JSON, every code included.")] = False,
) -> None:
    """Say what an export holds: how it is read, every column with its codes, and what to beware of."""
    from assets.exports.export import Reading
    from pipeline.commands.describe import describe
    from pipeline.terminal.console import out

    _exit(lambda: describe(file, Reading(layout, encoding, sheet, _header_rows(header)), out, every, json))


@app.command(context_settings={"allow_extra_args": True})
def new(  # noqa: PLR0913 - a parameter for each option of the command line
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="What the study is called.")],
    executive: Annotated[Path | None, typer.Option("--executive", help="The executives' export.")] = None,
    consumer: Annotated[Path | None, typer.Option("--consumer", help="The consumers' export.")] = None,
    both: Annotated[Path | None, typer.Option("--both", help="One export that holds both.")] = None,
    layout: Annotated[list[str] | None, typer.Option("--layout", help=f"Whose header it is; {EACH}.")] = None,
    encoding: Annotated[list[str] | None, typer.Option("--encoding", help=f"How the text is encoded; {EACH}.")] = None,
    sheet: Annotated[list[str] | None, typer.Option("--sheet", help=f"The sheet of a workbook; {EACH}.")] = None,
    header: Annotated[list[str] | None, typer.Option("--header", help=f"The header's rows; {EACH}.")] = None,
    studies: Studies = STUDIES,
) -> None:
    """Draft a study from its exports: questions, answers, metrics and gaps, for you to edit."""
    from assets.exports.export import Reading
    from pipeline.commands.new import new_study

    files = [path for path in (executive, consumer, both) if path]
    if context.args or len(files) != (1 if both else 2):
        one, other = [*context.args, "FILE", "FILE"][:2]
        raise typer.BadParameter(
            f"say whose each export is: gap new {name} --executive {one} --consumer {other}, or --both {one} alone"
        )
    said = zip(*(_each(words, len(files)) for words in (layout, encoding, sheet, header)), strict=True)
    readings = [Reading(*words[:3], _header_rows(words[3])) for words in said]
    _exit(lambda: new_study(name, files, readings, studies))


@app.command()
def run(
    study: Names = None,
    wave: Wave = None,
    force: Annotated[bool, typer.Option("--force", help="Make all again, stale or not.")] = False,
    lake: LakeFolder = LAKE,
    studies: Studies = STUDIES,
) -> None:
    """Run studies through the pipeline, as far as anything is stale, and print their gaps."""
    from pipeline.commands.run import run_studies

    _exit(lambda: run_studies(study or [], wave, lake, studies, force))


@app.command()
def check(
    study: Names = None,
    disclosure: Annotated[bool, typer.Option("--disclosure", help="And list what readers are not told of it.")] = False,
    studies: Studies = STUDIES,
) -> None:
    """Say everything that is wrong with a study and its exports; nothing is written."""
    from pipeline.commands.check import check_studies

    _exit(lambda: check_studies(study or [], studies, disclosure))


@app.command()
def show(  # noqa: PLR0913 - a parameter for each option of the command line
    study: Names = None,
    wave: Wave = None,
    segment: Annotated[str, typer.Option("--segment", help="By the parts of this segment.")] = "total",
    json: Annotated[bool, typer.Option("--json", help="As JSON: every column of the fact table.")] = False,
    csv: Annotated[bool, typer.Option("--csv", help="As CSV.")] = False,
    lake: LakeFolder = LAKE,
    studies: Studies = STUDIES,
) -> None:
    """Print the gaps that stand in the lake."""
    from pipeline.commands.show import show_studies
    from pipeline.terminal.gap_table import Form

    if json and csv:
        raise typer.BadParameter("give --json or --csv, not both")
    form = Form.JSON if json else Form.CSV if csv else Form.TABLE
    _exit(lambda: show_studies(study or [], wave, segment, lake, studies, form))


@app.command()
def trace(
    study: Annotated[str, typer.Argument(help="A study's name, or a path to its folder.")],
    gap: Annotated[str, typer.Argument(help="The gap, as the study file names it.")],
    segment: Annotated[str | None, typer.Option("--segment", help="One part of a segment: region=Asia.")] = None,
    wave: Wave = None,
    lake: LakeFolder = LAKE,
    studies: Studies = STUDIES,
) -> None:
    """Follow one gap back to estimates, counts, responses and raw cells, with the SQL of every step."""
    from pipeline.commands.trace import trace_gap

    _exit(lambda: trace_gap(study, gap, segment, wave, lake, studies))


@app.command()
def plan(  # noqa: PLR0913 - a parameter for each option of the command line
    consumers: Annotated[int, typer.Option("--consumers", min=2, help="How many consumers.")],
    share: Annotated[float, typer.Option("--share", min=0, max=100, help="The consumers' share, in percent.")],
    executives: Annotated[
        int | None, typer.Option("--executives", min=2, help="Effective base, to see its gaps.")
    ] = None,
    gap: Annotated[float | None, typer.Option("--gap", min=0.1, max=100, help="Points apart, to see its base.")] = None,
    deff: Annotated[float, typer.Option("--deff", min=1, help="Design effect of the consumers' weights.")] = 1.0,
    clusters: Annotated[
        int | None, typer.Option("--clusters", min=2, help="How many clusters the consumers come in.")
    ] = None,
    icc: Annotated[
        float | None, typer.Option("--icc", min=0, max=1, help="Correlation of two consumers of one cluster.")
    ] = None,
    confidence: Annotated[
        int | None, typer.Option("--confidence", help="That of the study: 90, 95 (if not given) or 99.")
    ] = None,
) -> None:
    """Say how many executives it takes to see a gap, or what gap so many can see."""
    from assets.estimates.sample_size import effective_base
    from pipeline.commands import plan as planning
    from schemas.study import CONFIDENCE, Confidence, alpha_of

    if executives is not None and gap is not None:
        raise typer.BadParameter("give --executives or --gap, not both: each is the answer to the other")
    if (clusters is None) != (icc is None):
        raise typer.BadParameter("give --clusters and --icc together: what clusters cost follows from both")
    if clusters is not None and clusters > consumers:
        raise typer.BadParameter("there cannot be more --clusters than --consumers")
    if confidence not in (None, *get_args(Confidence)):
        raise typer.BadParameter(f"--confidence is {listed(get_args(Confidence), last=' or ')}")
    alpha = alpha_of(confidence or CONFIDENCE)
    base = effective_base(consumers, deff, clusters, icc or 0.0, alpha)
    _exit(lambda: planning.plan(base, share, executives, gap, alpha))


@app.command()
def report(
    study: Names = None,
    wave: Wave = None,
    only: Annotated[
        Literal["page", "workbook", "deck"] | None, typer.Option("--only", help="This part of it and no other.")
    ] = None,
    lake: LakeFolder = LAKE,
    studies: Studies = STUDIES,
) -> None:
    """Make the report of studies that have been run, as far as it is stale: a page to send, its pictures, workbook, deck."""
    from pipeline.commands.report import report_studies

    _exit(lambda: report_studies(study or [], wave, lake, studies, only))


@app.command()
def audit(study: Names = None, wave: Wave = None, lake: LakeFolder = LAKE, studies: Studies = STUDIES) -> None:
    """Attack the published tables as an outsider would: the least and the most that each withheld figure can be."""
    from pipeline.commands.audit import audit_studies

    _exit(lambda: audit_studies(study or [], wave, lake, studies))


@app.command()
def verify(study: Names = None, wave: Wave = None, lake: LakeFolder = LAKE, studies: Studies = STUDIES) -> None:
    """Make every table again from the exports that the lake kept, beside the lake, and compare it cell by cell."""
    from pipeline.commands.verify import verify_studies

    _exit(lambda: verify_studies(study or [], wave, lake, studies))


@app.command()
def sql(
    query: Annotated[str, typer.Argument(help="A query over the tables by their names.")], lake: LakeFolder = LAKE
) -> None:
    """Ask the tables in SQL: gap_fact, estimates, gap_summary, priority_ranking, questions, claims, …"""
    from pipeline.commands.sql import ask

    _exit(lambda: ask(query, lake))


@app.command()
def export(folder: Annotated[Path, typer.Argument(help="Where the CSV files go.")], lake: LakeFolder = LAKE) -> None:
    """Write the tables as CSV files for a spreadsheet; no text in them becomes a formula."""
    from pipeline.commands.export import export_tables

    _exit(lambda: export_tables(lake, folder))


@app.command()
def erase(
    study: Annotated[str, typer.Argument(help="A study's name, or a path to its folder.")],
    lake: LakeFolder = LAKE,
    studies: Studies = STUDIES,
) -> None:
    """Take out of the lake what holds the respondents whom a study lists to be erased."""
    from assets.lake.paths import Lake
    from pipeline.commands.erase import erase_study

    _exit(lambda: erase_study(study, Lake(lake), studies))


@app.command()
def prune(
    gone: Annotated[
        list[str] | None,
        typer.Argument(metavar="STUDY", help="A study that is gone for good, its tables with it."),
    ] = None,
    history_days: Annotated[
        int | None,
        typer.Option("--history-days", min=1, help="Of Dagster's history so many days stay; all if not given."),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Remove it; without this it is only listed.")] = False,
    lake: LakeFolder = LAKE,
    studies: Studies = STUDIES,
) -> None:
    """List what the lake holds and nobody needs any more, with its size, or remove it."""
    from assets.lake.paths import Lake
    from pipeline.commands.prune import prune

    _exit(lambda: prune(gone or [], Lake(lake), studies, history_days, yes))


@app.command()
def ui(
    lake: LakeFolder = LAKE,
    studies: Studies = STUDIES,
    port: Annotated[int, typer.Option("--port", help="Where to listen on 127.0.0.1.")] = 3000,
) -> None:
    """Serve Dagster's UI on this machine alone, with the lake's history."""
    from pipeline.commands.ui import serve

    _answer(lambda: serve(lake, studies, port))  # it hears signals by itself


def _header_rows(text: str | None) -> list[int] | None:
    """The numbers of the header's rows; no number for `none`."""
    if text is None:
        return None
    numbers = [] if text == "none" else text.split(",")
    if not all(number.strip().isdecimal() and int(number) for number in numbers):
        raise typer.BadParameter(f"--header is {text!r}; write row numbers from 1 such as 5 or 1,2, or none")
    return [int(number) for number in numbers]


def _each(words: list[str] | None, files: int) -> list[str | None]:
    """What was said of each file; nothing where the word is empty."""
    given = (words or [""]) * (files if len(words or [""]) == 1 else 1)
    if len(given) != files:
        raise typer.BadParameter(f"{listed(map(repr, given))} are for {len(given)} files; say it {EACH}")
    return [word or None for word in given]


def _exit(command: Callable[[], bool]) -> None:
    from pipeline.terminal.stopping import stoppable

    _answer(lambda: stoppable(command))


def _answer(command: Callable[[], bool]) -> None:
    from pipeline.terminal.console import refuse

    try:
        ok = command()
    except Refused as refused:
        refuse(refused.reasons)
        ok = False
    except Exception as error:
        from assets.lake.disk import of_the_disk

        said = of_the_disk(error, "gap")
        if said is None:
            raise
        refuse([f"{said}."])
        ok = False
    raise typer.Exit(0 if ok else 1)
