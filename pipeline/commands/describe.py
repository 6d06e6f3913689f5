"""What `gap describe` says of an export: the file in a few lines, then a record for each column; as text, or as JSON.

What is personal is never shown, nor are the cells of a column in which nearly every row has its own: only how they are written.
"""

import json
import re
from pathlib import Path

from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from assets.drafting.columns import gone, unfinished
from assets.drafting.emit import flow
from assets.exports.export import Reading, letter, squeezed
from assets.exports.preview import looking
from assets.exports.profile import ColumnProfile, Profile
from assets.exports.traps import declared_missing, measured
from schemas.foreign import shown
from schemas.refused import listed

WIDTH = 100
SHOWN = 12
"""So many answers of a column are shown, the commonest."""
"""Without `--all`."""
LONGEST = 44
"""Longer cells are cut."""


def describe(path: Path, reading: Reading, out: Console, every: bool = False, as_json: bool = False) -> bool:
    """Print what the export at `path` holds, read as `reading` says, with `every` code. Raises Refused where it is none."""
    with looking(path, reading) as look:
        if as_json:
            out.print_json(json.dumps(_data(look.profile), ensure_ascii=False))
        else:
            print_profile(look.profile, out, every)
    return True


def print_profile(profile: Profile, out: Console, every: bool = False) -> None:
    """Print a profile, at most `WIDTH` wide."""
    width = min(WIDTH, out.width)
    for line in _file(profile):
        out.print(line, width=width)
    out.print()
    letters, counts = max(2, len(letter(len(profile.columns) - 1))), max(6, len(f"{profile.rows:,}"))
    table = Table(box=None, pad_edge=False, header_style="bold", width=width)
    table.add_column("", width=letters, style="dim")
    table.add_column("filled", justify="right", width=counts, no_wrap=True)
    table.add_column("column, label, and cells (how many rows have them)", ratio=1)
    for column in profile.columns:
        table.add_row(
            letter(column.position), f"{column.filled:,}", _column(column, width - letters - counts - 4, every)
        )
    out.print(table)
    trapped = sum(bool(column.traps) for column in profile.columns)
    out.print()
    out.print(Text(f"{len(profile.columns):,} columns, {trapped:,} with something to look at (!)", style="dim"))


def _file(profile: Profile) -> list[Text]:
    export = profile.export
    kind = export.container if export.layout == export.container else f"{export.container}, layout {export.layout}"
    where = [
        kind,
        *([f"sheet {export.sheet!r}"] if export.sheet else []),
        *([export.encoding] if export.encoding else []),
    ]
    blank = f" (and {profile.blank_rows:,} blank ones)" if profile.blank_rows else ""
    lines = [
        Text(export.name, style="bold"),
        Text(", ".join(where)),
        Text(f"{profile.rows:,} rows{blank} from row {export.first_row}, {len(export.columns):,} columns"),
    ]
    if export.weight:
        lines.append(Text(f"weight that the file declares: {export.weight}"))
    for found in export.sets:
        ticked = f", ticked by {found.counted!r}" if found.counted else ""
        lines.append(Text(f"one question: {cut(found.label or found.name)}: {listed(found.columns)}{ticked}"))
    lines += [
        Text(f"tests or unfinished, which a draft leaves out: {listed(gone(column, kept))}", style="yellow")
        for column, kept in unfinished(profile)
    ]
    return [*lines, *(Text(shown(note), style="yellow") for note in export.notes)]


def _column(column: ColumnProfile, width: int, every: bool) -> Text:
    name = _name(column)
    label = plain(column.column.label)
    heading = Text.assemble((name, "bold"), f"  {label}" if label and label != name else "")
    lines = _wrapped(_cells(column, every), width) if column.filled else [Text("blank in every row", style="dim")]
    return Text("\n").join([heading, *lines, *(Text(f"! {trap}", style="yellow") for trap in column.traps)])


def _name(column: ColumnProfile) -> str:
    return column.address if isinstance(column.address, str) else flow(column.address.model_dump())


def _cells(column: ColumnProfile, every: bool) -> list[Text]:
    if column.column.personal:
        return [Text(f"personal, not shown: {column.column.personal}", style="magenta")]
    if column.different > SHOWN and column.span and measured(column.column, column.cells):
        numbers = "numbers from {:.12g} to {:.12g}, {:,} different".format(*column.span, column.different)
        return [Text(numbers, style="cyan"), *(_cell(column, cell, count) for cell, count in _shown(column, every))]
    if _is_written(column):
        such = listed(
            dict.fromkeys(re.sub(r"\d", "9", re.sub(r"[^\W\d_]", "a", cut(cell, 24))) for cell in [*column.cells][:2])
        )
        return [Text(f"{column.different:,} different cells, written like {such}", style="cyan")]
    shown = _shown(column, every)
    more = [Text(f"and {column.different - len(shown):,} more", style="dim")] if column.different > len(shown) else []
    return [*(_cell(column, cell, count) for cell, count in shown), *more]


def _shown(column: ColumnProfile, every: bool) -> list[tuple[str, int]]:
    """The cells that may be shown and how many rows have them: the commonest, or `every` one."""
    labels, many = column.column.labels, column.different > SHOWN
    if column.column.personal or _is_written(column):
        return []
    cells = list(column.cells.items())
    if many and column.span and measured(column.column, column.cells):
        return [(cell, count) for cell, count in cells if squeezed(cell) in labels]
    if many and not labels and not column.span:  # what one person wrote among many may be their own words
        cells = [(cell, count) for cell, count in cells if count > 1]
    commonest = sorted(cells, key=lambda item: -item[1])
    return _in_order(commonest, labels) if every or not many else commonest[:SHOWN]


def _is_written(column: ColumnProfile) -> bool:
    """Whether nearly every row has a cell of its own."""
    many = column.different > SHOWN and not column.column.labels
    return many and not column.span and max(column.cells.values()) <= column.filled / 50 + 1


def _in_order(shown: list[tuple[str, int]], labels: dict[str, str]) -> list[tuple[str, int]]:
    """In the order of the labels, or of the numbers where all are numbers; else the commonest first."""
    places = {code: at for at, code in enumerate(labels)}
    if labels:
        return sorted(shown, key=lambda item: places.get(squeezed(item[0]), len(places)))
    if all(re.fullmatch(r"-?\d+(\.\d+)?", cell) for cell, _ in shown):
        return sorted(shown, key=lambda item: float(item[0]))
    return shown


def _cell(column: ColumnProfile, cell: str, count: int) -> Text:
    """One cell with its label, how many rows have it, and whether the file declares it to be missing."""
    code, label = cut(cell), plain(column.column.labels.get(squeezed(cell), ""))
    words = [(f" {label}", "")] if label and label != code else []
    missing = ", declared missing" if declared_missing(cell, column.column) else ""
    return Text.assemble((code, "cyan"), *words, (f" ({count:,}{missing})", "dim"))


def _data(profile: Profile) -> dict[str, object]:
    """The same as plain data for programs, every code that may be shown included."""
    export = profile.export
    columns = [
        {
            "column": letter(column.position),
            "at": column.address if isinstance(column.address, str) else column.address.model_dump(),
            "label": plain(column.column.label),
            "personal": column.column.personal,
            "filled": column.filled,
            "different": column.different,
            "span": column.span,
            "cells": [
                {
                    "cell": cell,
                    "label": plain(column.column.labels.get(squeezed(cell), "")),
                    "rows": count,
                    "missing": declared_missing(cell, column.column),
                }
                for cell, count in _shown(column, every=True)
            ],
            "traps": column.traps,
        }
        for column in profile.columns
    ]
    facts = {"file": export.name, "container": export.container, "layout": export.layout, "encoding": export.encoding}
    counts = {"rows": profile.rows, "blank_rows": profile.blank_rows}
    return {**facts, **counts, "notes": [*map(shown, export.notes)], "columns": columns}


def _wrapped(parts: list[Text], width: int) -> list[Text]:
    """The parts in lines of `width`, none broken."""
    lines = [parts[0]]
    for part in parts[1:]:
        if cell_len(lines[-1].plain) + 2 + cell_len(part.plain) <= width:
            lines[-1] = Text.assemble(lines[-1], "  ", part)
        else:
            lines.append(part)
    return lines


def cut(text: str, longest: int = LONGEST) -> str:
    """`text` as `plain`, its end replaced by … where it is longer."""
    whole = plain(text)
    return whole if len(whole) <= longest else f"{whole[: longest - 1].rstrip()}…"


def plain(text: str) -> str:
    """`text` in one line, without the marks of HTML."""
    return squeezed(re.sub(r"</?\w+[^<>]*>", "", text))
