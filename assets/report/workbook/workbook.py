"""The workbook of one wave: its gaps, a sheet a topic with the banner tables of its questions, contents and notes."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from assets.report.disclosure import disclosure
from assets.report.results import Results
from assets.report.workbook.banner import Column, banner, letters
from assets.report.workbook.crosstabs import Crosstab, crosstabs
from assets.report.workbook.gap_sheet import GapSheet
from assets.report.workbook.sheets import GREY, Sheet, lines, sheet_names
from assets.report.workbook.table_sheet import LABEL, PART, Letters, TableSheet
from schemas.foreign import visible
from schemas.words.gaps import GapSaid

if TYPE_CHECKING:
    from xlsxwriter import Workbook

Placed = tuple[int, Crosstab, str, int]
"""A table's number, the table, and the sheet and row where it stands."""


def write_workbook(results: Results, path: Path) -> int:
    """Write the workbook to `path`. Returns how many banner tables it has."""
    import xlsxwriter

    words = results.words
    topics = crosstabs(words, results.wave, results.estimates)
    columns = banner(words, results.estimates)
    above = letters(results.contrasts, columns)
    parts = [gap for gap in results.said if gap.row["segment"] != "total"]
    titles = [words.say(f"book.{sheet}") for sheet in ("gaps", "gaps_by_segment", "contents", "notes")]
    titled = [topic or words.say("book.other_questions") for topic in topics]
    gap_name, part_name, contents_name, notes_name, *names = sheet_names([*titles, *titled])
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        book.set_properties({"title": visible(results.title), "comments": visible(results.warning)})
        _gaps(book, gap_name, results, results.totals)
        if parts:
            _gaps(book, part_name, results, parts)
        contents = Sheet(book, contents_name, [7.0, 40.0, 70.0, 24.0])
        placed: list[Placed] = []
        topic = _Topic(book, results, columns, above, contents_name)
        for name, title, tables in zip(names, titled, topics.values(), strict=True):
            placed += topic.write(name, title, tables, len(placed))
        _contents(contents, results, [gap_name, *([part_name] if parts else []), notes_name], placed)
        _notes(Sheet(book, notes_name, [115.0]), results)
    return len(placed)


def _gaps(book: "Workbook", name: str, results: Results, gaps: list[GapSaid]) -> None:
    sheet = GapSheet(book, name, results, gaps)
    if gaps:
        sheet.write()
    else:
        sheet.text(0, results.words.say("tally.no_gaps"))


@dataclass(frozen=True)
class _Topic:
    """What the sheets of all topics share: the book, the banner and its letters, and the sheet of contents."""

    book: "Workbook"
    results: Results
    columns: list[Column]
    above: Letters
    contents: str

    def write(self, name: str, title: str, tables: list[Crosstab], before: int) -> list[Placed]:
        """Write the tables of one topic; `before`: how many have been written."""
        words = self.results.words
        sheet = TableSheet(self.book, name, [LABEL, *(PART for _ in self.columns)], words)
        sheet.heading(self.results.title, title, self.results.warning)
        sheet.link(0, self.contents, 0, self.contents)
        sheet.row += 1
        sheet.banner(self.columns)
        sheet.headed(columns=1)
        placed = []
        for number, table in enumerate(tables, start=before + 1):
            sheet.row += 1
            placed.append((number, table, name, sheet.row))
            sheet.table(number, table, self.above)
        for note in [*words.marks(), words.say("book.empty"), words.say("book.reading_letters")]:
            sheet.paragraph(note, font_color=GREY)
        return placed


def _contents(sheet: Sheet, results: Results, others: list[str], placed: list[Placed]) -> None:
    sheet.heading(results.title, results.fieldwork, results.warning)
    sheet.row += 1
    for name in others:
        sheet.link(1, name, 0, name)
        sheet.row += 1
    sheet.row += 1
    for at, heading in enumerate(("contents_table", "contents_question", "contents_asked", "contents_sheet")):
        sheet.text(at, results.words.say(f"book.{heading}"), bold=True, bottom=1, bottom_color=GREY)
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
    words, study = results.words, results.study
    provenance = words.say("book.provenance", study=study.study, wave=results.wave, marks=results.provenance)
    for title, paragraphs in {
        "notes_study": [
            words.say("disclosure.item", item=item, said=answer)
            for item, answers in disclosure(words, results.wave, results.estimates, results.weighting)
            for answer in answers
        ],
        "notes_reading": [words.say(f"book.reading_{part}") for part in ("tables", "letters", "bases")],
        "notes_marks": [*words.marks(), words.say("book.empty")],
        "notes_methods": [*words.methods(), words.samples(), words.condition],
        "notes_provenance": [provenance],
    }.items():
        sheet.row += 1
        sheet.text(0, words.say(f"book.{title}"), bold=True)
        sheet.row += 1
        for paragraph in paragraphs:
            sheet.paragraph(paragraph)
