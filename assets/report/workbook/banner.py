"""The banner: the columns of every table, and the letters of those that are tested against each other."""

from dataclasses import dataclass

from assets.exports.export import letter
from schemas.tables.contrasts import REST
from schemas.words.studies import Words

Row = dict
Place = tuple[str, str, str]
"""A group, a segment and its part."""


@dataclass(frozen=True)
class Column:
    """One column: a group in total, or one part of a segment of it."""

    place: Place
    group: str
    segment: str
    part: str
    letter: str
    """What names it in tests; a total is in none."""


def banner(words: Words, estimates: list[Row]) -> list[Column]:
    """Each group's total, then the parts of its segments; a part in which nobody answered anything has no column."""
    somebody = [row for row in estimates if row["n"] != 0]
    found = dict.fromkeys((row["group_name"], row["segment"], row["segment_value"]) for row in somebody)
    labels = {row["group_name"]: row["group_label"] for row in estimates}
    order = ["total", *words.study.segments]
    places = [place for group in words.study.groups for part in order for place in found if place[:2] == (group, part)]
    tested = [place for place in places if place[1] != "total"]
    return [
        Column(place, labels[place[0]], "", words.say("book.total"), "")
        if place[1] == "total"
        else Column(
            place,
            labels[place[0]],
            words.segment(place[1]),
            place[2],
            letter(tested.index(place)),
        )
        for place in places
    ]


def letters(contrasts: list[Row], columns: list[Column]) -> dict[tuple[str, Place], list[str]]:
    """The letters of the columns that a metric is significantly lower in, by metric and place, in their order."""
    named = {column.place: column.letter for column in columns}
    found: dict[tuple[str, Place], list[str]] = {}
    for row in contrasts:
        if row["significant"] and row["against"] != REST:
            segment = row["group_name"], row["segment"]
            places = [(*segment, row["segment_value"]), (*segment, row["against"])]
            higher, lower = places if row["difference"] > 0 else reversed(places)
            found.setdefault((row["metric"], higher), []).append(named[lower])
    return {cell: sorted(above, key=lambda name: (len(name), name)) for cell, above in found.items()}
