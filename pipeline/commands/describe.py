"""What `gap describe` prints: the file in a few lines, then a record for each column."""

import re
from pathlib import Path

from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from assets.drafting.emit import flow
from assets.exports.export import Reading, letter, squeezed
from assets.exports.preview import looking
from assets.exports.profile import ColumnProfile, Profile
from assets.exports.traps import measured
from schemas.foreign import shown
from schemas.refused import listed

WIDTH = 100
SHOWN = 12
"""So many answers of a column are shown, the commonest."""
LONGEST = 44
"""Longer labels and cells are cut."""


def describe(path: Path, reading: Reading, out: Console) -> bool:
    """Print what the export at `path` holds, read as `reading` says. Raises Refused where it cannot be read."""
    with looking(path, reading) as look:
        print_profile(look.profile, out)
    return True


def print_profile(profile: Profile, out: Console) -> None:
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
        table.add_row(letter(column.position), f"{column.filled:,}", _column(column, width - letters - counts - 4))
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
    return [*lines, *(Text(shown(note), style="yellow") for note in export.notes)]


def _column(column: ColumnProfile, width: int) -> Text:
    name = column.address if isinstance(column.address, str) else flow(column.address.model_dump())
    label = cut(column.column.label, 2 * width)
    heading = Text.assemble((name, "bold"), f"  {label}" if label and label != name else "")
    lines = _wrapped(_cells(column), width) if column.filled else [Text("blank in every row", style="dim")]
    return Text("\n").join([heading, *lines, *(Text(f"! {trap}", style="yellow") for trap in column.traps)])


def _cells(column: ColumnProfile) -> list[Text]:
    if column.column.personal:
        return [Text(f"personal, not shown: {column.column.personal}", style="magenta")]
    labels, many = column.column.labels, column.different > SHOWN
    if many and column.span and measured(column.column, column.cells):
        numbers = "numbers from {:.12g} to {:.12g}, {:,} different".format(*column.span, column.different)
        special = [_cell(cell, labels[cell], count) for cell, count in column.cells.items() if cell in labels]
        return [Text(numbers, style="cyan"), *special]
    if many and not labels and max(column.cells.values()) <= column.filled / 50 + 1:
        such = listed([cut(cell, 24) for cell in list(column.cells)[:2]])
        return [Text(f"{column.different:,} different cells, such as {such}", style="cyan")]
    commonest = sorted(column.cells.items(), key=lambda item: -item[1])[:SHOWN]
    shown = commonest if many else _in_order(commonest, labels)
    parts = [_cell(cell, labels.get(squeezed(cell), ""), count) for cell, count in shown]
    return [*parts, Text(f"and {column.different - SHOWN:,} more", style="dim")] if many else parts


def _in_order(shown: list[tuple[str, int]], labels: dict[str, str]) -> list[tuple[str, int]]:
    """In the order of the labels, or of the numbers where all are numbers; else the commonest first."""
    places = {code: at for at, code in enumerate(labels)}
    if labels:
        return sorted(shown, key=lambda item: places.get(squeezed(item[0]), len(places)))
    if all(re.fullmatch(r"-?\d+(\.\d+)?", cell) for cell, _ in shown):
        return sorted(shown, key=lambda item: float(item[0]))
    return shown


def _cell(cell: str, label: str, count: int) -> Text:
    """One cell with its label, and how many rows have it."""
    code = cut(cell)
    words = [(f" {cut(label)}", "")] if label and label != code else []
    return Text.assemble((code, "cyan"), *words, (f" ({count:,})", "dim"))


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
    """`text` in one line, without the marks of HTML, its end replaced by … where it is longer."""
    plain = squeezed(re.sub(r"</?\w+[^<>]*>", "", text))
    return plain if len(plain) <= longest else f"{plain[: longest - 1].rstrip()}…"
