"""What the XML of a workbook tells of a sheet that calamine does not: error cells, formulas without a value, how far it reaches.

One pass over the elements, no tree; a document type, which no workbook has, is refused before it can declare an entity.
"""

import posixpath
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import IO
from xml.parsers import expat
from zipfile import ZipFile

import defusedxml.ElementTree as ElementTree
from defusedxml import DefusedXmlException

from assets.exports.export import column_at

Position = tuple[int, int]
"""Row and column, from 0."""
_OFFICE = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass
class Seen:
    """What stands in a sheet's XML."""

    errors: dict[Position, str] = field(default_factory=dict)
    unvalued: Position | None = None
    """The first cell whose formula was saved without its value."""
    hidden: list[range] = field(default_factory=list)
    """Rows that the sheet does not show, as a filter does."""
    merged: list[tuple[Position, Position]] = field(default_factory=list)
    """The blocks of merged cells, where only the XML tells them."""
    rows: int = 0
    columns: int = 0
    """How far the filled cells reach."""

    def reach(self, row: int, column: int) -> None:
        """Take note of a filled cell."""
        self.rows, self.columns = max(self.rows, row + 1), max(self.columns, column + 1)


def excel_sheet(archive: ZipFile, name: str) -> Seen:
    """A sheet of an Excel workbook. Raises ValueError where the XML is none, KeyError where the sheet has no part."""
    seen, cell = Seen(), _Cell()

    def start(tag: str, attributes: dict[str, str]) -> None:
        match tag:
            case "row":
                cell.row, cell.column = int(attributes.get("r", cell.row + 2)) - 1, -1
                if attributes.get("hidden") in ("1", "true"):
                    seen.hidden.append(range(cell.row, cell.row + 1))
            case "c":
                cell.start(attributes)
            case "f":
                cell.formula = True
            case "v" | "is":
                cell.valued, cell.reading = True, cell.kind == "e" or cell.formula

    def end(tag: str) -> None:
        if tag == "v":
            cell.reading = False
        elif tag == "c":
            if cell.formula and cell.kind != "str" and not cell.text:  # of an empty text Excel says that it is one
                seen.unvalued = seen.unvalued or (cell.row, cell.column)
            elif cell.valued:
                seen.reach(cell.row, cell.column)
            if cell.kind == "e" and cell.valued:
                seen.errors[cell.row, cell.column] = cell.text

    def text(piece: str) -> None:
        if cell.reading:
            cell.text += piece

    _parse(archive.open(_part(archive, name)), start, end, text)
    return seen


def open_document_sheet(archive: ZipFile, name: str) -> Seen:
    """A sheet of an OpenDocument workbook, in which rows and cells stand once for many. Raises as `excel_sheet` does."""
    seen, cell, inside = Seen(), _Cell(), False
    rows = columns = 1

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal inside, rows, columns
        if tag == "table":
            inside = attributes.get("table:name") == name
        if not inside:
            return
        match tag:
            case "table-row":
                cell.row, cell.column = cell.row + rows, -1
                rows, columns = int(attributes.get("table:number-rows-repeated", 1)), 1
                if attributes.get("table:visibility", "visible") != "visible":
                    seen.hidden.append(range(cell.row, cell.row + rows))
            case "table-cell" | "covered-table-cell":
                cell.column += columns
                columns = int(attributes.get("table:number-columns-repeated", 1))
                cell.kind, cell.text = attributes.get("calcext:value-type"), ""
                if "table:formula" in attributes and "office:value-type" not in attributes:
                    seen.unvalued = seen.unvalued or (cell.row, cell.column)
                if "office:value-type" in attributes:
                    seen.reach(cell.row + rows - 1, cell.column + columns - 1)
                if (span := int(attributes.get("table:number-columns-spanned", 1))) > 1:
                    seen.merged.append(((cell.row, cell.column), (cell.row, cell.column + span - 1)))
            case "p":
                cell.reading = cell.kind == "error"

    def end(tag: str) -> None:
        if tag == "p":
            cell.reading = False
        elif inside and tag == "table-cell" and cell.kind == "error":
            for row in range(cell.row, cell.row + rows):
                seen.errors |= {(row, column): cell.text for column in range(cell.column, cell.column + columns)}
            cell.kind = None

    def text(piece: str) -> None:
        if cell.reading:
            cell.text += piece

    cell.row = -1
    _parse(archive.open("content.xml"), start, end, text)
    return seen


class _Cell:
    """The cell that is being read."""

    row, column = -1, -1
    kind: str | None = None
    formula = valued = reading = False
    text = ""

    def start(self, attributes: dict[str, str]) -> None:
        letters = attributes.get("r", "").rstrip("0123456789")
        self.column = column_at(letters) if letters else self.column + 1
        self.kind, self.text = attributes.get("t"), ""
        self.formula = self.valued = self.reading = False


def _part(archive: ZipFile, name: str) -> str:
    """Where the XML of the sheet called `name` lies."""
    try:
        book = ElementTree.fromstring(archive.read("xl/workbook.xml"), forbid_dtd=True)
        links = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"), forbid_dtd=True)
    except (ElementTree.ParseError, DefusedXmlException) as error:
        raise ValueError(str(error)) from None
    sheets = {sheet.get("name"): sheet.get(_OFFICE) for sheet in book.iter() if sheet.tag.endswith("}sheet")}
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    return posixpath.normpath(posixpath.join("/xl", targets[sheets[name]])).lstrip("/")


def _parse(
    stream: IO[bytes],
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None],
    text: Callable[[str], None],
) -> None:
    def forbid(*_declared: object) -> None:
        raise ValueError("it declares a document type, which no workbook does")

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = forbid
    parser.StartElementHandler = lambda tag, attributes: start(tag.rpartition(":")[2], attributes)
    parser.EndElementHandler = lambda tag: end(tag.rpartition(":")[2])
    parser.CharacterDataHandler = text
    try:
        with stream:
            parser.ParseFile(stream)
    except expat.ExpatError as error:
        raise ValueError(str(error)) from None
