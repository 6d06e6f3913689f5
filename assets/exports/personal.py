"""Which columns of an export are personal: those that identify people, and those that hold what people wrote.

Told by their names, as vendors give them, and by their first cells. A study takes such a column in only by naming it.
"""

import re
from dataclasses import dataclass, field, replace

import duckdb

from assets.exports.export import FREE_TEXT, Export, ExportColumn, squeezed
from assets.lake.duck import literal
from schemas.refused import listed

SAMPLE = 10_000
"""So many rows are looked at."""

LONG, ENOUGH = 25, 10
"""Cells are somebody's own words where most of them differ and are longer than LONG, ENOUGH of them."""

NAMES = {
    "IP address": "ipaddress ipaddr ip ipadresse ipadres vip networkid",
    "e-mail address": (
        "email emailaddress recipientemail username emailadresse emailadres emailaddressofrecipient "
        "respondentemail contactemail"
    ),
    "name": (
        "firstname lastname recipientfirstname recipientlastname name fullname surname givenname vorname nachname "
        "voornaam achternaam prénom nom namefirst namelast namefull namemiddle middlename maidenname nickname childname"
    ),
    "date of birth": "dob dateofbirth birthdate birthday geburtsdatum geburtstag geboortedatum datedenaissance",
    "phone number": "phone phonenumber telephone mobile mobilephone telefon telefonnummer telefoonnummer recipientphone",
    "location": (
        "locationlatitude locationlongitude locationaccuracy latitude longitude lat lon gps gpslatitude gpslongitude "
        "postal postalcode postcode zip zipcode plz address street city breitengrad längengrad"
    ),
    "device": (
        "useragent dcua deviceid device browser vbrowser vmobiledevice vmobileos vos operatingsystem metainfobrowser "
        "subscriberid simid phonenumberid"
    ),
    "external id": (
        "externalreference externaldatareference externalid contactid customdata customdata1 token uuid sessionid session "
        "userid panelistid respid responseid respondentid responsid responseset recipientid"
    ),
    "web address": "url referer refurl referrer extendedreferer",
}
"""Vendors' names without anything but letters and digits, in lower case."""

_REASON = {name: reason for reason, names in NAMES.items() for name in names.split()}
_WRITTEN = re.compile(
    r".*_text|(.*\W)?other[ (]*please specify\)?|(.*\W)?open-ended response|.* - text|.*\[other\]|.*r\d+oe|other - write in.*|"
    r"(legacy )?comments?",
    re.IGNORECASE | re.DOTALL,
)
"""What vendors call columns of free text, by the whole name."""

KINDS = {
    "e-mail address": r"[\w.+-]+@[\w-]+(\.[\w-]+)+",
    "IP address": r"(^|[^\d.])(\d{1,3}\.){3}\d{1,3}($|[^\d.])|([0-9A-Fa-f]{1,4}:){5,7}[0-9A-Fa-f]{1,4}",
    "phone number": (
        r"(^|[^\w.+-])(\+\d[\d ()/.-]{7,}\d|\(?0\d{2,4}\)?[ /-]{1,3}\d{3}[\d -]{2,}\d|\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4})($|\D)"
    ),
}
"""What a cell can hold that identifies somebody, as patterns of DuckDB. Dates and plain numbers are none of them."""

SHORTEST = 7
"""No cell with fewer letters holds any of these."""


@dataclass(frozen=True)
class Seen:
    """What the first cells of a column show."""

    filled: int = 0
    different: int = 0
    length: float = 0.0
    """Their mean length."""
    words: int = 0
    """How many of the different ones are no bare code, without a blank or a letter beyond ASCII."""
    kinds: dict[str, int] = field(default_factory=dict)
    """How many cells hold each of the kinds."""

    @property
    def ticks(self) -> bool:
        """Whether it is one or two cells over and over: nobody's name, and nobody's own words."""
        return self.different <= 2 and self.different < self.filled

    def reason(self) -> str:
        """Why the cells are personal; empty where they do not say so."""
        mostly = [kind for kind, count in self.kinds.items() if 2 * count > self.filled]
        if mostly and self.length <= 2 * LONG:
            return mostly[0]
        differ = self.filled >= ENOUGH and 2 * self.different > self.filled and self.length > LONG
        return "" if not differ else FREE_TEXT if self.words else "external id"


def marked(con: duckdb.DuckDBPyConnection, export: Export, relation: str) -> Export:
    """`export` with the reason why each column is personal, and a note on what its texts hold; `relation`: its cells.

    Looks at the first 10,000 rows, however many there are.
    """
    cells = _looked_at(con, relation)
    columns, notes = [], []
    for at, column in enumerate(export.columns):
        seen = cells.get(f"c{at}", Seen())
        reason = _by_name(column, seen.ticks) or seen.reason()
        columns.append(replace(column, personal=reason))
        found = [f"{count:,} with {_some(kind)}" for kind, count in seen.kinds.items() if count]
        if found and reason in ("", FREE_TEXT):
            called = f"{export.called(at)} ({FREE_TEXT})" if reason else export.called(at)
            notes.append(f"column {called}: of {seen.filled:,} cells {listed(found)}, in the first {SAMPLE:,} rows")
    return replace(export, columns=columns, notes=[*export.notes, *notes])


def _by_name(column: ExportColumn, ticks: bool) -> str:
    """Why a column is personal as its name or label says. A ticked answer of that name (`q5 | E-mail`, `q5/name`) is not."""
    whole = [squeezed(text) for text in (column.handle, column.label)]
    parts = [] if ticks else [squeezed(text) for text in re.split(r" \| |/", column.handle)]
    for text in (*whole, *parts):
        if reason := _REASON.get(re.sub(r"[\W_]", "", text).casefold()):
            return reason
    return FREE_TEXT if not ticks and any(map(_WRITTEN.fullmatch, (*whole, *parts))) else ""


def _looked_at(con: duckdb.DuckDBPyConnection, relation: str) -> dict[str, Seen]:
    """What each column c0, c1, … shows that has a filled cell; each different cell is looked at once."""
    holds = ", ".join(
        f"coalesce(sum(n) filter (length(cell) >= {SHORTEST} and regexp_matches(cell, {literal(pattern)})), 0)::bigint"
        for pattern in KINDS.values()
    )
    facts = "sum(n)::bigint, count(*), sum(n * length(cell)) / sum(n), count_if(not regexp_matches(cell, '^[!-~]+$'))"
    long = f"(select * from {relation} limit {SAMPLE}) unpivot (cell for col in (columns(*)))"
    counted = f"select col, cell, count(*) as n from {long} where trim(cell) <> '' group by all"
    found = con.execute(f"select col, {facts}, {holds} from ({counted}) group by col").fetchall()
    return {column: Seen(*seen[:4], dict(zip(KINDS, seen[4:], strict=True))) for column, *seen in found}


def _some(kind: str) -> str:
    return f"{'a' if kind.startswith('p') else 'an'} {kind}"
