"""What each column of an export is: the respondent, the weight, a closed question, an option, or nothing for a study."""

import re
from collections import Counter
from dataclasses import dataclass, field

from assets.drafting.asked import Asked
from assets.drafting.scales import best_first
from assets.exports.export import squeezed
from assets.exports.profile import ColumnProfile, Profile
from assets.exports.traps import declared_missing, measured
from assets.exports.wording import apart, no_answer
from schemas.refused import Refused, listed
from schemas.study import MOST_NUMBERS, OtherCode

MOST_ANSWERS = 30
"""A column with more different cells is no closed question, unless its vendor labels them."""

_ASKED = 0.8
"""Where a smaller share of the rows is filled, somebody was perhaps not asked."""

_WEIGHT = re.compile(r"\b(weight\w*|weighting|wt|wgt|pond|gewicht)\b")
_STATE = re.compile(r"\b(status|finished|completed?|disposition|response type)\b")
_DURATION = re.compile(r"\b(duration|interviewtime|qtime|loi|seconds)\b")
_TECHNICAL = re.compile(
    r"^(start ?date|end ?date|recorded ?date|submit ?date|date ?stamp|progress|distribution ?channel|user ?language|language"
    r"|collector ?id|network ?id|start ?language|last ?page|seed|tags|ending|timestamp|status|finished|duration.*|response ?set)$"
)
_DATE = re.compile(r"\d{4}-\d\d?-\d\d?([ T].*)?|\d\d?[/.-]\d\d?[/.-]\d{2,4}( .*)?")
_DONE = re.compile(r"(complete[d]?|finished|qualified|ip address|true|submitted)\b", re.I)


@dataclass(frozen=True)
class Sorted:
    """The columns of one source by what they are."""

    respondent: ColumnProfile
    weight: ColumnProfile | None
    duration: ColumnProfile | None
    closed: list[ColumnProfile] = field(default_factory=list)
    left_out: list[tuple[ColumnProfile, str]] = field(default_factory=list)
    """With the reason why."""


def finished(profile: Profile) -> tuple[ColumnProfile, list[str]] | None:
    """The column that tells finished interviews from others, and the cells of the finished ones, where words tell them."""
    for column in profile.columns:
        if not isinstance(column.address, str) or not column.whole or not 1 < column.different <= 10:
            continue
        if _STATE.search(_plain(column.address)) or _STATE.search(_plain(column.column.label)):
            done = [
                cell for cell in column.cells if _DONE.match(column.column.labels.get(squeezed(cell), squeezed(cell)))
            ]
            if done and len(done) < column.different:
                return column, [squeezed(cell) for cell in done]
    return None


def sort_columns(profile: Profile, told: ColumnProfile | None = None) -> Sorted:
    """Tell the columns of a source apart, but for the one that already `told` which rows to keep.

    Raises Refused where none identifies a respondent.
    """
    respondent = _respondent(profile)
    weight = _weight(profile)
    duration = next(
        (c for c in profile.columns if c.span and c.span[0] >= 0 and _DURATION.search(_plain(c.column.handle))), None
    )
    found = Sorted(respondent, weight, duration)
    for column in profile.columns:
        if column in (respondent, weight, duration) or (told and column.position == told.position):
            continue
        reason = _useless(column, profile.rows)
        if reason:
            found.left_out.append((column, reason))
        else:
            found.closed.append(column)
    return found


def question(column: ColumnProfile, rows: int, source: str) -> Asked:
    """One column that holds one answer a respondent, of so many `rows`, every cell of it declared."""
    vendor, checks = column.column, []
    other: dict[OtherCode, list[str]] = {}
    answers: dict[str, list[str]] = {}
    cells = list(dict.fromkeys(map(squeezed, column.cells)))
    bare = [cell for cell in apart(cells) if cell not in vendor.labels and not declared_missing(cell, vendor)]
    twice = {label for label, count in Counter(vendor.labels.values()).items() if count > 1}
    for cell in dict.fromkeys([*vendor.labels, *cells]):
        label = squeezed(vendor.labels.get(cell, cell)) or cell
        word = no_answer(label) or ("no answer" if cell in bare else None)
        if word and cell in cells:
            other.setdefault(word, []).append(cell)
        elif not word and not declared_missing(cell, vendor):
            name = f"{label} ({cell})" if label in twice else label
            answers.setdefault(_spelled_as(name, answers), []).append(cell)
    if bare:
        checks.append(f"{listed(bare)} without a label, taken for no answer")
    if vendor.labels and (silent := [cell for cell in cells if cell in answers and cell not in vendor.labels]):
        checks.append(f"{listed(silent)} without a label")
    if column.filled < _ASKED * rows:
        checks.append(f"{rows - column.filled:,} of {rows:,} blank; if they were not asked, say who was (asked)")
    spread = [int(cell) for cell in answers if re.fullmatch(r"-?\d{1,9}", cell) and cell == str(int(cell))]
    whole = len(spread) == len(answers) > 6 and not vendor.labels
    low, high = (min(spread), max(spread)) if spread else (0, 0)
    wording = squeezed(re.sub(r"</?\w+[^<>]*>| Response$", "", vendor.label or vendor.handle))
    share = column.filled / rows
    if whole and 0 < high - low < MOST_NUMBERS:
        low = min(low, 1) if high <= 10 else low
        return Asked(
            source,
            vendor.handle,
            wording,
            column.address,
            numbers=(low, high),
            other=other,
            filled=share,
            checks=checks,
        )
    names, scale = best_first(list(answers))
    answers = {name: answers[name] for name in names}
    return Asked(
        source, vendor.handle, wording, column.address, answers, other=other, scale=scale, filled=share, checks=checks
    )


def _spelled_as(name: str, answers: dict[str, list[str]]) -> str:
    """The answer that differs from `name` in capitals only, if there is one."""
    return next((known for known in answers if known.casefold() == name.casefold()), name)


def _respondent(profile: Profile) -> ColumnProfile:
    unique = [column for column in profile.columns if column.filled == column.different == profile.rows > 0]
    if not unique:
        nearest = max(profile.columns, key=lambda column: (column.is_id, column.different))
        raise Refused(
            f"{profile.export.name}: no column is filled and different in every row, so none identifies a respondent (the "
            f"nearest is {profile.export.called(nearest.position)}, {nearest.different:,} different in {profile.rows:,} rows); "
            f"give the export such a column."
        )
    return next((column for column in unique if column.is_id), unique[0])


def _weight(profile: Profile) -> ColumnProfile | None:
    """The column that the file declares or that is called a weight, and that has one for every row."""
    declared = [column for column in profile.columns if column.column.handle == profile.export.weight]
    named = [column for column in profile.columns if _WEIGHT.search(_plain(column.column.handle))]
    for column in [*declared, *named]:
        if column.span and column.span[0] >= 0 and column.span[1] > 0 and column.filled == profile.rows:
            return column
    return None


def _useless(column: ColumnProfile, rows: int) -> str:
    """Why a column makes no closed question; empty where it does."""
    if column.column.personal:
        return column.column.personal
    if not column.filled:
        return "blank in every row"
    if _TECHNICAL.match(_plain(column.column.handle)) or column.is_id:
        return "technical"
    if sum(bool(_DATE.fullmatch(cell.strip())) for cell in column.cells) > len(column.cells) / 2:
        return "dates"
    if column.column.labels and not measured(column.column, column.cells):
        return ""
    if column.span:
        low, high = column.span
        whole = column.whole and all(re.fullmatch(r"-?(0|[1-9]\d*)(\.0)?", squeezed(cell)) for cell in column.cells)
        if column.different > 12 and (not whole or high - low >= MOST_NUMBERS or column.column.labels):
            return "an amount; cut it into bands"
        return "" if whole or column.different <= 12 else "an amount; cut it into bands"
    closed = (
        column.whole
        and column.different <= MOST_ANSWERS
        and (column.different <= 7 or column.different * 3 <= column.filled)
    )
    short = max(len(cell) for cell in column.cells) <= 150
    return "" if closed and short and (column.different < column.filled or column.filled < 3) else "free text"


def _plain(text: str) -> str:
    return re.sub(r"[\W_]+", " ", text).strip().lower()
