"""What the command line prints: gaps as a table that reads at a glance, query results as tables or, where wide, as records."""

import csv
import json
import sys
from collections.abc import Sequence
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from schemas.gap_rows import SYNTHETIC, by_width, is_conditional, units
from schemas.measure import DIFFERENCE, SHARE
from schemas.study import SIDES
from schemas.tables.table import MARKS

if TYPE_CHECKING:
    from pipeline.tracing import Step

PAPER = 110
"""Columns where there is no terminal to ask."""

out, err = Console(highlight=False), Console(stderr=True, highlight=False)
if not out.is_terminal:
    out.width = PAPER

CHART, CHARTED = 21, 132
"""How many characters a line from 0 to 100% has, and how wide a terminal must be to show it."""
EXECUTIVE, CONSUMER, BOTH = "●", "○", "◉"
CHART_NOTE = f"{EXECUTIVE} {{executive_label}}  {CONSUMER} {{consumer_label}}  {BOTH} both"

UNCLEAR = "no clear difference"


def refuse(reasons: Sequence[str]) -> None:
    """Print each reason on a line of its own."""
    for reason in reasons:
        err.print(f"[red]✗[/red] {escape(reason)}", soft_wrap=True)


class Form(Enum):
    """How gaps are printed."""

    TABLE, JSON, CSV = "table", "json", "csv"


def plain_rows(rows: list[dict], form: Form) -> None:
    """Print rows of a table for another program."""
    if form is Form.JSON:
        print(json.dumps(rows, indent=1, ensure_ascii=False))
    elif rows:
        writer = csv.DictWriter(sys.stdout, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def gap_table(title: str, rows: list[dict]) -> None:
    """Print the gaps of one partition, widest first, what is side by side below them; of a segment, its parts together."""
    out.print(Text(title, style="bold"))
    if not rows:
        out.print("no gaps: the study defines none\n")
        return
    segment, charted = rows[0]["segment"], out.width >= CHARTED
    table = Table(box=None, pad_edge=False, header_style="bold", expand=False)
    table.add_column("gap")
    if segment != "total":
        table.add_column(segment, no_wrap=True)
    for heading in (rows[0]["executive_label"], rows[0]["consumer_label"]):
        table.add_column(Text(heading.lower()), justify="right", no_wrap=True)
    if charted:
        table.add_column(Text("0%".ljust(CHART - 4) + "100%"), no_wrap=True)
    table.add_column("apart", justify="right", no_wrap=True)
    table.add_column("95% interval", justify="right", no_wrap=True)
    table.add_column("")
    widest = {row["gap"]: row for row in sorted(rows, key=by_width, reverse=True)}
    before = None
    for row in sorted(rows, key=lambda row: (*by_width(widest[row["gap"]]), by_width(row))):
        label = Text("" if row["gap"] == before else row["label"])
        value = [] if segment == "total" else [Text(row["segment_value"])]
        chart = [_chart(row)] if charted else []
        table.add_row(label, *value, _side(row, "executive"), _side(row, "consumer"), *chart, *_apart(row))
        before = row["gap"]
    out.print(table)
    for note in _notes(rows) + ([CHART_NOTE.format(**rows[0])] if charted else []):
        out.print(Text(note, style="dim"))
    out.print()


def _chart(row: dict) -> Text:
    """Both shares on a line from 0 to 100%."""
    shares = [row["executive_estimate"], row["consumer_estimate"]]
    if row["unit"] != SHARE or None in shares:
        return Text("")
    at = [round(share * (CHART - 1)) for share in shares]
    line = ["·"] * CHART
    line[min(at) : max(at) + 1] = "━" * (max(at) - min(at) + 1)
    line[at[0]], line[at[1]] = EXECUTIVE, CONSUMER
    if at[0] == at[1]:
        line[at[0]] = BOTH
    return Text("".join(line))


def _side(row: dict, side: str) -> str:
    estimate, n = row[f"{side}_estimate"], row[f"{side}_n"]
    figure = "withheld" if estimate is None else _figure(estimate, units(row)[side])
    base = "" if n is None else f"{n:,}"
    return f"{figure} of {base}{MARKS[row[f'{side}_reliability']]}"


def _figure(estimate: float, unit: str) -> str:
    return f"{estimate:.0%}" if unit == SHARE else f"{100 * estimate:+.0f}" if unit == DIFFERENCE else f"{estimate:.1f}"


def _apart(row: dict) -> tuple[str, str, Text]:
    gap = row["gap_estimate"]
    if row["compare"] == "side_by_side":
        return "", "", Text("side by side", style="dim")
    if gap is None:
        return "", "", Text("not computable", style="dim")
    scale, digits = (100, 0) if row["unit"] in (SHARE, DIFFERENCE) else (1, 1)
    low, high = row["gap_ci_low"], row["gap_ci_high"]
    interval = "" if low is None else f"{low * scale:+.{digits}f} to {high * scale:+.{digits}f}"
    direction = row["direction"] or ""
    style = "dim" if direction in ("", UNCLEAR, "too few to say") else "bold"
    words = direction.replace("executives", row["executive_label"].lower()).replace(
        "consumers", row["consumer_label"].lower()
    )
    mark = "*" if direction == UNCLEAR and row["interval_note"] else ""
    return f"{gap * scale:+.{digits}f}", interval, Text(words + mark, style=style)


def _notes(rows: list[dict]) -> list[str]:
    notes = []
    if any(row["synthetic"] for row in rows):
        notes.append(SYNTHETIC)
    marks = {row[f"{side}_reliability"] for row in rows for side in SIDES} - {"ok"}
    if marks:
        notes.append("  ".join(f"{MARKS[mark]} {mark}" for mark in MARKS if mark in marks) + " (effective bases)")
    if any(row["interval_note"] and row["direction"] == UNCLEAR for row in rows):
        notes.append(
            "* Its own interval leaves 0 out; adjusted for the gaps that are tested with it, the difference is not clear."
        )
    sides = f"{rows[0]['executive_label']} minus {rows[0]['consumer_label'].lower()}"
    apart = f"Apart: {sides}, in percentage points where the figures are percentages."
    if any(map(is_conditional, rows)):
        apart += " Not random samples: intervals and verdicts hold as if they were."
    notes.append(apart)
    return notes


def plan_table(title: str, rows: list[tuple[int, str, dict[str, str]]]) -> None:
    """Print what numbers of executives see: the number, the reliability of such a base, and a figure for each way."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("executives", *rows[0][2]):
        table.add_column(heading, justify="right", no_wrap=True)
    for n, mark, figures in rows:
        table.add_row(f"{n:,}{MARKS[mark]:1}", *figures.values())
    out.print()
    out.print(table)
    marks = {mark for _, mark, _ in rows}
    legend = "  ".join(f"{MARKS[mark]} {mark}" for mark in MARKS if MARKS[mark] and mark in marks)
    together = "Gaps that are tested together take more. Bases are effective: respondents by their design effect."
    for note in (title, together, f"{legend} (what is indicative or withheld is never called significant)"):
        out.print(Text(note, style="dim"))


def result_table(names: list[str], rows: list[tuple]) -> None:
    """Print a query's result: a table where it fits the terminal, else one record after the other."""
    cells = [[_cell(value) for value in row] for row in rows]
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
        console = out if out.is_terminal else Console(width=max(sum(widths) + 2 * len(widths) + 2, 20), highlight=False)
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
    mark = Text("✓ ", style="green") if step.holds else Text("✗ ", style="red")
    out.print(mark + Text(step.verdict))
    out.print(Text(f"{step.sql};\n", style="dim"), soft_wrap=True)


def _cell(value: object) -> str:
    if value is None:
        return "-"
    if isinstance(value, float):
        return f"{value:.6g}"
    return str(value)
