"""A wave's results without Dagster, and its books read back as a stranger reads them: by what stands on the sheets."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from assets.contrasts.segments import segment_contrast
from assets.report.results import Results
from assets.report.workbook.workbook import write_workbook
from building import ORIGIN, Ran, run
from conftest import PROJECT

APART = ("Gaps", "Gaps by segment", "Contents", "Notes")
BASES = {"Base, unweighted": "n", "Base, weighted": "n_weighted", "Effective base": "n_effective"}


def results_of(ran: Ran) -> Results:
    """What stands of a study that went through the stages."""
    contrasts = segment_contrast(ran.study, ran.wave, ran.samples, ORIGIN).to_pylist()
    weighting = [row for source in ran.study.respondents() for row in ran._rows("weighting", source)]
    return Results(ran.study, ran.wave, ran.estimated().to_pylist(), ran.gaps(), contrasts, weighting)


def bundled(place: Path, study: str) -> Results:
    """A bundled study, run in a folder of its own."""
    shutil.copytree(PROJECT / "studies" / study, place / study)
    return results_of(run(place / study, wave="2007"))


def real(place: Path, study: str, export: Path) -> Results:
    """A study of a real export, which lies outside the project, run in a folder of its own."""
    shutil.copytree(PROJECT / "tests" / "end_to_end" / "real" / study, place / study)
    (place / study / "exports").mkdir(exist_ok=True)
    shutil.copyfile(export, place / study / "exports" / export.name)
    return results_of(run(place / study, wave=study[-4:]))


@dataclass(frozen=True)
class Cell:
    """One cell of a banner table: where it stands by its headings, and what is in it."""

    table: str
    line: str
    group: str
    segment: str
    part: str
    value: object
    form: str
    base: dict
    """The bases above it in its column."""
    letters: str
    """What stands below it, on a line without a name."""

    @property
    def key(self) -> tuple:
        return self.table, self.line, self.group, self.segment, self.part


def written(results: Results, path: Path) -> openpyxl.Workbook:
    """The workbook, written and opened."""
    write_workbook(results, path)
    return openpyxl.load_workbook(path)


def cells(book: openpyxl.Workbook) -> Iterator[Cell]:
    """Every cell of every banner table that holds something."""
    for name in book.sheetnames:
        if name not in APART:
            yield from _cells(book[name])


def _cells(sheet: Worksheet) -> Iterator[Cell]:
    top = sheet.freeze_panes
    last = openpyxl.utils.cell.coordinate_from_string(top)[1] - 1
    group, segment, part, letters = (_spread(sheet, row) for row in range(last - 3, last + 1))
    letter = {at: text for at, text in letters.items() if text}
    table, base = "", {}
    for row in range(last + 1, sheet.max_row + 1):
        first = sheet.cell(row, 1).value
        if isinstance(first, str) and first.startswith("Table "):
            table = first.split("  ", 1)[1]
        held = [at for at in range(2, sheet.max_column + 1) if sheet.cell(row, at).value is not None]
        if first in BASES:
            base = base if first != "Base, unweighted" else {}
            for at in held:
                base.setdefault(at, {})[BASES[first]] = sheet.cell(row, at).value
        elif first:
            for at in held:
                cell = sheet.cell(row, at)
                below = sheet.cell(row + 1, at).value if sheet.cell(row + 1, 1).value is None else None
                place = group[at], segment[at], part[at]
                yield Cell(table, first, *place, cell.value, cell.number_format, base[at], str(below or ""))
    assert len(set(letter.values())) == len(letter)


def letters_of(book: openpyxl.Workbook) -> dict[str, tuple]:
    """Which column of the banner each letter names: group, segment and part."""
    sheet = book[next(name for name in book.sheetnames if name not in APART)]
    last = openpyxl.utils.cell.coordinate_from_string(sheet.freeze_panes)[1] - 1
    group, segment, part, letters = (_spread(sheet, row) for row in range(last - 3, last + 1))
    return {letter: (group[at], segment[at], part[at]) for at, letter in letters.items() if letter}


def _spread(sheet: Worksheet, row: int) -> dict[int, str]:
    """The headings of one row, a merged one over all its columns."""
    found = {at: sheet.cell(row, at).value or "" for at in range(2, sheet.max_column + 1)}
    for merged in sheet.merged_cells.ranges:
        if merged.min_row == row:
            found |= dict.fromkeys(
                range(merged.min_col, merged.max_col + 1), sheet.cell(row, merged.min_col).value or ""
            )
    return found
