"""The workbook of one wave: its gaps, a sheet a topic with the banner tables of its questions, contents and notes."""

from pathlib import Path
from typing import TYPE_CHECKING

from assets.books.banner import Column, banner, letters
from assets.books.crosstabs import Crosstab, crosstabs
from assets.books.gap_sheet import GapSheet
from assets.books.results import Results
from assets.books.sheets import GREY, Sheet, lines, sheet_names
from assets.books.table_sheet import LABEL, PART, Letters, TableSheet
from assets.books.words import legend, methods

if TYPE_CHECKING:
    from xlsxwriter import Workbook

GAPS, PARTS, CONTENTS, NOTES = "Gaps", "Gaps by segment", "Contents", "Notes"

READING = [
    "Rows are the answers to a question in their order, then the metrics over it, in bold; columns are the groups in total "
    "and the parts of their segments. Percentages are of the column's base, weighted where the source has weights.",
    "Letters: a metric is significantly higher than in the columns whose letters stand below it (segment_contrast: "
    "p_adjusted below .05, on bases that are not merely indicative). Only parts of one segment of one group are tested "
    "against each other; answers by themselves and totals are not tested. Groups are set against each other on the sheet Gaps.",
    "Where lines of one question have bases of their own, the bases stand above them.",
]

Placed = tuple[int, Crosstab, str, int]
"""A table's number, the table, and the sheet and row where it stands."""


def write_workbook(results: Results, path: Path) -> int:
    """Write the workbook to `path`. Returns how many banner tables it has."""
    import xlsxwriter

    topics = crosstabs(results.study, results.wave, results.estimates)
    columns = banner(results.study, results.estimates)
    above = letters(results.contrasts, columns)
    parts = [gap for gap in results.gaps if gap["segment"] != "total"]
    gap_name, part_name, contents_name, notes_name, *names = sheet_names([GAPS, PARTS, CONTENTS, NOTES, *topics])
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        book.set_properties({"title": results.title, "comments": results.warning})
        _gaps(book, gap_name, results, results.totals)
        if parts:
            _gaps(book, part_name, results, parts)
        contents = Sheet(book, contents_name, [7.0, 40.0, 70.0, 24.0])
        placed: list[Placed] = []
        for name, (topic, tables) in zip(names, topics.items(), strict=True):
            placed += _topic(book, name, topic, results, tables, columns, above, len(placed))
        _contents(contents, results, [gap_name, *([part_name] if parts else []), notes_name], placed)
        _notes(Sheet(book, notes_name, [115.0]), results)
    return len(placed)


def _gaps(book: "Workbook", name: str, results: Results, gaps: list[dict]) -> None:
    sheet = GapSheet(book, name, results, gaps)
    if gaps:
        sheet.write()
    else:
        sheet.text(0, "The study defines no gaps.")


def _topic(
    book: "Workbook",
    name: str,
    topic: str,
    results: Results,
    tables: list[Crosstab],
    columns: list[Column],
    above: Letters,
    before: int,
) -> list[Placed]:
    """Write the tables of one topic; `before`: how many have been written."""
    sheet = TableSheet(book, name, [LABEL, *(PART for _ in columns)])
    sheet.heading(results.title, topic, results.warning)
    sheet.link(0, CONTENTS, 0, "Contents")
    sheet.row += 1
    sheet.banner(columns)
    sheet.headed(columns=1)
    placed = []
    for number, table in enumerate(tables, start=before + 1):
        sheet.row += 1
        placed.append((number, table, name, sheet.row))
        sheet.table(number, table, above)
    for note in legend(results.study.reliability):
        sheet.paragraph(note, font_color=GREY)
    sheet.paragraph(READING[1], font_color=GREY)
    return placed


def _contents(sheet: Sheet, results: Results, others: list[str], placed: list[Placed]) -> None:
    sheet.heading(results.title, results.fieldwork, results.warning)
    sheet.row += 1
    for name in others:
        sheet.link(1, name, 0, name)
        sheet.row += 1
    sheet.row += 1
    for at, heading in enumerate(("Table", "Question", "What was asked", "Sheet")):
        sheet.text(at, heading, bold=True, bottom=1, bottom_color=GREY)
    sheet.row += 1
    sheet.headed()
    for number, table, name, row in placed:
        asked = " / ".join(table.wordings)
        sheet.high(max(lines(asked, sheet.widths[2]), lines(table.title, sheet.widths[1])))
        sheet.number(0, number, "0", align="left")
        sheet.link(1, name, row, table.title)
        sheet.text(2, asked, text_wrap=True)
        sheet.text(3, name, font_color=GREY)
        sheet.row += 1


def _notes(sheet: Sheet, results: Results) -> None:
    sheet.heading(results.title, results.fieldwork, results.warning)
    sheet.headed()
    study = results.study
    provenance = [f"Study {study.study}, wave {results.wave}. {results.provenance}."]
    for title, paragraphs in (
        ("The study", [study.about] if study.about else []),
        ("How to read the tables", READING),
        ("Marks", legend(study.reliability)),
        ("Methods", methods(study)),
        ("Where the figures come from", provenance),
    ):
        if paragraphs:
            sheet.row += 1
            sheet.text(0, title, bold=True)
            sheet.row += 1
            for paragraph in paragraphs:
                sheet.paragraph(paragraph)
