"""Workbooks as sheets of text: opened with care, each cell as the sheet shows it, at its own row and column.

calamine reads the cells, at the price of memory for every cell up to the last one, however far away that is. So a workbook
is measured before it is opened, and each sheet before it is read.
"""

import zipfile
import zlib
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from assets.exports.export import letter
from assets.exports.readers.sheet_xml import Seen, excel_sheet, open_document_sheet
from schemas.refused import Refused

LARGEST, TIMES, SMALL = 2 << 30, 200, 64 << 20
"""A workbook unpacks to no more bytes than the first, and beyond the last to no more than so many times its own size."""
CELLS = 30_000_000
"""The most cells between A1 and the last one, about a gigabyte in memory."""
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SPREADSHEET = b"application/vnd.oasis.opendocument.spreadsheet"
_FAULTS = (
    *(CalamineError, zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, ValueError, LookupError),
    *(EOFError, OSError),
)
"""What broken workbooks raise."""
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")

Cell = str | int | float | bool | date | datetime | time | timedelta


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook."""

    name: str
    seen: Seen
    _cells: CalamineSheet

    @property
    def height(self) -> int:
        """The number of its last filled row."""
        return self._cells.end[0] + 1 if self._cells.end else 0

    @property
    def width(self) -> int:
        """The number of its last filled column."""
        return self._cells.end[1] + 1 if self._cells.end else 0

    def rows(self) -> Iterator[list[str]]:
        """Every row from the sheet's first to its last filled one, all of one width; a blank cell is empty text."""
        margin = [""] * (self._cells.start[1] if self._cells.start else 0)
        failed: dict[int, dict[int, str]] = {}
        for (row, column), error in self.seen.errors.items():
            failed.setdefault(row, {})[column] = error
        for number, values in enumerate(self._cells.iter_rows()):
            row = margin + [shown(value) for value in values]
            for column, error in failed.get(number, {}).items():
                row[column : column + 1] = [error]
            yield row


class Workbook:
    """A workbook that was found to be whole and of a bearable size."""

    def __init__(self, path: Path) -> None:
        """Raises Refused."""
        self.path = path
        with path.open("rb") as file:
            self.zipped = file.read(len(_ZIP)) == _ZIP  # an old workbook may have a zip inside
        with self._faults():
            if self.zipped:
                self._measure()
            self._book = CalamineWorkbook.from_path(path)
        sheets = [sheet for sheet in self._book.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
        self.names = [sheet.name for sheet in sheets]
        self.hidden = [sheet.name for sheet in sheets if sheet.visible != SheetVisibleEnum.Visible]

    def sheet(self, name: str) -> Sheet:
        """The sheet called `name`. Raises Refused where it is broken, reaches too far, or was saved without values."""
        with self._faults():
            seen = self._look_through(name)
            where = f"{self.path.name}, sheet {name}"
            if seen.rows * seen.columns > CELLS:
                raise Refused(
                    f"{where}: its cells reach to {reference(seen.rows - 1, seen.columns - 1)}, which is more than can be read; "
                    f"delete what stands far from the table, or save the sheet as CSV."
                )
            if seen.unvalued:
                raise Refused(
                    f"{where}, cell {reference(*seen.unvalued)}: the formula was saved without its value; open the workbook "
                    f"in a spreadsheet program and save it again."
                )
            cells = self._book.get_sheet_by_name(name)
        seen.merged = seen.merged or cells.merged_cell_ranges or []
        return Sheet(name, seen, cells)

    @property
    def hides_errors(self) -> bool:
        """Whether error cells read as blank ones: of the old Excel format nothing tells them."""
        return not self.zipped

    def _look_through(self, name: str) -> Seen:
        if not self.zipped:
            return Seen()
        with zipfile.ZipFile(self.path) as archive:
            look = open_document_sheet if "content.xml" in archive.namelist() else excel_sheet
            return look(archive, name)

    def _measure(self) -> None:
        with zipfile.ZipFile(self.path) as archive:
            size = sum(part.file_size for part in archive.infolist())
            if size > LARGEST or size > max(SMALL, TIMES * self.path.stat().st_size):
                raise Refused(
                    f"{self.path.name}: the workbook unpacks to {size >> 20:,} MB, more than any export; save the sheet as CSV."
                )
            if "xl/workbook.bin" in archive.namelist():
                raise Refused(f"{self.path.name}: this is a binary workbook (.xlsb); save it as .xlsx.")
            if (damaged := archive.testzip()) is not None:
                raise ValueError(f"its part {damaged} is damaged")

    @contextmanager
    def _faults(self) -> Generator[None]:
        """Turn what calamine, zipfile and the XML say of a broken workbook into one sentence."""
        try:
            yield
        except PasswordError:
            raise Refused(_locked(self.path.name)) from None
        except _FAULTS as error:
            raise Refused(_broken(self.path.name, error)) from None
        except BaseException as error:
            if type(error).__name__ != "PanicException":  # calamine's own, which is no Exception
                raise
            raise Refused(_broken(self.path.name, error)) from None


def is_workbook(path: Path, head: bytes) -> bool:
    """Whether a file is an Excel or OpenDocument workbook. Raises Refused where it is one under a password, or was cut."""
    if head.startswith(_OLE):
        content = head if len(head) < 1 << 20 else path.read_bytes()
        if _ENCRYPTED in content:
            raise Refused(_locked(path.name))
        return "Workbook".encode("utf-16-le") in content or "Book".encode("utf-16-le") in content
    if not head.startswith(_ZIP):
        return False
    try:
        with zipfile.ZipFile(path) as archive:
            return _SPREADSHEET in head[:100] or any(name.startswith("xl/") for name in archive.namelist())
    except _FAULTS as error:
        if _SPREADSHEET in head[:100] or b"xl/" in head:
            raise Refused(_broken(path.name, error)) from None
        return False


def shown(value: Cell) -> str:
    """The text of a cell: whole numbers without `.0`, dates as `2024-03-05`, with the time where there is one."""
    match value:
        case str():
            return value
        case bool():
            return str(value).upper()
        case float():
            return str(int(value)) if value.is_integer() else repr(value)
        case datetime():
            return value.isoformat(" ", "milliseconds" if value.microsecond else "seconds")
        case timedelta():
            minutes, seconds = divmod(round(value.total_seconds()), 60)
            return f"{minutes // 60:02}:{minutes % 60:02}:{seconds:02}"
        case date() | time():
            return value.isoformat()
    return str(value)


def reference(row: int, column: int) -> str:
    """A cell's name in its sheet: row 0 and column 0 are A1."""
    return f"{letter(column)}{row + 1}"


def _broken(name: str, error: BaseException) -> str:
    reason = str(error).strip("\"'.") or type(error).__name__
    return f"{name}: the workbook cannot be read ({reason}); it was cut or damaged, so copy or export it again."


def _locked(name: str) -> str:
    return f"{name}: the workbook is under a password; save it without one."
