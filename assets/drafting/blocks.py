"""Which neighbouring columns are one question: options that may be ticked, or one answer spread over several columns."""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby, takewhile

from assets.drafting import joined
from assets.drafting.asked import Asked
from assets.drafting.columns import Sorted, question
from assets.drafting.mentions import InTurn, mentioned
from assets.drafting.scales import best_first
from assets.exports.export import Export, squeezed
from assets.exports.profile import ColumnProfile, Profile
from assets.exports.wording import no_answer, unticked
from schemas.refused import Refused
from schemas.study import OtherCode

_STEM = re.compile(r"(.+?)(?: \| .*| ?_?\[[^\]]*\]|___\w+|[_./#]-?\d+|/[^/]+|r\d+)$")
_SEPARATORS = (" - ", ": ", " – ", " | ", "? ", ") ")
_TICKS = {"selected": "not selected", "checked": "unchecked", "mentioned": "not mentioned", "quoted": "not quoted"}
_BARE_TICKS = ({"1", "0"}, {"1", "-1"}, {"TRUE", "FALSE"}, {"True", "False"})

MostFilled = Callable[[list[list[int]]], list[int]]
"""For each block of positions, how many of its columns one row fills at most."""


@dataclass(frozen=True)
class Block:
    """Columns that are one question, with the cells that mean a tick and its absence (where that is a cell)."""

    columns: list[ColumnProfile]
    wording: str
    selected: list[str]
    not_selected: list[str]


def asked_in(
    profile: Profile, columns: Sorted, source: str, most_filled: MostFilled, in_turn: InTurn
) -> tuple[list[Asked], list[ColumnProfile]]:
    """The questions of a source in the order of its columns, and the columns that have one answer only."""
    export, closed = profile.export, columns.closed
    blocks = [*_declared(export, closed), *_found(export, closed)]
    most = most_filled([[column.position for column in block.columns] for block in blocks])
    found = {
        column.position: joined.question(column, several, profile.rows, source) for column, several in columns.joined
    }
    taken = {column.position for block in blocks for column in block.columns}
    free = [column for column in closed if column.position not in taken]
    for own, asked in mentioned(export, free, profile.rows, source, in_turn):
        taken |= {column.position for column in own}
        found[own[0].position] = asked
    for block, filled in zip(blocks, most, strict=True):
        bare = not block.selected or all(column.different == 1 for column in block.columns)
        spread = _one_answer(export, block, source) if filled == 1 and bare else None
        found[block.columns[0].position] = spread or _options(block, source)
    lone = []
    for column in closed:
        if column.position not in taken:
            asked = question(column, profile.rows, source)
            if len(asked.answers) > 1 or asked.numbers:
                found[column.position] = asked
            else:
                lone.append(column)
    return [found[position] for position in sorted(found)], lone


def _declared(export: Export, closed: list[ColumnProfile]) -> list[Block]:
    """The sets of ticks that the file itself declares."""
    by_handle = {column.column.handle: column for column in closed}
    found, taken = [], set()
    for declared in export.sets:
        columns = [by_handle[handle] for handle in declared.columns if handle in by_handle]
        if declared.counted and len(columns) > 1 and not taken & {column.position for column in columns}:
            taken |= {column.position for column in columns}
            cells = {squeezed(cell) for column in columns for cell in column.cells} - {declared.counted}
            rest = sorted(cell for cell in cells if no_answer(_label(columns, cell)) is None)
            found.append(Block(columns, declared.label or declared.name, [declared.counted], rest))
    return found


def _found(export: Export, closed: list[ColumnProfile]) -> list[Block]:
    declared = {handle for known in export.sets for handle in known.columns}
    free = [column for column in closed if column.column.handle not in declared]
    found = []
    for stem, group in groupby(free, key=_stem):
        for columns in _items(list(group)):
            if stem and len(columns) > 1 and (ticks := _ticks(columns)) is not None:
                wording, _ = _parts(columns)
                found.append(Block(columns, wording, *ticks))
    return found


def _items(columns: list[ColumnProfile]) -> list[list[ColumnProfile]]:
    """The columns of each item of a grid whose answers have a column each (`q7 | Price - Good`); else all of them together."""
    parted = {column.position: squeezed(column.column.handle).rpartition(" - ") for column in columns}
    items = [list(group) for _, group in groupby(columns, key=lambda column: parted[column.position][0])]
    answers = Counter(answer for _, _, answer in parted.values())
    shared = sum(count > 1 for count in answers.values()) > len(answers) / 2
    grid = len(items) > 1 and shared and all(" | " in item for item, _, _ in parted.values())
    return items if grid and all(column.different == 1 for column in columns) else [columns]


def _stem(column: ColumnProfile) -> str:
    """What a column shares with others of its question: its handle without what it is ticked with, or without a last part."""
    handle = squeezed(column.column.handle)
    own = _own_cell(column) if column.different == 1 and " | " not in handle else ""
    if own and handle.casefold().endswith(own.casefold()) and (stem := handle[: -len(own)].rstrip(" |:/_–-")):
        return stem
    if match := _STEM.match(handle):
        return match[1]
    return handle.rsplit(" - ", 1)[0] if " - " in handle else ""


def _ticks(columns: list[ColumnProfile]) -> tuple[list[str], list[str]] | None:
    """The cells that mean a tick and none, both empty where each column has only its own; None where it is no block."""
    if all(column.different == 1 and len(column.column.labels) < 2 for column in columns):
        found = {squeezed(next(iter(column.cells))): column.column for column in columns}
        no = [cell for cell, column in found.items() if unticked(cell, column.handle, column.label)]
        return ([cell for cell in found if cell not in no] or ["1"], no) if no else ([], [])
    if (own := _own_words(columns)) is not None:
        return own
    cells = list(dict.fromkeys(squeezed(cell) for column in columns for cell in [*column.column.labels, *column.cells]))
    told = {cell: _label(columns, cell) for cell in cells}
    plain = [cell for cell in cells if no_answer(told[cell]) is None]
    words = {told[cell].lower(): cell for cell in plain}
    for yes, no in _TICKS.items():
        if set(words) == {yes, no}:
            return [words[yes]], [words[no]]
    if set(plain) in _BARE_TICKS and not any(column.column.labels for column in columns):
        return [plain[0]] if plain[0] in ("1", "TRUE", "True") else [plain[1]], [
            cell for cell in plain if cell in ("0", "-1", "FALSE", "False")
        ]
    return None


def _own_words(columns: list[ColumnProfile]) -> tuple[list[str], list[str]] | None:
    """The cells of ticks and of none, where each column has one cell of its own and the others say in words that it is none."""
    ticked = list(filter(None, map(_own_cell, columns)))
    cells = {squeezed(cell) for column in columns for cell in column.cells}
    no = sorted(cell for cell in cells - {*ticked} if no_answer(cell) is None)
    if not ticked or len(set(ticked)) < len(ticked) or not no or not all(map(unticked, no)):
        return None
    return ticked, no


def _label(columns: list[ColumnProfile], cell: str) -> str:
    return squeezed(next((c.column.labels[cell] for c in columns if cell in c.column.labels), cell))


def _parts(columns: list[ColumnProfile]) -> tuple[str, list[str]]:
    """The question that all labels begin with, and what each adds to it."""
    handles = [squeezed(column.column.handle) for column in columns]
    labels = [squeezed(re.sub(r"</?\w+[^<>]*>", "", column.column.label or column.column.handle)) for column in columns]
    common = _begin_alike(labels)
    ends = [at + len(mark) for mark in _SEPARATORS if (at := common.rfind(mark)) >= 0]
    if all(" | " in handle for handle in handles):
        begin = _begin(columns)
        options = [handle.removeprefix(begin) for handle in handles]
        wording = labels[0].removesuffix(options[0]).strip() or begin.rstrip(" |-")
    elif ends:
        options = [label[max(ends) :] for label in labels]
        wording = common[: max(ends)]
    else:
        options, wording = (
            [_own_cell(column) or label for column, label in zip(columns, labels, strict=True)],
            _stem(columns[0]),
        )
    return re.sub(r"( - Selected Choice)?[\s:|–-]*$", "", wording), options


def _begin(columns: list[ColumnProfile]) -> str:
    """What the handles of a block have before its answers: `q3 | `, or in a grid `q7 | Price - `; else nothing."""
    begin = _begin_alike([squeezed(column.column.handle) for column in columns])
    ends = [at + len(mark) for mark in (" | ", " - ") if (at := begin.rfind(mark)) >= 0]
    return begin[: max(ends, default=0)]


def _begin_alike(texts: list[str]) -> str:
    """The letters that all texts begin with."""
    alike = [letters[0] for letters in takewhile(lambda letters: len(set(letters)) == 1, zip(*texts, strict=False))]
    return "".join(alike)


def _own_cell(column: ColumnProfile) -> str:
    """The text of a tick that says what was ticked."""
    cells = [cell for cell in map(squeezed, column.cells) if not unticked(cell) and no_answer(cell) is None]
    return cells[0] if len(cells) == 1 and re.search(r"[^\W\d]{2}", cells[0]) else ""


def _unique(options: list[str]) -> list[str]:
    """Options that still differ when they are made into names of columns."""
    found: list[str] = []
    slugs: set[str] = set()
    for number, option in enumerate(options, start=1):
        name = option or f"option {number}"
        if re.sub(r"\W+", "_", name.lower()).strip("_") in slugs:
            name = f"{name} ({number})"
        slugs.add(re.sub(r"\W+", "_", name.lower()).strip("_"))
        found.append(name)
    return found


def _options(block: Block, source: str) -> Asked:
    _, options = _parts(block.columns)
    places = {name: column.address for name, column in zip(_unique(options), block.columns, strict=True)}
    other: dict[OtherCode, list[str]] = {}
    for cell in dict.fromkeys(squeezed(cell) for column in block.columns for cell in column.cells):
        word = no_answer(_label(block.columns, cell))
        if block.selected and word and cell not in (*block.selected, *block.not_selected):
            other.setdefault(word, []).append(cell)
    checks = []
    if block.selected and not any(column.column.labels for column in block.columns):
        checks = [f"{block.selected[0]} taken for a tick, {' '.join(block.not_selected) or 'blank'} for none"]
    wording = block.wording or block.columns[0].column.handle
    return Asked(
        source,
        _stem(block.columns[0]) or block.columns[0].column.handle,
        wording,
        options=places,
        selected=block.selected,
        not_selected=block.not_selected,
        other=other,
        checks=checks,
    )


def _one_answer(export: Export, block: Block, source: str) -> Asked | None:
    """A question with one answer whose answers each have a column, if a pattern finds these columns and no other."""
    begin = _begin(block.columns)
    if not begin:
        return None
    pattern = f"{begin}*"
    positions = [column.position for column in block.columns]
    try:
        if not set(positions) <= set(export.find(pattern, "the draft")):
            return None
    except Refused:
        return None
    _, options = _parts(block.columns)
    cells = [squeezed(next(iter(column.cells))) for column in block.columns]
    if len(set(cells)) < len(cells):
        return None
    answers = dict(zip(_unique(options), ([cell] for cell in cells), strict=True))
    counts = {name: column.filled for name, column in zip(answers, block.columns, strict=True)}
    other: dict[OtherCode, list[str]] = {}
    for name in [name for name in answers if no_answer(name)]:
        other.setdefault(no_answer(name) or "no answer", []).extend(answers.pop(name))
    if len(answers) < 2:
        return None
    names, scale = best_first(list(answers), in_order=True)
    answers = {name: answers[name] for name in names}
    handle = begin.rstrip(" |-")
    return Asked(source, handle, block.wording, pattern, answers, other=other, counts=counts, scale=scale)
