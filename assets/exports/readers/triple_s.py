"""Triple-S 1.2 and 2.0: a definition (`.sss` or `.xml`) and its data (`.asc`, `.dat` or `.csv`), which has the same name.

The study names the definition. A column's handle is the variable's name; a `multiple` has a column for each of its codes,
`Q5_3`, with `1` where it was chosen, `0` where it was not, and a blank where the whole question is blank. Codes and numbers
lose the zeros and blanks that pad them (`03` reads `3`), as long as the definition does not write the code so.
"""

import csv
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow as pa

from assets.exports.export import Export, ExportColumn, Reading, ResponseSet
from assets.exports.readers.triple_s_definition import Definition, Variable, is_definition, read_definition
from schemas.foreign import quoted, quoting
from schemas.refused import Refused, listed

LAYOUTS = ["triple-s"]
DEFINITIONS, DATA = (".sss", ".xml"), (".asc", ".dat", ".csv")
LONGEST = 1 << 20
"""Characters of a line of data."""
ROOM = 1 << 23
"""Characters and cells of the records that are worked on at once."""
_BEGINNING = 1 << 16


def beside(path: Path) -> list[Path]:
    """The data of a definition. Where the definition says that they lie is its author's folder, and is ignored."""
    if path.suffix.lower() not in DEFINITIONS or not _is_definition(path):
        return []
    stem = path.stem.lower()
    return sorted(
        other
        for other in path.parent.iterdir()
        if other.stem.lower() == stem and other.suffix.lower() in DATA and other.is_file()
    )


def describe(path: Path, head: bytes, beside: Sequence[Path], reading: Reading) -> Export | None:
    """The variables of a definition, whose data must lie beside it."""
    if path.suffix.lower() not in DEFINITIONS or not is_definition(head[:_BEGINNING]):
        if path.suffix.lower() == ".sss":
            raise Refused(
                f"{path.name}: the definition is no XML, as in Triple-S 1.1; export it as Triple-S 1.2 or 2.0."
            )
        if reading.layout in LAYOUTS:
            raise Refused(
                f"{path.name}: this is no Triple-S definition; name the .sss or .xml, the data are found by its name."
            )
        return None
    definition = read_definition(path)
    data = _data(path, definition, beside)
    encoding, why = _encoding(data, reading)
    weights = [variable.name for variable in definition.variables if variable.use == "weight"]
    columns = [column for variable in definition.variables for column in _columns(variable)]
    return Export(
        path.name,
        "triple_s",
        LAYOUTS[0],
        encoding,
        columns,
        first_row=definition.skip + 1,
        weight=weights[0] if weights else None,
        sets=[_set(variable) for variable in definition.variables if variable.type == "multiple"],
        notes=[f"the data are {data.name}", why, *_notes(definition)],
    )


def cells(path: Path, export: Export, beside: Sequence[Path], _work: Path) -> Iterator[pa.RecordBatch]:
    """The records as text. Raises Refused at the first that is too short, or whose cell is none that its variable can have."""
    definition = read_definition(path)
    data = _data(path, definition, beside)
    names = [f"c{at}" for at in range(len(export.columns))]
    try:
        for first, records in _batches(data, definition, export):
            arrays = []
            for variable in definition.variables:
                texts = [_text(variable, record) if record else "" for record in records]
                arrays += _arrays(variable, texts, definition.format == "csv", data.name, first)
            yield pa.record_batch(arrays, names=names)
    except UnicodeDecodeError:
        raise Refused(f"{data.name}: the text is not {export.encoding}; say under encoding what it is.") from None


def _is_definition(path: Path) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return is_definition(file.read(_BEGINNING))


def _data(path: Path, definition: Definition, beside: Sequence[Path]) -> Path:
    """The data that go with the definition, by their ending where there are several."""
    known = [other for other in beside if other.stem.lower() == path.stem.lower() and other.suffix.lower() in DATA]
    fitting = [other for other in known if (other.suffix.lower() == ".csv") == (definition.format == "csv")] or known
    if len(fitting) != 1:
        found = listed(other.name for other in fitting)
        raise Refused(
            f"{path.name}: its data should lie beside it as {path.stem}{' or '.join(DATA)}, and found is {found}; "
            f"put the one file there."
        )
    return fitting[0]


def _encoding(data: Path, reading: Reading) -> tuple[str, str]:
    """How the data are encoded, and why it is thought so."""
    if reading.encoding:
        return reading.encoding, "the encoding is the one that was asked for"
    try:
        for _ in _lines(data, "utf-8", None):
            pass
    except UnicodeDecodeError:
        return "cp1252", "the data are no UTF-8 and are taken for cp1252, the usual encoding of Western Windows"
    return "utf-8", "every byte of the data is UTF-8"


def _notes(definition: Definition) -> Iterator[str]:
    yield f"Triple-S {definition.version}, {definition.format} data"
    for variable in definition.variables:
        if variable.use == "serial":
            yield f"{variable.name} is declared as the serial number"
        elif variable.use == "weight":
            yield f"{variable.name} is declared as a weight"
    if definition.level:
        yield f"a record is one of level {definition.level} in a hierarchy of files"


def _columns(variable: Variable) -> list[ExportColumn]:
    if variable.type != "multiple":
        return [ExportColumn(variable.name, variable.label, variable.labels, spans=variable.spans)]
    return [
        ExportColumn(f"{variable.name}_{code}", " | ".join(filter(None, (variable.label, text))))
        for code, text in variable.labels.items()
    ]


def _set(variable: Variable) -> ResponseSet:
    return ResponseSet(variable.name, variable.label, [column.handle for column in _columns(variable)], "1")


def _lines(data: Path, encoding: str, newline: str | None) -> Iterator[str]:
    try:
        file = data.open(encoding="utf-8-sig" if encoding == "utf-8" else encoding, newline=newline)
    except LookupError:
        raise Refused(f"{data.name}: no encoding is called {encoding!r}; write utf-8 or cp1252.") from None
    with file:
        number = 0
        while line := file.readline(LONGEST):
            number += 1
            if len(line) == LONGEST:
                raise Refused(f"{data.name}, line {number}: the line does not end, so it is no data; export it again.")
            yield line


def _records(data: Path, definition: Definition, encoding: str) -> Iterator[str | list[str]]:
    if definition.format == "fixed":
        for line in _lines(data, encoding, None):
            yield line.rstrip("\n")
        return
    records = csv.reader(_lines(data, encoding, ""), strict=True)
    try:
        yield from records
    except csv.Error as error:
        where = f"{data.name}, line {records.line_num}"
        raise Refused(f"{where}: a quoted cell is never closed, or holds a quote ({error}); export it again.") from None


def _batches(data: Path, definition: Definition, export: Export) -> Iterator[tuple[int, list]]:
    """All records but those above the first, as many at a time as there is room for, and the row of the first of them.

    A record of fixed data is a text, one of a CSV's a list; a blank one is empty.
    """
    unit = "characters" if definition.format == "fixed" else "cells"
    first, held, records = definition.skip + 1, 0, []
    for row, record in enumerate(_records(data, definition, export.encoding), start=1):
        if row <= definition.skip:
            continue
        blank = not "".join(record).strip()
        if not blank and len(record) < definition.length:
            raise Refused(
                f"{data.name}, row {row}: the record has {len(record)} {unit} and the definition {definition.length}; "
                f"the file was cut or is another's, so export both again."
            )
        records.append(record[:0] if blank else record[: definition.length])
        held += sum(map(len, records[-1])) + 8 * len(export.columns)
        if held > ROOM:
            yield first, records
            first, held, records = row + 1, 0, []
    if records:
        yield first, records


def _text(variable: Variable, record: str | list[str]) -> str:
    """What stands where the variable does. Several cells of a CSV are put together as fixed data would have them."""
    found = record[variable.start - 1 : variable.finish]
    if isinstance(found, str):
        return found
    return found[0] if len(found) == 1 else "".join(cell.strip().rjust(variable.width) for cell in found)


def _arrays(variable: Variable, texts: list[str], exact: bool, name: str, first: int) -> list[pa.Array]:
    """The columns of a variable, from its texts in the rows of `name` from `first`; each is looked at once."""
    places = {text: at for at, text in enumerate(dict.fromkeys(texts))}
    decoded = []
    for text in places:
        try:
            decoded.append(_cells(variable, text, exact))
        except ValueError as error:
            row = first + texts.index(text)
            raise Refused(f"{name}, row {row}, variable {variable.name}: {quoted(text)} {error}.") from None
    rows = pa.array([places[text] for text in texts], pa.int32())
    return [pa.array(column, pa.string()).take(rows) for column in zip(*decoded, strict=True)]


def _cells(variable: Variable, text: str, exact: bool) -> list[str | None]:
    """What `text` says in each column of the variable; `exact` where nothing but the variable can stand in it."""
    shown = text.strip(" ")
    if variable.type != "multiple":
        return [(_bare(shown, variable) if variable.type in ("single", "quantity") else shown) or None]
    if not shown:
        return [None] * len(variable.labels)
    if exact and len(text) != variable.characters:
        raise ValueError(f"should have {variable.characters} characters, and zeros may be lost; export it again")
    if not variable.subfields:
        ticks = [text[int(code) - 1] for code in variable.labels]
        if not {"0", "1"}.issuperset(ticks):
            raise ValueError("holds something else than 0 and 1; export it again")
        return list(ticks)
    starts = range(0, variable.characters, variable.width)
    chosen = {_bare(text[at : at + variable.width].strip(" "), variable) for at in starts} - {"", "0"}
    if unknown := sorted(chosen - variable.labels.keys()):
        raise ValueError(f"holds {quoting(listed(unknown))}, which the definition does not know; export both again")
    return ["1" if code in chosen else "0" for code in variable.labels]


def _bare(text: str, variable: Variable) -> str:
    """A number without the zeros in front, unless the definition writes the code so."""
    return text if text in variable.labels else re.sub(r"^(-?)0+(?=\d)", r"\1", text)
