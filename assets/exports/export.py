"""What is known of one export file: its layout, encoding, columns and labels. Kept as `export.json` beside its bytes."""

import hashlib
import json
import re
from collections import Counter
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from unicodedata import normalize

from assets.lake.duck import literal
from schemas.codebook import Variable
from schemas.foreign import discreet
from schemas.refused import Refused, listed, sentence, suggestion
from schemas.study import Column, Place

FREE_TEXT = "free text"
"""Why a column is personal that holds what respondents wrote."""

RESPONDENT, DURATION, TECHNICAL, SUMMARY = "respondent", "duration", "technical", "told by the columns beside it"
"""What a column can be that is no question: who answered, how long, what is of the interview itself, and what is said twice."""


@dataclass(frozen=True)
class ExportColumn:
    """One column: how a study addresses it, and what the vendor says of it."""

    handle: str
    label: str = ""
    labels: dict[str, str] = field(default_factory=dict)
    """The vendor's value labels, by raw cell."""
    missing: list[tuple[str, str]] = field(default_factory=list)
    """What the vendor declares to be missing: ranges of raw cells, ends included."""
    spans: list[tuple[str, str]] = field(default_factory=list)
    """Ranges of codes, ends included, that the vendor declares without a label each."""
    personal: str = ""
    """Why the column is left out unless a study names it: `e-mail address`, `free text`, …"""
    role: str = ""
    """What its layout knows it for, where that is no question: RESPONDENT, DURATION, TECHNICAL or SUMMARY."""
    finished: list[str] = field(default_factory=list)
    """The cells of finished interviews that are no tests, where its layout tells them by this column."""


@dataclass(frozen=True)
class ResponseSet:
    """Columns that the file itself declares to be the options of one question."""

    name: str
    label: str
    columns: list[str]
    """Their handles."""
    counted: str = ""
    """The cell that means a tick; empty where each column holds one of several categories."""


@dataclass(frozen=True)
class Reading:
    """What a person says of how an export is to be read; what is not said is told by the bytes."""

    layout: str | None = None
    encoding: str | None = None
    sheet: str | None = None
    header: list[int] | None = None
    """The numbers of the rows that are the header, from 1; what stands above them are titles. None of them: no header."""


def saying(word: str) -> str:
    """Where a person says a word of a Reading: of a study's source, or of the commands that come before a study."""
    return f"{word}: in the study, --{word} on the command line"


@dataclass(frozen=True)
class Export:
    """One export file as its reader sees it."""

    name: str
    container: str
    """What kind of file it is: the name of the module in `readers` that reads it."""
    layout: str
    encoding: str
    columns: list[ExportColumn]
    first_row: int
    """The number of the first respondent's row, as a spreadsheet or SPSS counts."""
    delimiter: str = ""
    sheet: str = ""
    rows: int | None = None
    """How many respondents; None where only reading the whole text tells."""
    weight: str | None = None
    """The handle of the column that the file itself declares as its case weight."""
    sets: list[ResponseSet] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    """What a person should know of how it was read: which encoding and why, damage that was found, a line each."""
    straight: bool = False
    """Whether DuckDB reads the cells straight from the kept file."""
    erased: list[int] = field(default_factory=list)
    """The numbers of the rows that were made blank because their respondents asked for it."""
    sha256: str = ""
    """The hash of the bytes; where rows were erased, of that hash and their numbers."""

    def fingerprint(self) -> str:
        """The bytes, how they were read, and what is personal; the file's name does not matter."""
        return hashlib.sha256(json.dumps(self.kept() | {"name": ""}, sort_keys=True).encode()).hexdigest()

    def kept(self) -> dict:
        """The description as it is stored: its notes quote no cell."""
        return asdict(replace(self, notes=[discreet(note) for note in self.notes]))

    def cells_mark(self) -> str:
        """What the cells follow from: the bytes and how they were read, whatever was then found in them."""
        columns = [replace(column, personal="") for column in self.columns]
        return replace(self, columns=columns, notes=[]).fingerprint()

    @classmethod
    def from_json(cls, data: dict) -> "Export":
        """From the plain data of `export.json`."""
        columns = [
            replace(
                ExportColumn(**c),
                **{key: [(low, high) for low, high in c.get(key, [])] for key in ("missing", "spans")},
            )
            for c in data["columns"]
        ]
        return replace(cls(**data), columns=columns, sets=[ResponseSet(**found) for found in data["sets"]])

    def columns_of(self, variable: Variable) -> list[int]:
        """The positions of a variable's columns. Where it takes any text, that there is one, a pattern finds free text too."""
        return self.find(variable.place, f"question {variable.question}", text=variable.any_text is not None)

    def passed_over(self, variable: Variable) -> list[int]:
        """The positions of the personal columns that are like a variable's pattern and not taken in."""
        if not isinstance(variable.place, str) or "*" not in variable.place:
            return []
        taken = self.columns_of(variable)
        like = [at for at, column in enumerate(self.columns) if _matches(squeezed(variable.place), column.handle)]
        return [at for at in like if at not in taken and self.columns[at].personal]

    def find(self, place: Place, who: str, text: bool = False) -> list[int]:
        """The positions of the columns at `place`: one, or a block where `*` matches several.

        A pattern matches no personal column; free text only where `text` says that its words do not matter. Raises Refused,
        naming `who` asks, where nothing matches or a plain handle is not unique.
        """
        if isinstance(place, Column):
            return [self._at_letter(place, who)]
        handle = squeezed(place if isinstance(place, str) else place.handle)
        exact = self._by_handle.get(handle, [])
        if len(exact) > 1:
            letters = listed(letter(at) for at in exact)
            raise Refused(
                f"{self.name}: {who} asks for column {handle!r}, and columns {letters} all have that name; "
                f"write {{column: {letter(exact[0])}, says: {self.columns[exact[0]].label or handle!r}}} for the one you mean."
            )
        if exact or "*" not in handle:
            if exact:
                return exact
            names = [column.handle for column in self.columns if column.handle]
            if not names:
                raise Refused(
                    f"{self.name}: {who} asks for column {handle!r}, and the file has no header; write the column's letter, "
                    f'such as {{column: A, says: ""}}, or give the export a header.'
                )
            near = suggestion(handle, names)
            raise Refused(sentence(f"{self.name}: {who} asks for column {handle!r}, which is not there; {near}"))
        like = [at for at, column in enumerate(self.columns) if _matches(handle, column.handle)]
        if not like:
            raise Refused(
                f"{self.name}: {who} asks for columns like {handle!r}, and none is; compare with the export's headers."
            )
        allowed = ("", FREE_TEXT) if text else ("",)
        found = [at for at in like if self.columns[at].personal in allowed]
        if not found:
            raise Refused(
                f"{self.name}: {who} asks for columns like {handle!r}, and all that are like it are personal "
                f"({listed(map(self.described, like))}); write the whole name of the one you mean."
            )
        return found

    def find_one(self, place: Place, who: str) -> int:
        """The position of the one column at `place`. Raises Refused where several match."""
        found = self.find(place, who)
        if len(found) > 1:
            letters = listed(letter(at) for at in found)
            raise Refused(
                f"{self.name}: {who} needs one column, and {place!r} matches {letters}; name the one you mean."
            )
        return found[0]

    def called(self, position: int) -> str:
        """A column's handle, or its letter where it has none."""
        return self.columns[position].handle or letter(position)

    @property
    def names(self) -> list[str]:
        """What each column is called, by a name that no other one has."""
        called = [self.called(at) for at in range(len(self.columns))]
        if len(set(called)) == len(called):
            return called
        often = Counter(called)
        return [f"{name} ({letter(at)})" if often[name] > 1 else name for at, name in enumerate(called)]

    def described(self, position: int) -> str:
        """A column's handle, and why it is personal if it is."""
        personal = self.columns[position].personal
        return f"{self.called(position)}: {personal}" if personal else self.called(position)

    @cached_property
    def _by_handle(self) -> dict[str, list[int]]:
        """The positions of every handle, looked for by each variable."""
        found: dict[str, list[int]] = {}
        for at, column in enumerate(self.columns):
            found.setdefault(squeezed(column.handle), []).append(at)
        return found

    @cached_property
    def _by_letter(self) -> dict[str, int]:
        return {letter(at): at for at in range(len(self.columns))}

    def _at_letter(self, place: Column, who: str) -> int:
        at = self._by_letter.get(place.column.upper())
        if at is None:
            raise Refused(
                f"{self.name}: {who} asks for column {place.column}, and the last one is {letter(len(self.columns) - 1)}."
            )
        column = self.columns[at]
        if _matches(squeezed(place.says), column.label) or _matches(squeezed(place.says), column.handle):
            return at
        raise Refused(
            f"{self.name}: {who} expects column {place.column} to say {place.says!r}, and it says "
            f"{column.label or column.handle!r}; the vendor has moved columns, so look for the right letter."
        )


def letter(position: int) -> str:
    """The column's letter in a spreadsheet: 0 is A, 26 is AA."""
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_at(letters: str) -> int:
    """The position of the column with these letters in a spreadsheet: `letter` the other way round."""
    position = 0
    for one in letters.upper():
        position = position * 26 + ord(one) - 64
    return position - 1


BLANKS = "[\\s\u00a0\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+"
"""What vendors put where a space is meant (a pattern for Python and DuckDB). For matching only: raw text is kept."""
UNSEEN = "[\u00ad\u200b-\u200d\u2060\ufeff]"
"""What nobody sees: soft hyphens, blanks without width, byte order marks."""
_CLEAN = "^[!-~]+( [!-~]+)*$"


def squeezed(text: str) -> str:
    """`text` as it is matched: every run of blanks one space, none at the ends, nothing unseen, and each letter in one way.

    `ü` may be stored as one letter or as `u` and its dots: Unicode calls the two canonically equivalent.
    """
    if text.isascii():
        return " ".join(text.split())
    return re.sub(BLANKS, " ", re.sub(UNSEEN, "", normalize("NFC", text))).strip()


def squeezed_sql(text: str) -> str:
    """The same of an SQL expression; clean ASCII is told at once."""
    seen = f"regexp_replace(nfc_normalize({text}), {literal(UNSEEN)}, '', 'g')"
    return (
        f"case when regexp_matches({text}, {literal(_CLEAN)}) then {text} "
        f"else trim(regexp_replace({seen}, {literal(BLANKS)}, ' ', 'g')) end"
    )


def _matches(pattern: str, text: str) -> bool:
    """Whether `text` is `pattern`, in which `*` stands for any text: each part where it first fits, without going back."""
    text = squeezed(text)
    first, *parts = pattern.split("*")
    if not parts:
        return text == first
    *middle, last = parts
    if not text.startswith(first) or not text.endswith(last) or len(text) < len(first) + len(last):
        return False
    at, end = len(first), len(text) - len(last)
    for part in middle:
        found = text.find(part, at, end)
        if found < 0:
            return False
        at = found + len(part)
    return True
