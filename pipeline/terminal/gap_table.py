"""Gaps as a table that reads at a glance, or as plain rows for another program."""

import csv
import sys
from enum import Enum

from rich.padding import Padding
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

from pipeline.terminal.console import out
from schemas.foreign import in_json, in_spreadsheet
from schemas.study import SHARE, SIDES
from schemas.tables.rows import GapFactRow
from schemas.words.gaps import GapSaid, by_width
from schemas.words.headlines import finding
from schemas.words.studies import Words

CHART, CHARTED = 21, 132
"""How many characters a line from 0 to 100% has, and how wide a terminal must be to show it."""
EXECUTIVE, CONSUMER, BOTH = "●", "○", "◉"
NAME, VERDICT, SHORT, WORD = 24, 20, 32, 16
"""Columns that the name of a gap, and its verdict, have at least; those after which a group's label is cut in a verdict, for its
column's heading has all of it; and those of the longest word of such a heading that is not broken."""


class Form(Enum):
    """How gaps are printed."""

    TABLE, JSON, CSV = "table", "json", "csv"


def plain_rows(rows: list[GapFactRow], form: Form) -> None:
    """Print rows of a table for another program."""
    if form is Form.JSON:
        print(in_json(rows))
    elif rows:
        writer = csv.writer(sys.stdout)
        writer.writerow(rows[0])
        writer.writerows(map(in_spreadsheet, row.values()) for row in rows)


def gap_table(title: str, rows: list[GapFactRow], words: Words) -> None:
    """Print what the gaps of one partition come to, then each, widest first, what is side by side last; parts together.

    They are lines of a table; where it has no room, paragraphs.
    """
    out.print(Text(title, style="bold"))
    if not rows:
        out.print(f"{words.say('tally.no_gaps')}\n", markup=False)
        return
    segment, charted = rows[0]["segment"], out.width >= CHARTED
    widest = {row["gap"]: row for row in sorted(rows, key=by_width, reverse=True)}
    ordered = sorted(rows, key=lambda row: (*by_width(widest[row["gap"]]), by_width(row)))
    gaps = [words.gap(row) for row in ordered]
    if segment == "total":
        out.print(Text(finding(gaps)))
    table = _table(gaps, words, segment, charted)
    if max(map(Segment.get_line_length, Segment.split_lines(out.render(table)))) <= out.width:
        out.print(table)
    else:
        for gap in gaps:
            _paragraph(gap, words)
    for note in words.footnotes(rows) + ([_key(gaps[0], words)] if charted else []):
        out.print(Text(note, style="dim"))
    out.print()


def _table(gaps: list[GapSaid], words: Words, segment: str, charted: bool) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold", expand=False)
    table.add_column(
        words.say("terminal.gap"), min_width=min(NAME, max(len(gap.label) for gap in gaps)), overflow="fold"
    )
    if segment != "total":
        table.add_column(Text(words.segment(segment)), overflow="fold")
    for side in SIDES:
        heading = Text(gaps[0].sides[side].label)
        longest = max(map(len, heading.plain.split()), default=0)
        room = max(min(longest, WORD), *(len(gap.sides[side].of_base) for gap in gaps))
        table.add_column(heading, justify="right", min_width=room, max_width=room, overflow="fold")
    if charted:
        table.add_column(Text(_scale(words)), no_wrap=True)
    for heading in ("apart", "interval"):
        table.add_column(Text(words.say(f"terminal.{heading}"), no_wrap=True), justify="right", no_wrap=True)
    verdicts = [_verdict(words, gap) for gap in gaps]
    table.add_column("", min_width=min(VERDICT, max(len(verdict) for verdict in verdicts)), overflow="fold")
    before = None
    for gap, verdict in zip(gaps, verdicts, strict=True):
        name = Text("" if gap.row["gap"] == before else gap.label)
        part = [] if segment == "total" else [Text(gap.row["segment_value"])]
        chart = [_chart(gap)] if charted else []
        figures = [Text(text, no_wrap=True) for text in (*_sides(gap), gap.signed, gap.interval)]
        table.add_row(name, *part, *figures[:2], *chart, *figures[2:], verdict)
        before = gap.row["gap"]
    return table


def _paragraph(gap: GapSaid, words: Words) -> None:
    """A gap below its name: both sides, how far they are apart, and the verdict."""
    part = gap.row["segment_value"]
    name = gap.label if gap.row["segment"] == "total" else words.say("chart.of_part", label=gap.label, part=part)
    out.print(Text(name, style="bold"))
    sides = [words.say("sentence.side", label=side.label, figure=side.of_base) for side in gap.sides.values()]
    apart = words.say("terminal.apart_of", signed=gap.signed, interval=gap.interval) if gap.interval else gap.signed
    said = Text("  ").join([Text(apart)] * bool(apart) + [_verdict(words, gap)])
    for text in (Text("; ".join(sides)), said):
        out.print(Padding(text, (0, 0, 0, 2)))


def _sides(gap: GapSaid) -> list[str]:
    return [gap.sides[side].of_base for side in SIDES]


def _verdict(words: Words, gap: GapSaid) -> Text:
    """The verdict, long labels of groups cut."""
    row = gap.row.copy()
    row["executive_label"], row["consumer_label"] = (_cut(gap.sides[side].label) for side in SIDES)
    return Text(words.gap(row).noted, style="bold" if gap.is_clear else "dim")


def _cut(label: str) -> str:
    return label if len(label) <= SHORT else f"{label[: SHORT - 1].rstrip()}…"


def _scale(words: Words) -> str:
    """The heading of the line from 0 to 100%."""
    ends = [words.numbers.percent(end) for end in (0, 1)]
    return f"{ends[0]}{ends[1]:>{CHART - len(ends[0])}}"


def _chart(gap: GapSaid) -> Text:
    """Both shares on a line from 0 to 100%."""
    shares = [share for side in SIDES if (share := gap.sides[side].estimate) is not None]
    if gap.unit != SHARE or len(shares) < len(SIDES):
        return Text("")
    at = [round(share * (CHART - 1)) for share in shares]
    line = ["·"] * CHART
    line[min(at) : max(at) + 1] = "━" * (max(at) - min(at) + 1)
    line[at[0]], line[at[1]] = EXECUTIVE, CONSUMER
    if at[0] == at[1]:
        line[at[0]] = BOTH
    return Text("".join(line))


def _key(gap: GapSaid, words: Words) -> str:
    """Which sign is whose on that line."""
    signs = zip((EXECUTIVE, CONSUMER), SIDES, strict=True)
    return "  ".join(
        [*(f"{sign} {gap.sides[side].label}" for sign, side in signs), f"{BOTH} {words.say('terminal.both')}"]
    )
