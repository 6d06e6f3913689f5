"""One export as a source of the draft, and who of it is compared."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from assets.drafting.asked import Asked
from assets.drafting.blocks import asked_in
from assets.drafting.columns import Sorted, sort_columns, unfinished
from assets.drafting.vocabulary import LEADERS, LED, PERSON, ROLE
from assets.exports.export import TECHNICAL
from assets.exports.preview import Look
from assets.exports.profile import ColumnProfile, in_turn, most_filled
from schemas.study import Kind

_ROLE, _LEADERS, _LED, _PERSON = (re.compile(words, re.IGNORECASE) for words in (ROLE, LEADERS, LED, PERSON))


_MOST = 0.9
"""What tells two groups apart is known of at least this share of the respondents."""
_LEAST = 2
"""A group has so many people, or is none."""
_ASKED_ON = re.compile(r"start|end|submit|record|complet|timestamp|interview|created|datestamp|date$", re.IGNORECASE)
_NOT_ASKED_ON = re.compile(r"birth|born|dob|hire|join|expir|since", re.IGNORECASE)
"""What dates of fieldwork are called, and what others are."""


@dataclass(frozen=True)
class Side:
    """One source of the draft."""

    source: str
    kind: Kind
    file: str
    """Where the study's folder has the export."""
    look: Look
    """The rows that are kept."""
    columns: Sorted
    asked: list[Asked]
    rows: list[tuple[ColumnProfile, list[str]]]
    """The columns that tell which rows to keep, with the cells that do; counts are of all rows."""


@dataclass(frozen=True)
class Split:
    """A question whose answers tell the two groups of one file apart."""

    asked: Asked
    executive: str
    consumer: str
    others: list[Asked]
    """What else could."""


def side(look: Look, source: str, kind: Kind, file: str) -> Side:
    """What a draft says of one export. Raises Refused where its respondents' ids come twice."""
    rows = unfinished(look.profile)
    for column, cells in rows:
        look = look.keeping(column.position, cells)
    columns = sort_columns(look.profile, [column.position for column, _ in rows])
    asked, lone = asked_in(
        look.profile,
        columns,
        source,
        lambda blocks: most_filled(look.con, look.relation, blocks),
        lambda blocks: in_turn(look.con, look.relation, blocks),
    )
    columns.left_out.extend((column, "one answer only") for column in lone)
    return Side(source, kind, file, look, columns, asked, rows)


def split(side: Side) -> Split | None:
    """The question that most likely tells executives and consumers apart; None where none can."""
    fit = sorted((asked for asked in side.asked if _groups(asked)), key=_tells, reverse=True)
    if not fit:
        return None
    first, *others = fit
    groups = _groups(first)
    if not any(_LEADERS.search(name) or _LED.search(name) for name in groups):
        commonest = sorted(groups, key=first.counts.__getitem__, reverse=True)[:2]
        groups = [name for name in groups if name in commonest]
    leaders = [name for name in groups if _LEADERS.search(name) and not _LED.search(name)]
    executive = (leaders or groups)[0]
    led = [name for name in groups if _LED.search(name) and name != executive]
    consumer = led[0] if led else next(name for name in reversed(groups) if name != executive)
    return Split(first, executive, consumer, [asked for asked in others if _tells(asked) > 0][:5])


def _groups(asked: Asked) -> list[str]:
    """The answers that several people gave, where a question has two of them at least; none where it tells no groups apart."""
    given = [name for name in asked.names if asked.counts.get(name, 0) >= _LEAST and name != asked.wording]
    one_answer = not asked.options and not asked.is_joined
    return given if one_answer and 2 <= len(asked.names) <= 10 and len(given) > 1 else []


def about_the_person(asked: Asked) -> bool:
    """Whether a question is about who the respondent is: a segment, and no gap."""
    return any(
        len(text) <= 40 and bool(_PERSON.search(text.replace("_", " "))) for text in (asked.handle, asked.wording)
    )


def year(sides: Sequence[Side]) -> str:
    """The year in which most were asked, as the dates of fieldwork show; this year where there are none."""
    years = Counter(
        found
        for side in sides
        for column, reason in side.columns.left_out
        if reason in ("dates", TECHNICAL)
        and (column.column.role == TECHNICAL or _ASKED_ON.search(column.column.handle))
        and not _NOT_ASKED_ON.search(column.column.handle)
        for cell in column.cells
        for found in re.findall(r"\b((?:19|20)\d\d)\b", cell)
    )
    return years.most_common(1)[0][0] if years else str(date.today().year)


def _tells(asked: Asked) -> float:
    """How likely it is that a question tells the groups apart: by its own words, its answers' words, and who answered."""
    names = " ; ".join(asked.names)
    role = 3 * bool(any(_ROLE.search(text.replace("_", " ")) for text in (asked.handle, asked.wording)))
    who = 3 * bool(_LEADERS.search(names)) + 2 * bool(_LED.search(names))
    kinds = asked.scale == "" and not about_the_person(asked) and bool(re.search(r"[^\W\d]{2}", names))
    return role + who + kinds - 2 * (asked.filled < _MOST)
