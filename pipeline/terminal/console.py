"""The command line's paper: where it prints, how it refuses, and query results as tables or, where wide, as records."""

import os
import sys
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from io import TextIOWrapper
from typing import TYPE_CHECKING

from rich.console import Console, ConsoleOptions, RenderableType
from rich.markup import escape
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

from schemas.foreign import visible

if TYPE_CHECKING:
    from rich.progress import Progress

    from assets.trace.trace import Step

PAPER = 110
"""Columns where there is no terminal to ask, and no COLUMNS that says them."""


class Paper(Console):
    """Where the command line prints. What is told to the terminal is ours: control characters in texts are shown as symbols.

    No line ends with blanks.
    """

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """As rich does it."""
        blanks: list[Segment] = []
        for piece in super().render(renderable, options):
            if piece.control:
                yield piece
                continue
            for text in visible(piece.text).splitlines(keepends=True):
                said = text.rstrip(" \n")
                if said:
                    yield from [*blanks, Segment(said, piece.style)]
                if said or text.endswith("\n"):
                    blanks.clear()
                if text.endswith("\n"):
                    yield Segment.line()
                else:
                    blanks.append(Segment(text[len(said) :], piece.style))
        yield from blanks


for stream in (sys.stdout, sys.stderr):
    if isinstance(stream, TextIOWrapper):  # whatever the locale: what is printed may go into a file
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")
out, err = Paper(highlight=False), Paper(stderr=True, highlight=False)
if not out.is_terminal and not os.environ.get("COLUMNS", "").isdecimal():
    out.width = PAPER


def refuse(reasons: Sequence[str]) -> None:
    """Print each reason on a line of its own."""
    for reason in reasons:
        err.print(f"[red]✗[/red] {escape(reason)}", soft_wrap=True)


def progress_bars() -> "Progress":
    """A bar for each partition that is worked on, of its steps; nothing where there is no terminal."""
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(20),
        TextColumn("{task.completed:.0f}/{task.total:.0f}"),
        TimeElapsedColumn(),
        TextColumn("{task.fields[step]}"),
    )
    return Progress(*columns, console=err, disable=not err.is_terminal, transient=True)


def add_bar(progress: "Progress", partition: str, steps: int) -> Callable[[str], None]:
    """A new bar of `progress`. Returns what is called with the name of each step that ends."""
    task = progress.add_task(partition, total=steps, step="")
    return lambda step: progress.update(task, advance=1, step=step)


def result_table(names: list[str], rows: list[tuple]) -> None:
    """Print a query's result: a table where it fits the terminal, else one record after the other."""
    names, cells = [*map(visible, names)], [[_cell(value) for value in row] for row in rows]
    numeric = [all(isinstance(row[at], int | float | Decimal | None) for row in rows) for at in range(len(names))]
    widths = [max([len(name), *(len(line[at]) for line in cells)]) for at, name in enumerate(names)]
    if out.is_terminal and sum(widths) + 2 * len(widths) > out.width:
        label = max(map(len, names))
        for number, line in enumerate(cells, start=1):
            out.print(Text(f"── {number} of {len(cells)} ", style="dim"))
            record = Table.grid(padding=(0, 2))
            record.add_column(justify="right", style="bold", min_width=label)
            for name, cell in zip(names, line, strict=True):
                record.add_row(name, Text(cell))
            out.print(record)
    else:
        console = out if out.is_terminal else Paper(width=max(sum(widths) + 2 * len(widths) + 2, 20), highlight=False)
        table = Table(box=None, pad_edge=False, header_style="bold")
        for name, number in zip(names, numeric, strict=True):
            table.add_column(name, justify="right" if number else "left", no_wrap=True)
        for line in cells:
            table.add_row(*map(Text, line))
        console.print(table)
    out.print(Text(f"{len(rows)} row{'' if len(rows) == 1 else 's'}", style="dim"))


def trace_step(step: "Step") -> None:
    """Print one step of a trace: what was found, whether it holds, and the query that finds it again."""
    out.print(Text(step.title, style="bold"))
    result_table(step.columns, step.rows)
    sign = Text("✓ ", style="green") if step.holds else Text("✗ ", style="red")
    out.print(sign + Text(step.verdict))
    out.print(Text(f"{step.sql};\n", style="dim"), soft_wrap=True)


def _cell(value: object) -> str:
    if value is None:
        return "-"
    if isinstance(value, float):
        return f"{value:.6g}"
    return visible(str(value))
