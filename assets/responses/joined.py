"""The SQL of several answers, joined in one cell or one in each of several: which of them an option finds there.

A joined cell is cut at the text between answers. An answer that holds that text itself ("Me, myself and I") is put together
again, the longest first. A cell that can be read in another way with as few unknown parts is refused.
"""

from collections.abc import Sequence

from assets.exports.export import squeezed, squeezed_sql
from assets.lake.duck import literal
from schemas.codebook import NOT_SELECTED, SELECTED, Variable
from schemas.study import ANY_TEXT, JSON, Joined

TWO_READINGS = -100
"""Code of the staged table for a cell that can be read in two ways; it is never published."""
_BEGIN, _END, _MARK = "\ue000", "\ue001", "\ue002"
"""What stands around each part, and in place of an answer of several: letters for private use, which no cell has."""


def joined_sql(column: str, variable: Variable) -> str:
    """One option of a joined cell: selected or not, its other codes, NULL where a part is undeclared, or `TWO_READINGS`."""
    place = variable.place
    assert isinstance(place, Joined)
    known = [squeezed(part) for part in variable.parts if part != ANY_TEXT]
    several = sorted({part for part in known if len(_cut(part, place.by)) > 1}, key=lambda part: (-len(part), part))
    marks = {part: f"{_MARK}{at}" for at, part in enumerate(several)}
    names = _list([marks.get(part, part) for part in known])
    parts = _parts(column, place.by)
    read = _read(parts, several, marks, place.by)
    text = squeezed_sql(column)
    arms = [f"when {column} is null or {text} = '' then {variable.blank}"]
    arms += [
        f"when {text} = {literal(squeezed(cell))} then {code}"
        for cell, code in variable.cells.items()
        if code != SELECTED
    ]
    arms += [f"when {parts} is null then null", f"when len({parts}) = 0 then {variable.blank}"]
    if variable.tells and ANY_TEXT not in variable.parts:
        arms.append(f"when {_unknown(read, names)} > 0 then null")
    if variable.tells:
        for order in _orders(several):
            other = _read(parts, order, marks, place.by)
            arms.append(
                f"when {other} <> {read} and {_unknown(other, names)} <= {_unknown(read, names)} then {TWO_READINGS}"
            )
    mine = _list(
        [marks.get(squeezed(cell), squeezed(cell)) for cell, code in variable.cells.items() if code == SELECTED]
    )
    return f"case {' '.join(arms)} {_else_chosen(read, mine, names, variable)} end"


def mentions_sql(cells: Sequence[str], variable: Variable) -> str:
    """One option of answers that stand one in a column: selected or not, its other codes, NULL where one is undeclared.

    `cells`: the squeezed texts. What is no answer (`don't know`) counts where no answer stands beside it.
    """
    found = f"list_filter([{', '.join(cells)}], lambda cell: cell <> '')"
    known = _list([squeezed(part) for part in variable.parts if part != ANY_TEXT])
    no_answers = {squeezed(cell): code for cell, code in variable.cells.items() if code != SELECTED}
    answers = f"list_filter({found}, lambda cell: not list_contains({_list([*no_answers])}, cell))"
    mine = _list([squeezed(cell) for cell, code in variable.cells.items() if code == SELECTED])
    arms = [f"when len({found}) = 0 then {variable.blank}"]
    if variable.tells and ANY_TEXT not in variable.parts:
        arms.append(f"when {_unknown(answers, known)} > 0 then null")
    arms += [
        f"when len({answers}) = 0 and list_contains({found}, {literal(cell)}) then {code}"
        for cell, code in no_answers.items()
    ]
    return f"case {' '.join(arms)} {_else_chosen(answers, mine, known, variable)} end"


def _else_chosen(parts: str, mine: str, known: str, variable: Variable) -> str:
    """Where nothing else holds: whether an option's own cells are among the parts, or one that none knows where it takes any."""
    any_other = f" or {_unknown(parts, known)} > 0" if variable.any_text is not None else ""
    return f"when list_has_any({parts}, {mine}){any_other} then {SELECTED} else {NOT_SELECTED}"


def _cut(text: str, by: str) -> list[str]:
    return [text] if by == JSON else [part for part in map(squeezed, text.split(by)) if part]


def _parts(column: str, by: str) -> str:
    """The parts of a cell as a list; NULL where a cell should be a JSON list and is none."""
    found = f"string_split({column}, {literal(by)})"
    if by == JSON:
        is_list = f"json_valid({column}) and json_type({column}) = 'ARRAY'"
        found = f"case when {is_list} then from_json({column}, '[\"VARCHAR\"]') end"
    return f"list_filter(list_transform({found}, lambda part: {squeezed_sql('part')}), lambda part: part <> '')"


def _read(parts: str, several: Sequence[str], marks: dict[str, str], by: str) -> str:
    """The parts, in which answers of several parts are put together in this order, a mark in place of each."""
    if not several:
        return parts
    text = f"{literal(_BEGIN)} || array_to_string({parts}, {literal(_END + _BEGIN)}) || {literal(_END)}"
    for part in several:
        whole = "".join(f"{_BEGIN}{each}{_END}" for each in _cut(part, by))
        text = f"replace({text}, {literal(whole)}, {literal(f'{_BEGIN}{marks[part]}{_END}')})"
    return f"string_split(trim({text}, {literal(_BEGIN + _END)}), {literal(_END + _BEGIN)})"


def _orders(several: list[str]) -> list[list[str]]:
    """Other ways to put answers together: each of them first, each left alone, and none."""
    ways = [[]] if several else []
    for part in several:
        others = [other for other in several if other != part]
        ways += [[part, *others], others]
    return [way for at, way in enumerate(ways) if way != several and way not in ways[:at]]


def _unknown(parts: str, names: str) -> str:
    return f"len(list_filter({parts}, lambda part: not list_contains({names}, part)))"


def _list(texts: list[str]) -> str:
    return f"[{', '.join(map(literal, texts))}]::varchar[]"
