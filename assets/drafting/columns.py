"""What each column of an export is: the respondent, the weight, a closed question, an option, or nothing for a study."""

import re
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field, replace

from assets.drafting.asked import Asked, wording
from assets.drafting.joined import Parts, parts
from assets.drafting.scales import best_first
from assets.exports.export import DURATION, FREE_TEXT, RESPONDENT, SUMMARY, TECHNICAL, squeezed
from assets.exports.profile import ColumnProfile, Profile
from assets.exports.traps import declared_missing, measured
from assets.exports.wording import apart, no_answer
from schemas.refused import Refused, listed
from schemas.study import ANY_TEXT, MOST_NUMBERS, OtherCode

MOST_ANSWERS = 30
"""A column with more different cells is no closed question, unless its vendor labels them."""

_CODE = r"-?(0|[1-9]\d{0,8})(\.0)?"
_LONGEST_SCALE = 10
"""Codes up to here are a scale, whose codes that nobody gave are answers too."""
_ASKED = 0.8
"""Where a smaller share of the rows is filled, somebody was perhaps not asked."""

_WEIGHT = re.compile(r"\b(weight\w*|weighting|wt|wgt|pond|gewicht)\b")
_BODY = re.compile(r"\b(height|bmi|kgs?|kilograms?|lbs?|pounds|body|birth ?weight|weightkg|heightcm)\b")
"""What stands beside the weight of a body."""
_OF_A_BODY = re.compile(r"(body )?weight( (kgs?|lbs?|pounds|\d+))?")
_SHORT = 60
"""A longer text is a question, not a name."""
_STATE = re.compile(r"\b(status|finished|completed?|disposition|response type)\b")
_DURATION = re.compile(r"\b(duration|interviewtime|qtime|loi|seconds)\b")
_TECHNICAL = re.compile(
    r"^(start ?date|end ?date|recorded ?date|submit ?date|date ?stamp|progress|distribution ?channel|user ?language|language"
    r"|collector ?id|network ?id|start ?language|last ?page|seed|tags|ending|timestamp|status|finished|duration.*|response ?set)$"
)
_DATE = re.compile(r"\d{4}-\d\d?-\d\d?([ T].*)?|\d\d?[/.-]\d\d?[/.-]\d{2,4}( .*)?")
_DONE = re.compile(
    r"(completed?|finished|qualified|ip address|true|submitted)( (interview|survey|response|questionnaire))?\W*", re.I
)
_FINISHED = re.compile(r"finished|completed?")
_SUBMITTED = {"submitdate", "date submitted"}
_TEST = re.compile(r"(survey )?(preview|test)\b|spam\b", re.I)
_TEST_CODES = {"1", "2", "8", "9", "12", "17", "40", "48"}
_MOST_STATES = 10


@dataclass(frozen=True)
class Sorted:
    """The columns of one source by what they are."""

    respondent: ColumnProfile | None
    """None where each row is one."""
    weight: ColumnProfile | None
    duration: ColumnProfile | None
    closed: list[ColumnProfile] = field(default_factory=list)
    joined: list[tuple[ColumnProfile, Parts]] = field(default_factory=list)
    """With the answers that each cell holds several of."""
    left_out: list[tuple[ColumnProfile, str]] = field(default_factory=list)
    """With the reason why."""


def unfinished(profile: Profile) -> list[tuple[ColumnProfile, list[str]]]:
    """The columns that tell test and unfinished interviews from others, each with the cells of the rows to keep."""
    return [
        (column, cells)
        for column in profile.columns
        if isinstance(column.address, str) and (cells := _cells_to_keep(column, profile))
    ]


def gone(column: ColumnProfile, kept: list[str]) -> list[str]:
    """Which cells of a column are none of the `kept` ones, and how many rows have them."""
    if kept == [ANY_TEXT]:
        return [f"{column.address} blank"]
    labels = column.column.labels
    return [
        f"{labels.get(squeezed(cell), squeezed(cell))} ({n:,})"
        for cell, n in column.cells.items()
        if squeezed(cell) not in kept
    ]


def _cells_to_keep(column: ColumnProfile, profile: Profile) -> list[str]:
    """The cells of finished interviews that are no tests, where a column tells them from others; else none."""
    if finished := column.column.finished:
        kept = [told for cell in column.cells if (told := squeezed(cell)) in finished]
        return kept if 0 < len(kept) < column.different else []
    names = [_plain(column.column.handle), _plain(column.column.label)]
    if profile.export.layout == "limesurvey" and names[0] in _SUBMITTED:
        return [ANY_TEXT] if 0 < column.filled < profile.rows else []
    if not column.whole or not 1 < column.different <= _MOST_STATES or not any(map(_STATE.search, names)):
        return []
    told = {squeezed(cell): column.column.labels.get(squeezed(cell), squeezed(cell)) for cell in column.cells}
    tests = [cell for cell, words in told.items() if _TEST.match(words) or _is_test_code(cell, column, profile)]
    done = [cell for cell, words in told.items() if _DONE.fullmatch(words)]
    if set(told.values()) == {"0", "1"} and any(map(_FINISHED.fullmatch, names)):
        done = [cell for cell, words in told.items() if words == "1"]
    kept = done or ([cell for cell in told if cell not in tests] if tests else [])
    return kept if len(kept) < len(told) else []


def _is_test_code(cell: str, column: ColumnProfile, profile: Profile) -> bool:
    """Whether Qualtrics' number for a response's status says preview, test or spam."""
    return (
        profile.export.layout.startswith("qualtrics")
        and _plain(column.column.handle) == "status"
        and cell in _TEST_CODES
    )


def sort_columns(profile: Profile, told: Collection[int] = ()) -> Sorted:
    """Tell the columns of a source apart, but for those at the positions that already `told` which rows to keep.

    Raises Refused where the one that should identify a respondent does not.
    """
    respondent = _respondent(profile)
    weight = _weight(profile)
    durations = [c for c in profile.columns if c.span and c.span[0] >= 0 and _is_duration(c)]
    duration = next((c for c in durations if c.column.role == DURATION), next(iter(durations), None))
    found = Sorted(respondent, weight, duration)
    for column in profile.columns:
        if column in (respondent, weight, duration) or column.position in told:
            continue
        reason = _useless(column, profile.rows)
        if reason in ("", FREE_TEXT) and (several := parts(column, profile.export.layout)):
            found.joined.append((column, several))
        elif reason:
            found.left_out.append((column, reason))
        else:
            found.closed.append(column)
    return found


def question(column: ColumnProfile, rows: int, source: str) -> Asked:
    """One column that holds one answer a respondent, of so many `rows`, every cell of it declared."""
    vendor, checks = column.column, []
    other: dict[OtherCode, list[str]] = {}
    answers: dict[str, list[str]] = {}
    counts: Counter[str] = Counter()
    for cell, count in column.cells.items():
        counts[squeezed(cell)] += count
    bare = [cell for cell in apart(list(counts)) if cell not in vendor.labels and not declared_missing(cell, vendor)]
    twice = {label for label, count in Counter(vendor.labels.values()).items() if count > 1}
    for cell in dict.fromkeys([*vendor.labels, *counts]):
        label = squeezed(vendor.labels.get(cell, cell)) or cell
        word = no_answer(label) or ("no answer" if cell in bare else None)
        if word and cell in counts:
            other.setdefault(word, []).append(cell)
        elif not word and not declared_missing(cell, vendor):
            name = f"{label} ({cell})" if label in twice else label
            answers.setdefault(_spelled_as(name, answers), []).append(cell)
    if bare:
        checks.append(f"{listed(bare)} without a label, taken for no answer")
    if vendor.labels and (silent := [cell for cell in counts if cell in answers and cell not in vendor.labels]):
        checks.append(f"{listed(silent)} without a label")
    if column.filled < _ASKED * rows:
        checks.append(f"{rows - column.filled:,} of {rows:,} blank; if they were not asked, say who was (asked)")
    asked = Asked(
        source,
        vendor.handle,
        wording(vendor),
        column.address,
        other=other,
        counts={name: sum(counts[cell] for cell in cells) for name, cells in answers.items()},
        filled=column.filled / rows,
        checks=checks,
    )
    if numbers := [] if vendor.labels else codes(list(answers)):
        return replace(asked, numbers=(numbers[0], numbers[-1]))
    names, scale = best_first(list(answers), in_order=bool(vendor.labels))
    return replace(asked, answers={name: answers[name] for name in names}, scale=scale)


def codes(cells: list[str]) -> range | list[int]:
    """The whole numbers that answers are on a scale, those that nobody gave included: 1, 3, 4 and 5 are 1 to 5. Else none.

    Two codes beside each other (0 and 1, 1 and 2) are no scale, nor are a few codes that stand far apart.
    """
    found = sorted({int(float(cell)) for cell in cells if re.fullmatch(_CODE, cell)})
    if not all(re.fullmatch(_CODE, cell) for cell in cells) or not found or found[-1] - found[0] < 2:
        return []
    low, high = found[0], found[-1]
    if low >= 0 and high <= _LONGEST_SCALE:
        return range(min(low, 1), high + 1)
    return range(low, high + 1) if len(found) > 6 and high - low < MOST_NUMBERS else []


def _spelled_as(name: str, answers: dict[str, list[str]]) -> str:
    """The answer that differs from `name` in capitals only, if there is one."""
    return next((known for known in answers if known.casefold() == name.casefold()), name)


def _respondent(profile: Profile) -> ColumnProfile | None:
    """The column that differs in every row; None where none does, and none is meant to: each row is a respondent then."""
    for column in profile.columns:
        if column.column.role == RESPONDENT and column.different < column.filled == profile.rows:
            raise Refused(
                f"{profile.export.name}: {profile.export.called(column.position)} identifies respondents, and "
                f"{profile.rows:,} rows have {column.different:,} of them; export one row a "
                f"respondent: one event, without what is repeated."
            )
    unique = [column for column in profile.columns if column.filled == column.different == profile.rows > 0]
    if unique:
        known = [column for column in unique if column.column.role == RESPONDENT]
        return next(iter(known), next((column for column in unique if column.is_id), unique[0]))
    meant = [c for c in profile.columns if (c.is_id or c.column.role == RESPONDENT) and c.different > profile.rows / 2]
    if not meant:
        return None
    nearest = max(meant, key=lambda column: column.different)
    raise Refused(
        f"{profile.export.name}: no column is filled and different in every row, so none identifies a respondent (the nearest is "
        f"{profile.export.called(nearest.position)}, {nearest.different:,} different in {profile.rows:,} rows); mend that "
        f"column, or take it out where each row is a respondent."
    )


def _weight(profile: Profile) -> ColumnProfile | None:
    """The column that the file declares or that is called a weight, and that has one for every row; none of bodies."""
    bodies = any(_BODY.search(_plain(text)) for c in profile.columns for text in (c.column.handle, c.column.label))
    declared = [column for column in profile.columns if column.column.handle == profile.export.weight]
    called = [(column, _plain(f"{column.column.handle} {column.column.label}")) for column in profile.columns]
    named = [column for column, name in called if len(name) <= _SHORT and _WEIGHT.search(name)]
    if bodies:
        named = [column for column in named if not _OF_A_BODY.fullmatch(_plain(column.column.handle))]
    for column in [*declared, *named]:
        if column.span and column.span[0] >= 0 and column.span[1] > 0 and column.filled == profile.rows:
            return column
    return None


def _is_duration(column: ColumnProfile) -> bool:
    return column.column.role == DURATION or bool(_DURATION.search(_plain(column.column.handle)))


def _useless(column: ColumnProfile, rows: int) -> str:
    """Why a column makes no closed question; empty where it does."""
    if column.column.personal:
        return column.column.personal
    if not column.filled:
        return "blank in every row"
    if column.column.role:
        return SUMMARY if column.column.role == SUMMARY else TECHNICAL
    if _TECHNICAL.match(_plain(column.column.handle)) or column.is_id:
        return TECHNICAL
    if sum(bool(_DATE.fullmatch(cell.strip())) for cell in column.cells) > len(column.cells) / 2:
        return "dates"
    if column.column.labels and not measured(column.column, column.cells):
        return ""
    if column.span:
        low, high = column.span
        whole = column.whole and all(re.fullmatch(r"-?(0|[1-9]\d*)(\.0)?", squeezed(cell)) for cell in column.cells)
        if column.different > 12 and (not whole or high - low >= MOST_NUMBERS or column.column.labels):
            return "an amount; cut it into bands"
        few = column.different <= 12 and all(_in_tenths(float(squeezed(cell))) for cell in column.cells)
        return "" if whole or few else "an amount; cut it into bands"
    closed = (
        column.whole
        and column.different <= MOST_ANSWERS
        and (column.different <= 7 or column.different * 3 <= column.filled)
    )
    short = column.different == 1 or max(len(cell) for cell in column.cells) <= 150
    return "" if closed and short and (column.different < column.filled or column.filled < 3) else FREE_TEXT


def _in_tenths(number: float) -> bool:
    """Whether a number has one decimal at most: what has more was measured, and is nobody's answer."""
    return round(number, 1) == number


def _plain(text: str) -> str:
    return re.sub(r"[\W_]+", " ", text).strip().lower()
