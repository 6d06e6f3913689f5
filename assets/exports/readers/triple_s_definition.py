"""The definition of a Triple-S survey: an XML file that says where each variable stands in the data, and what it means.

Nothing outside the file is ever read. Genuine files name a DTD by its address: that line is taken out, and a document type
of any other kind is refused, so that no entity is ever resolved.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from schemas.refused import Refused, listed

VERSIONS = ("1.2", "2.0", "3.0")
TYPES = ("single", "multiple", "quantity", "character", "logical", "date", "time")
LARGEST = 1 << 25
"""Bytes of a definition: a survey of thousands of questions has a tenth of it."""
MOST_CODES = 10_000
_DOCTYPE = re.compile(r"""<!DOCTYPE\s+\w+(\s+(PUBLIC|SYSTEM)(\s+("[^"]*"|'[^']*'))+)?\s*>""")
_DECLARED = re.compile(rb"""<\?xml[^>]*?encoding\s*=\s*["']([\w.-]+)""")


@dataclass(frozen=True)
class Variable:
    """One question of the survey, and where its answers stand."""

    name: str
    label: str
    type: str
    start: int
    finish: int
    """The first and last character of a fixed record, or cell of a CSV's, counted from 1."""
    labels: dict[str, str] = field(default_factory=dict)
    """The text of each code; "" where the definition gives a range of codes to a `multiple`."""
    spans: list[tuple[str, str]] = field(default_factory=list)
    """Ranges of codes, ends included, that are declared without a text each."""
    subfields: int = 0
    """How many codes a `multiple` lists; 0 where it has a 0 or 1 for each code instead."""
    width: int = 1
    """Characters of a code in such a list."""
    use: str = ""

    @property
    def characters(self) -> int:
        """How many characters a `multiple` takes."""
        return self.subfields * self.width or max(map(int, self.labels))


@dataclass(frozen=True)
class Definition:
    """A survey as its definition describes it."""

    version: str
    format: Literal["fixed", "csv"]
    skip: int
    """Lines above the first record."""
    variables: list[Variable]
    level: str
    """What a record is in a hierarchy of files; empty where it is a respondent."""

    @property
    def length(self) -> int:
        """The characters, or cells, that a record has at least."""
        return max(variable.finish for variable in self.variables)


def is_definition(head: bytes) -> bool:
    """Whether a file that begins with `head` is a Triple-S definition, in whatever encoding."""
    return b"<sss" in head.replace(b"\x00", b"")


def read_definition(path: Path) -> Definition:
    """The definition at `path`. Raises Refused where it is none that can be used."""
    root = _parsed(path)
    try:
        return _definition(root)
    except ValueError as error:
        raise Refused(f"{path.name}: {error}.") from None


def _parsed(path: Path) -> Any:
    if path.stat().st_size > LARGEST:
        raise Refused(f"{path.name}: the definition has more than {LARGEST >> 20} MB; export it again.")
    head, start, rest = _decoded(path).partition("<sss")
    try:
        return fromstring(_DOCTYPE.sub("", head, count=1) + start + rest, forbid_dtd=True)
    except DefusedXmlException:
        raise Refused(
            f"{path.name}: the definition declares a document type of its own, which may hide other files; export it again."
        ) from None
    except (ParseError, ValueError) as error:
        raise Refused(f"{path.name}: the definition is broken XML ({error}); export it again.") from None


def _decoded(path: Path) -> str:
    content = path.read_bytes()
    encoding = _encoding(content)
    try:
        return content.decode(encoding).removeprefix("\ufeff")
    except (UnicodeDecodeError, LookupError):
        raise Refused(f"{path.name}: the definition is not in {encoding}, as it should be; export it again.") from None


def _encoding(content: bytes) -> str:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    if content[:2] in (b"<\x00", b"\x00<"):
        return "utf-16-le" if content[1] == 0 else "utf-16-be"
    declared = _DECLARED.search(content[:1024])
    return declared[1].decode("ascii") if declared and not content.startswith(b"\xef\xbb\xbf") else "utf-8"


def _definition(root: Any) -> Definition:
    version = root.get("version", "")
    if root.tag != "sss" or version not in VERSIONS:
        raise ValueError(f"the definition is Triple-S {version or 'of no version'}; export it as Triple-S 1.2 or 2.0")
    records = root.findall("survey/record")
    if len(records) != 1:
        raise ValueError(f"the definition has {len(records)} records; export one file for respondents")
    (record,) = records
    layout = record.get("format", "fixed")
    if layout not in ("fixed", "csv"):
        raise ValueError(f"the format of the data is {layout!r}; export it as fixed or csv")
    variables = [_variable(found, layout == "fixed") for found in record.iter("variable")]
    if not variables:
        raise ValueError("the definition has no variable; export it again")
    levels = [level.get("ident", "") for level in root.iter("hierarchy")]
    return Definition(
        version, layout, _whole(record.get("skip", "0"), "skip", 0), variables, ", ".join(filter(None, levels))
    )


def _variable(found: Any, fixed: bool) -> Variable:
    name = _words(found.find("name")) or found.get("ident") or "without a name"
    kind = found.get("type", "")
    if kind not in TYPES:
        raise ValueError(f"variable {name} is of type {kind!r}; known types are {listed(TYPES)}")
    position = found.find("position")
    if position is None:
        raise ValueError(f"variable {name} has no position; export it again")
    start = _whole(position.get("start", ""), f"the start of {name}")
    finish = _whole(position.get("finish", str(start)), f"the finish of {name}", start)
    labels = {_code(value, name): _words(value) for value in found.iterfind("values/value")}
    if len(labels) < len(found.findall("values/value")):
        raise ValueError(f"two values of {name} have one code; export it again")
    if kind == "multiple":
        labels = labels | dict.fromkeys(_ranged(found, labels, name), "")
    spans = [(span.get("from", ""), span.get("to", "")) for span in found.iterfind("values/range")]
    spread = found.find("spread")
    subfields, width = 0, 1
    if spread is not None:
        subfields = _whole(spread.get("subfields", ""), f"the subfields of {name}")
        each = (finish - start + 1) // subfields if fixed else max(map(len, labels), default=1)
        width = _whole(spread.get("width", str(each)), f"the width of {name}")
    variable = Variable(
        name, _words(found.find("label")), kind, start, finish, labels, spans, subfields, width, found.get("use", "")
    )
    if kind == "multiple":
        _check_multiple(variable, fixed)
    return variable


def _check_multiple(variable: Variable, fixed: bool) -> None:
    name, codes = variable.name, variable.labels
    if not codes:
        raise ValueError(f"the multiple {name} has no values; export it again")
    if "0" in codes or (not variable.subfields and not all(re.fullmatch(r"[1-9]\d{0,8}", code) for code in codes)):
        raise ValueError(f"the multiple {name} has a code that is no number from 1; export it as spread")
    taken = variable.finish - variable.start + 1
    if fixed and variable.characters > taken:
        raise ValueError(f"the multiple {name} needs {variable.characters} characters and has {taken}; export it again")


def _code(value: Any, name: str) -> str:
    code = (value.get("code") or "").strip()
    if not code:
        raise ValueError(f"a value of {name} has no code; export it again")
    return code


def _ranged(found: Any, known: dict[str, str], name: str) -> list[str]:
    """The codes that a range stands for, but those that have a text."""
    codes: list[str] = []
    for span in found.iterfind("values/range"):
        low = _whole(span.get("from", ""), f"the range of {name}")
        high = _whole(span.get("to", ""), f"the range of {name}", low)
        if high - low >= MOST_CODES:
            raise ValueError(f"the multiple {name} has codes from {low} to {high}, which are too many; export it again")
        codes += [str(code) for code in range(low, high + 1) if str(code) not in known]
    return codes


def _whole(text: str, what: str, least: int = 1) -> int:
    if not re.fullmatch(r"\d{1,9}", text.strip()) or int(text) < least:
        raise ValueError(f"{what} is {text!r}, no whole number from {least}; export it again")
    return int(text)


def _words(element: Any) -> str:
    """The text of an element: its own, across line breaks, or else the first of those by language or mode."""
    if element is None:
        return ""
    own = " ".join([element.text or "", *(child.tail or "" for child in element)])
    return " ".join(own.split()) or next(filter(None, map(_words, element.findall("text"))), "")
