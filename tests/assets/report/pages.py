"""The page read back as a stranger reads it: by its tables, sentences and pictures; and what it should print of a row.

What should be printed is worked out here from the rules, without the code that prints it.
"""

import re
from collections import Counter
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from html.parser import HTMLParser
from xml.etree.ElementTree import Element, TreeBuilder

VOID = {"meta", "br", "link", "img", "input"}
SIDES = ("executive", "consumer")


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tree = TreeBuilder()

    def handle_starttag(self, tag: str, attrs: list) -> None:
        self.tree.start(tag, {name: value or "" for name, value in attrs})
        if tag in VOID:
            self.tree.end(tag)

    def handle_startendtag(self, tag: str, attrs: list) -> None:
        self.tree.start(tag, {name: value or "" for name, value in attrs})
        self.tree.end(tag)

    def handle_endtag(self, tag: str) -> None:
        self.tree.end(tag)

    def handle_data(self, data: str) -> None:
        self.tree.data(data)


def read(html: str) -> Element:
    """The page as a tree."""
    reader = _Reader()
    reader.feed(html.removeprefix("<!doctype html>").strip())
    return reader.tree.close()


def said(element: Element) -> str:
    """The text of an element, with single spaces."""
    return " ".join("".join(element.itertext()).split())


@dataclass(frozen=True)
class Table:
    """A table by its caption."""

    caption: str
    rows: list[list[str]]
    numbers: list[list[str | None]]
    """What each cell is sorted by."""


def tables(page: Element) -> list[Table]:
    """Every table of the page."""
    found = []
    for table in page.iter("table"):
        caption, lines = table.find("caption"), [list(line) for line in table.iterfind("tbody/tr")]
        texts = [[said(cell) for cell in line] for line in lines]
        found.append(Table(said(caption), texts, [[cell.get("data-value") for cell in line] for line in lines]))
    return found


def sentences(page: Element) -> dict[str, str]:
    """What the page says of each gap, by the gap's label."""
    (short,) = (part for part in page.iter("section") if part.get("id") == "short")
    found = {said(item.find("div/strong")): said(item.find("div/p")) for item in short.iterfind("ol/li")}
    for item in short.iterfind("details/ul/li"):
        found[said(item.find("strong"))] = said(item).split(": ", 1)[1]
    return found


def drawn(page: Element, name: str, width: str = "drawing wide") -> Counter:
    """The texts of a picture, and how often each stands there."""
    (picture,) = (part for part in page.iter("figure") if part.get("id") == name)
    (drawing,) = (part for part in picture.iter("div") if part.get("class") == width)
    return Counter(said(text) for text in drawing.iter("text"))


# What should be printed.


def number(value: float, unit: str) -> Decimal:
    """To whole points, or to one decimal; halves away from zero."""
    percent = unit in ("share", "difference of shares")
    exact = Decimal(f"{value:.14g}") * (100 if percent else 1)
    return exact.quantize(Decimal(1) if percent or unit == "NPS" else Decimal("0.1"), ROUND_HALF_UP) + 0


def minus(text: str) -> str:
    return text.replace("-", "−")


def unit_of(row: dict, side: str) -> str:
    return row["unit"].split(" / ")[0 if side == "executive" else -1]


def figure(row: dict, side: str) -> str:
    estimate, unit = row[f"{side}_estimate"], unit_of(row, side)
    if estimate is None:
        return "withheld"
    plain = number(estimate, unit)
    if unit == "share":
        return f"{plain}%"
    if unit == "difference of shares":
        return minus(f"{plain:+} points")
    return minus(f"{plain:+}" if unit == "NPS" else f"{plain}")


def ends(row: dict, name: str, unit: str, turned: bool = False) -> str:
    low, high = (row[f"{name}_ci_{end}"] for end in ("low", "high"))
    if low is None:
        return ""
    return minus(" to ".join(str(number(end, unit)) for end in ((-high, -low) if turned else (low, high))))


def base(row: dict, side: str) -> str:
    """The base with its mark, and the effective base where it is printed as another number."""
    label, n, effective = (row[f"{side}_{name}"] for name in ("label", "n", "n_effective"))
    label = label[0].lower() + label[1:]
    if n is None:
        return f"{label}, base unknown"
    mark = row[f"{side}_reliability"]
    whole = n if effective is None else Decimal(str(effective)).quantize(Decimal(1), ROUND_HALF_UP)
    return f"{n:,} {label}" + f" ({mark})" * (mark != "ok") + f", effective base {whole:,}" * (whole != n)


def width(row: dict) -> str:
    """How far apart, without a sign."""
    apart = abs(number(row["gap_estimate"], row["unit"]))
    points = row["unit"] in ("share", "difference of shares", "NPS")
    return f"{apart}" + (f" point{'' if apart == 1 else 's'}" if points else "")


def difference(row: dict) -> str:
    if row["gap_estimate"] is None:
        return ""
    apart = number(row["gap_estimate"], row["unit"])
    return ("−" if apart < 0 else "+" if apart > 0 else "") + width(row)


def interval(row: dict) -> str:
    span = ends(row, "gap", row["unit"])
    loose = {"opt_in", "purposive"} & set(row["sampling"].split(" / "))
    return f"{span} *" if span and loose else span


def p_value(row: dict) -> str:
    p = row["p_adjusted"]
    if p is None:
        return ""
    return "<.001" if p < 0.001 else str(Decimal(str(p)).quantize(Decimal("0.001"), ROUND_HALF_UP)).removeprefix("0")


def verdict(row: dict) -> str:
    """What the table's columns allow one to say."""
    if row["compare"] == "side_by_side":
        return "side by side, not subtracted"
    if row["gap_estimate"] is None:
        return "withheld" if row["reliability"] == "withheld" else "not computable"
    if row["gap_ci_low"] is None:
        return "not computable"
    if not row["significant"]:
        return row["direction"] if row["direction"] == "too few to say" else "no clear difference"
    labels = {side: row[f"{side}_label"] for side in SIDES}
    words = row["direction"]
    for side, label in labels.items():
        words = words.replace(f"{side}s", label[0].lower() + label[1:])
    if row["better"] == "neither":
        return words
    worse = (row["gap_estimate"] > 0) == (row["better"] == "higher")
    return f"{words}; {'worse' if worse else 'better'} for {labels['consumer'][0].lower()}{labels['consumer'][1:]}"


NUMBERS = re.compile(r"[−+]?\d+(?:,\d{3})*(?:\.\d+)?")
"""A figure in a sentence."""
