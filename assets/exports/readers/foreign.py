"""Files of other kinds that come with an export's name: each is told by its first bytes, and refused with what to do."""

import re
from json import JSONDecoder
from pathlib import Path

from assets.exports.readers.sheets import is_workbook
from schemas.refused import Refused

_ARCHIVE = "unpack it and name the export inside"
_TABLE = "export the data as CSV or .xlsx"
_KINDS: dict[bytes, tuple[str, str]] = {
    b"\x1f\x8b": ("a gzip archive", _ARCHIVE),
    b"BZh": ("a bzip2 archive", _ARCHIVE),
    b"\xfd7zXZ\x00": ("an xz archive", _ARCHIVE),
    b"7z\xbc\xaf\x27\x1c": ("a 7z archive", _ARCHIVE),
    b"Rar!": ("a RAR archive", _ARCHIVE),
    b"PK\x03\x04": ("a zip archive and no workbook", _ARCHIVE),
    b"PK\x05\x06": ("an empty zip archive", "export it again"),
    b"\xd0\xcf\x11\xe0": ("an Office file and no workbook", _TABLE),
    b"%PDF": ("a PDF", _TABLE),
    b"{\\rtf": ("an RTF document", _TABLE),
    b"\x89PNG": ("a picture", _TABLE),
    b"SQLite format 3": ("a database", "export its table as CSV"),
}
_WEB_PAGE = re.compile(
    rb"\s*(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)*<(!doctype\s+html|html|head|script|table)\b", re.I | re.S
)
_FORMATTED = r"a|b|big|br|center|div|em|font|h[1-6]|i|li|p|small|span|strong|su[bp]|u|ul"
"""Elements that format the text of a question in a header, and begin no document."""
_XML = re.compile(
    rf"(<\?xml[^>]*>\s*)?(<\?[^>]*>\s*|<!--.*?-->\s*)*<(?!(sss|stata_dta|{_FORMATTED})\b)([A-Za-z_][\w:.-]*)", re.DOTALL
)


def _written(head: bytes) -> str:
    """What kind of text it is that is no table; empty where it may be one."""
    wide = head[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in head[:4]
    text = head.replace(b"\x00", b"") if wide else head
    start = text.lstrip(b"\xef\xbb\xbf\xff\xfe").decode("utf-8", "replace").lstrip()
    if start[:1] in ("{", "["):
        return _json(start)
    if (found := _XML.match(start)) and "<sss" not in start:
        if "urn:schemas-microsoft-com:office:spreadsheet" in start or "office:spreadsheet" in start:
            return "a workbook as XML (Excel 2003)"
        return f"XML ({found[4]}) and no Triple-S definition" if ">" in start else ""
    return ""


def _json(start: str) -> str:
    """Whether a text that begins with a bracket is JSON, or has a JSON value a line."""
    try:
        first, end = JSONDecoder().raw_decode(start)
    except ValueError:  # cut, where the first bytes end, or another text
        return "JSON" if re.match(r'(\[\s*)?\{\s*"[^"]*"\s*:', start) else ""
    rest = start[end:].lstrip(" \t\r")
    if not isinstance(first, dict | list):
        return ""
    return "JSON" if not rest.strip() else "JSON lines" if rest.startswith("\n") else ""


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
    if written := _written(head):
        raise Refused(f"{path.name}: this is {written}; {_TABLE}.")
