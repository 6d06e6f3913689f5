"""Files of other kinds that come with an export's name: each is told by its first bytes, and refused with what to do."""

import re
from pathlib import Path

from assets.exports.readers.sheets import is_workbook
from schemas.refused import Refused

_ARCHIVE = "unpack it and name the export inside"
_KINDS: dict[bytes, tuple[str, str]] = {
    b"\x1f\x8b": ("a gzip archive", _ARCHIVE),
    b"BZh": ("a bzip2 archive", _ARCHIVE),
    b"\xfd7zXZ\x00": ("an xz archive", _ARCHIVE),
    b"7z\xbc\xaf\x27\x1c": ("a 7z archive", _ARCHIVE),
    b"Rar!": ("a RAR archive", _ARCHIVE),
    b"PK\x03\x04": ("a zip archive and no workbook", _ARCHIVE),
    b"PK\x05\x06": ("an empty zip archive", "export it again"),
    b"\xd0\xcf\x11\xe0": ("an Office file and no workbook", "export the data as CSV or .xlsx"),
    b"%PDF": ("a PDF", "export the data as CSV or .xlsx"),
    b"{\\rtf": ("an RTF document", "export the data as CSV or .xlsx"),
    b"\x89PNG": ("a picture", "export the data as CSV or .xlsx"),
    b"SQLite format 3": ("a database", "export its table as CSV"),
}
_WEB_PAGE = re.compile(
    rb"\s*(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)*<(!doctype\s+html|html|head|script|table)\b", re.I | re.S
)


def refuse_foreign(path: Path, head: bytes) -> None:
    """Raise Refused where a file that begins with `head` is one of a known kind that is no export."""
    kind = next((kind for magic, kind in _KINDS.items() if head.startswith(magic)), None)
    if kind and not is_workbook(path, head):
        raise Refused(f"{path.name}: this is {kind[0]}; {kind[1]}.")
    if _WEB_PAGE.match(head[:8192].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe")):
        raise Refused(
            f"{path.name}: this is a web page, perhaps the vendor's login or a table saved as HTML; log in and export it as "
            f"CSV or .xlsx."
        )
