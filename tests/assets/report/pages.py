"""The page read back as a stranger reads it: by its tables, sentences and pictures."""

from collections import Counter
from dataclasses import dataclass
from html.parser import HTMLParser
from xml.etree.ElementTree import Element, TreeBuilder

VOID = {"meta", "br", "link", "img", "input"}


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


def sections(page: Element) -> dict[str, Element]:
    """The section of each gap, by the gap's key."""
    found = (part for part in page.iter("section") if (part.get("class") or "").startswith("gap "))
    return {part.get("id").removeprefix("gap-"): part for part in found}


def sentences(page: Element) -> dict[str, str]:
    """What the page says of each gap, by the gap's key."""
    return {gap: said(part.find("p[@class='sentence']")) for gap, part in sections(page).items()}


def headlines(page: Element) -> dict[str, str]:
    """The headline of each gap where the page begins, which leads to the gap's section and stands there, too."""
    (short,) = (part for part in page.iter("section") if part.get("id") == "short")
    found = {link.get("href").removeprefix("#gap-"): said(link) for link in short.iter("a")}
    assert found == {gap: said(part.find("h3")) for gap, part in sections(page).items()}
    return found


def drawn(page: Element, name: str, width: str = "drawing wide") -> Counter:
    """The texts of a picture, and how often each stands there."""
    (picture,) = (part for part in page.iter("figure") if part.get("id") == name)
    (drawing,) = (part for part in picture.iter("div") if part.get("class") == width)
    return Counter(said(text) for text in drawing.iter("text"))
