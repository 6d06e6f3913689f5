"""Gaps as a table that reads at a glance, or as plain rows for another program."""

import csv
import json
import sys
from enum import Enum

from rich.table import Table
from rich.text import Text

from pipeline.terminal.console import out
from schemas.gap_rows import NOT_RANDOM, SYNTHETIC, WHOLE_POINTS, by_width, is_conditional, printed, units
from schemas.study import SHARE, SIDES
from schemas.tables.table import MARKS

CHART, CHARTED = 21, 132
"""How many characters a line from 0 to 100% has, and how wide a terminal must be to show it."""
EXECUTIVE, CONSUMER, BOTH = "●", "○", "◉"
CHART_NOTE = f"{EXECUTIVE} {{executive_label}}  {CONSUMER} {{consumer_label}}  {BOTH} both"

UNCLEAR = "no clear difference"


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
    figure = printed(estimate, unit)
    return f"{figure}%" if unit == SHARE else f"{figure:+}" if unit in WHOLE_POINTS else str(figure)


def _apart(row: dict) -> tuple[str, str, Text]:
    gap = row["gap_estimate"]
    if row["compare"] == "side_by_side":
        return "", "", Text("side by side", style="dim")
    if gap is None:
        return "", "", Text("not computable", style="dim")
    low, high = row["gap_ci_low"], row["gap_ci_high"]
    interval = "" if low is None else " to ".join(f"{printed(end, row['unit']):+}" for end in (low, high))
    direction = row["direction"] or ""
    style = "dim" if direction in ("", UNCLEAR, "too few to say") else "bold"
    words = direction.replace("executives", row["executive_label"].lower()).replace(
        "consumers", row["consumer_label"].lower()
    )
    mark = "*" if direction == UNCLEAR and row["interval_note"] else ""
    return f"{printed(gap, row['unit']):+}", interval, Text(words + mark, style=style)


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
        apart += f" {NOT_RANDOM}"
    notes.append(apart)
    return notes
