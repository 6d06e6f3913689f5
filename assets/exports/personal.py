"""Which columns of an export are personal: those that identify people, and those that hold what people wrote.

Told by their names, as vendors give them, and by their first cells. A study takes such a column in only by naming it.
"""

import re
from dataclasses import replace

import duckdb

from assets.exports.export import FREE_TEXT, Export, ExportColumn, squeezed
from assets.lake.duck import literal
from schemas.refused import listed

SAMPLE = 10_000
"""So many rows are looked at."""

LONG, ENOUGH = 25, 10
"""Cells are free text where most of them differ and their mean length is beyond LONG; of fewer than ENOUGH nothing is said."""

NAMES = {
    "IP address": "ipaddress ipaddr ip ipadresse ipadres vip networkid",
    "e-mail address": (
        "email emailaddress recipientemail username emailadresse emailadres emailaddressofrecipient "
        "respondentemail contactemail"
    ),
    "name": (
        "firstname lastname recipientfirstname recipientlastname name fullname surname givenname vorname nachname "
        "voornaam achternaam prénom nom"
    ),
    "phone number": "phone phonenumber telephone mobile mobilephone telefon telefonnummer telefoonnummer recipientphone",
    "location": (
        "locationlatitude locationlongitude locationaccuracy latitude longitude lat lon gps postal postalcode postcode "
        "zip zipcode plz address street city breitengrad längengrad"
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
    r".*_text|.*(\b|-)other[ (]*please specify\)?.*|.*open-ended response|.* - text|.*\[other\]|.*\br\d+oe|.*other - write in.*|"
    r"(legacy )?comments?",
    re.IGNORECASE | re.DOTALL,
)

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


def marked(con: duckdb.DuckDBPyConnection, export: Export, relation: str) -> Export:
    """`export` with the reason why each column is personal, and a note on what its texts hold; `relation`: its cells.

    Looks at the first 10,000 rows, however many there are.
    """
    seen = _looked_at(con, relation)
    columns, notes = [], []
    for at, column in enumerate(export.columns):
        filled, distinct, length, *held = seen.get(f"c{at}", (0, 0, 0.0, *(0 for _ in KINDS)))
        kinds = dict(zip(KINDS, held, strict=True))
        ticks = distinct <= 2 and distinct < filled  # one or two cells over and over
        reason = _by_name(column, ticks) or _by_cells(filled, distinct, length, kinds)
        columns.append(replace(column, personal=reason))
        found = [f"{count:,} with {_some(kind)}" for kind, count in kinds.items() if count]
        if found and reason in ("", FREE_TEXT):
            called = f"{export.called(at)} ({FREE_TEXT})" if reason else export.called(at)
            notes.append(f"column {called}: of {filled:,} cells {listed(found)}, in the first {SAMPLE:,} rows")
    return replace(export, columns=columns, notes=[*export.notes, *notes])


def _by_name(column: ExportColumn, ticks: bool) -> str:
    """Why a column is personal as its name or label says. An answer that is called so (`q5 | E-mail`) and ticked is not."""
    whole = [squeezed(text) for text in (column.handle, column.label)]
    parts = [] if ticks else [squeezed(text) for text in column.handle.split(" | ")]
    for text in (*whole, *parts):
        if reason := _REASON.get(re.sub(r"[\W_]", "", text).casefold()):
            return reason
    return FREE_TEXT if not ticks and any(map(_WRITTEN.fullmatch, (*whole, *parts))) else ""


def _by_cells(filled: int, distinct: int, length: float, kinds: dict[str, int]) -> str:
    written = filled >= ENOUGH and 2 * distinct > filled and length > LONG
    mostly = [kind for kind, count in kinds.items() if 2 * count > filled]
    return FREE_TEXT if written and (not mostly or length > 2 * LONG) else mostly[0] if mostly else ""


def _looked_at(con: duckdb.DuckDBPyConnection, relation: str) -> dict[str, tuple]:
    """By column: filled cells, different ones, their mean length, and how many hold each of the kinds."""
    holds = ", ".join(
        f"coalesce(sum(n) filter (length(cell) >= {SHORTEST} and regexp_matches(cell, {literal(pattern)})), 0)::bigint"
        for pattern in KINDS.values()
    )
    found = con.execute(
        f"select col, sum(n)::bigint, count(*), sum(n * length(cell)) / sum(n), {holds} from (select col, cell, count(*) as n "
        f"from (select * from {relation} limit {SAMPLE}) unpivot (cell for col in (columns(*))) "
        f"where trim(cell) <> '' group by all) group by col"
    ).fetchall()
    return {column: tuple(facts) for column, *facts in found}


def _some(kind: str) -> str:
    return f"{'a' if kind.startswith('p') else 'an'} {kind}"
